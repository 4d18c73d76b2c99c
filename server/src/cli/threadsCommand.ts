import type { Command } from "./command.js";
import { forEachFile } from "./forEachFile.js";
import { createMailPile, printedThreads } from "./threads.js";

/** Characters that are written at once. */
const writtenLength = 64 * 1024;

/** `patch-mail threads`: all files are one pile of mail, since a thread may lie in several. */
export const threadsCommand: Command = {
  name: "threads",
  usage: "PATH... [--json] [--series]",
  summary: "print the threads of all that mail together, or its patch series and where they stand",
  options: {
    "--json": {
      value: null,
      help: "one JSON array, an object for each thread, with all below it, or for each series",
    },
    "--series": { value: null, help: "patch series with their versions, trailers, results and comments" },
  },
  words: { least: 1, missing: "Name a file to read." },
  async run({ words, options }, output) {
    const isSeries = options.has("--series");
    const mail = createMailPile(isSeries);
    const status = await forEachFile(words, output, (file) => mail.add(file));
    let text = "";
    for (const piece of printedThreads(mail, options.has("--json"), isSeries)) {
      text += piece;
      if (text.length < writtenLength) continue;
      output.print(text);
      text = "";
    }
    output.print(text);
    return status;
  },
};
