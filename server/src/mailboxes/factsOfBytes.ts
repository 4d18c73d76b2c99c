import { decodeCharset } from "../core/mail/decodeCharset.js";
import type { Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import type { MessageFacts } from "../threads/facts.js";
import { factsOf } from "../threads/factsOf.js";
import { isEncoded } from "./decodedMail.js";
import { openMessage, viewMessage } from "./decodedMessage.js";

/** UTF-8, as nearly all mail is that is not encoded; else what `decodeCharset` makes of it. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeCharset(bytes, "").text;
  }
}

/** Longer messages are mail only by name; their facts are those of their beginning. */
const maxBytes = 16 * 1024 * 1024;

/**
 * What one message tells, out of its bytes without separator and escapes of a mailbox (`SourceMessage.bytes`). A body that
 * is encoded is decoded first, and its lines are then those of the decoded view (`MessageFacts.isDecoded`). Null where the
 * bytes hold no message.
 */
export async function factsOfBytes(bytes: Uint8Array): Promise<MessageFacts | null> {
  const own = bytes.length > maxBytes ? bytes.subarray(0, maxBytes) : bytes;
  const { document } = parse(textOf(own));
  const message = document.messages[0];
  if (message === undefined) return null;
  if (!isEncoded(message)) return factsOf(document, message);
  const view = await viewMessage(openMessage(own));
  const decoded = parse(view.text).document;
  const inView: Message | undefined = decoded.messages[0];
  return inView === undefined ? null : factsOf(decoded, inView, true);
}
