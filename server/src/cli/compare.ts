import type { SourceEnd } from "../mailboxes/messageSource.js";
import { readableMessage } from "../mailboxes/readableMessage.js";
import type { ComparedPatch } from "../patches/compare/comparedPatch.js";
import type { Comparison } from "../patches/compare/comparison.js";
import { comparisonText } from "../patches/compare/comparisonText.js";
import type { LineStore } from "../patches/compare/lineStore.js";
import { createPatchSet } from "../patches/compare/patchSet.js";
import type { Output } from "./command.js";
import { unreadable } from "./mailInput.js";
import { printableLines } from "./outline.js";
import { sourceAtPath } from "./threads.js";

/** The patches of a file, Maildir or folder. Rejects with `UnreadableFile`. */
export async function patchesAt(
  store: LineStore,
  file: string,
): Promise<{ readonly patches: readonly ComparedPatch[]; readonly notes: readonly string[] }> {
  const set = createPatchSet(store);
  const end = await readAllOf(file, async (bytes) => {
    const mail = await readableMessage(bytes);
    if (mail !== null) set.addMail(mail.document, mail.message);
  });
  const { patches, notes } = set.result();
  const none = patches.length === 0 ? [`${file}: there is no patch in it.`] : [];
  return { patches, notes: [...end.notes, ...notes.map((note) => `${file}: ${note}`), ...none] };
}

async function readAllOf(file: string, onMessage: (bytes: Uint8Array) => Promise<void>): Promise<SourceEnd> {
  try {
    return await (await sourceAtPath(file)).readAll(({ bytes }) => onMessage(bytes));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** git's rows and diffs, with our sentences between them. */
export function printComparison(compared: Comparison, output: Output): void {
  const side = { name: "", detail: "", notes: [] };
  const { text, rows } = comparisonText("", compared, side, side);
  const [first] = rows;
  if (first === undefined) return;
  const lines = text.split("\n").slice(first.line0).join("\n");
  output.print(output.isTerminal ? printableLines(lines) : lines);
  if (compared.isByTitle)
    output.note("Too much has changed to compare all patches: they are paired by titles.");
}

/** The same for programs. */
export function comparisonReport({ pairs, oldCount, nowCount, isByTitle }: Comparison): unknown {
  const patch = (one: ComparedPatch | null): unknown =>
    one && { number: one.number, id: one.id, isCommit: one.isCommit, subject: one.subject };
  return {
    oldCount,
    newCount: nowCount,
    isByTitle,
    pairs: pairs.map(({ mark, old, now, change, addedTrailers, removedTrailers, lines, linesLeftOut }) => ({
      mark,
      old: patch(old),
      new: patch(now),
      change,
      addedTrailers,
      removedTrailers,
      diff: lines,
      linesLeftOut,
    })),
  };
}
