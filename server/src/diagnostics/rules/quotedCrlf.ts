import { findField } from "../../core/mail/header.js";
import { decodeTransfer } from "../../core/mail/transferEncoding.js";
import type { Message } from "../../core/model.js";
import type { LineTable } from "../../core/text/lineTable.js";
import type { Span } from "../../core/text/span.js";
import { subjectSpan } from "../commitLog.js";
import type { Finding, MessageRule, RuleContext } from "../rule.js";

/** git mailinfo: "quoted CRLF detected". */
export const quotedCrlf: MessageRule = {
  scope: "message",
  id: "mail.quoted-crlf",
  received: "warning",
  draft: "warning",
  description: "A patch in base64 or quoted-printable whose lines end in CR LF once decoded.",
  oracle: "git mailinfo: “quoted CRLF detected” (git-mailinfo(1) `--quoted-cr`)",
  explanation:
    "The CRs of plain mail are taken away by `git am`; those within an encoded text stay, and the patch then fits no file that has LF ends. " +
    "Apply it with `git am --quoted-cr=strip`. The sender's mailer or list server has done it: `git send-email` does not. Only the first 200,000 characters of a part are looked at.",
  example: {
    wrong: "Content-Transfer-Encoding: quoted-printable\n\n+\tint a;=0D",
    right: "Content-Transfer-Encoding: quoted-printable\n\n+\tint a;",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { message, document } = context;
    if (message.role !== "patch" || message.encoding === "identity" || document.model.form !== "mail") return;
    const span = firstPartWithCr(context);
    if (span === null) return;
    yield {
      span,
      message:
        "Lines of this encoded patch end in CR LF: git says “quoted CRLF detected”, and the patch fits no file with LF ends. Apply it with git am --quoted-cr=strip.",
    };
  },
};

/** Text of a part that is looked at. */
const MOST = 200_000;

/** Where the encoding of the first such part is told. */
function firstPartWithCr({ document, message }: RuleContext): Span | null {
  const { text } = document;
  const { lines } = document.model;
  const { encoding, body, header, attachments } = message;
  if (attachments.length === 0) {
    if (encoding === "mixed" || !hasCr(text, body, encoding)) return null;
    return findField(header, "content-transfer-encoding")?.valueSpan ?? subjectSpan(message);
  }
  for (const { startLine0, contentLine0, encoding: own, contentType, span } of attachments) {
    if (!/^(?:text\/(?!html)|application\/(?:octet-stream|x-patch))/.test(contentType)) continue;
    const content = { start: lines.start(contentLine0), end: span.end };
    if (hasCr(text, content, own)) return encodingLine(lines, startLine0, contentLine0);
  }
  return null;
}

/** The part's `Content-Transfer-Encoding:`, else its first line. */
function encodingLine(lines: LineTable, startLine0: number, endLine0: number): Span {
  let found = startLine0;
  for (let line0 = startLine0; line0 < Math.min(endLine0, startLine0 + 64); line0++)
    if (/^content-transfer-encoding:/i.test(lines.lineText(line0).slice(0, 40))) found = line0;
  return { start: lines.start(found), end: lines.contentEnd(found) };
}

function hasCr(text: string, { start, end }: Span, encoding: Message["encoding"]): boolean {
  if (encoding !== "base64" && encoding !== "quoted-printable") return false;
  const raw = text.slice(start, Math.min(end, start + MOST)).replaceAll("\r\n", "\n");
  if (encoding === "quoted-printable" && !raw.includes("=0D") && !raw.includes("=0d")) return false;
  const bytes = new TextEncoder().encode(raw);
  const decoded = decodeTransfer(bytes, 0, bytes.length, encoding, true).bytes;
  for (let at = decoded.indexOf(CR); at !== -1; at = decoded.indexOf(CR, at + 1))
    if (decoded[at + 1] === LF) return true;
  return false;
}

const CR = 0x0d;
const LF = 0x0a;
