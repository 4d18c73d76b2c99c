import type { ComparedPatch } from "../patches/compare/comparedPatch.js";
import { compareVersions } from "../patches/compare/comparison.js";
import { createLineStore } from "../patches/compare/lineStore.js";
import { runToEnd } from "../patches/compare/runSteps.js";
import type { Command } from "./command.js";
import { comparisonReport, patchesAt, printComparison } from "./compare.js";
import { forEachFile } from "./forEachFile.js";
import { jsonText } from "./jsonText.js";

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
    if (options.has("--json")) output.print(`${jsonText(comparisonReport(compared))}\n`);
    else printComparison(compared, output);
    return 0;
  },
};
