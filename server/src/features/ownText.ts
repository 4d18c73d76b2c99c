import type { Message } from "../core/model.js";
import { mailState, type StateOptions } from "../diagnostics/mailState.js";
import type { ParsedDocument } from "./feature.js";

/**
 * Why the text of a message must stay as it is, in a sentence; null where it may be edited: all that counts as a draft for
 * the rules (diagnostics/mailState.ts), a bare diff, an untitled document, a file of patches, whoever wrote them, as git
 * format-patch writes it. What was sent is never edited; that a file is read-only knows the client. `options` decide what
 * a draft is: those that the document's rules are run with.
 */
export function whyNotEditable(
  document: ParsedDocument,
  message: Message,
  options: StateOptions | undefined,
): string | null {
  return whyNotOwn(document, message, options, "edit");
}

/**
 * The same for completion and formatting, which help with a reply as well, wherever it is written. (Edits and fixes do so only where it is
 * a draft: a reply's diff is what somebody else has sent.)
 */
export function whyNotWritten(
  document: ParsedDocument,
  message: Message,
  options: StateOptions | undefined,
): string | null {
  return whyNotOwn(document, message, options, "write");
}

function whyNotOwn(
  document: ParsedDocument,
  message: Message,
  options: StateOptions = {},
  use: "edit" | "write",
): string | null {
  const { uri, model } = document;
  if (uri.startsWith("patch-mail:")) return "This is a view of a mail: its text stays as it is.";
  if (model.form === "diff" || uri.startsWith("untitled:")) return null;
  if (model.form !== "mail") return "This is a page of an archive: its text stays as it is.";
  const { state, why } = mailState(document, message, options);
  if (state === "draft") return null;
  if (why.kind === "setting")
    return "The setting patchMail.diagnostics.mailIs says that this mail was received: its text stays as it is.";
  if (why.kind === "field")
    return `It came by mail (${why.name.slice(0, 60)}: header): its text stays as it is.`;
  if (why.kind === "reply" && use === "edit") return "It is a reply to other mail: its text stays as it is.";
  // Separators of git format-patch name a commit; those of a mailbox a sender.
  if (model.messages.some(({ separator, commit }) => separator !== null && commit === null))
    return "It is mail of a mailbox (From line): its text stays as it is.";
  return null;
}
