import type { AmOutcome, AmWatch } from "./amOutcome.js";
import { type AmPlace, isApplying, unmergedFiles, watched } from "./amPlace.js";
import { concluded, runAm } from "./amRun.js";
import { ownRecord } from "./amStop.js";
import { otherChanges } from "./amUndo.js";
import { refused, shortList } from "./amWords.js";

/** Goes on after the conflicts were resolved and staged. */
export async function continueAm(place: AmPlace, watch: AmWatch): Promise<AmOutcome> {
  if (!(await isApplying(place.gitDirectory))) return refused(`No git am is under way in ${place.root}.`);
  const unmerged = await unmergedFiles(watched(place, watch.signal));
  if (watch.signal.aborted) return { kind: "cancelled", sentence: "" };
  if (unmerged.length > 0) {
    return refused(
      `${shortList(unmerged)} still ${unmerged.length === 1 ? "has" : "have"} conflicts: resolve them and stage the files (git add), then continue.`,
    );
  }
  const record = await ownRecord(place);
  // What is the user's now stays so where it stops again: an abort must not take it.
  const own = await otherChanges(watched(place, watch.signal), record);
  if (watch.signal.aborted) return { kind: "cancelled", sentence: "" };
  const outcome = await runAm(place, ["am", "--continue"], "", watch, false);
  return await concluded(place, record, outcome, false, own);
}
