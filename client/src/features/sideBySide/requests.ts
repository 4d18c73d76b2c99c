import type {
  CommitDocumentParams,
  CommitDocumentResult,
} from "../../../../server/src/work/commitDocument.js";
import type { DiffFileItem, DiffFilesParams } from "../../../../server/src/work/diffFiles.js";
import type { MoreContextParams, MoreContextResult } from "../../../../server/src/work/moreContext.js";
import type {
  SideBySideFilesParams,
  SideBySideFilesResult,
  SideBySideParams,
  SideBySideResult,
} from "../../../../server/src/work/sideBySide.js";
import type { ServerRequest } from "../../host.js";

export const sideBySide: ServerRequest<SideBySideParams, SideBySideResult | null> = {
  method: "patchMail/sideBySide",
};
export const sideBySideFiles: ServerRequest<SideBySideFilesParams, SideBySideFilesResult | null> = {
  method: "patchMail/sideBySideFiles",
};
export const moreContext: ServerRequest<MoreContextParams, MoreContextResult | null> = {
  method: "patchMail/moreContext",
};
export const commitDocument: ServerRequest<CommitDocumentParams, CommitDocumentResult> = {
  method: "patchMail/commitDocument",
};
export const diffFiles: ServerRequest<DiffFilesParams, readonly DiffFileItem[]> = {
  method: "patchMail/diffFiles",
};
