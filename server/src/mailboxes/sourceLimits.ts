export interface SourceLimits {
  /** What comes out of a compressed file, at most. */
  readonly unpackedBytes: number;
  /** Messages of a source that are listed: each needs about a kilobyte of memory, two with its place in the threads. */
  readonly messages: number;
  /** A larger message is not given out. */
  readonly messageBytes: number;
  /** Files of a folder. */
  readonly files: number;
  /** Above, a file opens in no editor with folds and colours: its messages are read one by one. */
  readonly editorBytes: number;
  readonly editorLines: number;
}

export const defaultSourceLimits: SourceLimits = {
  unpackedBytes: 1024 * 1024 * 1024,
  messages: 500_000,
  messageBytes: 64 * 1024 * 1024,
  files: 100_000,
  editorBytes: 20 * 1024 * 1024,
  editorLines: 300_000,
};
