import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { URI, Utils } from "vscode-uri";
import {
  fileName,
  isMailStoreError,
  type MailboxStore,
  type MailPlace,
  MailStoreError,
  type TakeBytes,
} from "./mailStore.js";
import { gunzip, packedFile } from "./nodeGunzip.js";

const pieceBytes = 1024 * 1024;

/** Mail files on the disk of the machine that the server runs on. Opened for reading only. */
export function createNodeMailStore(): MailboxStore {
  const look = async (uri: string): Promise<MailPlace> => {
    const path = pathOf(uri);
    try {
      const facts = await stat(path);
      const isFolder = facts.isDirectory();
      // A pipe or a device has no end, or no beginning.
      if (!isFolder && !facts.isFile()) throw new MailStoreError(`${fileName(uri)} is not a file.`);
      return {
        kind: isFolder ? "folder" : "file",
        size: facts.size,
        stamp: `${facts.size} ${facts.mtimeMs} ${facts.ino}`,
      };
    } catch (error) {
      throw plain(uri, error);
    }
  };
  return {
    look,
    async size(uri) {
      const place = await look(uri);
      if (place.kind === "folder") throw new MailStoreError(`${fileName(uri)} is not a file.`);
      return place.size;
    },
    async read(uri, onBytes, isStopped, start = 0) {
      try {
        const file = await open(pathOf(uri), "r");
        try {
          await readPieces(file, start, onBytes, isStopped);
        } finally {
          await file.close();
        }
      } catch (error) {
        throw plain(uri, error);
      }
    },
    async list(uri) {
      try {
        const parent = URI.parse(uri);
        const entries = await readdir(pathOf(uri), { withFileTypes: true });
        return entries
          .filter((entry) => entry.isFile() || entry.isDirectory() || entry.isSymbolicLink())
          .map((entry) => ({
            uri: Utils.joinPath(parent, entry.name).toString(),
            name: entry.name,
            isFolder: entry.isDirectory(),
          }));
      } catch (error) {
        throw plain(uri, error);
      }
    },
    async range(uri, start, length) {
      try {
        const file = await open(pathOf(uri), "r");
        try {
          const buffer = Buffer.allocUnsafe(length);
          let filled = 0;
          while (filled < length) {
            const { bytesRead } = await file.read(buffer, filled, length - filled, start + filled);
            if (bytesRead === 0) break;
            filled += bytesRead;
          }
          return buffer.subarray(0, filled);
        } finally {
          await file.close();
        }
      } catch (error) {
        throw plain(uri, error);
      }
    },
    async unpack(uri, onBytes, isStopped, maxBytes) {
      try {
        const packed = await packedFile(pathOf(uri));
        try {
          return await gunzip(packed, onBytes, isStopped, maxBytes);
        } finally {
          await packed.close();
        }
      } catch (error) {
        throw plain(uri, error);
      }
    },
  };
}

/** The next piece is read while the one before is looked at. */
async function readPieces(
  file: FileHandle,
  start: number,
  onBytes: TakeBytes,
  isStopped: () => boolean,
): Promise<void> {
  let offset = start;
  let taken = Buffer.allocUnsafe(pieceBytes);
  let coming = Buffer.allocUnsafe(pieceBytes);
  const readOn = (): Promise<{ readonly bytesRead: number }> => {
    const next = file.read(coming, 0, pieceBytes, offset);
    // A failure is met when the piece is asked for.
    next.catch(() => undefined);
    return next;
  };
  let reading = readOn();
  try {
    while (!isStopped()) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) break;
      [taken, coming] = [coming, taken];
      offset += bytesRead;
      reading = readOn();
      const waiting = onBytes(taken.subarray(0, bytesRead));
      if (waiting instanceof Promise) await waiting;
    }
  } finally {
    // The file may not be closed while it is read.
    await reading.catch(() => undefined);
  }
}

function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  if (parsed.scheme !== "file") {
    throw new MailStoreError(`${fileName(uri)} is not on this machine's disk: open it to see its threads.`);
  }
  return parsed.fsPath;
}

function plain(uri: string, error: unknown): MailStoreError {
  if (isMailStoreError(error)) return error;
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  const name = fileName(uri);
  switch (code) {
    case "ENOENT":
      return new MailStoreError(`${name} is not there any more.`);
    case "EACCES":
    case "EPERM":
      return new MailStoreError(`${name} may not be read with your rights.`);
    default:
      return new MailStoreError(
        `${name} could not be read (${typeof code === "string" ? code : "unknown error"}).`,
      );
  }
}
