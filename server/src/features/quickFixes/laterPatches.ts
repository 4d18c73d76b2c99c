import type { MailDocument } from "../../core/model.js";
import type { FixPlace } from "./quickFix.js";

/**
 * Whether a later patch may have lines of this one as context, which must then stay as they are: another patch follows in the
 * document, or the patch is n/m and not the last. Who knows that none does may change them.
 */
export function mayBeContextLater({ document, message }: Pick<FixPlace, "document" | "message">): boolean {
  const { index, total } = message.tag;
  if (index !== null && total !== null && index < total) return true;
  return lastPatch(document.model) > message.index;
}

/** Each finding asks for it. */
const known = new WeakMap<MailDocument, number>();

/** Index of the last message with a diff of its own; -1 where none has one. */
function lastPatch(model: MailDocument): number {
  const before = known.get(model);
  if (before !== undefined) return before;
  const found = model.messages.findLastIndex(({ files }) => files.some(({ depth }) => depth === 0));
  known.set(model, found);
  return found;
}

/** What a fix of such lines adds to its title. */
export const laterWarning = (place: Pick<FixPlace, "document" | "message">): string =>
  mayBeContextLater(place) ? " (a later patch may have the line as context)" : "";
