import type { AmRecord } from "./amRecord.js";

/** A series for `git am`, and the branch that it goes to. */
export interface AmRequest {
  readonly title: string;
  /** As `seriesMbox` makes it. */
  readonly mbox: Uint8Array;
  readonly patchCount: number;
  /** Of a branch that is not there yet. */
  readonly branch: string;
  /** Name or hash of the commit that it begins at. */
  readonly base: string;
  /** Folder of a new worktree; null: the branch is checked out in the repository's own tree, which must be clean. */
  readonly worktree: string | null;
  /** Files that the series writes, from the top of the tree. */
  readonly paths: readonly string[];
}

export interface AmWatch {
  readonly signal: AbortSignal;
  /** `number` counts from 1. */
  onApplying(number: number, title: string): void;
}

export type AmOutcome =
  | AmDone
  | { readonly kind: "stopped"; readonly stop: AmStop }
  /** Nothing was changed, or all was put back. */
  | { readonly kind: "refused"; readonly sentence: string; readonly output: string }
  | { readonly kind: "cancelled"; readonly sentence: string };

export interface AmDone {
  readonly kind: "done";
  /** Top of the tree that has the branch checked out. */
  readonly root: string;
  readonly branch: string;
  /** Made; fewer than patches where some were there already. */
  readonly commits: number;
  /** `git log --stat` of them, oldest first. */
  readonly log: string;
}

/** A `git am` that waits for somebody. */
export interface AmStop {
  readonly root: string;
  readonly gitDirectory: string;
  /** Checked out there; null: none. */
  readonly branch: string | null;
  /** The patch that did not apply, from 1, and of how many. */
  readonly patch: number;
  readonly patchCount: number;
  readonly title: string;
  /** Files with conflicts to resolve; empty where git did not get so far. */
  readonly conflicts: readonly string[];
  /** What git said of it, a few lines. */
  readonly reasons: readonly string[];
  /** The branch is one that Patch Mail made; null: `git am` was started by somebody else. */
  readonly record: AmRecord | null;
}
