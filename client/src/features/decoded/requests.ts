import type { MessageItem, MessagesParams } from "../../../../server/src/features/messages.js";
import type { MessageParams, MessageResult } from "../../../../server/src/lsp/mailboxRequests.js";
import type {
  DecodedMessageParams,
  DecodedMessageResult,
  MapPositionParams,
  MapPositionResult,
} from "../../../../server/src/lsp/viewRequests.js";
import type { ServerRequest } from "../../host.js";

export const messagesOf: ServerRequest<MessagesParams, readonly MessageItem[]> = {
  method: "patchMail/messages",
};
export const decoded: ServerRequest<DecodedMessageParams, DecodedMessageResult> = {
  method: "patchMail/decodedMessage",
};
/** null: there is no raw place, since no editor opens the file. */
export const mapPosition: ServerRequest<MapPositionParams, MapPositionResult | null> = {
  method: "patchMail/mapPosition",
};
export const message: ServerRequest<MessageParams, MessageResult> = { method: "patchMail/message" };
