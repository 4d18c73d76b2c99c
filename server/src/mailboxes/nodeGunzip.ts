import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip, type Gunzip } from "node:zlib";
import type { TakeBytes, UnpackEnd } from "./mailStore.js";

const packedPiece = 256 * 1024;
const unpackedPiece = 256 * 1024;
/** Sizes of the pieces, one after the other, with which the place of a damage is closed in on. */
const fineSizes = [16 * 1024, 256, 1];
/** What comes out for one piece is held at once: up to a thousand times as much. */
const steadyPiece = 16 * 1024;

/** Where packed bytes come from. */
export interface Packed {
  /** From the beginning. */
  stream(): Readable;
  /** A piece: it may be shorter, and is empty at the end. Valid until the next call. */
  piece(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Rejects with the file system's errors. */
export async function packedFile(path: string): Promise<Packed> {
  const file = await open(path, "r");
  const buffer = Buffer.allocUnsafe(steadyPiece);
  return {
    stream: () => createReadStream(path, { highWaterMark: packedPiece }),
    async piece(offset, length) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(length, buffer.length), offset);
      return buffer.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}

export function packedBytes(bytes: Uint8Array): Packed {
  return {
    stream: () =>
      Readable.from(
        (function* () {
          for (let at = 0; at < bytes.length; at += packedPiece) yield bytes.subarray(at, at + packedPiece);
        })(),
      ),
    piece: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    close: () => Promise.resolve(),
  };
}

/**
 * Unpacks gzip, all members, piece by piece, for `MailboxStore.unpack`. The next piece is inflated on another thread
 * while `onBytes` works. Rejects with the file system's errors only. Does not close `packed`.
 */
export async function gunzip(
  packed: Packed,
  onBytes: TakeBytes,
  isStopped: () => boolean,
  maxBytes: number,
): Promise<UnpackEnd> {
  const output = createOutput(onBytes, isStopped, maxBytes);
  const file = packed.stream();
  const inflater = createGunzip({ chunkSize: unpackedPiece, highWaterMark: 4 * unpackedPiece } as object);
  file.on("error", (error) => inflater.destroy(error));
  file.pipe(inflater);
  try {
    for await (const piece of inflater) {
      const ended = await output.take(piece as Uint8Array);
      if (ended !== null) return ended;
    }
    return "end";
  } catch (error) {
    // Throws the file system's errors on.
    endOf(error);
    // What was inflated together with the damage is lost: once more, in smaller and smaller pieces.
    const end = await inflateFinely(packed, output);
    return end === "garbage" && output.given === 0 ? "foreign" : end;
  } finally {
    file.destroy();
    inflater.destroy();
  }
}

interface Output {
  /** Bytes that were passed on. */
  readonly given: number;
  /** Passes bytes on; how that ends all of it, or null. */
  take(bytes: Uint8Array): Promise<UnpackEnd | null>;
  /** What comes first again now was passed on already. */
  again(): void;
}

function createOutput(onBytes: TakeBytes, isStopped: () => boolean, maxBytes: number): Output {
  let given = 0;
  let seen = 0;
  return {
    get given() {
      return given;
    },
    async take(bytes) {
      if (isStopped()) return "stopped";
      const fresh = bytes.subarray(Math.min(bytes.length, Math.max(0, given - seen)));
      seen += bytes.length;
      if (fresh.length === 0) return null;
      const allowed = fresh.subarray(0, Math.max(0, maxBytes - given));
      given += allowed.length;
      if (allowed.length > 0) {
        const waiting = onBytes(allowed);
        if (waiting instanceof Promise) await waiting;
      }
      return allowed.length < fresh.length ? "limit" : null;
    },
    again() {
      seen = 0;
    },
  };
}

/** Inflates a damaged file up to the very byte where it cannot go on. */
async function inflateFinely(packed: Packed, output: Output): Promise<UnpackEnd> {
  let damage = 0;
  let end: UnpackEnd = "damaged";
  for (const size of fineSizes) {
    output.again();
    const result = await inflatePieces(packed, output, size, damage);
    if (result.end === "end" || result.end === "stopped" || result.end === "limit") return result.end;
    end = result.end;
    damage = result.offset;
  }
  return end;
}

/** In steady pieces up to `fineFrom`, then in fine ones; `offset` is that of the piece that could not be inflated. */
async function inflatePieces(
  packed: Packed,
  output: Output,
  fineSize: number,
  fineFrom: number,
): Promise<{ readonly end: UnpackEnd; readonly offset: number }> {
  const inflater = createGunzip({ chunkSize: unpackedPiece });
  // A stream without a listener would throw its error once more.
  inflater.on("error", () => undefined);
  let offset = 0;
  try {
    for (;;) {
      const size = offset < fineFrom ? Math.min(steadyPiece, fineFrom - offset) : fineSize;
      const piece = await packed.piece(offset, size);
      const pieces = await inflate(inflater, piece.length === 0 ? null : piece);
      for (const bytes of pieces.bytes) {
        const ended = await output.take(bytes);
        if (ended !== null) return { end: ended, offset };
      }
      if (pieces.error !== null) return { end: endOf(pieces.error), offset };
      if (piece.length === 0) return { end: "end", offset };
      offset += piece.length;
    }
  } finally {
    inflater.destroy();
  }
}

/** What comes out for one piece; null: the end of the file. */
function inflate(
  inflater: Gunzip,
  piece: Uint8Array | null,
): Promise<{ readonly bytes: readonly Uint8Array[]; readonly error: unknown }> {
  return new Promise((resolve) => {
    const bytes: Uint8Array[] = [];
    const onData = (out: Uint8Array): void => void bytes.push(out);
    const done = (error: unknown): void => {
      inflater.off("data", onData);
      inflater.off("error", done);
      inflater.off("end", onEnd);
      resolve({ bytes, error: error ?? null });
    };
    const onEnd = (): void => done(null);
    inflater.on("data", onData);
    inflater.on("error", done);
    if (piece === null) {
      inflater.on("end", onEnd);
      inflater.end();
    } else {
      // The callback comes before the last data event where the stream is paused; the listener above lets it flow.
      inflater.write(piece, () => setImmediate(() => done(null)));
    }
  });
}

/** zlib's errors in our words; any other is thrown on. */
function endOf(error: unknown): UnpackEnd {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : "";
  if (code === "Z_BUF_ERROR") return "truncated";
  if (code === "Z_DATA_ERROR" || code === "Z_NEED_DICT") {
    if (message.includes("header check")) return "garbage";
    return message.includes("data check") || message.includes("length check") ? "checksum" : "damaged";
  }
  throw error;
}
