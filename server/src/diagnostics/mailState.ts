import type { DocumentForm, MailDocument, Message } from "../core/model.js";
import type { ParsedDocument } from "../features/parsedDocument.js";
import { DRAFT_FOLDERS, draftPlace } from "./draftPlace.js";
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

/** Those of them that a mail program writes into a draft of its own, too. */
const PROGRAM_FIELDS = new Set(["x-mailer", "user-agent", "status", "x-status", "x-gm-message-state"]);

/** Holds the fields of a decoded view that are not shown one by one (core/mail/decodeView.ts), and how much of it is looked at. */
const OTHER_FIELDS = "other-fields";
const MOST_OTHER_TEXT = 50_000;

/** What counts where the place says that the mail is a draft. */
const SENT_FIELDS = new Set([...TRANSPORT_FIELDS].filter((name) => !PROGRAM_FIELDS.has(name)));

/** Setting `patchMail.diagnostics.mailIs`. */
export type MailIs = "auto" | MailState;

/** What decides, beside the message itself. */
export interface StateOptions {
  /** Addresses of git's user (`user.email`); null or absent: not known, so nothing is a draft for its writer's sake. */
  readonly userAddresses?: readonly string[] | null;
  /** Absent: `auto`. */
  readonly mailIs?: MailIs;
  /** Setting `patchMail.diagnostics.draftFolders`; absent: its default. */
  readonly draftFolders?: readonly string[];
  /** Of the file that the document was made from; absent: the document's own. */
  readonly placeUri?: string;
}

/** Why a message is what it is: the words for it are the client's. */
export type StateReason =
  | { readonly kind: "setting" }
  /** It has a field that only transport, lists and archives add. */
  | { readonly kind: "field"; readonly name: string }
  /** A page of an archive. */
  | { readonly kind: "page" }
  /** `folder` null: an untitled document. */
  | { readonly kind: "place"; readonly folder: string | null }
  /** It quotes others. */
  | { readonly kind: "reply" }
  | { readonly kind: "ownPatch" }
  /** Nothing tells that it is a draft. */
  | { readonly kind: "undecided" };

export interface StateOfMail {
  readonly state: MailState;
  readonly why: StateReason;
}

/**
 * Whether a message came by mail or is the reader's own, not sent yet. The setting decides, then fields of transport, then
 * the place (untitled, a folder of drafts), then whether it is a reply, and last whether it is a `git format-patch` file
 * of git's user. What cannot be decided counts as received, where the rules speak softly.
 */
export function mailState(document: ParsedDocument, message: Message, options: StateOptions): StateOfMail {
  const { mailIs = "auto", userAddresses, draftFolders = DRAFT_FOLDERS } = options;
  if (mailIs !== "auto") return { state: mailIs, why: { kind: "setting" } };
  const { form } = document.model;
  if (form === "page" || form === "threadView") return received({ kind: "page" });
  const place = draftPlace(options.placeUri ?? document.uri, draftFolders);
  const names = place === null ? TRANSPORT_FIELDS : SENT_FIELDS;
  const field = transportField(message, names) ?? fieldAmongOthers(document.text, message, names);
  if (field !== null) return received({ kind: "field", name: field });
  if (place !== null) {
    const folder = place === "untitled" ? null : place;
    return { state: "draft", why: { kind: "place", folder } };
  }
  if (isReply(message)) return received({ kind: "reply" });
  const writers = userAddresses ? possibleDraftBy(form, message) : [];
  const isOwn = userAddresses?.some((address) => writers.includes(address.toLowerCase())) === true;
  return isOwn ? { state: "draft", why: { kind: "ownPatch" } } : received({ kind: "undecided" });
}

const received = (why: StateReason): StateOfMail => ({ state: "received", why });

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
  if (isReply(message) || transportField(message) !== null) return [];
  return [message.sender, message.author].flatMap((person) =>
    person === null || person.address === "" ? [] : person.address.toLowerCase(),
  );
}

const isReply = ({ quotes, attributions }: Message): boolean => quotes.length > 0 && attributions.length > 0;

/** The name of the first header field that only mail has that was sent, as it is written; null where there is none. */
export function transportField(
  { header }: Pick<Message, "header">,
  names: ReadonlySet<string> = TRANSPORT_FIELDS,
): string | null {
  return header.fields.find(({ name }) => names.has(name.toLowerCase()))?.name ?? null;
}

/** The same in a decoded view, where most fields stand in the lines of one. */
function fieldAmongOthers(text: string, { header }: Message, names: ReadonlySet<string>): string | null {
  const others = header.fields.find(({ name }) => name.toLowerCase() === OTHER_FIELDS);
  if (others === undefined) return null;
  const { start, end } = others.valueSpan;
  for (const line of text.slice(start, Math.min(end, start + MOST_OTHER_TEXT)).split("\n")) {
    const name = /^[ \t]*([\w-]{1,60}):/.exec(line)?.[1];
    if (name !== undefined && names.has(name.toLowerCase())) return name;
  }
  return null;
}
