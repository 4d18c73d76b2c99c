import { parse } from "../core/parse.js";
import { decodedMessage } from "../mailboxes/decodedMessage.js";
import { bytesAsText } from "../mailboxes/decodedSource.js";
import { printableLines } from "./outline.js";
import { UnreadableFile } from "./parseFile.js";

/**
 * The decoded view of one message of a file (1-based), or of all of them one after the other. `isTerminal`: what would
 * move the cursor or colour the screen is made harmless; elsewhere the text stays as it is.
 *
 * @throws UnreadableFile where there is no such message
 */
export async function decodeFile(
  file: string,
  bytes: Uint8Array,
  message1: number | null,
  isTerminal: boolean,
  write: (text: string) => void,
): Promise<void> {
  const count = parse(bytesAsText(bytes)).document.messages.length;
  if (message1 !== null && message1 > count)
    throw new UnreadableFile(`${file}: it has ${count} ${count === 1 ? "message" : "messages"}.`);
  const numbers = message1 === null ? Array.from({ length: count }, (_, at) => at + 1) : [message1];
  for (const number of numbers) {
    const text = (await decodedMessage(bytes, number - 1)) ?? "";
    if (numbers.length > 1) write(`${number > 1 ? "\n" : ""}[-- Message ${number} of ${count} --]\n`);
    write(isTerminal ? printableLines(text) : text);
  }
}
