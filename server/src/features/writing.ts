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
  /** The sections of MAINTAINERS that hold one of the files. */
  maintainers(documentUri: string, paths: readonly string[]): Promise<Known<MaintainersEntry>>;
}
