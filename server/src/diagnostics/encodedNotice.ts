import { findField } from "../core/mail/header.js";
import { encodedAs, encodedSentence, hasDecodedView } from "../features/encodedAs.js";
import type { ParsedDocument } from "../features/feature.js";
import { subjectSpan } from "./commitLog.js";
import { codeDescription } from "./documentation.js";
import type { MailDiagnostic } from "./mailDiagnostic.js";
import type { Notice } from "./notices.js";
import type { MailState } from "./rule.js";

const code: Notice["code"] = "mail.encoded";

/** The form of each message that is read in its decoded view, by index; none where the client has no such view. */
export function encodedMessages(
  document: ParsedDocument,
  hasDecodedViews: boolean,
): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  if (!hasDecodedViews || !hasDecodedView(document)) return found;
  for (const message of document.model.messages) {
    const form = encodedAs(document.text, message);
    if (form !== null) found.set(message.index, form);
  }
  return found;
}

/** One for a document, at its first encoded message: hundreds of a mailbox would hide what else there is. */
export function encodedNotice(
  { model }: ParsedDocument,
  states: readonly MailState[],
  encoded: ReadonlyMap<number, string>,
  documentationUrl: string | undefined,
): MailDiagnostic | null {
  const [first] = encoded;
  const message = first && model.messages[first[0]];
  if (first === undefined || message === undefined) return null;
  const { header, index } = message;
  const field = findField(header, "content-transfer-encoding") ?? findField(header, "content-type");
  const others = encoded.size - 1;
  const more = others === 0 ? "" : ` So are ${others} more of this file.`;
  return {
    range: model.lines.rangeOf(field?.valueSpan ?? subjectSpan(message)),
    severity: 3,
    code,
    ...codeDescription(documentationUrl, code),
    source: "patch-mail",
    message: encodedSentence(first[1], "its text, and its problems") + more,
    data: { rule: code, messageIndex: index, state: states[index] ?? "received" },
  };
}
