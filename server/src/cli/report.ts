import type { DiffFile, Hunk, Message, Quote } from "../core/model.js";
import { diagnose } from "../diagnostics/diagnose.js";
import { type MailDiagnostic } from "../diagnostics/mailDiagnostic.js";
import type { Notice } from "../diagnostics/notices.js";
import type { ParsedDocument } from "../features/feature.js";
import { isoDate } from "./jsonText.js";

/** What `patch-mail parse --json` prints of a message. Lines are 1-based. */
export interface MessageReport {
  readonly file: string;
  /** 0-based place in the file. */
  readonly index: number;
  /** First line of the message in the file. */
  readonly line: number;
  /** Body and attachments were decoded (base64, quoted-printable): lines below count in the decoded view. */
  readonly decoded: boolean;
  readonly role: Message["role"];
  readonly subject: string;
  readonly from: { readonly name: string; readonly address: string } | null;
  /** ISO 8601, UTC. */
  readonly date: string | null;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly deepestQuote: number;
  readonly trailers: readonly { readonly name: string; readonly value: string; readonly line: number }[];
  readonly files: readonly FileReport[];
  readonly problems: readonly ProblemReport[];
}

export interface FileReport {
  readonly oldPath: string | null;
  readonly newPath: string | null;
  readonly status: DiffFile["status"];
  readonly binary: boolean;
  readonly additions: number;
  readonly deletions: number;
  readonly quoteDepth: number;
  readonly line: number;
  readonly hunks: readonly HunkReport[];
}

export interface HunkReport {
  readonly header: string;
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly line: number;
  readonly problems: readonly ProblemReport[];
}

export interface ProblemReport {
  readonly code: string;
  readonly level: "error" | "warning" | "information" | "hint";
  readonly message: string;
  readonly line: number;
}

const LEVELS = ["error", "warning", "information", "hint"] as const;

/** Reports of all messages of a document. */
export function reportDocument(file: string, document: ParsedDocument, decoded: boolean): MessageReport[] {
  const diagnostics = diagnose(document, { limit: Number.MAX_SAFE_INTEGER, mailIs: "received" });
  const byMessage = new Map<number, MailDiagnostic[]>();
  for (const diagnostic of diagnostics) {
    const list = byMessage.get(diagnostic.data.messageIndex) ?? [];
    list.push(diagnostic);
    byMessage.set(diagnostic.data.messageIndex, list);
  }
  return document.model.messages.map((message) =>
    reportMessage(file, document, message, byMessage.get(message.index) ?? [], decoded),
  );
}

/** The report of a message that was read alone, with the lines that it has in its file. */
export function inFile(
  report: MessageReport,
  above: { readonly line0: number; readonly separatorLine0: number },
): MessageReport {
  const line = above.separatorLine0 + 1;
  if (report.decoded || above.line0 === 0) return { ...report, line };
  const shifted = <T extends { readonly line: number }>(places: readonly T[]): T[] =>
    places.map((place) => ({ ...place, line: place.line + above.line0 }));
  return {
    ...report,
    line,
    trailers: shifted(report.trailers),
    files: shifted(report.files).map((file) => ({
      ...file,
      hunks: shifted(file.hunks).map((hunk) => ({ ...hunk, problems: shifted(hunk.problems) })),
    })),
    problems: shifted(report.problems),
  };
}

function reportMessage(
  file: string,
  document: ParsedDocument,
  message: Message,
  diagnostics: readonly MailDiagnostic[],
  decoded: boolean,
): MessageReport {
  const problems = [...parserProblems(document, message), ...diagnostics.map(problemReport)].sort(
    (a, b) => a.line - b.line,
  );
  return {
    file,
    index: message.index,
    line: message.startLine0 + 1,
    decoded,
    role: message.role,
    subject: message.subject,
    from: message.sender && { name: message.sender.name, address: message.sender.address },
    date: message.date === null ? null : isoDate(message.date),
    messageId: message.messageId,
    inReplyTo: message.inReplyTo[0] ?? null,
    references: message.references,
    deepestQuote: deepest(message.quotes),
    trailers: message.trailers
      .filter((trailer) => trailer.depth === 0)
      .map(({ name, value, line0 }) => ({ name, value, line: line0 + 1 })),
    files: message.files.map((found) => fileReport(document, found, problems)),
    problems,
  };
}

const problemReport = ({ code, severity, message, range }: MailDiagnostic): ProblemReport => ({
  code,
  level: LEVELS[severity - 1] ?? "hint",
  message,
  line: range.start.line + 1,
});

function fileReport(
  document: ParsedDocument,
  file: DiffFile,
  problems: readonly ProblemReport[],
): FileReport {
  return {
    oldPath: file.oldPath?.path ?? null,
    newPath: file.newPath?.path ?? null,
    status: file.status,
    binary: file.isBinary,
    additions: file.additions,
    deletions: file.deletions,
    quoteDepth: file.depth,
    line: file.startLine0 + 1,
    hunks: file.hunks.map((hunk) => hunkReport(document, hunk, problems)),
  };
}

function hunkReport(document: ParsedDocument, hunk: Hunk, problems: readonly ProblemReport[]): HunkReport {
  const { oldStart, oldLines, newStart, newLines } = hunk;
  return {
    header: document.text.slice(hunk.headerSpan.start, hunk.section.end),
    oldStart,
    oldLines,
    newStart,
    newLines,
    line: hunk.startLine0 + 1,
    problems: problemsBetween(problems, hunk.startLine0 + 1, Math.max(hunk.endLine0, hunk.startLine0 + 1)),
  };
}

/** What the parser says of the text itself; no rule speaks of it. */
function parserProblems({ problems, model }: ParsedDocument, message: Message): ProblemReport[] {
  return problems
    .filter(
      ({ code, messageIndex }) =>
        messageIndex === message.index && (code === "binary" || code === "headerWithoutEnd"),
    )
    .map(({ code, message: sentence, span }) => {
      const noticeCode: Notice["code"] = code === "binary" ? "document.binary" : "mail.header-without-end";
      const line = model.lines.lineAt(span.start) + 1;
      return { code: noticeCode, level: "information", message: sentence, line };
    });
}

/** The structural ones of problems, sorted by line, on lines `[first, last]` (1-based). */
function problemsBetween(problems: readonly ProblemReport[], first: number, last: number): ProblemReport[] {
  let low = 0;
  let high = problems.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((problems[middle]?.line ?? 0) < first) low = middle + 1;
    else high = middle;
  }
  const found: ProblemReport[] = [];
  for (let at = low; at < problems.length; at++) {
    const problem = problems[at];
    if (!problem || problem.line > last) break;
    if (problem.code.startsWith("patch.")) found.push(problem);
  }
  return found;
}

function deepest(quotes: readonly Quote[]): number {
  let depth = 0;
  const open = [...quotes];
  for (let quote = open.pop(); quote; quote = open.pop()) {
    depth = Math.max(depth, quote.depth);
    open.push(...quote.children);
  }
  return depth;
}
