import { decodeCharset } from "../core/mail/decodeCharset.js";
import type { MailDocument, Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import { isEncoded } from "./decodedMail.js";
import { openMessage, viewMessage } from "./decodedMessage.js";

/** One message, as its reader sees it: encodings undone. */
export interface ReadableMessage {
  readonly document: MailDocument;
  readonly message: Message;
  /** False: `document` is the message as it stands in its file; true: its decoded view with all header fields. */
  readonly isDecoded: boolean;
}

/** `bytes`: one message without separator and escapes of a mailbox (`SourceMessage.bytes`). Null where they hold none. */
export async function readableMessage(bytes: Uint8Array): Promise<ReadableMessage | null> {
  const { document } = parse(textOf(bytes));
  const message = document.messages[0];
  if (message === undefined) return null;
  if (!isEncoded(message)) return { document, message, isDecoded: false };
  const view = await viewMessage(openMessage(bytes));
  const decoded = parse(view.text).document;
  const inView = decoded.messages[0];
  return inView === undefined ? null : { document: decoded, message: inView, isDecoded: true };
}

/** UTF-8, as nearly all mail is that is not encoded; else what `decodeCharset` makes of it. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeCharset(bytes, "").text;
  }
}
