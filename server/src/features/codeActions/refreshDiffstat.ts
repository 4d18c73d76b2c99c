import { ownDiffstat } from "../../core/patch/refreshDiffstat.js";
import { planEdit } from "../patchEdits.js";
import type { ActionSource } from "./source.js";

/** Writes the diffstat at the cursor as git would. */
export const refreshDiffstatAction: ActionSource = {
  kind: "quickfix",
  offers({ document, message, line0, diagnostics }) {
    const stat = ownDiffstat(message);
    if (stat === null || line0 < stat.startLine0 || line0 >= stat.endLine0) return [];
    const answer = planEdit(document, message, line0, "refreshDiffstat");
    if ("refused" in answer || answer.changes.length === 0) return [];
    const mended = diagnostics.filter(({ code }) => code === "patch.diffstat-mismatch");
    return [
      { title: "Write the diffstat anew", isPreferred: true, diagnostics: mended, changes: answer.changes },
    ];
  },
};
