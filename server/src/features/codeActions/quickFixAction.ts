import type { Diagnostic } from "vscode-languageserver-protocol";
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
      const finding = findingOf(diagnostic);
      if (finding === null) continue;
      const { code, range } = finding;
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

/** Our finding; of checkpatch's the one whose place it has taken (diagnostics/checkpatch). null: there is none. */
function findingOf({ source, code, range, data }: Diagnostic): { code: string; range: Range } | null {
  if (source === "patch-mail") return typeof code === "string" ? { code, range } : null;
  if (source !== "checkpatch" || !isRecord(data) || !isRecord(data["twin"])) return null;
  const { rule, range: own } = data["twin"];
  return typeof rule === "string" && isRange(own) ? { code: rule, range: own } : null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const isPosition = (value: unknown): boolean =>
  isRecord(value) && Number.isInteger(value["line"]) && Number.isInteger(value["character"]);

const isRange = (value: unknown): value is Range =>
  isRecord(value) && isPosition(value["start"]) && isPosition(value["end"]);

function spanOf({ document }: ActionPlace, { start, end }: Range): { start: number; end: number } {
  const { lines } = document.model;
  return { start: lines.offsetAt(start), end: lines.offsetAt(end) };
}
