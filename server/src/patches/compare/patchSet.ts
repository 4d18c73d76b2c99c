import type { MailDocument, Message } from "../../core/model.js";
import { type ComparedPatch, comparedPatch } from "./comparedPatch.js";
import type { LineStore } from "./lineStore.js";

/** The patches of one side of a comparison, as they are read mail by mail; no mail is kept. */
export interface PatchSet {
  /** A patch of that number; null where there are too many. */
  add(document: MailDocument, message: Message, number: number): ComparedPatch | null;
  /** Mail of a file: takes it where it is a patch. */
  addMail(document: MailDocument, message: Message): ComparedPatch | null;
  /** In order, of the newest version that was added, with sentences on what was left out. */
  result(): { readonly patches: readonly ComparedPatch[]; readonly notes: readonly string[] };
}

/** Above, diffs are kept as sums: lines of all patches, and characters of those that differ. */
const maxLines = 2_000_000;
const maxCharacters = 32_000_000;
const maxPatches = 5_000;

interface Entry {
  readonly version: number;
  /** As the subject says; null where it does not. */
  readonly number: number | null;
  readonly messageId: string | null;
  readonly patch: ComparedPatch;
}

export function createPatchSet(store: LineStore): PatchSet {
  const entries: Entry[] = [];
  let lines = 0;
  let leftOut = 0;
  let briefCount = 0;
  const take = (
    document: MailDocument,
    message: Message,
    number: number,
    entry: Omit<Entry, "patch">,
  ): ComparedPatch | null => {
    if (entries.length >= maxPatches) {
      leftOut++;
      return null;
    }
    const isBrief = lines > maxLines || store.characters > maxCharacters;
    if (isBrief) briefCount++;
    const patch = comparedPatch(store, document, message, number, isBrief);
    lines += patch.lines.length;
    entries.push({ ...entry, patch });
    return patch;
  };
  return {
    add(document, message, number) {
      return take(document, message, number, { version: 0, number, messageId: message.messageId });
    },
    addMail(document, message) {
      const { role, tag, messageId } = message;
      if (role !== "patch" || tag.index === 0) return null;
      const number = tag.index === null ? entries.length + 1 : tag.index;
      return take(document, message, number, { version: tag.version, number: tag.index, messageId });
    },
    result() {
      const notes: string[] = [];
      const versions = [...new Set(entries.map(({ version }) => version))].sort((a, b) => a - b);
      const newest = versions.at(-1);
      if (versions.length > 1) {
        const names = versions.slice(0, 20).map((version) => `v${version}`);
        notes.push(`There are ${names.join(", ")}: v${newest ?? 1} is compared.`);
      }
      const patches = ordered(
        entries.filter(({ version }) => version === newest),
        notes,
      );
      if (leftOut > 0) notes.push(`${leftOut} more patches are left out: there are too many.`);
      if (briefCount > 0) {
        notes.push(`There is too much text: of ${briefCount} patches only sums of their diffs are compared.`);
      }
      return { patches, notes };
    },
  };
}

/** By the numbers of the subjects, where all have one; of a number that came again the last. */
function ordered(entries: readonly Entry[], notes: string[]): readonly ComparedPatch[] {
  const once = new Map(entries.map((entry, at) => [entry.messageId ?? `no id ${at}`, entry]));
  const all = [...once.values()];
  const isNumbered = all.every(({ number }) => number !== null);
  if (!isNumbered) return all.map(({ patch }, at) => ({ ...patch, number: at + 1 }));
  const byNumber = new Map(all.map(({ patch }) => [patch.number, patch]));
  if (byNumber.size < all.length) notes.push("Some numbers came more than once: the last patch counts.");
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}
