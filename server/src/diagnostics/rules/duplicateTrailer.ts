import { isPatchWithLog } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";
import { type TrailerLine, trailerLines } from "../trailerLines.js";

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
    const firstLine0 = new Map<string, number>();
    let lastSignoff = "";
    for (const trailer of trailerLines(context)) {
      const key = keyOf(trailer);
      const isSignoff = trailer.lowerName === "signed-off-by";
      const isHandedOn = isSignoff && lastSignoff !== "" && lastSignoff !== key;
      if (isSignoff) lastSignoff = key;
      const before = firstLine0.get(key);
      if (before === undefined) firstLine0.set(key, trailer.line0);
      else {
        const distance = trailer.line0 - before;
        const where =
          distance === 1
            ? "the line above"
            : `“${lines.lineText(before).slice(0, 60)}”, ${distance} lines above`;
        // Through other hands and back: the route that the patch took.
        if (isHandedOn)
          yield {
            span: trailer.span,
            level: "hint",
            message: `This sign-off is the same as ${where}: leave it if the patch came back to you.`,
          };
        else yield { span: trailer.span, message: `This trailer is the same as ${where}: one is enough.` };
      }
    }
  },
};

/** Name and value without blanks and case, as checkpatch compares them. */
export const keyOf = ({ lowerName, value }: TrailerLine): string =>
  `${lowerName}:${value.replace(/\s+/g, "").toLowerCase()}`;
