import type { FixProblemsParams, FixProblemsResult } from "../../../../server/src/features/fixProblems.js";
import type { ServerRequest } from "../../host.js";

/** null: the server does not know the document. */
export const fixProblems: ServerRequest<FixProblemsParams, FixProblemsResult | null> = {
  method: "patchMail/fixProblems",
};
