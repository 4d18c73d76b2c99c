import { isPatchWithLog } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";
import { lastTrailers, type PlacedTrailer } from "../trailerOrder.js";

/** The tip tree's handbook, maintainer-tip.rst. */
export const trailerOrder: MessageRule = {
  scope: "message",
  id: "trailer.order",
  received: "off",
  draft: "off",
  presets: { tip: { received: "hint", draft: "warning" } },
  description: "Trailers in another order than the tip tree's handbook has (preset tip only).",
  oracle: "maintainer-tip.rst, “Ordering of commit tags”",
  explanation:
    "Fixes, Reported-by with its Closes, Originally-by, Suggested-by, Co-developed-by with its sign-off, sign-offs, Tested-by, Reviewed-by, Acked-by, Cc, Link. There is no such order for the whole kernel: elsewhere the rule is off. " +
    "Sign-offs are never moved among each other: they are the route that the patch took.",
  example: {
    wrong:
      'Fixes: 1a2b3c4d5e6f ("net: add a leak")\nSigned-off-by: Ann Author <ann@example.org>\nCc: stable@vger.kernel.org\nReviewed-by: Rita Reviewer <rita@example.org>',
    right:
      'Fixes: 1a2b3c4d5e6f ("net: add a leak")\nSigned-off-by: Ann Author <ann@example.org>\nReviewed-by: Rita Reviewer <rita@example.org>\nCc: stable@vger.kernel.org',
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    let lowest: PlacedTrailer | null = null;
    for (const placed of lastTrailers(context)) {
      if (lowest !== null && placed.place < lowest.place) {
        yield {
          span: lowest.trailer.span,
          message: `${lowest.trailer.name} stands below ${placed.trailer.name} in the tip tree: move it there.`,
        };
        return;
      }
      if (lowest === null || placed.place > lowest.place) lowest = placed;
    }
  },
};
