import { subjectSpan } from "../commitLog.js";
import type { DocumentFinding, DocumentRule } from "../rule.js";
import { lacksCover, seriesAtHand } from "../seriesAtHand.js";

/** netdev takes so many patches at once. */
const MOST_PATCHES = 15;

/** NIPA: patch_count. */
export const tooLong: DocumentRule = {
  scope: "document",
  id: "series.too-long",
  received: "off",
  draft: "off",
  presets: { netdev: { received: "information", draft: "warning" } },
  description: "A series of more than 15 patches without a cover letter (preset netdev only).",
  oracle: "NIPA: patch_count",
  explanation:
    "netdev reviews series of up to 15 patches (maintainer-netdev.rst). A longer one is sent in parts; as a pull request its cover letter says why.",
  example: {
    wrong: "[PATCH net-next 01/16] …\n[PATCH net-next 02/16] …",
    right: "[PATCH net-next 00/15] …\n[PATCH net-next 01/15] …",
  },
  *checkDocument(context): Iterable<DocumentFinding> {
    for (const series of seriesAtHand(context)) {
      if (series.total <= MOST_PATCHES || !lacksCover(series, context)) continue;
      yield {
        messageIndex: series.first.index,
        span: subjectSpan(series.first),
        message: `This series has ${series.total} patches and no cover letter: netdev takes ${MOST_PATCHES} at once. Send it in parts.`,
      };
    }
  },
};
