/**
 * What may be asked of repositories about the commits that a mail names; implemented in ../git, absent in a browser. Nobody is
 * asked in an untrusted workspace. Hashes come from mail: they are checked, and given to git as data.
 */

/** Something that tells that a repository is the patch's. */
export interface PatchClues {
  /** Its `base-commit:`. */
  readonly base: string | null;
  /** Blobs of its `index` lines, before and after. */
  readonly blobs: readonly string[];
  /** Files that it changes. */
  readonly paths: readonly string[];
}

export interface CommitQuestion {
  readonly what: "commit" | "ancestry";
  /** 4 to 64 hexadecimal digits. */
  readonly hash: string;
  readonly clues: PatchClues;
}

export type CommitAnswer =
  | { readonly kind: "found"; readonly hash: string; readonly subject: string }
  /** The repositories that the patch belongs to have no such commit, and all of their history is there. */
  | { readonly kind: "missing"; readonly repository: string }
  | { readonly kind: "ambiguous"; readonly repository: string }
  | { readonly kind: "ancestry"; readonly isAncestor: boolean; readonly of: "base-commit" | "HEAD" };

/** A commit, as one writes of it. */
export interface CommitName {
  /** In full. */
  readonly hash: string;
  /** As `git log --abbrev=12 --format=%h`: 12 digits, or as many as it takes. */
  readonly short: string;
  readonly subject: string;
  /** The hash that was asked for is unknown: this is the one commit of HEAD's history with the subject. */
  readonly isOfSubject?: boolean;
}

export interface CommitSource {
  /**
   * A text that is another once the document's repositories have other commits, or are others; null where none may be asked. Runs
   * nothing.
   */
  state(documentUri: string): Promise<string | null>;
  /**
   * One answer a question, in order; null: not known; undefined: not asked, since the signal came or half a minute was over, and
   * worth asking again.
   */
  answers(
    documentUri: string,
    questions: readonly CommitQuestion[],
    signal: AbortSignal,
  ): Promise<readonly (CommitAnswer | null | undefined)[]>;
  /**
   * How to write of a commit. Of several that begin with the digits the one with that subject is meant, and where none does (it was
   * rebased) the only one that has it; null where none, or more than one, is left, or no repository may be asked.
   */
  name(documentUri: string, hash: string, subject: string | null): Promise<CommitName | null>;
}
