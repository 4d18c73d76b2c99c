import { decodeMail } from "../adapters/decodeMail.js";
import type { Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import { composeDecoded } from "./decodedMail.js";

/** Bytes as one character each: offsets of this text are offsets of the bytes. */
export function bytesAsText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** The bytes of one message, without its mbox separator, out of a text made by `bytesAsText`. */
export function messageBytes(bytes: Uint8Array, message: Message): Uint8Array {
  return bytes.subarray(message.header.span.start, message.span.end);
}

/**
 * The decoded view of the message at `index` (0-based) of a file's bytes; null where the file has no such message.
 * @throws an Error with a plain sentence where the message cannot be decoded
 */
export async function decodedMessage(bytes: Uint8Array, index: number): Promise<string | null> {
  const { document } = parse(bytesAsText(bytes));
  const found = document.messages[index];
  if (!found) return null;
  const own = messageBytes(bytes, found);
  const text = new TextDecoder().decode(own);
  // Parsed again by itself, since its headers may be in UTF-8.
  const message = parse(text).document.messages[0] ?? found;
  try {
    return composeDecoded(text, message, await decodeMail(own));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The message cannot be decoded: ${reason}`, { cause: error });
  }
}
