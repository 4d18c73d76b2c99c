import { counted } from "../core/text/counted.js";
import { viewInFile } from "../mailboxes/decodedMessage.js";
import { type MessageInFile, messageInFile, messagesInFile } from "../mailboxes/decodedSource.js";
import { emptyNote, type MailInput, UnreadableFile, unreadable } from "./mailInput.js";
import { printableLines } from "./outline.js";

/** Where the decoded text goes. */
export interface DecodeOutput {
  /** What would move the cursor or colour the screen is made harmless; elsewhere the text stays as it is. */
  readonly isTerminal: boolean;
  /** Also those header fields that a reader rarely wants. */
  readonly hasAllFields: boolean;
  write(text: string): void;
  /** Settles when the reader has taken it. */
  written(): Promise<void>;
}

/**
 * Writes the decoded view of one message of a file or mailbox (1-based), or of all of them one after the other.
 *
 * @returns sentences: what could not be read, and why
 * @throws UnreadableFile where there is no such message
 */
export async function decodeInput(
  file: string,
  input: MailInput,
  message1: number | null,
  output: DecodeOutput,
): Promise<readonly string[]> {
  let count = 0;
  let hasFound = false;
  const show = async (found: MessageInFile | null, total: number | null): Promise<void> => {
    if (!found) return;
    hasFound = true;
    if (message1 === null && total !== 1)
      output.write(
        `${count > 1 ? "\n" : ""}[-- Message ${count}${total === null ? "" : ` of ${total}`} --]\n`,
      );
    const { text } = await viewInFile(found, {
      hasAllFields: output.hasAllFields,
      // No editor has to bear it.
      maxShown: Number.POSITIVE_INFINITY,
    });
    output.write(output.isTerminal ? printableLines(text) : text);
    await output.written();
  };
  /** All messages of a text at hand. */
  const showAll = async (bytes: Uint8Array): Promise<void> => {
    const find = messagesInFile(bytes);
    for (let at = 0; at < find.count; at++) {
      count++;
      if (message1 === null || message1 === count) await show(find(at), find.count);
    }
  };
  let notes: readonly string[] = [];
  try {
    if (input.kind === "bytes") {
      await showAll(input.bytes);
      if (input.bytes.length === 0) notes = [emptyNote(file)];
    } else {
      ({ notes } = await input.source.readAll(
        async ({ bytes, isWholeFile }) => {
          if (isWholeFile) return await showAll(bytes);
          count++;
          // By itself, a message is a file of one.
          if (message1 === null || message1 === count) await show(messageInFile(bytes, 0), null);
        },
        () => message1 !== null && count >= message1,
      ));
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  if (message1 !== null && !hasFound)
    throw new UnreadableFile(`${file}: it has ${counted(count, "message")}.`);
  return notes;
}
