import type {
  ApplyCheckParams,
  ApplyGoOnParams,
  ApplyPlan,
  ApplyResult,
  ApplySeriesParams,
  ApplyTarget,
  ApplyTargetParams,
  ShownStop,
} from "../../../../server/src/work/applyTypes.js";
import type { WholeSeriesParams } from "../../../../server/src/work/wholeSeries.js";
import type { ServerRequest } from "../../host.js";

export const applyPlan: ServerRequest<WholeSeriesParams, ApplyPlan | null> = {
  method: "patchMail/applyPlan",
};
export const applyTarget: ServerRequest<ApplyTargetParams, ApplyTarget> = { method: "patchMail/applyTarget" };
export const applyCheck: ServerRequest<ApplyCheckParams, string | null> = { method: "patchMail/applyCheck" };
export const applyRequest: ServerRequest<ApplySeriesParams, ApplyResult> = {
  method: "patchMail/applySeries",
};
export const cancelApply: ServerRequest<object, null> = { method: "patchMail/cancelApply" };
export const applyState: ServerRequest<
  { readonly textDocument: { readonly uri: string } },
  readonly ShownStop[]
> = { method: "patchMail/applyState" };
export const abortRequest: ServerRequest<ApplyGoOnParams, ApplyResult> = { method: "patchMail/abortApply" };
export const continueRequest: ServerRequest<ApplyGoOnParams, ApplyResult> = {
  method: "patchMail/continueApply",
};
