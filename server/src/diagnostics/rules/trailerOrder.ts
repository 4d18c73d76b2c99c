import { isPatchWithLog } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";
import { lastTrailers } from "../trailerOrder.js";

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
      "Signed-off-by: Ann Author <ann@example.org>\nCc: stable@vger.kernel.org\nReviewed-by: Rita Reviewer <rita@example.org>",
    right:
      "Signed-off-by: Ann Author <ann@example.org>\nReviewed-by: Rita Reviewer <rita@example.org>\nCc: stable@vger.kernel.org",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    let highest = { place: -1, name: "" };
    for (const { trailer, place } of lastTrailers(context)) {
      if (place < highest.place) {
        yield {
          span: trailer.span,
          message: `${trailer.name} stands above ${highest.name} in the tip tree: move it there.`,
        };
        return;
      }
      if (place > highest.place) highest = { place, name: trailer.name };
    }
  },
};
