import type { SourceEnd } from "../mailboxes/messageSource.js";
import { readableMessage } from "../mailboxes/readableMessage.js";
import type { ComparedPatch } from "../patches/compare/comparedPatch.js";
import { type Comparison, compareVersions } from "../patches/compare/comparison.js";
import { comparisonText } from "../patches/compare/comparisonText.js";
import { createLineStore, type LineStore } from "../patches/compare/lineStore.js";
import { createPatchSet } from "../patches/compare/patchSet.js";
import { runToEnd } from "../patches/compare/runSteps.js";
import type { Command, Output } from "./command.js";
import { forEachFile } from "./forEachFile.js";
import { jsonText } from "./jsonText.js";
import { unreadable } from "./mailInput.js";
import { printableLines } from "./outline.js";
import { sourceAtPath } from "./threads.js";

/** `patch-mail compare`: two versions of a series, from their mails alone. */
export const compareCommand: Command = {
  name: "compare",
  usage: "OLD NEW [--json]",
  summary:
    "print what has changed from one version of a series to another, as git range-diff does, from the mail alone",
  options: {
    "--json": {
      value: null,
      help: "one JSON object with the pairs, what has changed in each, and the diffs",
    },
  },
  words: { least: 2, missing: "Name two files or folders: the old version and the new one." },
  async run({ words, options }, output) {
    const [old = "", now = "", ...others] = words;
    if (others.length > 0) {
      output.note("Name two files or folders: the old version and the new one.");
      return 2;
    }
    const store = createLineStore();
    const sides: (readonly ComparedPatch[])[] = [];
    const status = await forEachFile([old, now], output, async (file) => {
      const { patches, notes } = await patchesAt(store, file);
      sides.push(patches);
      return notes;
    });
    const [oldPatches, newPatches] = sides;
    if (status !== 0 || oldPatches === undefined || newPatches === undefined) return status;
    const compared = runToEnd(compareVersions(store, oldPatches, newPatches));
    if (options.has("--json")) output.print(`${jsonText(report(compared))}\n`);
    else print(compared, output);
    return 0;
  },
};

/** The patches of a file, Maildir or folder. Rejects with `UnreadableFile`. */
async function patchesAt(
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
function print(compared: Comparison, output: Output): void {
  const side = { name: "", detail: "", notes: [] };
  const { text, rows } = comparisonText("", compared, side, side);
  const [first] = rows;
  if (first === undefined) return;
  const lines = text.split("\n").slice(first.line0).join("\n");
  output.print(output.isTerminal ? printableLines(lines) : lines);
  if (compared.isByTitle)
    output.note("Too much has changed to compare all patches: they are paired by titles.");
}

function report({ pairs, oldCount, nowCount, isByTitle }: Comparison): unknown {
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
