import { findField } from "../core/mail/header.js";
import type { Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { Span } from "../core/text/span.js";
import { missingRecipients } from "../features/missingRecipients.js";
import type { ParsedDocument } from "../features/parsedDocument.js";
import { isMaintainer, type Recipient, type WantedRecipients } from "../features/wantedRecipients.js";
import { plainLine } from "../threads/plainLine.js";
import { subjectSpan } from "./commitLog.js";
import { codeDescription } from "./documentation.js";
import { effectiveLevel, type LevelOptions, severityOf } from "./levels.js";
import type { MailDiagnostic } from "./mailDiagnostic.js";
import { recipientsMissing as rule } from "./rules/recipientsMissing.js";

export interface RecipientDiagnosticsOptions extends LevelOptions {
  readonly documentationUrl?: string | undefined;
  /** What scripts/get_maintainer.pl has said of the message at that place of the document. */
  wanted(messageIndex: number): WantedRecipients | undefined;
}

/** Hints on the mail that somebody is missing from To and Cc: one for each message, in document order. */
export function recipientDiagnostics(
  document: ParsedDocument,
  options: RecipientDiagnosticsOptions,
): MailDiagnostic[] {
  const level = effectiveLevel({ rule }, "received", false, options);
  if (level === "off") return [];
  const { lines, messages } = document.model;
  return messages.flatMap((message): MailDiagnostic[] => {
    const wanted = options.wanted(message.index);
    const missing = wanted === undefined ? [] : missingRecipients(document.model, message, wanted);
    if (missing.length === 0) return [];
    return [
      {
        range: lines.rangeOf(placeOf(lines, message)),
        severity: severityOf(level),
        code: rule.id,
        ...codeDescription(options.documentationUrl, rule.id),
        source: "patch-mail",
        message: sentenceOf(missing),
        data: { rule: rule.id, messageIndex: message.index, state: "received" },
      },
    ];
  });
}

/** `To:` and `Cc:`, from the first line of the one to the end of the other where they are neighbours; else the subject. */
function placeOf(lines: LineTable, message: Message): Span {
  const { header } = message;
  const to = findField(header, "to");
  const cc = findField(header, "cc");
  const field = cc ?? to;
  if (field === null) return subjectSpan(message);
  const { start, end } = field.span;
  if (to !== null && cc !== null) {
    const [first, second] = to.span.start < cc.span.start ? [to, cc] : [cc, to];
    if (first.span.end === second.span.start)
      return { start: first.span.start, end: lines.contentEnd(lines.lineAt(second.span.end - 1)) };
  }
  return { start, end: Math.min(end, lines.contentEnd(lines.lineAt(start))) };
}

/** Named in the sentence; the fix adds all. */
const maxNamed = 6;

function sentenceOf(missing: readonly Recipient[]): string {
  const named = missing.slice(0, maxNamed).map(({ name, address, role }) => {
    const who = name === "" ? address : `${name} <${address}>`;
    return plainLine(role === "" ? who : `${who} (${role})`, 160);
  });
  const more = missing.length > named.length ? ` and ${missing.length - named.length} more` : "";
  return `scripts/get_maintainer.pl gives ${missing.length === 1 ? "one who is" : `${missing.length} who are`} not among the recipients: ${named.join(", ")}${more}. ${advice(missing)}`;
}

function advice(missing: readonly Recipient[]): string {
  const to = missing.filter(isMaintainer).length;
  if (to === 0 || to === missing.length)
    return `Add ${missing.length === 1 ? "it" : "them"} to ${to === 0 ? "Cc" : "To"}:.`;
  return "Add maintainers to To:, others to Cc:.";
}
