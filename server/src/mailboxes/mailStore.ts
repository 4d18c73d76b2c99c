/** Where mail files are read from; the implementation for disks is nodeMailStore.ts. */
export interface MailStore {
  /** Size in bytes. Rejects with `MailStoreError` where there is no such file or it cannot be read. */
  size(uri: string): Promise<number>;
  /**
   * Gives the bytes of the file in order, piece by piece; a piece is valid until the call returns, or what it returns is
   * settled. Between pieces others get their turn. Stops early where `isStopped` says so; begins at the byte `start`, or
   * at the first. Rejects with `MailStoreError`.
   */
  read(uri: string, onBytes: TakeBytes, isStopped: () => boolean, start?: number): Promise<void>;
}

/** Takes bytes; a promise is waited for. */
export type TakeBytes = (bytes: Uint8Array) => unknown;

/** What stands at a URI. */
export interface MailPlace {
  readonly kind: "file" | "folder";
  /** In bytes. */
  readonly size: number;
  /** Another one after each change: size and time of the last change. */
  readonly stamp: string;
}

export interface MailEntry {
  readonly uri: string;
  readonly name: string;
  readonly isFolder: boolean;
}

/** How the unpacking of a gzip file ended. */
export type UnpackEnd =
  /** At the end of its last member. */
  | "end"
  | "stopped"
  /** More came out than is allowed. */
  | "limit"
  /** The file ends in the middle. */
  | "truncated"
  /** What came before is sound. */
  | "damaged"
  /** The checksum of a member is wrong: something in what came out may be, too. */
  | "checksum"
  /** Behind the last member stand bytes that are no gzip. */
  | "garbage"
  /** It is no gzip file. */
  | "foreign";

/** A store of whole mailboxes: folders, compressed files, single places in large files. For reading only. */
export interface MailboxStore extends MailStore {
  /** Rejects with `MailStoreError`. */
  look(uri: string): Promise<MailPlace>;
  /** What a folder holds, unsorted. Rejects with `MailStoreError`. */
  list(uri: string): Promise<readonly MailEntry[]>;
  /** Bytes `[start, start + length)` of a file; fewer where it ends before. Rejects with `MailStoreError`. */
  range(uri: string, start: number, length: number): Promise<Uint8Array>;
  /**
   * As `read`, with what a gzip file holds, up to `maxBytes` of it, all of its members one after the other. Where it is
   * damaged, all that could be read before comes first.
   */
  unpack(uri: string, onBytes: TakeBytes, isStopped: () => boolean, maxBytes: number): Promise<UnpackEnd>;
}

/** Says in plain words, for the user, why a file could not be read. */
export class MailStoreError extends Error {
  override readonly name = "MailStoreError";
}

/** Also of one that another bundle has thrown: each has a class of its own. */
export function isMailStoreError(error: unknown): error is MailStoreError {
  return error instanceof Error && error.name === "MailStoreError";
}

/** The file's name for sentences: the last part of the path, decoded. */
export function fileName(uri: string): string {
  const last =
    uri
      .replace(/[?#].*$/s, "")
      .replace(/\/+$/, "")
      .split("/")
      .pop() ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
