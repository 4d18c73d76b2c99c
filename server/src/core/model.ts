/**
 * The model of a mail document: what `parse` (parse.ts) returns and every feature reads.
 *
 * Lines are rows of a table (`LineTable`): start offset, kind, quote depth, content column. Nodes stand for blocks
 * (a message, a header field, a quote, a file, a hunk), never for lines. All nodes are read-only plain data.
 * Units: offsets are UTF-16 code units, 0-based; a property that ends in `Line0` is a 0-based line, `endLine0` is
 * exclusive. Quote depth 0 is the writer's own text.
 */
import type { LineTable } from "./text/lineTable.js";
import type { Span } from "./text/span.js";

/** What one line is. The number is stored in `LineTable.kinds`. Quoted lines keep the kind of their content. */
export const LineKind = {
  /** White space only (after the quote prefix, if any). */
  blank: 0,
  /** Prose: commit log, comment or quoted text, by block and depth. */
  text: 1,
  /** `From sender date` line between messages of an mbox, or git's `From <hash> Mon Sep 17 00:00:00 2001`. */
  mboxSeparator: 2,
  /** First line of a header field (RFC 5322 §2.2), also of a MIME part or an in-body header. */
  headerField: 3,
  /** Folded continuation of a header field (RFC 5322 §2.2.3). */
  headerContinuation: 4,
  /** "On <date>, <name> wrote:" above a quote. */
  attribution: 5,
  /** `-- ` above a signature. */
  signatureSeparator: 6,
  signature: 7,
  /** `Signed-off-by: …`, `Fixes: …`, `Link: …`. */
  trailer: 8,
  /** `---` between commit log and the rest. */
  cutLine: 9,
  /** ` path | 3 +-` and ` create mode …`. */
  diffstatRow: 10,
  /** ` 2 files changed, 3 insertions(+)`. */
  diffstatSummary: 11,
  /** `diff --git a/x b/x`, `diff --cc x`, `Index: x`. */
  diffCommand: 12,
  /** `index`, `new file mode`, `rename from`, `similarity index` … (git's extended header lines) and `=====`. */
  diffExtended: 13,
  /** `--- a/x` */
  diffOld: 14,
  /** `+++ b/x` */
  diffNew: 15,
  hunkHeader: 16,
  context: 17,
  added: 18,
  removed: 19,
  /** `\ No newline at end of file` */
  noNewline: 20,
  /** `GIT binary patch` and its data, `Binary files … differ`. */
  binary: 21,
  /** Kernel log: oops, lockdep report, stack trace. */
  dump: 22,
  /** `--boundary` lines of a multipart body, `[-- Attachment #2: … --]` of an archive page. */
  partSeparator: 23,
  /** A body line in base64 or another form that is not text. */
  encoded: 24,
  /** Banners and links that an archive page adds. */
  pageBanner: 25,
  /** A row of an archive page's thread overview. */
  overview: 26,
  /** Reply instructions of an archive page. */
  replyInstructions: 27,
  /** `base-commit: …`, `change-id: …`, `prerequisite-patch-id: …` (git-format-patch(1), b4). */
  patchInfo: 28,
  /** `-- >8 --` scissors. */
  scissors: 29,
  /** A row of a range-diff or interdiff block in a cover letter. */
  rangeDiff: 30,
  /** A line of a diff that does not belong there: its hunk's counts do not hold. */
  corrupt: 31,
  /** Robot reports: `>> file:line:col: warning`, listing rows with their `> 2158` mark. */
  report: 32,
  /** A whole message flattened onto one line (archive page saved badly). */
  flattened: 33,
  /**
   * The rest of a quoted diff line that a replier's mailer has wrapped. It has the quote depth of the line before, also
   * where the mailer has put no quote mark before it.
   */
  wrapped: 34,
} as const;
export type LineKind = (typeof LineKind)[keyof typeof LineKind];

/** What a whole document looks like; see `MailDocument.form`. */
export type DocumentForm =
  /** One or more messages with header blocks (an .eml, an mbox, git format-patch output). */
  | "mail"
  /** Diff without any mail header (`git diff`, `git show`, quilt). One message without header fields. */
  | "diff"
  /** A saved page of a public-inbox archive with one message. */
  | "page"
  /** A saved thread view of a public-inbox archive. */
  | "threadView"
  /** NUL bytes or other control characters: not text. One message with one `unparsed` block. */
  | "binary"
  | "empty";

export interface MailDocument {
  readonly kind: "document";
  readonly form: DocumentForm;
  readonly span: Span;
  readonly lines: LineTable;
  /** In document order; they tile the text (together with nothing else). Empty only for an empty text. */
  readonly messages: readonly Message[];
}

/** `PATCH v3 net-next 2/7` and the like, out of a subject. */
export interface SubjectTag {
  /** All words inside the leading brackets, e.g. `["RFC", "PATCH", "net-next", "v2", "0/4"]`. */
  readonly words: readonly string[];
  readonly isPatch: boolean;
  readonly isReply: boolean;
  readonly isResend: boolean;
  readonly isRfc: boolean;
  readonly isPull: boolean;
  /** 1 where no version is given. */
  readonly version: number;
  /** `n` of `n/m`; null where the subject is not numbered. */
  readonly index: number | null;
  /** `m` of `n/m`. */
  readonly total: number | null;
  /** The subject without `Re:` and without the leading brackets. */
  readonly title: string;
}

export type MessageRole =
  /** A patch of its own (unquoted diff, or an empty one announced as patch). */
  | "patch"
  /** `[PATCH 0/n]`. */
  | "cover"
  /** Quotes somebody, or says `Re:`; a message whose only diff is quoted is a reply. */
  | "reply"
  /** A robot's report (kernel test robot, syzbot). */
  | "report"
  /** `[GIT PULL]`. */
  | "pull"
  | "other";

export interface Message {
  readonly kind: "message";
  /** 0-based place in the document. */
  readonly index: number;
  /** Starts at the mbox separator where there is one. May start inside a line on a flattened archive page. */
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly separator: Span | null;
  readonly header: HeaderBlock;
  /** Text behind the header block and its empty line. */
  readonly body: Span;
  readonly bodyLine0: number;
  readonly role: MessageRole;
  readonly subject: string;
  readonly tag: SubjectTag;
  /** RFC 2047 decoded. From the in-body `From:` when there is one: the author; see `sender` for the header's. */
  readonly author: Mailbox | null;
  readonly sender: Mailbox | null;
  /** Milliseconds since 1970; null where there is no date or it cannot be read. */
  readonly date: number | null;
  /** Without angle brackets. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** The hash in git's `From <hash> Mon Sep 17 00:00:00 2001`. */
  readonly commit: string | null;
  /** What the body is on disk. */
  readonly encoding: "identity" | "quoted-printable" | "base64" | "mixed";
  /** format=flowed (RFC 3676): the part with the unquoted diff, or, without a diff, any text. */
  readonly isFlowed: boolean;
  /**
   * The body as a sequence of runs. Together with the separator, the header's spans and the empty line these are the
   * leaves: they tile the message's text.
   */
  readonly blocks: readonly Block[];
  /** Quotes as a tree: the outermost are here. */
  readonly quotes: readonly Quote[];
  readonly attributions: readonly Attribution[];
  /** The writer's own text between quotes; empty where nothing is quoted. */
  readonly comments: readonly Comment[];
  readonly trailers: readonly Trailer[];
  /** All files of all diffs, also of quoted ones, in order. */
  readonly files: readonly DiffFile[];
  readonly diffstats: readonly Diffstat[];
  readonly dumps: readonly Dump[];
  readonly attachments: readonly Attachment[];
  readonly overview: Overview | null;
  /** From the first line of the body to the cut line or the diff; null for replies and other mail. */
  readonly commitLog: LineRange | null;
  readonly signature: LineRange | null;
  /** What a robot tested and found; null for other mail. */
  readonly report: RobotReport | null;
  /** How the archive says to reply; null where the document is no archive page that says it. */
  readonly replyInstructions: ReplyInstructions | null;
  /** `diff --git` inside text that lost its line ends: a diff was here, and cannot be read any more. */
  readonly diffMentions: readonly DiffMention[];
}

/** A run of whole lines. */
export interface LineRange {
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
}

export interface Mailbox {
  /** Display name, decoded; empty where there is none. */
  readonly name: string;
  /** `local@domain`, as written (archive pages: `local at domain` becomes `local@domain`); may be empty. */
  readonly address: string;
  readonly span: Span;
  /** Where the address itself stands; null where there is none. */
  readonly addressSpan: Span | null;
}

export interface HeaderBlock {
  readonly span: Span;
  readonly startLine0: number;
  /** Exclusive: the empty line that ends the header is not part of it. */
  readonly endLine0: number;
  readonly fields: readonly HeaderField[];
}

export type HeaderValueKind = "addresses" | "messageIds" | "date" | "subject" | "contentType" | "text";

export interface HeaderField {
  readonly kind: "headerField";
  readonly name: string;
  readonly nameSpan: Span;
  /** Behind the colon and white space, up to the end of the last folded line, without the final line end. */
  readonly valueSpan: Span;
  readonly valueKind: HeaderValueKind;
  /** With its line end. */
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
}

export type BlockKind =
  | "text" // the writer's prose: commit log, comment or plain text
  | "blank"
  | "quote" // a run of quoted lines of one depth
  | "attribution"
  | "trailers"
  | "cutLine"
  | "diffstat"
  | "fileHeader"
  | "hunk" // hunk header and the hunk's lines, as far as they stand together
  | "binary"
  | "signature"
  | "dump"
  | "partSeparator"
  | "partHeader"
  | "encoded"
  | "inBodyHeader"
  | "pageBanner"
  | "overview"
  | "replyInstructions"
  | "patchInfo"
  | "scissors"
  | "rangeDiff"
  | "report"
  | "flattened"
  | "unparsed";

/** A run of body lines of one kind at one quote depth. Quoted blocks keep the kind of their content, if it has one. */
export interface Block {
  readonly kind: BlockKind;
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly depth: number;
}

/** A stretch of lines at `depth` or deeper. Children are the deeper stretches in it. */
export interface Quote {
  readonly kind: "quote";
  readonly depth: number;
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  /** Who wrote the text at this depth: the attribution line that introduces it. */
  readonly attribution: Attribution | null;
  readonly children: readonly Quote[];
}

export interface Attribution {
  readonly kind: "attribution";
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  /** Depth of the line itself; it introduces text at `depth + 1`. */
  readonly depth: number;
  /** Display name or address as written; may be empty. */
  readonly who: string;
  /** Date as written; may be empty. */
  readonly when: string;
}

export interface Comment {
  readonly kind: "comment";
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  /** The quoted lines just above, which the comment answers; null at the top. */
  readonly answers: LineRange | null;
}

export interface Trailer {
  readonly kind: "trailer";
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
  readonly line0: number;
  /** Exclusive; more than `line0 + 1` where the trailer is folded. */
  readonly endLine0: number;
  readonly depth: number;
}

export type FileStatus = "modified" | "added" | "deleted" | "renamed" | "copied";

/** A path as written and where; `path` is without `a/`, `b/` and with git's quoting undone. */
export interface DiffPath {
  readonly path: string;
  readonly span: Span;
}

export interface BlobHash {
  readonly hash: string;
  readonly span: Span;
}

export interface DiffFile {
  readonly kind: "file";
  readonly depth: number;
  /** From the first header line to the end of the last hunk. For quoted diffs comments stand in between. */
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  /** First line of the first hunk, or `endLine0`. */
  readonly headerEndLine0: number;
  /** null: /dev/null, or not told. */
  readonly oldPath: DiffPath | null;
  readonly newPath: DiffPath | null;
  /** What to call it: the new path, else the old one, else "". */
  readonly path: string;
  readonly status: FileStatus;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly oldBlob: BlobHash | null;
  readonly newBlob: BlobHash | null;
  readonly isBinary: boolean;
  /** `diff --cc`, `@@@`: more than one parent. */
  readonly isCombined: boolean;
  readonly hasGitHeader: boolean;
  readonly hunks: readonly Hunk[];
  /** `+` lines in all hunks. */
  readonly additions: number;
  readonly deletions: number;
}

export interface Hunk {
  readonly kind: "hunk";
  readonly depth: number;
  readonly span: Span;
  readonly headerSpan: Span;
  /** The line of `@@`. */
  readonly startLine0: number;
  readonly endLine0: number;
  /** 1-based first line, as the header says. */
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** What stands behind the second `@@`; empty where nothing does. */
  readonly section: Span;
  readonly additions: number;
  readonly deletions: number;
  readonly contextLines: number;
  /** Context lines that have lost their leading blank, as saved pages do; `mendedHunk` puts it back for reading. */
  readonly unmarkedLines: number;
  /** Lines that the counts promise and that are not there (both sides added up); 0 for a sound hunk. */
  readonly missingLines: number;
  /** First line that cannot be part of the hunk, or where it ended too early; null for a sound hunk. */
  readonly corruptLine0: number | null;
}

export interface Diffstat {
  readonly kind: "diffstat";
  readonly depth: number;
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly rows: readonly DiffstatRow[];
  /** From "N files changed"; null where the summary line is missing. */
  readonly summary: {
    readonly files: number;
    readonly insertions: number;
    readonly deletions: number;
  } | null;
  readonly summaryLine0: number | null;
}

export interface DiffstatRow {
  readonly line0: number;
  /** As written: may start with `...` and hold `{old => new}`. */
  readonly path: string;
  readonly pathSpan: Span;
  /** null for `Bin 0 -> 12 bytes`. */
  readonly changes: number | null;
}

export interface Dump {
  readonly kind: "dump";
  readonly depth: number;
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  /** First telling line, e.g. `WARNING: possible circular locking dependency detected`. */
  readonly title: string;
}

export interface Attachment {
  readonly kind: "attachment";
  /** Separator line, part header and content. */
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly contentLine0: number;
  /** File name, decoded; empty where none is given. */
  readonly name: string;
  /** `text/plain`, lower case. */
  readonly contentType: string;
  readonly disposition: "inline" | "attachment";
  readonly encoding: "identity" | "quoted-printable" | "base64";
  /** The archive kept the part elsewhere and says so (pipermail: "attachment was scrubbed"); absent for a part that is here. */
  readonly scrubbed?: {
    /** null where none is told. */
    readonly url: string | null;
    readonly urlSpan: Span | null;
    readonly sizeBytes: number | null;
  };
}

/** A `diff --git a/x b/x` in the middle of a flattened line. It is no `DiffFile`: its hunks have no lines. */
export interface DiffMention {
  readonly kind: "diffMention";
  readonly span: Span;
  /** New path, without `b/`. */
  readonly path: string;
  readonly pathSpan: Span;
}

/** The part of an archive page that says how to reply. */
export interface ReplyInstructions {
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  /** Options of its `git send-email` command in their order, shell quotes undone; null where it has none. */
  readonly sendEmail: readonly { readonly name: string; readonly value: string }[] | null;
}

/** What a robot (0-day, smatch, sparse, syzbot) says it tested and found. */
export interface RobotReport {
  readonly kind: "report";
  /** `url: …`, `config: …`, `HEAD commit: …`, in order. */
  readonly facts: readonly ReportFact[];
  /** The stretch of lines that holds the facts; null where there are none. */
  readonly tested: LineRange | null;
  /** The line that says `reproduce` and the commands below it; null where there are none. */
  readonly recipe: LineRange | null;
  readonly findings: readonly ReportFinding[];
  readonly listings: readonly ReportListing[];
}

export interface ReportFact {
  /** As written, e.g. `patch link`. */
  readonly name: string;
  readonly value: string;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  readonly line0: number;
}

/** `>> path:line:column: level: text` and what the robots' other tools write. */
export interface ReportFinding {
  readonly span: Span;
  readonly line0: number;
  /** Exclusive: rows of code and carets below the finding belong to it. */
  readonly endLine0: number;
  /** Marked `>>`: not there before the patch. */
  readonly isNew: boolean;
  /** As written; "" where no place in a file is told. */
  readonly path: string;
  /** 1-based; null where it is not told. */
  readonly fileLine: number | null;
  readonly fileColumn: number | null;
  /** `path:line:column`; null where there is none. */
  readonly placeSpan: Span | null;
  /** `warning`, `error`, `note`, `sparse`, …; "" where none is told. */
  readonly level: string;
  readonly text: string;
}

/** Code that a robot shows around a finding (`vim +line path`). */
export interface ReportListing {
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly path: string;
  readonly pathSpan: Span;
  /** 1-based line of the file that it points to; null where none is told. */
  readonly fileLine: number | null;
  /** The row that is marked; null where none is. */
  readonly markedLine0: number | null;
}

/** Thread overview of an archive page; for a thread view also what the messages' own heads say. */
export interface Overview {
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
  readonly entries: readonly OverviewEntry[];
  /** False where indentation was lost on saving: `entries` are then only an order. */
  readonly hasTree: boolean;
  /** Messages that the page says the thread has ("Thread overview: 92+ messages"); null where it says none. */
  readonly announced: number | null;
}

export interface OverviewEntry {
  readonly line0: number;
  readonly span: Span;
  /** Milliseconds since 1970; null for a ghost. */
  readonly date: number | null;
  readonly subject: string;
  readonly sender: string;
  /** Message-ID of a parent that the archive does not have, without brackets; "" for `[not found]`; null for a message. */
  readonly ghost: string | null;
  /** Index in `entries`; null for a root, or where it cannot be known. */
  readonly parent: number | null;
  readonly isThisMessage: boolean;
  /** The message of this document that the entry stands for (thread views, `[this message]`); else null. */
  readonly messageIndex: number | null;
}

/** Damage that the parser found. Rules (../diagnostics) turn it into diagnostics. */
export interface Problem {
  readonly code:
    | "corruptHunk"
    | "linesPastHunk" // `+` or `-` lines right behind a hunk whose counts are used up: git drops them silently
    | "noopHunk"
    | "hunkWithoutHeader"
    | "quotedHunk" // a quoted hunk whose counts do not hold: a hint, never an error
    | "headerWithoutEnd"
    | "tooDeep"
    | "binary";
  /** Plain words; says what and, where known, what to do. */
  readonly message: string;
  readonly span: Span;
  readonly messageIndex: number;
}

export interface ParseResult {
  readonly document: MailDocument;
  readonly problems: readonly Problem[];
}
