import type {
  CloseMailboxParams,
  OpenMailboxParams,
  OpenMailboxResult,
  OpenNotmuchParams,
} from "../../../../server/src/lsp/mailboxRequests.js";
import type { ServerRequest } from "../../host.js";

export const openMailboxRequest: ServerRequest<OpenMailboxParams, OpenMailboxResult> = {
  method: "patchMail/openMailbox",
};
export const openNotmuchRequest: ServerRequest<OpenNotmuchParams, OpenMailboxResult> = {
  method: "patchMail/openNotmuch",
};
export const closeMailboxRequest: ServerRequest<CloseMailboxParams, null> = {
  method: "patchMail/closeMailbox",
};
