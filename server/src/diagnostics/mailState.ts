import type { DocumentForm, Message } from "../core/model.js";
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
  if (form !== "mail" || message.commit === null || userAddresses === null) return "received";
  if (message.role !== "patch" && message.role !== "cover") return "received";
  if (message.quotes.length > 0 && message.attributions.length > 0) return "received";
  for (const field of message.header.fields) {
    if (TRANSPORT_FIELDS.has(field.name.toLowerCase())) return "received";
  }
  const own = new Set(userAddresses.map((address) => address.toLowerCase()));
  for (const person of [message.sender, message.author]) {
    if (person && own.has(person.address.toLowerCase())) return "draft";
  }
  return "received";
}
