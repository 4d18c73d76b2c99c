import type { ThreadSort } from "../threads/order.js";

/** How the threads are to be shown; the same in all requests of one view. */
export interface ThreadsShown {
  /** As typed; see `parseFilter`. */
  readonly filter?: string | undefined;
  /** Default: "activity". */
  readonly sort?: ThreadSort | undefined;
  /** All versions of a series in one tree. */
  readonly bySeries?: boolean | undefined;
}

/** `patchMail/threadOf`: the rows from the root to the message at a place; empty where there is none. */
export interface ThreadOfParams extends ThreadsShown {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
  /** The message by its place in the file, for a virtual document of one; then `position` does not matter. */
  readonly ordinal?: number;
}
