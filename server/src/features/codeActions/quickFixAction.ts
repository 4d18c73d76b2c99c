import type { Range } from "../../core/text/lineTable.js";
import { QUICK_FIXES } from "../quickFixes/index.js";
import type { ActionOffer, ActionPlace, ActionSource } from "./source.js";

/** What the fixes of quickFixes/ offer for the problems that the client shows at the place. */
export const quickFixAction: ActionSource = {
  kind: "quickfix",
  async offers(place) {
    const offers: ActionOffer[] = [];
    for (const diagnostic of place.diagnostics) {
      if (place.context.token.isCancellationRequested) return [];
      if (diagnostic.source !== "patch-mail" || typeof diagnostic.code !== "string") continue;
      const { code, range } = diagnostic;
      for (const quickFix of QUICK_FIXES) {
        if (!quickFix.rules.includes(code)) continue;
        const fixes = await quickFix.fixes({ ...place, rule: code, span: spanOf(place, range) });
        for (const { title, changes } of fixes)
          offers.push({
            title,
            isPreferred: fixes.length === 1,
            diagnostics: [diagnostic],
            changes,
          });
      }
    }
    return offers;
  },
};

function spanOf({ document }: ActionPlace, { start, end }: Range): { start: number; end: number } {
  const { lines } = document.model;
  return { start: lines.offsetAt(start), end: lines.offsetAt(end) };
}
