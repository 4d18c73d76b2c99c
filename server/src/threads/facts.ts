import type { MessageSummary } from "./model.js";

/**
 * What the body of one message tells the threads: small and plain, kept without the body. Made once a message, in the
 * background; the tree never waits for it.
 */
export interface MessageFacts {
  /** Addresses of To and Cc, in lower case, with a blank before, between and behind; "" where there are none. */
  readonly recipients: string;
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
  /** Of a message with a diff of its own: where comments in replies are looked up (placeComments.ts); else null. */
  readonly anchor: PatchAnchor | null;
  /** What is quoted above `comments`, for `placeComments`; null where no comment stands below a quote. */
  readonly quoted: QuotedLines | null;
  /**
   * Which lines `line0` counts, everywhere in the facts. False: those of the message as it stands in its file, counted
   * from its first header line. True: the body is encoded, and it is the lines of the decoded view with all header fields,
   * the text that opens for it as a decoded tab.
   */
  readonly isDecoded: boolean;
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
  /** The words name the whole series, whichever mail of it they answer: `applied the series`. */
  readonly isWhole?: true;
  /** Titles of the patches meant, as the mail writes them; empty: the patch or series that is replied to. */
  readonly of: readonly string[];
  /** Patches meant, by number, first and last; below zero from the end: -1 is the last. Where `of` is empty. */
  readonly patches?: readonly (readonly [first: number, last: number])[];
  /** "Applied." without a tree or thanks: from the patch's own author it may be said of a comment, and counts for nothing. */
  readonly isBare?: boolean;
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
  /** Where in the patch it stands; null where that is not known: `unplaced` tells why. */
  readonly place: CommentPlace | null;
  readonly unplaced: UnplacedReason | null;
}

export type UnplacedReason =
  /** What is quoted above is no diff: a commit log, prose, a program's output. */
  | "notDiff"
  /** Lines of a diff without a header to count from, and the patch is not at hand. */
  | "noHeader"
  /** The patch is at hand, and the quoted lines are not in it. */
  | "notInPatch";

export interface CommentPlace {
  /** Message-ID of the patch; "" where it is not at hand and the place comes from the quoted headers alone. */
  readonly messageId: string;
  /** As the patch names it. */
  readonly path: string;
  /** 0-based place of the hunk in its file; -1 in front of the first; where the patch is not at hand, as it is quoted. */
  readonly hunk: number;
  /**
   * 0-based line in the patch's message, counted as its facts count, of the last quoted diff line; null where the patch is
   * not at hand.
   */
  readonly patchLine0: number | null;
  /** 1-based line in the file, and of which side; null for a hunk header or file header. */
  readonly fileLine: number | null;
  readonly side: "old" | "new";
  /** The quoted line is the one that the hunk's numbers lead to in the patch; false: found by what it says, or counted in the quote. */
  readonly isExact: boolean;
}

/** The diff lines of a patch as sums: kept in place of its text, 5 bytes a line. */
export interface PatchAnchor {
  /** "" where the message has none. */
  readonly messageId: string;
  /** Line of the first row, as the facts count lines; rows follow one another line by line. */
  readonly line0: number;
  /** `diffLineSum` of each line from the first file's header to the last hunk's end; 0: empty, or no part of the diff. */
  readonly sums: Int32Array;
  /** What each line is: a `RowSide`. */
  readonly sides: Uint8Array;
  readonly paths: readonly string[];
  /** `pathSum` of each. */
  readonly pathSums: Int32Array;
  /** First row of each file, and behind its last. */
  readonly fileRows: Int32Array;
  /** Of each hunk: file, row of `@@`, row behind its end, first old line, first new line. */
  readonly hunks: Int32Array;
}

export const RowSide = { context: 0, added: 1, removed: 2, other: 3 } as const;
export type RowSide = (typeof RowSide)[keyof typeof RowSide];

/** What stands above each comment, as sums; two arrays, since most mail has a comment or two. */
export interface QuotedLines {
  /**
   * Pairs, a pair a quoted line that is not empty, the nearest to the comment first: its `diffLineSum`, and that with the
   * next quoted line joined, for lines that a mailer has broken (0 where that is no question).
   */
  readonly rows: Int32Array;
  /** `QuotedHead` columns for each comment. */
  readonly heads: Int32Array;
}

/** Columns of `QuotedLines.heads`. */
export const QuotedHead = {
  /** Pairs of `rows`, and behind the last. */
  firstRow: 0,
  endRow: 1,
  /** Quote depth: 1 is the message that is answered, 2 the one above. */
  depth: 2,
  /** Of the quoted hunk header above: first old line, first new line; lines from it to the last quoted one, -1: none. */
  oldStart: 3,
  newStart: 4,
  offset: 5,
  /** Sum of the path of the quoted file header above; 0: none. */
  path: 6,
  /** 1 where the last quoted line looks like one of a diff. */
  isDiff: 7,
  count: 8,
} as const;

/** Facts that are known by now; undefined: the message was not read yet. */
export type FactsOf = (message: MessageSummary) => MessageFacts | undefined;
