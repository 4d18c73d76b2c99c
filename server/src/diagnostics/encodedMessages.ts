import { encodedAs, hasDecodedView } from "../features/encodedAs.js";
import type { ParsedDocument } from "../features/feature.js";

/** The form of each message that is read in its decoded view, by index; none where the client has no such view. */
export function encodedMessages(
  document: ParsedDocument,
  hasDecodedViews: boolean,
): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  if (!hasDecodedViews || !hasDecodedView(document)) return found;
  for (const message of document.model.messages) {
    const form = encodedAs(document.text, message);
    if (form !== null) found.set(message.index, form);
  }
  return found;
}
