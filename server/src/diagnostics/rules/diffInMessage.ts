import type { Message } from "../../core/model.js";
import { isPatchWithLog } from "../commitLog.js";
import type { Finding, MessageRule, RuleContext } from "../rule.js";

/** checkpatch: DIFF_IN_COMMIT_MSG. */
export const diffInMessage: MessageRule = {
  scope: "message",
  id: "log.diff-in-message",
  received: "warning",
  draft: "warning",
  description: "Lines of a diff in the commit log, which patch(1) or git take for the patch.",
  oracle: "checkpatch: DIFF_IN_COMMIT_MSG; git mailinfo, for a diff that is not indented",
  explanation:
    "patch(1) reads an indented diff, too. A diff that is not indented ends the log for git, and the rest of the log stands in the middle of the patch. " +
    "Describe in words what the diff shows, or put a mark such as `|` before each of its lines.",
  example: { wrong: "  --- a/x.c\n  +++ b/x.c\n  @@ -1,2 +1,2 @@", right: "  | --- a/x.c\n  | +++ b/x.c" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const line0 = inLog(context) ?? beforeCut(context);
    if (line0 === null) return;
    const { lines } = context.document.model;
    yield {
      span: { start: lines.start(line0), end: lines.contentEnd(line0) },
      message:
        line0 < (context.message.commitLog?.endLine0 ?? 0)
          ? "The commit log holds lines of a diff, which patch(1) takes for the patch. Put a mark such as “|” before them, or describe it in words."
          : "A diff stands in the commit log: git ends the log here, and takes this diff for a part of the patch. Put a mark such as “|” before its lines.",
    };
  },
};

/** Longest line that is looked at. */
const MOST = 500;

function inLog(context: RuleContext): number | null {
  const log = context.message.commitLog;
  if (!log || !isPatchWithLog(context)) return null;
  const { lines } = context.document.model;
  for (let line0 = log.startLine0; line0 < log.endLine0; line0++) {
    if (lines.depth(line0) > 0) continue;
    const start = lines.start(line0);
    if (looksLikeDiff(lines.text.slice(start, Math.min(lines.contentEnd(line0), start + MOST)))) return line0;
  }
  return null;
}

/** The same three forms as checkpatch. */
function looksLikeDiff(line: string): boolean {
  const text = line.trimStart();
  const first = text.charAt(0);
  if (first === "@") return /^@@ -\d+,\d+ \+\d+,\d+ @@/.test(text);
  if (first === "-" || first === "+") return /^(?:---\s+a\/|\+\+\+\s+b\/)/.test(text);
  if (first !== "d" || text === line || !text.startsWith("diff")) return false;
  // `diff … a/x b/x`
  const name = /\sa\/([\w/]+)/.exec(text.slice(4))?.[1];
  return name !== undefined && text.includes(` b/${name}`);
}

/** The first line of a diff that stands before the log's `---`, with the patch below that. */
function beforeCut({ document, message, files }: RuleContext): number | null {
  const [first] = files;
  if (document.model.form !== "mail" || message.role !== "patch" || !first) return null;
  if (message.attachments.length > 0) return null;
  const cut = firstCut(message);
  if (cut === null || first.startLine0 > cut) return null;
  return files.some((file) => file.startLine0 > cut) ? first.startLine0 : null;
}

function firstCut({ blocks }: Message): number | null {
  return blocks.find((block) => block.kind === "cutLine" && block.depth === 0)?.startLine0 ?? null;
}
