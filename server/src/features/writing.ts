import type { MaintainersEntry } from "../threads/maintainers.js";
import type { Cancellation } from "./parsedDocument.js";

/** A commit that somebody who writes may want to name. All texts are one line without control characters. */
export interface KnownCommit {
  readonly hash: string;
  /** 12 digits, or more where the repository needs them. */
  readonly shortHash: string;
  readonly subject: string;
  /** As .mailmap has them. */
  readonly authorName: string;
  readonly authorAddress: string;
  readonly committerName: string;
  readonly committerAddress: string;
  /** When it was written, in milliseconds since 1970; absent: not known. */
  readonly date?: number;
}

/** Where a patch stands: hashes and paths come from mail. */
export interface PatchPlace {
  /** What git's own separator names: the commit that it was made of. */
  readonly commit: string | null;
  /** Its `base-commit:`. */
  readonly base: string | null;
  /** Files with the lines that it changes, as they were: 1-based. */
  readonly files: readonly {
    readonly path: string;
    readonly ranges: readonly { readonly first: number; readonly count: number }[];
  }[];
}

export interface AroundPatch {
  /** Hashes of commits on HEAD that are behind the patch's base, itself among them. */
  readonly after: readonly string[];
  /** Commits that last changed its lines, that of the most lines first. */
  readonly changed: readonly KnownCommit[];
  /** Nothing more comes. */
  readonly isWhole: boolean;
}

/** What is known by now. */
export interface Known<Item> {
  readonly items: readonly Item[];
  /** Nothing more comes: who asks again gets the same. */
  readonly isWhole: boolean;
  /** Why no repository is asked, in a sentence: given once in a session. */
  readonly note?: string;
}

/** What can be aborted beside being looked at. */
export type StoppableToken = Cancellation & {
  onCancellationRequested?(listener: () => void): { dispose(): void };
};

/**
 * What repositories at hand say to somebody who writes. Each answer comes within 80 ms with what is known by then; the rest is looked for
 * further on and is in a later answer. Nothing is asked outside of trusted workspaces. Implemented in ../work, and loaded by the first
 * question; absent in a browser.
 */
export interface WritingHelp {
  /** git's `user.name` and `user.email` there; one item, or none. */
  user(documentUri: string): Promise<Known<{ readonly name: string; readonly address: string }>>;
  /** The newest commits on HEAD that touch files, newest first, without merges. Paths come from mail. */
  recentCommits(documentUri: string, paths: readonly string[]): Promise<Known<KnownCommit>>;
  /** Commits whose hash begins with 4 to 40 hexadecimal digits, lower case. */
  commitsByPrefix(documentUri: string, prefix: string, token: StoppableToken): Promise<Known<KnownCommit>>;
  /** What the history says of a patch that was made in it; absent: nothing is asked. */
  aroundPatch?(documentUri: string, place: PatchPlace): Promise<AroundPatch>;
  /** The sections of MAINTAINERS that hold one of the files. */
  maintainers(documentUri: string, paths: readonly string[]): Promise<Known<MaintainersEntry>>;
}
