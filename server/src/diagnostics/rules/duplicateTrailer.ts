import { isPatchWithLog } from "../commitLog.js";
import { duplicateTrailers } from "../duplicateTrailers.js";
import type { Finding, MessageRule } from "../rule.js";

/** checkpatch: BAD_SIGN_OFF "Duplicate signature". */
export const duplicateTrailer: MessageRule = {
  scope: "message",
  id: "trailer.duplicate",
  received: "information",
  draft: "warning",
  presets: { stable: { received: "off", draft: "hint" } },
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
    for (const { trailer, first, isHandedOn } of duplicateTrailers(context)) {
      const distance = trailer.line0 - first.line0;
      const where =
        distance === 1
          ? "the line above"
          : `“${lines.lineText(first.line0).slice(0, 60)}”, ${distance} lines above`;
      // The route that the patch took.
      if (isHandedOn)
        yield {
          span: trailer.span,
          level: "hint",
          message: `This sign-off is the same as ${where}: leave it if the patch came back to you.`,
        };
      else yield { span: trailer.span, message: `This trailer is the same as ${where}: one is enough.` };
    }
  },
};
