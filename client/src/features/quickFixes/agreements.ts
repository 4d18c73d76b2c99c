/** What of a file on the disk was agreed to, by its URI: an agreement holds as long as the file is the same there. */
export interface Agreements {
  holds(uri: string, stamp: FileStamp): boolean;
  agree(uri: string, stamp: FileStamp): void;
  /** It was saved or closed: what comes next is asked anew. */
  forget(uri: string): void;
}

/** Time in milliseconds and bytes, as the file system gives them. */
export interface FileStamp {
  readonly mtime: number;
  readonly size: number;
}

export function createAgreements(): Agreements {
  const agreed = new Map<string, FileStamp>();
  return {
    holds(uri, { mtime, size }) {
      const before = agreed.get(uri);
      return before?.mtime === mtime && before.size === size;
    },
    agree: (uri, { mtime, size }) => void agreed.set(uri, { mtime, size }),
    forget: (uri) => void agreed.delete(uri),
  };
}
