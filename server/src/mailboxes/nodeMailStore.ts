import { open, stat } from "node:fs/promises";
import { URI } from "vscode-uri";
import { fileName, type MailStore, MailStoreError } from "./mailStore.js";

const pieceBytes = 1024 * 1024;

/** Mail files on the disk of the machine that the server runs on. Opened for reading only. */
export function createNodeMailStore(): MailStore {
  return {
    async size(uri) {
      const path = pathOf(uri);
      try {
        const facts = await stat(path);
        if (!facts.isFile()) throw new MailStoreError(`${fileName(uri)} is not a file.`);
        return facts.size;
      } catch (error) {
        throw plain(uri, error);
      }
    },
    async read(uri, onBytes, isStopped) {
      try {
        const file = await open(pathOf(uri), "r");
        try {
          const buffer = new Uint8Array(pieceBytes);
          while (!isStopped()) {
            const { bytesRead } = await file.read(buffer, 0, pieceBytes, null);
            if (bytesRead === 0) break;
            onBytes(buffer.subarray(0, bytesRead));
          }
        } finally {
          await file.close();
        }
      } catch (error) {
        throw plain(uri, error);
      }
    },
  };
}

function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  if (parsed.scheme !== "file") {
    throw new MailStoreError(`${fileName(uri)} is not on this machine's disk: open it to see its threads.`);
  }
  return parsed.fsPath;
}

function plain(uri: string, error: unknown): MailStoreError {
  if (error instanceof MailStoreError) return error;
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
