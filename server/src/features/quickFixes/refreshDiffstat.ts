import { planEdit } from "../patchEdits.js";
import type { QuickFix } from "./quickFix.js";

/** Writes the diffstat as git would for the diff below it. */
export const refreshDiffstat: QuickFix = {
  rules: ["patch.diffstat-mismatch"],
  isSafe: true,
  fixes({ document, message, span }) {
    const line0 = document.model.lines.lineAt(span.start);
    const answer = planEdit(document, message, line0, "refreshDiffstat");
    if ("refused" in answer || answer.changes.length === 0) return [];
    return [{ title: "Write the diffstat anew", changes: answer.changes }];
  },
};
