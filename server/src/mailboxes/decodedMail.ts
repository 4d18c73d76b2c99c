import type { Message } from "../core/model.js";

/** Whether a message cannot be read as it stands on disk. */
export function isEncoded(message: Message): boolean {
  return message.encoding !== "identity" || message.attachments.some((part) => part.encoding !== "identity");
}
