import type { DecodedAttachment } from "../../../../server/src/core/mail/decodeView.js";
import type {
  AttachmentParams,
  AttachmentResult,
  AttachmentsParams,
} from "../../../../server/src/lsp/viewRequests.js";
import type { ServerRequest } from "../../host.js";

export const attachments: ServerRequest<AttachmentsParams, readonly DecodedAttachment[]> = {
  method: "patchMail/attachments",
};
export const attachment: ServerRequest<AttachmentParams, AttachmentResult> = {
  method: "patchMail/attachment",
};
