import type { Command } from "./command.js";
import { forEachFile } from "./forEachFile.js";
import { jsonText } from "./jsonText.js";
import { openInput } from "./mailInput.js";
import { outline } from "./outline.js";
import { parseInput } from "./parse.js";

/** `patch-mail parse`: prints messages as they are read, since a mailbox may be larger than the memory. */
export const parseCommand: Command = {
  name: "parse",
  usage: "FILE... [--json]",
  summary: "print what Patch Mail sees in mail files and patches: messages, trailers, files, hunks, problems",
  options: {
    "--json": { value: null, help: "one JSON array, an object for each message; lines are 1-based" },
  },
  words: { least: 1, missing: "Name a file to read." },
  async run({ words, options }, output) {
    const isJson = options.has("--json");
    let fileAbove = "";
    let isFirst = true;
    if (isJson) output.print("[");
    const status = await forEachFile(words, output, async (file) =>
      parseInput(file, await openInput(file), async (reports) => {
        if (!isJson) output.print(outline(reports, fileAbove));
        // One message a line.
        else
          for (const [at, report] of reports.entries())
            output.print(`${isFirst && at === 0 ? "" : ","}\n${jsonText(report)}`);
        isFirst &&= reports.length === 0;
        fileAbove = reports.at(-1)?.file ?? fileAbove;
        await output.printed();
      }),
    );
    if (isJson) output.print("\n]\n");
    return status;
  },
};
