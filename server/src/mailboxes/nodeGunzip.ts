import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip, type Gunzip } from "node:zlib";
import type { TakeBytes, UnpackEnd } from "./mailStore.js";

const packedPiece = 256 * 1024;
const unpackedPiece = 256 * 1024;
/** Sizes of the pieces, one after the other, with which the place of a damage is closed in on. */
const fineSizes = [16 * 1024, 256, 1];
/** What comes out for one piece is held at once: up to a thousand times as much. */
const steadyPiece = 16 * 1024;

/**
 * Unpacks a gzip file, all members, piece by piece, for `MailboxStore.unpack`. The next piece is inflated on another
 * thread while `onBytes` works. Rejects with the file system's errors only.
 */
export async function gunzipFile(
  path: string,
  onBytes: TakeBytes,
  isStopped: () => boolean,
  maxBytes: number,
): Promise<UnpackEnd> {
  const output = createOutput(onBytes, isStopped, maxBytes);
  const file = createReadStream(path, { highWaterMark: packedPiece });
  const gunzip = createGunzip({ chunkSize: unpackedPiece, highWaterMark: 4 * unpackedPiece } as object);
  file.on("error", (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  try {
    for await (const piece of gunzip) {
      const ended = await output.take(piece as Uint8Array);
      if (ended !== null) return ended;
    }
    return "end";
  } catch (error) {
    // Throws the file system's errors on.
    endOf(error);
    // What was inflated together with the damage is lost: once more, in smaller and smaller pieces.
    const end = await inflateFinely(path, output);
    return end === "garbage" && output.given === 0 ? "foreign" : end;
  } finally {
    file.destroy();
    gunzip.destroy();
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
async function inflateFinely(path: string, output: Output): Promise<UnpackEnd> {
  let damage = 0;
  let end: UnpackEnd = "damaged";
  for (const size of fineSizes) {
    output.again();
    const result = await inflatePieces(path, output, size, damage);
    if (result.end === "end" || result.end === "stopped" || result.end === "limit") return result.end;
    end = result.end;
    damage = result.offset;
  }
  return end;
}

/** In steady pieces up to `fineFrom`, then in fine ones; `offset` is that of the piece that could not be inflated. */
async function inflatePieces(
  path: string,
  output: Output,
  fineSize: number,
  fineFrom: number,
): Promise<{ readonly end: UnpackEnd; readonly offset: number }> {
  const file = await open(path, "r");
  const gunzip = createGunzip({ chunkSize: unpackedPiece });
  // A stream without a listener would throw its error once more.
  gunzip.on("error", () => undefined);
  let offset = 0;
  try {
    const buffer = Buffer.allocUnsafe(steadyPiece);
    for (;;) {
      const size = offset < fineFrom ? Math.min(steadyPiece, fineFrom - offset) : fineSize;
      const { bytesRead } = await file.read(buffer, 0, size, offset);
      const pieces = await inflate(gunzip, bytesRead === 0 ? null : buffer.subarray(0, bytesRead));
      for (const piece of pieces.bytes) {
        const ended = await output.take(piece);
        if (ended !== null) return { end: ended, offset };
      }
      if (pieces.error !== null) return { end: endOf(pieces.error), offset };
      if (bytesRead === 0) return { end: "end", offset };
      offset += bytesRead;
    }
  } finally {
    gunzip.destroy();
    await file.close();
  }
}

/** What comes out for one piece; null: the end of the file. */
function inflate(
  gunzip: Gunzip,
  piece: Uint8Array | null,
): Promise<{ readonly bytes: readonly Uint8Array[]; readonly error: unknown }> {
  return new Promise((resolve) => {
    const bytes: Uint8Array[] = [];
    const onData = (out: Uint8Array): void => void bytes.push(out);
    const done = (error: unknown): void => {
      gunzip.off("data", onData);
      gunzip.off("error", done);
      gunzip.off("end", onEnd);
      resolve({ bytes, error: error ?? null });
    };
    const onEnd = (): void => done(null);
    gunzip.on("data", onData);
    gunzip.on("error", done);
    if (piece === null) {
      gunzip.on("end", onEnd);
      gunzip.end();
    } else {
      // The callback comes before the last data event where the stream is paused; the listener above lets it flow.
      gunzip.write(piece, () => setImmediate(() => done(null)));
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
