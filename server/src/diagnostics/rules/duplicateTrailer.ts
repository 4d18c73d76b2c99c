import { isPatchWithLog, logTrailers, trailerSpan } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: BAD_SIGN_OFF "Duplicate signature". */
export const duplicateTrailer: MessageRule = {
  scope: "message",
  id: "trailer.duplicate",
  received: "information",
  draft: "warning",
  description: "The same trailer twice in a commit log.",
  oracle: "checkpatch: BAD_SIGN_OFF “Duplicate signature”",
  explanation:
    "The same name and value, but for case and blanks. Who signs off twice because the patch passed twice through the same hands may leave it; everything else is a leftover of `git am` or b4.",
  example: {
    wrong: "Reviewed-by: Rita Reviewer <rita@example.org>\nReviewed-by: Rita Reviewer <rita@example.org>",
    right: "Reviewed-by: Rita Reviewer <rita@example.org>",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    const { lines } = context.document.model;
    const firstLine0 = new Map<string, number>();
    for (const trailer of logTrailers(context.message)) {
      const key = `${trailer.name}:${trailer.value}`.replace(/\s+/g, "").toLowerCase();
      const before = firstLine0.get(key);
      if (before === undefined) firstLine0.set(key, trailer.line0);
      else {
        const distance = trailer.line0 - before;
        const where =
          distance === 1
            ? "the line above"
            : `“${lines.lineText(before).slice(0, 60)}”, ${distance} lines above`;
        yield { span: trailerSpan(trailer), message: `This trailer is the same as ${where}: one is enough.` };
      }
    }
  },
};
