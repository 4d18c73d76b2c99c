import { hunkRegions } from "../../core/patch/hunkRegions.js";
import { restoreHunks } from "../../core/patch/restoreHunks.js";
import { planEdit } from "../patchEdits.js";
import type { Fix, FixPlace, QuickFix } from "./quickFix.js";

const title = "Count the lines of this file's hunks again";

/** Counts the `@@` headers of the file at hand anew, where a hunk's lines are not what its header counts. */
export const recountHunk: QuickFix = {
  rules: ["patch.corrupt-hunk"],
  isSafe: true,
  fixes: (place) => (mayBeCut(place) ? [] : recounted(place)),
};

/** The same where the end of the patch may be lost: only when it is asked for. */
export const recountCutHunk: QuickFix = {
  rules: ["patch.corrupt-hunk"],
  isSafe: false,
  fixes: (place) => (mayBeCut(place) ? recounted(place) : []),
};

function recounted({ document, message, span }: FixPlace): readonly Fix[] {
  const { lines } = document.model;
  const line0 = lines.lineAt(span.start);
  // A wrapped line that begins with a mark is no line of its own: its counts are right, and the lines are not.
  const restored = restoreHunks(lines, message);
  if (restored?.hunks.some(({ startLine0, endLine0 }) => startLine0 <= line0 && line0 <= endLine0)) return [];
  const answer = planEdit(document, message, line0, "recountHunk");
  return "refused" in answer || answer.changes.length === 0 ? [] : [{ title, changes: answer.changes }];
}

/** The last hunk of a mail without a signature below it: lines that its header counts may have been lost. */
function mayBeCut({ document: { model }, message, span }: FixPlace): boolean {
  if (model.form === "diff") return false;
  const last = hunkRegions(model.lines, message).at(-1);
  return last?.endsAt === "message" && model.lines.lineAt(span.start) >= last.headerLine0;
}
