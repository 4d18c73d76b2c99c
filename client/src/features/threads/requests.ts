import type {
  MailFilesChangedParams,
  MailFilesParams,
  MailFilesResult,
  ThreadChildrenParams,
  ThreadOfParams,
  ThreadsParams,
  ThreadsResult,
} from "../../../../server/src/lsp/threadsRequests.js";
import type { ThreadItem } from "../../../../server/src/threads/items.js";
import type { ServerRequest } from "../../host.js";

export const mailFiles: ServerRequest<MailFilesParams, MailFilesResult> = { method: "patchMail/mailFiles" };
export const mailFilesChanged: ServerRequest<MailFilesChangedParams, MailFilesResult> = {
  method: "patchMail/mailFilesChanged",
};
export const threads: ServerRequest<ThreadsParams, ThreadsResult> = { method: "patchMail/threads" };
export const threadChildren: ServerRequest<ThreadChildrenParams, readonly ThreadItem[]> = {
  method: "patchMail/threadChildren",
};
export const threadOf: ServerRequest<ThreadOfParams, readonly ThreadItem[]> = {
  method: "patchMail/threadOf",
};
