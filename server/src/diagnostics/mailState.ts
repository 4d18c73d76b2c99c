import type { DocumentForm, MailDocument, Message } from "../core/model.js";
import type { MailState } from "./rule.js";

/** Fields that only transport, a list or a reader's mailbox adds: the mail has been sent. */
const TRANSPORT_FIELDS = new Set([
  "received",
  "return-path",
  "delivered-to",
  "envelope-to",
  "x-original-to",
  "authentication-results",
  "dkim-signature",
  "arc-seal",
  "list-id",
  "list-post",
  "list-archive",
  "archived-at",
  "mailing-list",
  "x-mailing-list",
  "x-mailer",
  "user-agent",
  "precedence",
  "status",
  "x-status",
  "x-patchwork-id",
  "x-patchwork-submitter",
  "x-gm-message-state",
]);

/**
 * Whether a message came by mail or is the reader's own patch, not sent yet (shared rules: "a `git format-patch` file
 * whose From is git's user"). `userAddresses` are git's `user.email` and the like; null: not known. What cannot be
 * decided counts as received, where the rules speak softly.
 */
export function mailState(
  form: DocumentForm,
  message: Message,
  userAddresses: readonly string[] | null,
): MailState {
  if (userAddresses === null || userAddresses.length === 0) return "received";
  const writers = possibleDraftBy(form, message);
  return userAddresses.some((address) => writers.includes(address.toLowerCase())) ? "draft" : "received";
}

/**
 * The addresses (lower case) of which git's user must have one so that a message of the document is a draft. Empty for
 * most mail: of that nobody needs to know git's user.
 */
export function addressesOfPossibleDrafts({ form, messages }: MailDocument): ReadonlySet<string> {
  return new Set(messages.flatMap((message) => possibleDraftBy(form, message)));
}

/** Who the writer of a message must be for it to be a draft; nobody where it is none by its looks. */
function possibleDraftBy(form: DocumentForm, message: Message): readonly string[] {
  if (form !== "mail" || message.commit === null) return [];
  if (message.role !== "patch" && message.role !== "cover") return [];
  if (message.quotes.length > 0 && message.attributions.length > 0) return [];
  if (transportField(message) !== null) return [];
  return [message.sender, message.author].flatMap((person) =>
    person === null || person.address === "" ? [] : person.address.toLowerCase(),
  );
}

/** The name of the first header field that only mail has that was sent, as it is written; null where there is none. */
export function transportField({ header }: Pick<Message, "header">): string | null {
  return header.fields.find(({ name }) => TRANSPORT_FIELDS.has(name.toLowerCase()))?.name ?? null;
}
