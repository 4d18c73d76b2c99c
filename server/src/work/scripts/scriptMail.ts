import { decodeCharset } from "../../core/mail/decodeCharset.js";
import { gitBytes } from "../../core/mail/gitText.js";
import { toRaw } from "../../core/mail/offsetMap.js";
import type { MailDocument, Message } from "../../core/model.js";
import { parse } from "../../core/parse.js";
import { LineTable } from "../../core/text/lineTable.js";
import {
  fieldAt,
  type LineSums,
  lineSums,
  matchedLine,
  matchLines,
  messageSum,
} from "../../diagnostics/checkpatch/place.js";
import { applicableOf } from "../../mailboxes/applicableMessage.js";
import { openMessage, viewMessage } from "../../mailboxes/decodedMessage.js";
import { readableMessage } from "../../mailboxes/readableMessage.js";

/** A mail as a script of the kernel is given it: decoded, its patch byte for byte as `git am` would have it. */
export interface ScriptMail {
  readonly input: Uint8Array;
  /** The same as text, and the message in it. */
  readonly document: MailDocument;
  readonly message: Message;
  readonly body: LineSums;
  /** See `messageSum`. */
  readonly rawSum: number;
  /** For a 0-based line of the input. */
  placeOf(line0: number): ScriptPlace;
}

/** Where a line of the input stands in the mail. */
export interface ScriptPlace {
  /** Name of the header field, in lower case; null: it is of the body. */
  readonly field: string | null;
  /** 0-based line of the raw message, from its first header line; null: it has none. */
  readonly rawLine0: number | null;
  /** The same in what is shown of the message: its decoded view, where there is one. */
  readonly shownLine0: number | null;
}

/** `bytes`: one message without separator and escapes of a mailbox; null where they hold none. */
export async function scriptMail(bytes: Uint8Array): Promise<ScriptMail | null> {
  const readable = await readableMessage(bytes);
  if (readable === null) return null;
  const { document, message } = await applicableOf(readable, bytes);
  const { lines } = document;
  const text = lines.text;
  const raw = readable.isDecoded ? parse(decodeCharset(bytes, "").text).document : readable.document;
  const rawMessage = raw.messages[0] ?? message;
  const body = lineSums(lines, message.bodyLine0, lines.count);
  const isAsItStands = text === raw.lines.text;
  const view = isAsItStands ? null : await viewMessage(openMessage(bytes));
  const table = view === null ? null : new LineTable(view.text);
  const found = table === null ? null : matchLines(body, lineSums(table, bodyStart(table), table.count));
  const placeOf = (line0: number): ScriptPlace => {
    if (line0 < message.bodyLine0) {
      const field = fieldAt(document, message, line0)?.name.toLowerCase() ?? null;
      const at = (of: Message): number | null =>
        of.header.fields.find(({ name }) => name.toLowerCase() === field)?.startLine0 ?? null;
      const rawLine0 = isAsItStands ? line0 : at(rawMessage);
      const shown = readable.isDecoded ? at(readable.message) : rawLine0;
      return { field, rawLine0, shownLine0: shown };
    }
    if (view === null || table === null || found === null)
      return { field: null, rawLine0: line0, shownLine0: line0 };
    const viewLine0 = matchedLine(body, found, line0);
    if (viewLine0 === null) return { field: null, rawLine0: null, shownLine0: null };
    const rawLine0 = lineOfByte(bytes, toRaw(view.map, table.start(viewLine0)));
    return { field: null, rawLine0, shownLine0: readable.isDecoded ? viewLine0 : rawLine0 };
  };
  return {
    input: gitBytes(isSentWithCr(document, message) ? text.replace(/\r\n/g, "\n") : text),
    document,
    message,
    body,
    rawSum: messageSum(raw, rawMessage),
    placeOf,
  };
}

/** Behind the first empty line: the header of a view has other lines than that of the mail. */
function bodyStart(table: LineTable): number {
  for (let line0 = 0; line0 < table.count; line0++)
    if (table.contentEnd(line0) === table.start(line0)) return line0 + 1;
  return 0;
}

/** The mail's lines end in CRLF: `git mailsplit` takes the CR away. Else a CR is the source's. */
function isSentWithCr({ lines }: MailDocument, { files, header }: Message): boolean {
  const file = files.find(({ depth }) => depth === 0);
  return lines.text.startsWith("\r\n", lines.contentEnd(file?.startLine0 ?? header.startLine0));
}

/** 0-based line as an editor counts: a line ends at LF, CRLF or a lone CR. */
function lineOfByte(bytes: Uint8Array, offset: number): number {
  let line0 = 0;
  for (let at = 0; at < offset; at++) {
    const byte = bytes[at];
    if (byte === 10 || (byte === 13 && bytes[at + 1] !== 10)) line0++;
  }
  return line0;
}
