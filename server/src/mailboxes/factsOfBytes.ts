import type { MessageFacts } from "../threads/facts.js";
import { factsOf } from "../threads/factsOf.js";
import { readableMessage } from "./readableMessage.js";

/** Longer messages are mail only by name; their facts are those of their beginning. */
const maxBytes = 16 * 1024 * 1024;

/**
 * What one message tells, out of its bytes without separator and escapes of a mailbox (`SourceMessage.bytes`). A body that
 * is encoded is decoded first, and its lines are then those of the decoded view (`MessageFacts.isDecoded`). Null where the
 * bytes hold no message.
 */
export async function factsOfBytes(bytes: Uint8Array): Promise<MessageFacts | null> {
  const readable = await readableMessage(bytes.length > maxBytes ? bytes.subarray(0, maxBytes) : bytes);
  return readable && factsOf(readable.document, readable.message, readable.isDecoded);
}
