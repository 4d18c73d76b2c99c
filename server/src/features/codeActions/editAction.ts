import { type PatchEdit, planEdit } from "../patchEdits.js";
import type { ActionSource } from "./source.js";

/** An edit of the hunk or file at the cursor; not offered where it cannot be done. */
export const editAction = (edit: PatchEdit, title: string): ActionSource => ({
  kind: "refactor.rewrite",
  offers({ document, message, line0 }) {
    const answer = planEdit(document, message, line0, edit);
    return "refused" in answer || answer.changes.length === 0 ? [] : [{ title, changes: answer.changes }];
  },
});
