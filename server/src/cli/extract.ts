import { decodeCharset } from "../core/mail/decodeCharset.js";
import { keptText, readerText, textOrBytes } from "../core/mail/gitText.js";
import type { ParseResult } from "../core/model.js";
import { parse } from "../core/parse.js";
import { cleanFiles } from "../core/patch/cleanPatch.js";
import { counted } from "../core/text/counted.js";
import { applicableDiff, applicableMessage } from "../mailboxes/applicableMessage.js";
import { type MessageInFile, messageInFile, messagesInFile } from "../mailboxes/decodedSource.js";
import { patchFiles } from "../patches/copiedText.js";
import type { Output } from "./command.js";
import { emptyNote, type MailInput, UnreadableFile, unreadable } from "./mailInput.js";
import { printableLines } from "./outline.js";

/**
 * Writes the diffs of all messages of a file, one below the other: their own ones, not those that they quote. Of one message
 * (1-based) it is the quoted diff where it has none of its own.
 *
 * @returns sentences: what could not be read, and what is not as it was sent
 * @throws UnreadableFile where there is no such message, or no diff
 */
export async function extractInput(
  file: string,
  input: MailInput,
  message1: number | null,
  output: Pick<Output, "isTerminal" | "print" | "printed">,
): Promise<readonly string[]> {
  const notes: string[] = [];
  let count = 0;
  let found = 0;
  const take = async (message: MessageInFile | null): Promise<void> => {
    if (message === null) return;
    const clean = await diffOf(message, message1 !== null);
    if (clean === null) return;
    found++;
    for (const note of clean.notes) notes.push(`${file}: message ${count}: ${note}`);
    if (output.isTerminal) output.print(printableLines(readerText(clean.text).text));
    else output.print(textOrBytes(clean.text));
    await output.printed();
  };
  const takeAll = async (bytes: Uint8Array): Promise<void> => {
    const find = messagesInFile(bytes);
    for (let at = 0; at < find.count; at++) {
      count++;
      if (message1 === null || message1 === count) await take(find(at));
    }
  };
  try {
    if (input.kind === "bytes") {
      await takeAll(input.bytes);
      if (input.bytes.length === 0) return [emptyNote(file)];
    } else {
      const { notes: said } = await input.source.readAll(
        async ({ bytes, isWholeFile }) => {
          if (isWholeFile) return await takeAll(bytes);
          count++;
          if (message1 === null || message1 === count) await take(messageInFile(bytes, 0));
        },
        () => message1 !== null && count >= message1,
      );
      notes.push(...said);
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  if (message1 !== null && message1 > count)
    throw new UnreadableFile(`${file}: it has ${counted(count, "message")}.`);
  if (found === 0)
    throw new UnreadableFile(
      message1 === null
        ? `${file}: no message has a diff of its own; --message N takes the one that it quotes.`
        : `${file}: message ${message1} has no diff.`,
    );
  return notes;
}

async function diffOf(
  { asItStands, bytes }: MessageInFile,
  takesQuoted: boolean,
): Promise<ReturnType<typeof cleanFiles> | null> {
  const readable =
    asItStands === null ? await applicableMessage(bytes) : firstOf(parse(textForGit(asItStands, bytes)));
  if (readable === null) return null;
  const { document, message } = readable;
  const own = message.files.filter(({ depth }) => depth === 0);
  const files = own.length === 0 && takesQuoted ? patchFiles(message, null) : own;
  return files.length === 0 ? null : cleanFiles(document.lines, message, files);
}

/** Of a bare diff or a page; UTF-16 is text already. */
const textForGit = (text: string, bytes: Uint8Array): string =>
  text === decodeCharset(bytes, "").text ? applicableDiff(bytes) : keptText(text);

function firstOf({ document }: ParseResult) {
  const message = document.messages[0];
  return message === undefined ? null : { document, message };
}
