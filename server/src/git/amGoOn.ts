import type { AmOutcome, AmWatch } from "./amOutcome.js";
import { type AmPlace, isApplying, unmergedFiles, watched } from "./amPlace.js";
import { readRecord } from "./amRecord.js";
import { concluded, runAm } from "./amRun.js";
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
  const record = await readRecord(place.gitDirectory);
  const outcome = await runAm(place, ["am", "--continue"], "", watch);
  return await concluded(place, record, outcome, false);
}
