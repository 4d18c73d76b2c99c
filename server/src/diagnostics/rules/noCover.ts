import { subjectSpan } from "../commitLog.js";
import type { DocumentFinding, DocumentRule } from "../rule.js";
import { lacksCover, seriesAtHand } from "../seriesAtHand.js";

/** NIPA: cover_letter. */
export const noCover: DocumentRule = {
  scope: "document",
  id: "series.no-cover",
  received: "off",
  draft: "off",
  presets: { netdev: { received: "information", draft: "warning" } },
  description: "A series of three patches or more without a cover letter (preset netdev only).",
  oracle: "NIPA: cover_letter",
  explanation:
    "netdev wants a cover letter for more than two patches: the merge takes its text (maintainer-netdev.rst). Reported only where it can be known: the first patch begins the thread and others are at hand, or the whole series stands in one file.",
  example: {
    wrong: "[PATCH net-next 1/3] …\n[PATCH net-next 2/3] …\n[PATCH net-next 3/3] …",
    right: "[PATCH net-next 0/3] …\n[PATCH net-next 1/3] …\n[PATCH net-next 2/3] …\n[PATCH net-next 3/3] …",
  },
  *checkDocument(context): Iterable<DocumentFinding> {
    for (const series of seriesAtHand(context)) {
      if (series.total < 3 || !lacksCover(series, context)) continue;
      yield {
        messageIndex: series.first.index,
        span: subjectSpan(series.first),
        message: `This series of ${series.total} patches has no cover letter: write one (git format-patch --cover-letter).`,
      };
    }
  },
};
