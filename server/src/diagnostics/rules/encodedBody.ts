import { findField } from "../../core/mail/header.js";
import type { Message } from "../../core/model.js";
import { encodedSentence } from "../../features/encodedAs.js";
import { subjectSpan } from "../commitLog.js";
import { isHtmlOnly } from "../htmlMail.js";
import type { DocumentFinding, DocumentRule, DocumentRuleContext } from "../rule.js";

/** The lines of an encoded body are not those that one reads. */
export const encodedBody: DocumentRule = {
  scope: "document",
  id: "mail.encoded-body",
  received: "information",
  draft: "information",
  description: "The text of a message is not what one reads: it is in quoted-printable or base64.",
  oracle: "ours; git am decodes it",
  explanation:
    "Lines of such a body are not those of the patch. In VS Code “Open Decoded Message” shows them, and the problems of the message's body are reported there alone; the light bulb at this finding offers it. `patch-mail lint` checks the decoded text. " +
    "There it is also reported for other charsets, for HTML beside the text, and for format=flowed text whose lines are to be joined. " +
    "Reported once for a file, at its first such message; a mail of HTML alone is `mail.html-only`.",
  example: { wrong: "Content-Transfer-Encoding: base64", right: "Content-Transfer-Encoding: 8bit" },
  // One for a document: hundreds of a mailbox would hide what else there is.
  *checkDocument(context): Iterable<DocumentFinding> {
    const { text } = context.document;
    const found = context.document.model.messages.filter(
      (message) => formOf(context, message) !== null && !isHtmlOnly(text, message),
    );
    const [first] = found;
    if (first === undefined) return;
    const { header, index } = first;
    const field = findField(header, "content-transfer-encoding") ?? findField(header, "content-type");
    const others = found.length - 1;
    const more =
      others === 0
        ? ""
        : others === 1
          ? " So is one more of this file."
          : ` So are ${others} more of this file.`;
    const form = formOf(context, first) ?? "";
    const sentence = context.encoded.has(index)
      ? encodedSentence(form, "its text, and its problems")
      : `This message is encoded (${form}): its lines are not those of its text, so they are not checked here.`;
    yield { span: field?.valueSpan ?? subjectSpan(first), message: sentence + more, messageIndex: index };
  },
};

/** How the message is encoded; null where it is not, and where the document is a view of it. */
function formOf({ document, encoded }: DocumentRuleContext, { index, encoding }: Message): string | null {
  const known = encoded.get(index);
  if (known !== undefined) return known;
  if (document.model.form !== "mail" || document.uri.startsWith("patch-mail:")) return null;
  return encoding === "base64" || encoding === "quoted-printable" ? encoding : null;
}
