import { parseAddresses } from "../core/mail/addresses.js";
import type { MailDocument, Message } from "../core/model.js";
import { transportField } from "../diagnostics/mailState.js";
import type { Recipient, WantedRecipients } from "./wantedRecipients.js";

const fields = new Set(["from", "sender", "reply-to", "to", "cc", "bcc"]);
/** Characters of one field that are looked at. */
const maxField = 100_000;

/** Those of `wanted` that a mail does not go to, in their order; none where its patch is another one now. */
export function missingRecipients(
  document: MailDocument,
  message: Message,
  { wanted, paths }: WantedRecipients,
): readonly Recipient[] {
  if (!isSamePatch(message, paths)) return [];
  const known = knownAddresses(document, message);
  return wanted.filter(({ address }) => !known.has(address.toLowerCase()));
}

/** Paths of a message's own diff, each once. */
export const ownPaths = ({ files }: Message): readonly string[] => [
  ...new Set(files.flatMap(({ depth, path }) => (depth === 0 ? path : []))),
];

function isSamePatch(message: Message, paths: readonly string[]): boolean {
  // In encoded text no diff is to be seen.
  if (message.encoding !== "identity") return true;
  const own = ownPaths(message);
  return own.length === paths.length && own.every((path, at) => path === paths[at]);
}

function knownAddresses({ lines: { text } }: MailDocument, message: Message): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (start: number, end: number): void => {
    const value = text.slice(start, Math.min(end, start + maxField));
    for (const { address } of parseAddresses(value, 0, value.length)) found.add(address.toLowerCase());
  };
  for (const { name, valueSpan } of message.header.fields)
    if (fields.has(name.toLowerCase())) add(valueSpan.start, valueSpan.end);
  // git send-email adds them; mail that was sent shows who it was sent to.
  if (transportField(message) === null)
    for (const { name, valueSpan, depth } of message.trailers)
      if (depth === 0 && name.toLowerCase() === "cc") add(valueSpan.start, valueSpan.end);
  if (message.author !== null) found.add(message.author.address.toLowerCase());
  return found;
}
