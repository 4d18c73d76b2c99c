import { isPatchWithLog } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";
import { type TrailerLine, trailerLines } from "../trailerLines.js";

/** checkpatch: BAD_REPORTED_BY_LINK. */
export const reportedByWithoutCloses: MessageRule = {
  scope: "message",
  id: "trailer.reported-by-without-closes",
  received: "hint",
  draft: "warning",
  presets: { plain: "off", stable: "off" },
  description: "A Reported-by that is not followed by a Closes with the URL of the report.",
  oracle: "checkpatch 6.6 and later: BAD_REPORTED_BY_LINK",
  explanation:
    "Who reads the commit later wants to see the report; trackers close it. Reports that are not on the web need none, and where the patch mends only a part of what was reported, `Link:` is right: that is no more than information. " +
    "Of several `Reported-by:` in a row the last one is followed by it. NIPA, netdev's robot, does not report it, so it is a hint on received mail.",
  example: {
    wrong: "Reported-by: Rob Reporter <rob@example.org>\nSigned-off-by: Ann Author <ann@example.org>",
    right:
      "Reported-by: Rob Reporter <rob@example.org>\nCloses: https://lore.kernel.org/all/20260301.1@example.org/\nSigned-off-by: Ann Author <ann@example.org>",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    const all = trailerLines(context);
    for (const [at, trailer] of all.entries()) {
      if (!isReport(trailer)) continue;
      const next = all[at + 1];
      const follows = next?.line0 === trailer.endLine0 ? next : undefined;
      if (follows !== undefined && isReport(follows)) continue;
      if (follows?.lowerName === "closes" && follows.value !== "") continue;
      if (follows?.lowerName === "link")
        yield {
          span: trailer.span,
          level: "information",
          message:
            "A Link follows this Reported-by: make it “Closes:” if the patch mends all that was reported.",
        };
      else
        yield {
          span: trailer.span,
          message:
            "Put “Closes:” with the URL of the report into the next line, if the report is on the web.",
        };
    }
  },
};

const isReport = ({ lowerName }: TrailerLine): boolean => /^reported(?:-and-tested)?-by$/.test(lowerName);
