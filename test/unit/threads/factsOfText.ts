import { parse } from "../../../server/src/core/parse.js";
import type { MessageFacts } from "../../../server/src/threads/facts.js";
import { factsOf } from "../../../server/src/threads/factsOf.js";

/** The facts of the first message of a text. */
export function factsOfText(text: string): MessageFacts {
  const { document } = parse(text);
  const message = document.messages[0];
  if (message === undefined) throw new Error("no message");
  return factsOf(document, message);
}

/** A mail of example.org's; `headers` come behind the usual ones. */
export function mail(from: string, subject: string, body: string, headers = ""): string {
  return `From: ${from}\nTo: list@example.org\nSubject: ${subject}\nDate: Mon, 4 Mar 2024 10:00:00 +0100\nMessage-ID: <m@example.org>\n${headers}\n${body}`;
}
