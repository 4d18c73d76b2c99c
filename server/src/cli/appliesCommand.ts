import { appliesOutline, appliesReport, exitStatus } from "./applies.js";
import type { Command } from "./command.js";
import { jsonText } from "./jsonText.js";
import { openInput, UnreadableFile } from "./mailInput.js";
import { printable } from "./outline.js";

/** `patch-mail applies`: git runs in the repository that the user names. */
export const appliesCommand: Command = {
  name: "applies",
  usage: "FILE --repository DIR [--base REF] [--version N] [--json]",
  summary: "say whether the patches of a file apply to a commit, in order, hunk by hunk",
  options: {
    "--repository": {
      value: "DIR",
      help: "the repository, or a folder in it; nothing is written there",
      check: (value) => (value === "" ? "--repository needs a folder." : null),
    },
    "--base": {
      value: "REF",
      help: "a branch, tag or hash instead of HEAD; mail: the base-commit of the mail, else a guess, after its prerequisites",
      check: (value) => (value === "" ? "--base needs the name of a commit." : null),
    },
    "--version": {
      value: "N",
      help: "that version of the series; else the newest that is complete",
      check: (value) => (/^[1-9]\d{0,3}$/.test(value) ? null : "--version needs a number, from 1."),
    },
    "--json": { value: null, help: "one JSON object, with each file and hunk" },
  },
  status: "1: they do not all apply",
  words: { least: 1, missing: "Name a file to read." },
  async run({ words, options }, output) {
    const [file = "", ...others] = words;
    const folder = options.get("--repository");
    if (folder === undefined) {
      output.note("Say where the repository is: --repository DIR.");
      return 2;
    }
    if (others.length > 0) {
      output.note("One file at a time: a series stands in one mailbox.");
      return 2;
    }
    try {
      const base = options.get("--base") ?? "HEAD";
      const wanted = options.get("--version");
      const question = { folder, base, version: wanted === undefined ? null : Number(wanted) };
      const { report, notes } = await appliesReport(file, await openInput(file), question, process.env);
      for (const note of notes) output.note(note);
      if (options.has("--json")) output.print(`${jsonText(report)}\n`);
      else
        output.print(
          appliesOutline(report)
            .map((row) => `${printable(row)}\n`)
            .join(""),
        );
      return exitStatus(report);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      output.note(error.message);
      return 2;
    }
  },
};
