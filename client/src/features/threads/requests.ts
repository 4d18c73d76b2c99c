import type {
  MarkReadParams,
  MarkReadResult,
  NextUnreadParams,
  ReadMarksParams,
} from "../../../../server/src/lsp/readRequests.js";
import type {
  CountThreadsParams,
  PatchStatus,
  SeriesPageResult,
} from "../../../../server/src/lsp/seriesRequests.js";
import type {
  MailFilesChangedParams,
  MailFilesParams,
  MailFilesResult,
  ThreadChildrenParams,
  ThreadsParams,
  ThreadsResult,
} from "../../../../server/src/lsp/threadsRequests.js";
import type { ThreadOfParams } from "../../../../server/src/protocol/threadOf.js";
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
export const readMarks: ServerRequest<ReadMarksParams, null> = { method: "patchMail/readMarks" };
export const markRead: ServerRequest<MarkReadParams, MarkReadResult> = { method: "patchMail/markRead" };
export const nextUnread: ServerRequest<NextUnreadParams, readonly ThreadItem[]> = {
  method: "patchMail/nextUnread",
};
export const seriesPage: ServerRequest<ThreadOfParams, SeriesPageResult | null> = {
  method: "patchMail/seriesPage",
};
export const patchStatus: ServerRequest<ThreadOfParams, PatchStatus | null> = {
  method: "patchMail/patchStatus",
};
export const countThreads: ServerRequest<CountThreadsParams, readonly number[]> = {
  method: "patchMail/countThreads",
};
