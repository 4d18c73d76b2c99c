import { LineKind, type MailDocument, type Message } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";

/** A mail of one sender with that body; `headers` stand below From and Subject. */
export function mailOf(body: string, headers = ""): string {
  return `From: Ada Frost <ada@example.org>\nSubject: [PATCH] frost: Melt\n${headers}\n${body}`;
}

/** The only message of a text. */
export function messageOf(text: string): Message {
  const { messages } = parse(text).document;
  const [message] = messages;
  if (message === undefined || messages.length > 1) throw new Error(`${messages.length} messages, not one`);
  return message;
}

const kindNames = new Map<number, string>(Object.entries(LineKind).map(([name, kind]) => [kind, name]));

/** Each line of a message's body as `kind content`, with its quote depth behind the kind where it has one. */
export function bodyRows({ lines }: MailDocument, message: Message): string[] {
  const rows: string[] = [];
  for (let line0 = message.bodyLine0; line0 < message.endLine0; line0++) {
    if (lines.start(line0) === lines.start(line0 + 1)) continue;
    const depth = lines.depth(line0);
    const kind = `${kindNames.get(lines.kind(line0)) ?? "?"}${depth > 0 ? `@${depth}` : ""}`;
    rows.push(`${kind} ${lines.content(line0)}`.trimEnd());
  }
  return rows;
}

/** The body of a mail with that text as its body, line by line. */
export function rowsOf(body: string, headers = ""): string[] {
  const { document } = parse(mailOf(body, headers));
  const [message] = document.messages;
  return message === undefined ? [] : bodyRows(document, message);
}

/** LF as written, CRLF, and with characters beyond the Basic Multilingual Plane. */
export const variants: readonly { readonly name: string; readonly of: (text: string) => string }[] = [
  { name: "LF", of: (text) => text },
  { name: "CRLF", of: (text) => text.replaceAll("\n", "\r\n") },
  { name: "astral", of: (text) => text.replaceAll("frost", "🧊") },
];
