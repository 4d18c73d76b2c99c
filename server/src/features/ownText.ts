import type { Message } from "../core/model.js";
import { transportField } from "../diagnostics/mailState.js";
import type { ParsedDocument } from "./feature.js";

/**
 * Why nobody writes at a message any more, in a sentence; null where it may be somebody's draft or a reply that is being written. (The
 * patch commands are stricter, see patchEdits.ts: a reply's diff is what somebody else has sent.)
 */
export function whyNotWritten({ uri, model }: ParsedDocument, message: Message): string | null {
  if (uri.startsWith("patch-mail:")) return "This is a view of a mail: its text stays as it is.";
  if (model.form === "diff" || uri.startsWith("untitled:")) return null;
  if (model.form !== "mail") return "This is a page of an archive: its text stays as it is.";
  const field = transportField(message);
  if (field !== null) return `It came by mail (${field.slice(0, 60)}: header): its text stays as it is.`;
  // Separators of git format-patch name a commit; those of a mailbox a sender.
  if (model.messages.some(({ separator, commit }) => separator !== null && commit === null))
    return "It is mail of a mailbox (From line): its text stays as it is.";
  return null;
}
