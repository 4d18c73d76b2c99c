import { type Hunk, LineKind } from "../../core/model.js";
import type { LineTable } from "../../core/text/lineTable.js";
import { lineDamage } from "../lineDamage.js";
import type { Finding, MessageRule } from "../rule.js";

/** The only thing that is told about quoted text. */
export const quotedHunk: MessageRule = {
  scope: "message",
  id: "patch.quoted-hunk",
  received: "hint",
  draft: "hint",
  description: "A quoted hunk that a mailer has damaged: lines were wrapped, or have lost white space.",
  oracle: "ours",
  explanation:
    "Nothing to mend: it says why the lines of this quote cannot be counted, so that jumps from it may be off. A quote that the replier has trimmed is as it should be, and nothing is said of it, nor anything else of quoted text. " +
    "Not told of mail in quoted-printable or base64, which wraps lines itself: its decoded text is looked at.",
  example: {
    wrong: "> @@ -1,3 +1,4 @@\n>  a\n> int b;\n> +c\n>  d",
    right: "> @@ -1,3 +1,4 @@\n>  a\n> [...]",
  },
  runsOnPages: false,
  *check({ document, message, problems }): Iterable<Finding> {
    if (message.encoding !== "identity") return;
    const quoted = problems.filter(({ code }) => code === "quotedHunk");
    if (quoted.length === 0) return;
    const { lines } = document.model;
    const hunks = new Map(
      message.files.flatMap((file) => file.hunks.map((hunk) => [hunk.startLine0, hunk] as const)),
    );
    for (const { span } of quoted) {
      const hunk = hunks.get(lines.lineAt(span.start));
      if (hunk !== undefined && isDamaged(lines, hunk))
        yield {
          span,
          message:
            "A mailer has wrapped lines of this quoted hunk, or taken white space from them: its lines cannot be counted, and jumps from it may be off.",
        };
    }
  },
};

/** Whether a line within the quote is the rest of another, or has lost the blank that it began with. */
function isDamaged(lines: LineTable, { startLine0, endLine0 }: Hunk): boolean {
  for (let line0 = startLine0 + 1; line0 < endLine0; line0++) {
    const kind = lines.kind(line0);
    if (kind === LineKind.wrapped) return true;
    // `[...]` and the like say that the replier has trimmed it.
    if (kind === LineKind.corrupt && lineDamage(lines.content(line0 - 1), lines.content(line0)) !== null)
      return true;
  }
  return false;
}
