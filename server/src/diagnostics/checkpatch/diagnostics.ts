import { findField } from "../../core/mail/header.js";
import type { Message } from "../../core/model.js";
import type { Span } from "../../core/text/span.js";
import type { ParsedDocument } from "../../features/parsedDocument.js";
import { subjectSpan } from "../commitLog.js";
import type { MailDiagnostic } from "../mailDiagnostic.js";
import type { CheckpatchReport } from "./output.js";
import { firstLine0, type LineSums, lineSums, matchedLine, matchLines, messageSum } from "./place.js";
import { isTwin } from "./twins.js";

/** A report, and where its line stands in the mail as its file has it. */
export interface PlacedReport extends CheckpatchReport {
  /** 0-based line of the raw message, from its first header line; null: none. */
  readonly rawLine0: number | null;
  /** Name of the header field that it speaks of, in lower case; null: it speaks of the body. */
  readonly field: string | null;
}

/** What checkpatch has said of one message. */
export interface CheckpatchedMessage {
  /** Of the raw text: see `messageSum`. */
  readonly sum: number;
  /** Of the body as checkpatch was given it, whose lines the reports name. */
  readonly body: LineSums;
  readonly reports: readonly PlacedReport[];
}

const severities = { ERROR: 2, WARNING: 2, CHECK: 3 } as const;
const errorSeverity = 1;

/**
 * The problems of a document, raw or decoded, with those of checkpatch (source `checkpatch`) among ours. Of ours, what
 * checkpatch says, too, is left out, unless it is an error: only git's refusals are. Its fixes stay: `data.twin` names it.
 *
 * @param given checkpatch's arguments as the settings have them now: types that they ignore are left out of what it has said
 */
export function withCheckpatch(
  document: ParsedDocument,
  ours: readonly MailDiagnostic[],
  checked: (messageIndex: number) => CheckpatchedMessage | undefined,
  given: readonly string[] = [],
): readonly MailDiagnostic[] {
  const ignored = ignoredTypes(given);
  const hidden = new Set<MailDiagnostic>();
  const theirs: MailDiagnostic[] = [];
  for (const message of document.model.messages) {
    const found = checked(message.index);
    if (found === undefined || found.reports.length === 0) continue;
    const own = ours.filter(({ data }) => data.messageIndex === message.index);
    for (const { report, span } of placed(document, message, found)) {
      if (ignored.has(report.type)) continue;
      const range = span && document.model.lines.rangeOf(span);
      const twins = own.filter(
        (each) =>
          each.severity !== errorSeverity &&
          isTwin(each.code, report.type, report.message) &&
          (range === null || range.start.line === each.range.start.line),
      );
      for (const each of twins) hidden.add(each);
      const [first] = twins;
      theirs.push({
        range: range ?? first?.range ?? document.model.lines.rangeOf(subjectSpan(message)),
        severity: severities[report.level],
        code: report.type,
        source: "checkpatch",
        message: `${report.level}: ${report.message}`,
        data: {
          rule: report.type,
          messageIndex: message.index,
          state: first?.data.state ?? "received",
          ...(first === undefined ? {} : { twin: { rule: first.code, range: first.range } }),
        },
      });
    }
  }
  if (theirs.length === 0) return ours;
  return [...ours.filter((each) => !hidden.has(each)), ...theirs];
}

/** Of each `--ignore=TYPE,…`. */
const ignoredTypes = (given: readonly string[]): ReadonlySet<string> =>
  new Set(
    given.flatMap((each) => (each.startsWith("--ignore=") ? each.slice("--ignore=".length).split(",") : [])),
  );

interface PlacedSpan {
  readonly report: PlacedReport;
  /** null: of the message as a whole. */
  readonly span: Span | null;
}

/** Those whose line is still there. */
function placed(
  document: ParsedDocument,
  message: Message,
  { sum, body, reports }: CheckpatchedMessage,
): PlacedSpan[] {
  const { model, text } = document;
  const { lines } = model;
  const first0 = firstLine0(message);
  const isRaw = messageSum(model, message) === sum;
  const found = isRaw ? null : matchLines(body, lineSums(lines, message.bodyLine0, message.endLine0));
  const lineOf = ({ line0, rawLine0, field }: PlacedReport): number | null => {
    if (isRaw) return rawLine0 === null ? null : first0 + rawLine0;
    if (field !== null) {
      const own = findField(message.header, field);
      return own === null ? null : lines.lineAt(own.span.start);
    }
    return found === null || line0 === null ? null : matchedLine(body, found, line0);
  };
  return reports.flatMap((report): PlacedSpan[] => {
    if (report.line0 === null) return [{ report, span: null }];
    const line0 = lineOf(report);
    if (line0 === null || line0 >= message.endLine0) return [];
    const span = { start: lines.start(line0), end: Math.min(lines.contentEnd(line0), text.length) };
    return [{ report, span }];
  });
}
