import type { WorkRequests } from "../work/index.js";

/** The methods of the work room, named here since the room itself is loaded by the first of them. */
export const workMethods = [
  "patchMail/abortApply",
  "patchMail/applyCheck",
  "patchMail/applyPlan",
  "patchMail/applySeries",
  "patchMail/applyState",
  "patchMail/applyTarget",
  "patchMail/applyTargets",
  "patchMail/cancelApply",
  "patchMail/checkApplies",
  "patchMail/commitDocument",
  "patchMail/compareVersions",
  "patchMail/comparedPatch",
  "patchMail/continueApply",
  "patchMail/diffFiles",
  "patchMail/exportSeries",
  "patchMail/moreContext",
  "patchMail/patchText",
  "patchMail/seriesVersions",
  "patchMail/sideBySide",
  "patchMail/sideBySideFiles",
  "patchMail/upstreamOf",
] as const satisfies readonly (keyof WorkRequests)[];
