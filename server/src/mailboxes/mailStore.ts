/** Where mail files are read from; the implementation for disks is nodeMailStore.ts. */
export interface MailStore {
  /** Size in bytes. Rejects with `MailStoreError` where there is no such file or it cannot be read. */
  size(uri: string): Promise<number>;
  /**
   * Gives the bytes of the file in order, piece by piece; a piece is valid until the call returns. Between pieces others
   * get their turn. Stops early where `isStopped` says so. Rejects with `MailStoreError`.
   */
  read(uri: string, onBytes: (bytes: Uint8Array) => void, isStopped: () => boolean): Promise<void>;
}

/** Says in plain words, for the user, why a file could not be read. */
export class MailStoreError extends Error {
  override readonly name = "MailStoreError";
}

/** The file's name for sentences: the last part of the path, decoded. */
export function fileName(uri: string): string {
  const last =
    uri
      .replace(/[?#].*$/s, "")
      .split("/")
      .pop() ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
