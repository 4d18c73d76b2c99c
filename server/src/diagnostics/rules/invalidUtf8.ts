import { LineKind } from "../../core/model.js";
import type { Span } from "../../core/text/span.js";
import { isUtf8, toldCharset } from "../charset.js";
import type { Finding, MessageRule, RuleContext } from "../rule.js";

/** What an editor shows for bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd";

/** checkpatch: INVALID_UTF8. */
export const invalidUtf8: MessageRule = {
  scope: "message",
  id: "mail.invalid-utf8",
  received: "warning",
  draft: "warning",
  description: "Bytes that are no UTF-8, in the commit log or in an added line.",
  oracle: "checkpatch --strict: INVALID_UTF8; git commit: “commit message did not conform to UTF-8”",
  explanation:
    "They are shown as U+FFFD (�); a character that was lost earlier looks the same. Reported once for the log and once for each changed file. " +
    "Not reported for a log whose header names another charset: git turns that into UTF-8 (where the log is UTF-8 all the same, `mail.non-utf8-log` says so). " +
    "In a file whose old lines are no UTF-8 either it is information. Save the text as UTF-8, and say so in `Content-Type`.",
  example: { wrong: "Reported by J�rg", right: "Reported by Jörg" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { document, message } = context;
    if (message.encoding !== "identity" && message.encoding !== "mixed") return;
    if (!document.text.slice(message.body.start, message.body.end).includes(REPLACEMENT)) return;
    yield* inLog(context);
    yield* inFiles(context);
  },
};

function* inLog({ document, message }: RuleContext): Iterable<Finding> {
  const log = message.commitLog;
  if (!log || message.encoding !== "identity") return;
  const charset = toldCharset(document.text, message);
  if (charset !== null && !isUtf8(charset)) return;
  const { lines } = document.model;
  for (let line0 = log.startLine0; line0 < log.endLine0; line0++) {
    const at = lines.depth(line0) > 0 ? -1 : lines.lineText(line0).indexOf(REPLACEMENT);
    if (at === -1) continue;
    yield {
      span: spanAt(lines.start(line0) + at),
      message:
        "The commit log is no UTF-8 here (or the character was lost before): git would keep a wrong one. Write the log as UTF-8.",
    };
    return;
  }
}

function* inFiles({ document, files }: RuleContext): Iterable<Finding> {
  const { lines } = document.model;
  for (const file of files) {
    if (file.isCombined || !lines.text.slice(file.span.start, file.span.end).includes(REPLACEMENT)) continue;
    let added: Span | null = null;
    let isOld = false;
    for (const hunk of file.hunks) {
      for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
        const kind = lines.kind(line0);
        if (kind !== LineKind.added && kind !== LineKind.removed && kind !== LineKind.context) continue;
        if (kind === LineKind.added && added !== null) continue;
        const at = lines.lineText(line0).indexOf(REPLACEMENT);
        if (at === -1) continue;
        if (kind === LineKind.added) added = spanAt(lines.start(line0) + at);
        else isOld = true;
      }
    }
    if (added === null) continue;
    yield {
      span: added,
      message:
        "This added line is no UTF-8 here (or the character was lost before). Write the file as UTF-8, unless it is meant to be in another charset.",
      ...(isOld && { level: "information" }),
    };
  }
}

const spanAt = (start: number): Span => ({ start, end: start + 1 });
