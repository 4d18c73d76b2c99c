import { seriesOf } from "../threads/seriesOf.js";
import type { Command } from "./command.js";
import { chosenSeries, exportTo, isInput } from "./export.js";
import { forEachFile } from "./forEachFile.js";
import { createMailPile } from "./threads.js";
import { isSameTarget } from "./writeTarget.js";

/** `patch-mail export`: a series as an mbox for `git am`, as `b4 am -t` makes it. */
export const exportCommand: Command = {
  name: "export",
  usage: "PATH... [--series ID] [--version N] [--no-trailers] [--link] [--cover FILE] -o FILE",
  summary: "write a patch series as an mbox for git am, with the trailers that were given by mail",
  options: {
    "--output": { value: "FILE", short: "-o", help: "where to; - is standard output" },
    "--series": { value: "ID", help: "the series of the mail with that Message-ID" },
    "--version": {
      value: "N",
      help: "that version; else the newest that is complete",
      check: (value) => (/^[1-9]\d{0,3}$/.test(value) ? null : "--version needs a number, from 1."),
    },
    "--no-trailers": { value: null, help: "without trailers of replies" },
    "--link": { value: null, help: "with a Link: to each patch at patch.msgid.link" },
    "--cover": { value: "FILE", help: "write the cover letter there, which git am cannot use" },
  },
  status: "1: written, and a patch of the series is missing or has no diff",
  words: { least: 1, missing: "Name a file to read." },
  async run(given, output) {
    const target = given.options.get("--output");
    if (target === undefined) {
      output.note("Say where to: -o FILE, or -o - for standard output.");
      return 2;
    }
    const coverFile = given.options.get("--cover");
    if (coverFile !== undefined && (await isSameTarget(target, coverFile))) {
      output.note("The series and its cover letter need a file each.");
      return 2;
    }
    const pile = createMailPile(true);
    const status = await forEachFile(given.words, output, (file) => pile.add(file));
    for (const file of [target, coverFile ?? "-"]) {
      if (file === "-" || !(await isInput(file, pile))) continue;
      output.note(`${file} is read here, and not written over.`);
      return 2;
    }
    const series = chosenSeries(seriesOf(pile.threads(), pile.factsOf).series, given, output);
    if (series === undefined) return 2;
    try {
      return Math.max(status, await exportTo(series, pile, given, target, output));
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error)) throw error;
      output.note(`${target} cannot be written (${String(error.code)}).`);
      return 2;
    }
  },
};
