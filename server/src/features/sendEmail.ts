/** The `git send-email` command of a reply: copied as text, so each word must be harmless in a shell. */
import { parseAddresses } from "../core/mail/addresses.js";
import { findField } from "../core/mail/header.js";
import type { Message } from "../core/model.js";
import { shellWord } from "./archiveLinks.js";

/** Recipients of one mail; lists cut off far below. */
const maxRecipients = 300;
/** Longest address list that is read. */
const maxList = 60_000;

interface Reply {
  readonly inReplyTo: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
}

/**
 * One line of a POSIX shell, with a path for the reader to fill in. Refused with a sentence where the message names nobody,
 * or where a word could be taken for a command or an option.
 */
export function sendEmailCommand(
  message: Message,
  text: string,
): { readonly command: string } | { readonly refused: string } {
  const reply = instructed(message) ?? fromHeader(message, text);
  if (reply === null) return { refused: "This message has no Message-ID." };
  if (reply.to.length + reply.cc.length === 0)
    return { refused: "This message names no address to reply to." };
  if (reply.to.length + reply.cc.length > maxRecipients)
    return { refused: "This message has too many recipients for a command line." };
  const words: string[] = [];
  const options: readonly (readonly [string, string])[] = [
    ["in-reply-to", reply.inReplyTo],
    ...reply.to.map((address) => ["to", address] as const),
    ...reply.cc.map((address) => ["cc", address] as const),
  ];
  for (const [name, value] of options) {
    const word = shellWord(value);
    if (word === null) {
      const what = name === "in-reply-to" ? "The Message-ID" : "An address of this message";
      return { refused: `${what} holds characters that a shell could take for a command.` };
    }
    words.push(`--${name}=${word}`);
  }
  return { command: `git send-email ${words.join(" ")} /path/to/YOUR_REPLY` };
}

/** What the page's reply instructions say; null where they say nothing, or of another mail. */
function instructed({ replyInstructions, messageId }: Message): Reply | null {
  const options = replyInstructions?.sendEmail;
  if (!options) return null;
  const valuesOf = (name: string): string[] =>
    options.filter((option) => option.name === name).map((option) => option.value);
  const inReplyTo = valuesOf("in-reply-to")[0];
  if (inReplyTo === undefined || (messageId !== null && inReplyTo !== messageId)) return null;
  return { inReplyTo, to: valuesOf("to"), cc: valuesOf("cc") };
}

/** To whom it came from (Reply-To before From), with everybody else in copy, as reply-to-all does (RFC 5322 §3.6.3). */
function fromHeader(message: Message, text: string): Reply | null {
  if (message.messageId === null) return null;
  const seen = new Set<string>();
  const addressesOf = (name: string): string[] => {
    const field = findField(message.header, name);
    if (field === null) return [];
    const { start, end } = field.valueSpan;
    return parseAddresses(text, start, Math.min(end, start + maxList))
      .map((mailbox) => mailbox.address)
      .filter((address) => {
        const key = address.toLowerCase();
        if (address === "" || seen.has(key)) return false;
        seen.add(key);
        return true;
      });
  };
  const replyTo = addressesOf("reply-to");
  const to = replyTo.length > 0 ? replyTo : addressesOf("from");
  return { inReplyTo: message.messageId, to, cc: [...addressesOf("to"), ...addressesOf("cc")] };
}
