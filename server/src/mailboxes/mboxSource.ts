import type { MailFile, MessageSummary } from "../threads/model.js";
import { compareFile, fileEnds } from "./fileEnds.js";
import { giveOut } from "./giveOut.js";
import { createHeaderScan, type MessagePlace } from "./headerScan.js";
import { type KnownMailbox, keep, recall, smallestKept } from "./knownMailbox.js";
import { fileName, type MailPlace, MailStoreError, type TakeBytes, type UnpackEnd } from "./mailStore.js";
import type { MessageSource, ScanWatch, SourceMessage, SourceParts, SourceScan } from "./messageSource.js";
import { defaultMailFileLimits } from "./readMailFile.js";
import { mailFileOf } from "./summary.js";

/** What one scan has found; kept until the file changes. */
interface Found {
  readonly known: KnownMailbox;
  readonly scan: SourceScan;
}

/** Of a compressed file, so much is kept around the message that was read last: the next one is often near. */
const windowBytes = 4 * 1024 * 1024;
const never = (): boolean => false;

/** A file that holds one message or more, plain or compressed; streamed, never held whole. */
export function mboxSource(
  uri: string,
  isGzip: boolean,
  { store, limits, parse, cache }: SourceParts,
): MessageSource {
  let found: Found | null = null;
  let window: { readonly start: number; readonly bytes: Uint8Array } | null = null;

  const stream = async (onBytes: TakeBytes, isStopped: () => boolean, start = 0): Promise<UnpackEnd> => {
    if (isGzip) return store.unpack(uri, onBytes, isStopped, limits.unpackedBytes);
    await store.read(uri, onBytes, isStopped, start);
    return isStopped() ? "stopped" : "end";
  };

  const scan = async (watch: ScanWatch): Promise<Found | undefined> => {
    const now = await store.look(uri);
    const before = found?.known ?? (cache && now.size >= smallestKept ? await recall(uri, cache) : null);
    const isUntouched = found !== null && found.known.stamp === now.stamp;
    const state =
      before === null ? "other" : isUntouched ? "same" : await compareFile(uri, before, now, store);
    if (before !== null && state === "same") {
      found ??= asFound(uri, before);
      watch.onMessages?.(before.messages);
      watch.onProgress?.(now.size, now.size);
      return found;
    }
    found = null;
    window = null;
    const fresh = await read(watch, now, state === "grown" && before?.resume ? before : null);
    if (fresh === undefined) return undefined;
    found = fresh;
    if (cache !== undefined && fresh.known.ends !== null) keep(uri, fresh.known, cache);
    return fresh;
  };
  /** Reads the file, or what has been added to it since `before`. */
  const read = async (
    watch: ScanWatch,
    { size, stamp }: MailPlace,
    before: KnownMailbox | null,
  ): Promise<Found | undefined> => {
    const isStopped = (): boolean => watch.isStopped?.() ?? false;
    const from = before?.resume ?? undefined;
    const headers = createHeaderScan(uri, from === undefined ? {} : { from });
    const messages: MessageSummary[] = [];
    const add = (more: readonly MessageSummary[]): void => {
      if (more.length === 0) return;
      for (const message of more) messages.push(message);
      watch.onMessages?.(more);
    };
    const sure = from?.index ?? 0;
    add(before?.messages.filter(({ index }) => index < sure) ?? []);
    const end = await stream(
      (bytes) => {
        headers.push(bytes);
        add(headers.take());
        // How far a compressed file will unpack is not known.
        watch.onProgress?.(headers.byteCount, isGzip ? 0 : size);
      },
      // Of a file that grows while it is read, or that is no mail at all, there is no need to see the end.
      () => isStopped() || headers.isHopeless || (!isGzip && headers.byteCount > 2 * size + 65_536),
      from?.offset,
    );
    if (isStopped()) return undefined;
    add(headers.end());
    const isIndexOnly =
      isGzip || headers.byteCount > limits.editorBytes || headers.lineCount > limits.editorLines;
    let parsed: MailFile | null = null;
    const mayBePage =
      messages.length === 0 ? defaultMailFileLimits.parsedPageBytes : defaultMailFileLimits.parsedBytes;
    if (parse !== undefined && !isGzip && size <= mayBePage && headers.byteCount <= 2 * size + 65_536) {
      parsed = mailFileOf(uri, parse(await wholeText(stream)).document);
    }
    const scanned = before === null ? headers.places : [...before.places.slice(0, sure), ...headers.places];
    const places = scanned.length > 0 ? scanned : wholeFile(headers.byteCount);
    const notes = [...damage(uri, end, limits.unpackedBytes, messages.length)];
    if (notes.length === 0 && scanned.length === 0) notes.push(`${fileName(uri)} holds no mail.`);
    if ((await store.look(uri)).stamp !== stamp)
      notes.push(`${fileName(uri)} has changed while it was read: open it again to see all of it.`);
    const isKept = notes.length === 0 && parsed === null && size >= smallestKept;
    const known: KnownMailbox = {
      stamp,
      ends: isKept ? await fileEnds(uri, size, store) : null,
      places,
      messages,
      isIndexOnly,
      notes,
      resume: isGzip ? null : headers.resume,
    };
    return asFound(uri, known, parsed);
  };
  /** What is known of the file as it is now. */
  const known = async (isStopped: () => boolean): Promise<Found> => {
    if (found !== null && (await store.look(uri)).stamp === found.known.stamp) return found;
    const now = await scan({ isStopped });
    if (now === undefined) throw new MailStoreError(`Reading ${fileName(uri)} was stopped.`);
    return now;
  };
  const check = (place: MessagePlace | undefined): MessagePlace => {
    if (place === undefined) throw new MailStoreError(`${fileName(uri)} has no such message any more.`);
    if (place.length > limits.messageBytes) {
      throw new MailStoreError(
        `This message of ${fileName(uri)} has ${Math.round(place.length / 1024 / 1024)} MB: too large to be shown.`,
      );
    }
    return place;
  };
  /** Bytes at a place of a compressed file, and what follows, up to the window's size. */
  const unpackWindow = async (place: MessagePlace, isStopped: () => boolean): Promise<Uint8Array> => {
    if (window !== null && place.start >= window.start) {
      const at = place.start - window.start;
      if (at + place.length <= window.bytes.length) return window.bytes.subarray(at, at + place.length);
    }
    window = null;
    const wanted = Math.max(windowBytes, place.length);
    const bytes = Buffer.allocUnsafe(wanted);
    let filled = 0;
    let offset = 0;
    await stream(
      (piece) => {
        const from = Math.max(0, place.start - offset);
        offset += piece.length;
        if (from >= piece.length || filled === wanted) return;
        const part = piece.subarray(from, from + wanted - filled);
        bytes.set(part, filled);
        filled += part.length;
      },
      () => isStopped() || filled === wanted,
    );
    window = { start: place.start, bytes: bytes.subarray(0, filled) };
    return window.bytes.subarray(0, place.length);
  };

  return {
    uri,
    kind: isGzip ? "gzip" : "file",
    scan: async (watch) => (await scan(watch))?.scan,
    async read(_uri, index, isStopped = never) {
      const { places } = (await known(isStopped)).known;
      const place = check(places[index]);
      const raw = isGzip
        ? await unpackWindow(place, isStopped)
        : await store.range(uri, place.start, place.length);
      if (raw.length < place.length && !isStopped()) {
        throw new MailStoreError(`${fileName(uri)} has changed while it was read: open it again.`);
      }
      return giveOut(raw, place);
    },
    async readAll(onMessage, isStopped = never) {
      const {
        known: { places },
        scan: result,
      } = await known(isStopped);
      const cut = cutMessages(uri, places, limits.messageBytes, onMessage, isStopped);
      await stream(cut.push, isStopped);
      if (!isStopped()) await cut.end();
      return result;
    },
  };
}

function asFound(uri: string, known: KnownMailbox, parsed: MailFile | null = null): Found {
  const { messages, isIndexOnly, places, notes } = known;
  const scanned: MailFile = { messages, told: [], ...(isIndexOnly ? { isIndexOnly } : {}) };
  const file = parsed === null ? scanned : { ...scanned, ...parsed };
  return { known, scan: { files: new Map([[uri, file]]), messageCount: places.length, notes } };
}

/** A file without any header: a bare diff, say. */
function wholeFile(length: number): readonly MessagePlace[] {
  if (length === 0) return [];
  return [{ start: 0, length, escape: "none", hasEmptyLine: false, hasTrueLength: false }];
}

async function wholeText(
  stream: (onBytes: TakeBytes, isStopped: () => boolean) => Promise<UnpackEnd>,
): Promise<string> {
  const decoder = new TextDecoder("utf-8");
  let text = "";
  await stream(
    (bytes) => {
      text += decoder.decode(bytes, { stream: true });
    },
    () => text.length > 2 * defaultMailFileLimits.parsedPageBytes,
  );
  return text + decoder.decode();
}

/** Cuts a stream into the messages that are at those places. A message that is too large is cut short. */
function cutMessages(
  uri: string,
  places: readonly MessagePlace[],
  maxBytes: number,
  onMessage: (message: SourceMessage) => void | Promise<void>,
  isStopped: () => boolean,
): { readonly push: TakeBytes; end(): Promise<void> } {
  let index = 0;
  let offset = 0;
  let pieces: Uint8Array[] = [];
  let held = 0;
  const finish = (place: MessagePlace, last: Uint8Array): void | Promise<void> => {
    const raw = held === 0 ? new Uint8Array(last) : Buffer.concat([...pieces, last]);
    pieces = [];
    held = 0;
    return onMessage({ uri, index: index++, bytes: giveOut(raw, place), flags: "" });
  };
  const push = async (bytes: Uint8Array): Promise<void> => {
    const end = offset + bytes.length;
    for (let place = places[index]; place !== undefined && place.start < end; place = places[index]) {
      const from = Math.max(0, place.start - offset);
      const to = place.start + place.length - offset;
      const part = bytes.subarray(from, Math.min(to, bytes.length, from + Math.max(0, maxBytes - held)));
      if (to > bytes.length) {
        pieces.push(new Uint8Array(part));
        held += part.length;
        break;
      }
      const waiting = finish(place, part);
      if (waiting !== undefined) await waiting;
      if (isStopped()) return;
    }
    offset = end;
  };
  return {
    push,
    /** What the file has lost since it was scanned is missing in the last messages. */
    async end() {
      for (let place = places[index]; place !== undefined; place = places[index])
        await finish(place, new Uint8Array(0));
    },
  };
}

/** What a damaged file is said to be, in a sentence. */
function damage(uri: string, end: UnpackEnd, maxBytes: number, messages: number): readonly string[] {
  const name = fileName(uri);
  const shown = messages === 0 ? "no message stands before that" : "what comes before is shown";
  switch (end) {
    case "limit":
      return [
        `${name} unpacks to more than ${Math.round(maxBytes / 1024 / 1024).toLocaleString("en-US")} MB: ${shown} ` +
          "(the setting patchMail.limits.unpackedMegabytes).",
      ];
    case "truncated":
      return [`${name} ends in the middle, as if its download had been cut off: ${shown}.`];
    case "damaged":
      return [`${name} is damaged and cannot be unpacked to its end: ${shown}.`];
    case "checksum":
      return [`${name} is damaged: its checksum is wrong, so what is shown of it may be, too.`];
    case "garbage":
      return [`${name} has bytes behind its end that are no gzip data: they are left out.`];
    case "foreign":
      return [`${name} begins like a gzip file, and is none.`];
    default:
      return [];
  }
}
