import type { MessageSummary } from "./model.js";

/**
 * What the body of one message tells the threads: small and plain, kept without the body. Made once a message, in the
 * background; the tree never waits for it.
 */
export interface MessageFacts {
  /** Trailers of the writer's own text: of a patch its own log's, of a reply those it gives. Robots' suggestions are none. */
  readonly trailers: readonly GivenTrailer[];
  /** Of a message with a diff of its own; else null. */
  readonly patch: PatchFacts | null;
  /** What the results table (results/) reads out of it: a report, "applied, thanks", a command to a robot. */
  readonly results: readonly Result[];
  /** The writer's own text below quoted text, in order; empty for mail that quotes nothing. */
  readonly comments: readonly ReviewComment[];
  /** `change-id:` that b4 writes; null where there is none. */
  readonly changeId: string | null;
  /** `base-commit:` (git-format-patch(1)); null where there is none. */
  readonly baseCommit: string | null;
}

/** `Reviewed-by: Anna Berg <anna@example.org>` and the like. */
export interface GivenTrailer {
  /** In the usual case: `Reviewed-by`. */
  readonly name: string;
  readonly value: string;
  /** Decoded name and address of a person; "" where the value is none. */
  readonly person: string;
  readonly address: string;
  /** 0-based line in the message, counted from its first header line. */
  readonly line0: number;
}

export interface PatchFacts {
  /** Equal where git patch-id would be: file names and changed lines without white space. Our own sum, no SHA-1. */
  readonly patchId: string;
  /** Paths that the diff touches. */
  readonly paths: readonly string[];
  readonly additions: number;
  readonly deletions: number;
}

/** What happens to a patch or series. */
export type ResultState =
  /** A robot built or ran it, and it failed. */
  | "failed"
  /** A robot built or ran it, and it was fine. */
  | "passed"
  /** It is in somebody's tree. */
  | "applied"
  /** It was in a tree and is not any more, or it was refused. */
  | "dropped"
  /** A maintainer, a reviewer or a robot's command asks for a new version. */
  | "changesRequested"
  | "superseded"
  | "deferred"
  /** Said to a robot or by one, of no consequence for the state: `#syz test`, `#regzbot introduced`. */
  | "note";

export interface Result {
  /** Id of the rule in the table, e.g. `kernel-test-robot`. */
  readonly rule: string;
  readonly state: ResultState;
  /** One short line for people, out of the mail: `applied to net-next (abc123)`, `build warning on arm64`. Plain text. */
  readonly text: string;
  /** Only part of the series is meant (`b4 ty`: "subset"); titles or hashes that tell which are in `of`. */
  readonly isPartial: boolean;
  /** Titles of the patches meant, as the mail writes them; empty: the patch or series that is replied to. */
  readonly of: readonly string[];
  /** Lines in the message, counted from its first header line, 0-based. */
  readonly line0: number;
}

/** A block of the reviewer's own text, and what of a patch it speaks of. */
export interface ReviewComment {
  /** 0-based line of the block's first line, and behind its last, counted from the message's first header line. */
  readonly line0: number;
  readonly endLine0: number;
  /** First words of it, for lists; plain text, one line. */
  readonly text: string;
  /** Where in the patch it stands; null where the quoted text is no diff (a commit log, prose), or was not found. */
  readonly place: CommentPlace | null;
}

export interface CommentPlace {
  /** Message-ID of the patch: of the message that is answered, or of the one above that it quotes. */
  readonly messageId: string;
  /** As the patch names it. */
  readonly path: string;
  /** 0-based place of the hunk in its file. */
  readonly hunk: number;
  /** 0-based line in the patch's message, counted from its first header line, of the last quoted diff line. */
  readonly patchLine0: number;
  /** 1-based line in the file, and of which side; null for a hunk header or file header. */
  readonly fileLine: number | null;
  readonly side: "old" | "new";
  /** The quoted lines were found by the hunk's numbers, or only by what they say. */
  readonly isExact: boolean;
}

/** Facts that are known by now; undefined: the message was not read yet. */
export type FactsOf = (message: MessageSummary) => MessageFacts | undefined;
