import { LineKind, type Message } from "../core/model.js";
import type { ParsedDocument } from "../features/feature.js";

/** What a line of a commit log is. */
export type LogLineKind =
  | "blank"
  /** The author's words: what is reflowed. */
  | "prose"
  /** A line that is a link and little else: `https://…`, `[1] https://…`, `Full log: https://…`. */
  | "link"
  | "trailer"
  | "quote"
  /** Kernel log, from a line that says so to the next blank line; see `isDumpStart`. */
  | "dump"
  | "diffstat"
  /** Anything else: MIME parts, encoded text, signatures. */
  | "other";

export interface LogLine {
  readonly kind: LogLineKind;
  /** 0-based line of the document. */
  readonly line0: number;
  /** Offset of its first character. */
  readonly start: number;
  /** Offset behind its last character, without the line end. */
  readonly end: number;
  /** Without its line end and without blanks at its end; of a very long line the first 2,000 characters. */
  readonly text: string;
}

/** The commit log of a message, line by line. */
export interface LogLines {
  /** In their order, from the first line behind the (in-body) headers to the cut, or the diff. */
  readonly lines: readonly LogLine[];
  /**
   * Index in `lines` of the first `Signed-off-by:`, else how many there are. checkpatch looks no further; what
   * maintainers add stands behind it.
   */
  readonly signoffAt: number;
}

/** Lines of a log that are looked at; the rest of a log as long as a book is left alone. */
const MOST_LINES = 5000;
const LONGEST_LINE = 2000;

const NONE: LogLines = { lines: [], signoffAt: 0 };
const known = new WeakMap<Message, LogLines>();

/** The lines of the message's commit log (`Message.commitLog`), computed once for a message; none where it has no log. */
export function logLines(document: ParsedDocument, message: Message): LogLines {
  let found = known.get(message);
  if (found === undefined) {
    found = message.commitLog === null ? NONE : readLog(document, message.commitLog);
    known.set(message, found);
  }
  return found;
}

/** Whether the log says anything but trailers: words, a list, kernel log. */
export function hasDescription(document: ParsedDocument, message: Message): boolean {
  return logLines(document, message).lines.some(
    ({ kind }) => kind === "prose" || kind === "link" || kind === "dump" || kind === "quote",
  );
}

function readLog(
  { text, model }: ParsedDocument,
  range: { readonly startLine0: number; readonly endLine0: number },
): LogLines {
  const table = model.lines;
  const lines: LogLine[] = [];
  let signoffAt = -1;
  let isInDump = false;
  const end0 = Math.min(range.endLine0, range.startLine0 + MOST_LINES);
  for (let line0 = range.startLine0; line0 < end0; line0++) {
    const start = table.start(line0);
    const end = table.contentEnd(line0);
    const content = text.slice(start, Math.min(end, start + LONGEST_LINE)).trimEnd();
    if (content === "") isInDump = false;
    else if (!isInDump && table.depth(line0) === 0) isInDump = isDumpStart(content);
    const kind = kindOf(table.kind(line0), table.depth(line0), content, isInDump);
    if (signoffAt === -1 && /^\s{0,80}signed-off-by:/i.test(content)) {
      signoffAt = lines.length;
      isInDump = false;
    }
    lines.push({ kind, line0, start, end, text: content });
  }
  return { lines, signoffAt: signoffAt === -1 ? lines.length : signoffAt };
}

function kindOf(lineKind: number, depth: number, text: string, isInDump: boolean): LogLineKind {
  if (text === "") return "blank";
  if (depth > 0) return "quote";
  if (isInDump && lineKind !== LineKind.trailer) return "dump";
  switch (lineKind) {
    case LineKind.blank:
      return "blank";
    case LineKind.dump:
    case LineKind.report:
      return "dump";
    case LineKind.trailer:
    case LineKind.patchInfo:
      return "trailer";
    case LineKind.diffstatRow:
    case LineKind.diffstatSummary:
      return "diffstat";
    case LineKind.text:
    // A list of what was done, or a made-up header in the log's first lines, is the author's words, too.
    case LineKind.attribution:
    case LineKind.scissors:
    case LineKind.rangeDiff:
      break;
    default:
      return "other";
  }
  if (TRAILER.test(text)) return "trailer";
  if (TRACE.test(text)) return "dump";
  if (DIFFSTAT_ROW.test(text)) return "diffstat";
  return LINK.test(text) ? "link" : "prose";
}

/** Trailers that the parser takes for words since they are indented. */
const TRAILER =
  /^\s{1,80}(?:Signed-off-by|Co-developed-by|Acked-by|Tested-by|Reviewed-by|Reported-by|Suggested-by|Assisted-by|Fixes|Link|Closes|Cc|To):/i;

/** As checkpatch knows them, without a leading blank, too. */
const DIFFSTAT_ROW = /^\s{0,80}[\w/.]{1,400}\s{1,400}\|\s{1,20}\d/;

/** Lines of ftrace (`task-123  [001] .... 12.345678: event: …`) and of lockdep's and KASAN's lists (`… at: fn+0x1a/0x30`). */
const TRACE =
  /^\s{0,80}(?:\S{1,80}-\d{1,8}\s{1,20}(?:\([-\d ]{1,12}\)\s{1,4})?\[\d{3}\]\s|\S.{0,200} at: [\w.]{1,200}\+0x[0-9a-f]{1,8}\/0x[0-9a-f])/;

/** At most a mark and two words before the link, and nothing behind it but a stop. */
const LINK = /^\s{0,80}(?:[^\s:]{1,60}\s{1,4}){0,2}(?:[^\s:]{1,60}:\s{0,4})?[<(]?(?:https?|ftp|git):\/\/\S+$/;

/**
 * Whether a dump begins here: `WARNING:`, `BUG:`, `[   12.345678]`, `[<ffffffff81234567>]`, a line of registers, a line of
 * crash's backtrace (checkpatch's COMMIT_LOG_LONG_LINE and GIT_COMMIT_ID skip it to the next blank line).
 */
function isDumpStart(text: string): boolean {
  return DUMP_HEAD.test(text) || REGISTERS.test(text) || CRASH_FRAME.test(text);
}

const DUMP_HEAD = /^\s{0,80}(?:WARNING:|BUG:|\[\s{0,20}\d{1,12}\.\d{6}\s{0,20}\]|\[<[0-9a-fA-F]{8,40}>\])/;
const REGISTERS = /^(?:\s{1,40}\w{1,40}:\s{1,40}[0-9a-fA-F]{1,40}){3}/;
const CRASH_FRAME = /^\s{0,80}#\d{1,6}\s{0,40}\[[0-9a-fA-F]{1,40}\]\s{0,40}\w{1,200} at [0-9a-fA-F]/;
