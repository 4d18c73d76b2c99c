import { decodeCharset } from "../../server/src/core/mail/decodeCharset.js";
import { parse } from "../../server/src/core/parse.js";
import { isEncoded } from "../../server/src/mailboxes/decodedMail.js";
import { openMessage, viewMessage } from "../../server/src/mailboxes/decodedMessage.js";
import { messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { factsOfBytes } from "../../server/src/mailboxes/factsOfBytes.js";
import type { MessageFacts } from "../../server/src/threads/facts.js";
import type { JudgedMail } from "./commentJudge.js";

/** A message, its facts, and the lines that they count. */
export interface MailWithFacts extends JudgedMail {
  readonly facts: MessageFacts;
  readonly text: string;
}

/** All messages of a file of mail; archive pages and bare diffs have no answers, and are left out. */
export async function mailWithFacts(name: string, bytes: Uint8Array): Promise<MailWithFacts[]> {
  const find = messagesInFile(bytes);
  const found: MailWithFacts[] = [];
  for (let index = 0; index < find.count; index++) {
    const message = find(index);
    if (message === null || message.asItStands !== null) continue;
    const facts = await factsOfBytes(message.bytes);
    if (facts === null) continue;
    const raw = decodeCharset(message.bytes, "").text;
    const parsed = parse(raw).document.messages[0];
    if (parsed === undefined) continue;
    if (facts.isDecoded !== isEncoded(parsed)) throw new Error(`${name}: decoded or not?`);
    const text = facts.isDecoded ? (await viewMessage(openMessage(message.bytes))).text : raw;
    found.push({
      name: `${name}#${index}`,
      lines: text.split(/\r\n|\n|\r/),
      text,
      messageId: parsed.messageId ?? "",
      ancestors: [...new Set([...parsed.inReplyTo, ...parsed.references.toReversed()])],
      facts,
    });
  }
  return found;
}
