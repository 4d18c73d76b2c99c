import type { MailFile, MessageSummary } from "../threads/model.js";
import { createHeaderScan } from "./headerScan.js";
import { createInterner } from "./intern.js";
import { knownHeads } from "./knownHeads.js";
import { fileName, isMailStoreError, type MailEntry } from "./mailStore.js";
import { mboxSource, tooMany } from "./mboxSource.js";
import type { MessageSource, SourceKind, SourceParts, SourceScan } from "./messageSource.js";

/** A file of a folder, or one that an engine has found. */
export interface SourceFile {
  readonly uri: string;
  readonly name: string;
  /** Of a Maildir; "" where the name tells none. */
  readonly flags: string;
}

/** Where the files of a source come from. */
export interface FileListing {
  readonly kind: SourceKind;
  /** Each file is one message, never written anew under its name: its header will do, and is read once. */
  readonly hasSingleMessages: boolean;
  /** In order, with sentences for the user. Rejects with `MailStoreError`. */
  list(isStopped: () => boolean): Promise<{
    readonly files: readonly SourceFile[];
    readonly notes: readonly string[];
  }>;
  /** What of a file stays the same when its flags change. */
  keyOf(file: SourceFile): string;
  /** What is said of a source without files. */
  readonly emptyNote: string;
}

const never = (): boolean => false;
/** Files that are read at the same time. */
const atOnce = 8;
/** A header is seldom longer. */
const headBytes = 32 * 1024;
const maxNotes = 10;

/**
 * A Maildir (messages in `new` and `cur`, those in `tmp` are still being delivered), or a folder of mail files as `git
 * format-patch -o` writes it, subfolders left out.
 */
export function folderListing(uri: string, isMaildir: boolean, { store, limits }: SourceParts): FileListing {
  const filesIn = async (folder: string): Promise<readonly MailEntry[]> =>
    (await store.list(folder)).filter((entry) => !entry.isFolder);
  const what = isMaildir ? "is an empty Maildir" : "holds no mail files (.eml, .patch, .mbox, .mbox.gz)";
  return {
    kind: isMaildir ? "maildir" : "folder",
    hasSingleMessages: isMaildir,
    emptyNote: `${fileName(uri)} ${what}.`,
    keyOf: ({ name }) => uniqueName(name),
    async list() {
      const entries = isMaildir
        ? [...(await filesIn(`${uri}/new`)), ...(await filesIn(`${uri}/cur`))]
        : (await store.list(uri)).filter((entry) => !entry.isFolder && isMailName(entry.name));
      const files = entries
        .filter(({ name }) => !name.startsWith("."))
        .map((entry) => ({
          uri: entry.uri,
          name: entry.name,
          flags: isMaildir ? maildirFlags(entry.name) : "",
        }))
        .sort((a, b) => compareNames(a.name, b.name));
      if (files.length <= limits.files) return { files, notes: [] };
      const count = limits.files.toLocaleString("en-US");
      const note = `${fileName(uri)} holds more than ${count} files: the first ones are shown.`;
      return { files: files.slice(0, limits.files), notes: [note] };
    },
  };
}

/** Mail in files of their own, wherever they are. Each message stays in its file: `uri` is the file's. */
export function filesSource(uri: string, listing: FileListing, parts: SourceParts): MessageSource {
  const { store, limits } = parts;
  const { hasSingleMessages, list, keyOf } = listing;
  const sources = new Map<string, MessageSource>();
  const known = hasSingleMessages ? knownHeads(uri, parts.cache) : null;
  const intern = createInterner();

  const sourceOf = (file: string): MessageSource => {
    const source = sources.get(file) ?? mboxSource(file, isGzip(file), parts);
    sources.set(file, source);
    return source;
  };

  const scanFile = async (
    file: SourceFile,
    isStopped: () => boolean,
    maxMessages: number,
  ): Promise<SourceScan | undefined> => {
    if (!hasSingleMessages) return sourceOf(file.uri).scan({ isStopped, maxMessages });
    const name = keyOf(file);
    const before = known?.get(name, file.uri, file.flags);
    if (before !== undefined) return oneMessage(file.uri, before);
    const scan = await scanHead(file, isStopped);
    const message = scan.files.get(file.uri)?.messages[0];
    if (message !== undefined) known?.add(name, message);
    return scan;
  };
  /** A file of a Maildir is one message: its header will do. */
  const scanHead = async (file: SourceFile, isStopped: () => boolean): Promise<SourceScan> => {
    const head = await store.range(file.uri, 0, headBytes);
    if (isGzip(file.uri) || (head.length === headBytes && !hasHeaderEnd(head))) {
      const whole = await sourceOf(file.uri).scan({ isStopped });
      if (whole !== undefined) return whole;
    }
    const scan = createHeaderScan(file.uri, { intern });
    scan.push(head);
    const [message] = scan.end();
    if (message === undefined) return { files: new Map([[file.uri, noMail]]), messageCount: 1, notes: [] };
    const { byteLength: _of_the_head, ...rest } = message;
    return oneMessage(file.uri, { ...rest, flags: file.flags });
  };

  /** The file of a message that is no longer where it was: mail programs rename it when its flags change. */
  const findAgain = async (gone: string): Promise<string | undefined> => {
    if (!hasSingleMessages) return undefined;
    const unique = uniqueName(fileName(gone));
    return (await list(never)).files.find((file) => uniqueName(file.name) === unique)?.uri;
  };

  return {
    uri,
    kind: listing.kind,
    async scan(watch) {
      const isStopped = (): boolean => watch.isStopped?.() ?? false;
      const { files, notes: listNotes } = await list(isStopped);
      if (isStopped()) return undefined;
      await known?.recall();
      const results = new Map<string, MailFile>();
      const notes = [...listNotes];
      let messageCount = 0;
      let unread = 0;
      let done = 0;
      while (done < files.length) {
        if (isStopped()) return undefined;
        const left = limits.messages - messageCount;
        if (left <= 0) {
          notes.push(tooMany(uri, limits.messages));
          break;
        }
        const next = files.slice(done, done + atOnce);
        // Large ones one after the other: together they keep to the limit.
        const group = next.some(holdsMany) ? next.slice(0, 1) : next;
        const scans = await Promise.all(
          group.map((file) =>
            scanFile(file, isStopped, left).catch((error: unknown) => {
              if (!isMailStoreError(error)) throw error;
              // Mail programs move files at any time: not worth a word in a Maildir.
              if (!hasSingleMessages || !error.message.endsWith("is not there any more.")) {
                unread++;
                if (notes.length < maxNotes) notes.push(error.message);
              }
              return undefined;
            }),
          ),
        );
        const fresh: MessageSummary[] = [];
        for (const scan of scans) {
          if (scan === undefined) continue;
          messageCount += scan.messageCount;
          for (const [file, mail] of scan.files) {
            results.set(file, mail);
            fresh.push(...mail.messages);
          }
          for (const note of scan.notes) if (notes.length < maxNotes) notes.push(note);
        }
        done += group.length;
        if (fresh.length > 0) watch.onMessages?.(fresh);
        watch.onProgress?.(done, files.length);
      }
      if (files.length === 0) notes.push(listing.emptyNote);
      else if (unread > maxNotes) notes.push(`${unread} files of ${fileName(uri)} could not be read.`);
      known?.keep(new Set(files.map(keyOf)));
      return { files: results, messageCount, notes, ...(files.length === 0 ? { isEmpty: true } : {}) };
    },
    async read(file, index, isStopped = never) {
      try {
        return await sourceOf(file).read(file, index, isStopped);
      } catch (error) {
        const now = await findAgain(file).catch(() => undefined);
        if (now === undefined || now === file) throw error;
        return await sourceOf(now).read(now, index, isStopped);
      }
    },
    async readAll(onMessage, isStopped = never) {
      const { files, notes: listNotes } = await list(isStopped);
      const notes: string[] = files.length === 0 ? [listing.emptyNote] : [...listNotes];
      let messageCount = 0;
      for (const file of files) {
        if (isStopped()) break;
        try {
          const source = mboxSource(file.uri, isGzip(file.uri), parts);
          const end = await source.readAll(
            (message) => onMessage(file.flags === "" ? message : { ...message, flags: file.flags }),
            isStopped,
          );
          messageCount += end.messageCount;
          for (const note of end.notes) notes.push(note);
        } catch (error) {
          if (!isMailStoreError(error)) throw error;
          notes.push(error.message);
        }
      }
      return { messageCount, notes };
    },
  };
}

/** Files that may hold any number of messages. */
const holdsMany = ({ name }: SourceFile): boolean => /\.(?:gz|mbo?x)$/i.test(name);
const noMail: MailFile = { messages: [], told: [] };

const oneMessage = (uri: string, message: MessageSummary): SourceScan => ({
  files: new Map([[uri, { messages: [message], told: noMail.told }]]),
  messageCount: 1,
  notes: [],
});

const isGzip = (uri: string): boolean => /\.gz$/i.test(uri);

/** Files of mail by their names; `1`, `2` … are those of MH folders and of mutt's drafts. */
export function isMailName(name: string): boolean {
  return (
    /\.(?:eml|patch|mbo?x|mail|msg|cover)$/i.test(name) ||
    /\.(?:eml|patch|mbo?x)\.gz$/i.test(name) ||
    /^\d+$/.test(name)
  );
}

/** Flags behind `:2,` (`;2,` or `!2,` where a file system knows no colon): letters of `DFPRST`, each once, in order. */
export function maildirFlags(name: string): string {
  const letters = /[:;!]2,([A-Za-z]*)$/.exec(name.slice(-60))?.[1] ?? "";
  return "DFPRST"
    .split("")
    .filter((flag) => letters.includes(flag))
    .join("");
}

/** What of a Maildir file's name stays when its flags change. */
function uniqueName(name: string): string {
  return name.replace(/[:;!]2,[A-Za-z]*$/, "");
}

function hasHeaderEnd(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10 || (bytes[at + 1] === 13 && bytes[at + 2] === 10)) return true;
  }
  return false;
}

/** As people count: `2` before `10`; the times that Maildir names begin with, too. */
function compareNames(a: string, b: string): number {
  const numberA = Number.parseInt(a, 10);
  const numberB = Number.parseInt(b, 10);
  if (numberA !== numberB && !Number.isNaN(numberA) && !Number.isNaN(numberB)) return numberA - numberB;
  return a < b ? -1 : a > b ? 1 : 0;
}
