import type { PartHead } from "../mail/mime.js";
import type {
  Attachment,
  Attribution,
  DiffFile,
  Diffstat,
  DiffstatRow,
  Dump,
  HeaderField,
  LineRange,
  Problem,
  Trailer,
} from "../model.js";
import type { DiffSink, DiffState } from "../patch/diffScanner.js";
import type { LineTable } from "../text/lineTable.js";
import { type QuotePrefix } from "./quotePrefix.js";

/** Diffs are followed up to this quote depth; deeper text is plain quote. */
export const MAX_DIFF_DEPTH = 64;

export interface BodyInput {
  readonly text: string;
  readonly lines: LineTable;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly messageIndex: number;
  readonly head: PartHead;
  /** No header block above: a bare diff, so nothing is a commit log. */
  readonly isBare: boolean;
  readonly isPage: boolean;
  /** The subject is that of a cover letter (`0/n`), or of a reply to one. Asked only where it counts. */
  isOfCover(): boolean;
  /** A robot's report: its `>> ` and `| ` are no quotes. */
  readonly isReport: boolean;
}

export interface BodyFacts {
  readonly files: DiffFile[];
  readonly problems: Problem[];
  readonly trailers: Trailer[];
  readonly attributions: Attribution[];
  readonly diffstats: Diffstat[];
  readonly dumps: Dump[];
  readonly attachments: Attachment[];
  readonly inBodyFields: HeaderField[];
  /** Exclusive end of the commit log: the cut line or the diff; null where there is neither. */
  readonly logEndLine0: number | null;
  readonly logStartLine0: number;
  readonly signature: LineRange | null;
  readonly encodings: ReadonlySet<PartHead["encoding"]>;
  readonly isFlowed: boolean;
  readonly hasQuotes: boolean;
}

interface Part {
  readonly head: PartHead;
  readonly startLine0: number;
  contentLine0: number;
}

/**
 * The blocks in which a mail shows what differs from its older version (git-format-patch(1) `--range-diff`,
 * `--interdiff`; git-range-diff(1)). Their lines look like a diff and are none to apply: git writes an interdiff two
 * columns in, but flush left in a cover letter.
 */
export interface RangeDiffState {
  readonly depth: number;
  /** Columns before the lines of an interdiff's diff; -1: a range-diff. */
  readonly indent: number;
  /** Lines that the interdiff's hunk still promises. */
  oldLeft: number;
  newLeft: number;
}

/** Mutable state of one pass over a body. */
export interface Scan {
  readonly input: BodyInput;
  readonly sink: DiffSink;
  readonly states: (DiffState | undefined)[];
  readonly prefix: QuotePrefix;
  readonly peeked: QuotePrefix;
  readonly facts: {
    trailers: Trailer[];
    attributions: Attribution[];
    diffstats: Diffstat[];
    dumps: Dump[];
    attachments: Attachment[];
    inBodyFields: HeaderField[];
  };
  readonly boundaries: string[];
  part: Part | null;
  partCount: number;
  encoding: PartHead["encoding"];
  readonly encodings: Set<PartHead["encoding"]>;
  /** Of the part at hand. */
  isFlowed: boolean;
  hasFlowedText: boolean;
  /** null before the first unquoted diff. */
  isDiffFlowed: boolean | null;
  inLog: boolean;
  logStartLine0: number;
  logEndLine0: number | null;
  mayHaveInBodyHeader: boolean;
  signatureDepth: number;
  signatureStart0: number;
  signature: LineRange | null;
  dump: {
    depth: number;
    strength: number;
    startLine0: number;
    endLine0: number;
    lines: number;
    title: string;
  } | null;
  stat: {
    depth: number;
    startLine0: number;
    endLine0: number;
    rows: DiffstatRow[];
    summary: Diffstat["summary"];
    summaryLine0: number | null;
  } | null;
  /** The line with the second name of a `diff --git` line that a mailer has wrapped, where its name begins; -1: none. */
  readonly wrappedName: { line0: number; at: number };
  /** The block of lines that is being read; null outside of one. */
  rangeDiff: RangeDiffState | null;
  /** `|` or `name>` taken as a quote mark in this message, or "". */
  oddMark: string;
  previousDepth: number;
  hasQuotes: boolean;
  /** Up to which line a damaged hunk of a saved page goes (runningHunk.ts). */
  readonly reach: { hunkLine0: number; endLine0: number };
}
