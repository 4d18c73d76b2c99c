import type { MailFile, MessageSummary } from "../threads/model.js";
import { compareFile, fileEnds } from "./fileEnds.js";
import { giveOut } from "./giveOut.js";
import { createHeaderScan, type HeaderScan, type MessagePlace } from "./headerScan.js";
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
const maxNotes = 10;
const megabytes = (bytes: number): string => Math.round(bytes / 1024 / 1024).toLocaleString("en-US");

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

  /** Reads the file's header blocks from `from` on; undefined where it was stopped. */
  const walk = async (
    headers: HeaderScan,
    watch: ScanWatch,
    { size, stamp }: MailPlace,
    maxMessages: number,
    onPiece: () => void,
    from?: number,
  ): Promise<Walked | undefined> => {
    const isStopped = (): boolean => watch.isStopped?.() ?? false;
    // Those that are counted have their end behind them.
    const isFull = (): boolean => headers.places.length > maxMessages;
    const end = await stream(
      (bytes) => {
        headers.push(bytes);
        onPiece();
        // How far a compressed file will unpack is not known.
        watch.onProgress?.(headers.byteCount, isGzip ? 0 : size);
      },
      // Of a file that grows while it is read, or that is no mail at all, there is no need to see the end.
      () =>
        isStopped() || headers.isHopeless || isFull() || (!isGzip && headers.byteCount > 2 * size + 65_536),
      from,
    );
    if (isStopped()) return undefined;
    const last = headers.end();
    const notes = isFull()
      ? [tooMany(uri, limits.messages)]
      : damage(uri, end, limits.unpackedBytes, headers.places.length);
    const hasChanged = (await store.look(uri)).stamp !== stamp;
    const changed = `${fileName(uri)} has changed while it was read: open it again to see all of it.`;
    return {
      last,
      places: isFull() ? headers.places.slice(0, maxMessages) : headers.places,
      notes: hasChanged ? [...notes, changed] : notes,
    };
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
    place: MailPlace,
    before: KnownMailbox | null,
  ): Promise<Found | undefined> => {
    const { size, stamp } = place;
    const from = before?.resume ?? undefined;
    const headers = createHeaderScan(uri, from === undefined ? {} : { from });
    const sure = from?.index ?? 0;
    const maxMessages = Math.min(limits.messages, watch.maxMessages ?? limits.messages);
    const messages: MessageSummary[] = [];
    const add = (fresh: readonly MessageSummary[]): void => {
      const more = fresh.filter(({ index }) => index < maxMessages);
      if (more.length === 0) return;
      for (const message of more) messages.push(message);
      watch.onMessages?.(more);
    };
    add(before?.messages.filter(({ index }) => index < sure) ?? []);
    const left = maxMessages - sure;
    const walked = await walk(headers, watch, place, left, () => add(headers.take()), from?.offset);
    if (walked === undefined) return undefined;
    add(walked.last);
    const isIndexOnly =
      isGzip || headers.byteCount > limits.editorBytes || headers.lineCount > limits.editorLines;
    const scanned = before === null ? walked.places : [...before.places.slice(0, sure), ...walked.places];
    let parsed: MailFile | null = null;
    const mayBePage =
      messages.length === 0 ? defaultMailFileLimits.parsedPageBytes : defaultMailFileLimits.parsedBytes;
    const isParsed = size <= mayBePage && scanned.length < maxMessages;
    if (parse !== undefined && !isGzip && isParsed && headers.byteCount <= 2 * size + 65_536) {
      parsed = mailFileOf(uri, parse(await wholeText(stream)).document);
    }
    const messageCount = scanned.length > 0 ? scanned.length : (parsed?.messages.length ?? 0);
    const isNoMail = walked.notes.length === 0 && messageCount === 0;
    const notes = isNoMail ? [noMail(uri, headers.byteCount)] : walked.notes;
    const isKept = notes.length === 0 && parsed === null && size >= smallestKept;
    const known: KnownMailbox = {
      stamp,
      ends: isKept ? await fileEnds(uri, size, store) : null,
      places: scanned.length > 0 ? scanned : wholeFile(headers.byteCount),
      messages,
      isIndexOnly,
      notes,
      resume: isGzip ? null : headers.resume,
    };
    return asFound(uri, known, messageCount, parsed);
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
        `This message of ${fileName(uri)} has ${megabytes(place.length)} MB: too large to be shown.`,
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
      const place = await store.look(uri);
      let places: readonly MessagePlace[];
      let isWholeFile = false;
      let notes: readonly string[];
      if (found !== null && found.known.messages.length > 0 && found.known.stamp === place.stamp) {
        ({ places, notes } = found.known);
      } else {
        // Without summaries: a mailbox may hold more than the memory.
        const headers = createHeaderScan(uri, { wants: "places" });
        const maxMessages = isGzip ? limits.messages : Number.POSITIVE_INFINITY;
        const walked = await walk(headers, { isStopped }, place, maxMessages, () => undefined);
        if (walked === undefined) throw new MailStoreError(`Reading ${fileName(uri)} was stopped.`);
        isWholeFile = walked.places.length === 0;
        places = isWholeFile ? wholeFile(headers.byteCount) : walked.places;
        notes = places.length === 0 && walked.notes.length === 0 ? [noMail(uri, 0)] : walked.notes;
      }
      const maxBytes = limits.messageBytes;
      const cut = cutMessages({ uri, places, isWholeFile, maxBytes, onMessage, isStopped });
      await stream(cut.push, () => isStopped() || cut.isDone);
      if (!isStopped()) await cut.end();
      return { messageCount: places.length, notes: [...notes, ...cut.notes] };
    },
  };
}

/** What was read of a file. */
interface Walked {
  /** Summaries that were not taken yet. */
  readonly last: readonly MessageSummary[];
  readonly places: readonly MessagePlace[];
  readonly notes: readonly string[];
}

/** Said of a source without any mail; a bare diff is none either. */
export const noMail = (uri: string, bytes: number): string =>
  `${fileName(uri)} ${bytes === 0 ? "is empty" : "holds no mail"}.`;

/** Of a source with more messages than are listed. */
export const tooMany = (uri: string, count: number): string =>
  `${fileName(uri)} holds more than ${count.toLocaleString("en-US")} messages: the first ones are shown ` +
  "(the setting patchMail.limits.messages).";

function asFound(
  uri: string,
  known: KnownMailbox,
  messageCount = known.places.length,
  parsed: MailFile | null = null,
): Found {
  const { messages, isIndexOnly, notes } = known;
  const scanned: MailFile = { messages, told: [], ...(isIndexOnly ? { isIndexOnly } : {}) };
  const file = parsed === null ? scanned : { ...scanned, ...parsed };
  return { known, scan: { files: new Map([[uri, file]]), messageCount, notes } };
}

/** A file without any header: a bare diff, say. */
function wholeFile(length: number): readonly MessagePlace[] {
  if (length === 0) return [];
  const line0 = 0;
  return [
    { start: 0, length, escape: "none", hasEmptyLine: false, hasTrueLength: false, line0, separatorLine0: 0 },
  ];
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

interface Cutting {
  readonly uri: string;
  readonly places: readonly MessagePlace[];
  readonly isWholeFile: boolean;
  /** Of a message: a larger one is cut short, and a note says so. */
  readonly maxBytes: number;
  readonly onMessage: (message: SourceMessage) => void | Promise<void>;
  isStopped(): boolean;
}

/** Cuts a stream into the messages that are at those places. */
function cutMessages({ uri, places, isWholeFile, maxBytes, onMessage, isStopped }: Cutting): {
  readonly push: TakeBytes;
  readonly isDone: boolean;
  readonly notes: readonly string[];
  end(): Promise<void>;
} {
  let index = 0;
  let offset = 0;
  let pieces: Uint8Array[] = [];
  let held = 0;
  const notes: string[] = [];
  const finish = (place: MessagePlace, last: Uint8Array): void | Promise<void> => {
    const raw = held === 0 ? new Uint8Array(last) : Buffer.concat([...pieces, last]);
    pieces = [];
    held = 0;
    if (place.length > maxBytes && notes.length < maxNotes) {
      const sizes = `${megabytes(place.length)} MB: only its first ${megabytes(maxBytes)} MB are shown.`;
      notes.push(`Message ${index + 1} of ${fileName(uri)} has ${sizes}`);
    }
    const { line0, separatorLine0 } = place;
    const bytes = giveOut(raw, place);
    return onMessage({ uri, index: index++, bytes, line0, separatorLine0, isWholeFile, flags: "" });
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
    notes,
    get isDone() {
      return index >= places.length;
    },
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
        `${name} unpacks to more than ${megabytes(maxBytes)} MB: ${shown} ` +
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
