import type { WorkRequests } from "../work/index.js";

/** One line each; the type asks for all of them, since a method that is left out here is answered by nobody. */
const methods: Readonly<Record<keyof WorkRequests, true>> = {
  "patchMail/abortApply": true,
  "patchMail/applyCheck": true,
  "patchMail/applyPlan": true,
  "patchMail/applySeries": true,
  "patchMail/applyState": true,
  "patchMail/applyTarget": true,
  "patchMail/applyTargets": true,
  "patchMail/cancelApply": true,
  "patchMail/checkApplies": true,
  "patchMail/commitDocument": true,
  "patchMail/comparedPatch": true,
  "patchMail/compareVersions": true,
  "patchMail/continueApply": true,
  "patchMail/diffFiles": true,
  "patchMail/exportSeries": true,
  "patchMail/moreContext": true,
  "patchMail/patchText": true,
  "patchMail/runCheckpatch": true,
  "patchMail/runGetMaintainer": true,
  "patchMail/seriesVersions": true,
  "patchMail/sideBySide": true,
  "patchMail/sideBySideFiles": true,
  "patchMail/upstreamOf": true,
};

/** The methods of the work room, named here since the room itself is loaded by the first of them. */
export const workMethods = Object.keys(methods) as readonly (keyof WorkRequests)[];
