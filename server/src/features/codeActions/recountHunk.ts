import { planEdit } from "../patchEdits.js";
import type { ActionSource } from "./source.js";

/** Mends the `@@` headers of the file at hand where a hunk's lines are not what its header counts. */
export const recountHunkAction: ActionSource = {
  kind: "quickfix",
  offers({ document, message, line0, diagnostics }) {
    const mended = diagnostics.filter(({ code }) => code === "patch.corrupt-hunk");
    if (mended.length === 0) return [];
    const answer = planEdit(document, message, line0, "recountHunk");
    if ("refused" in answer || answer.changes.length === 0) return [];
    const title = "Count the lines of this file's hunks again";
    return [{ title, isPreferred: true, diagnostics: mended, changes: answer.changes }];
  },
};
