import { type Command, messageOf, messageOption } from "./command.js";
import { decodeInput } from "./decode.js";
import { forEachFile } from "./forEachFile.js";
import { openInput } from "./mailInput.js";

/** `patch-mail decode` */
export const decodeCommand: Command = {
  name: "decode",
  usage: "FILE... [--message N] [--headers]",
  summary: "print mail as it is read: encodings undone, attached text and patches in place",
  options: {
    "--message": messageOption("only the Nth message of the file"),
    "--headers": { value: null, help: "all header fields, not only the main ones" },
  },
  words: { least: 1, missing: "Name a file to read." },
  run(given, output) {
    const decoded = {
      isTerminal: output.isTerminal,
      hasAllFields: given.options.has("--headers"),
      write: (text: string) => output.print(text),
      written: () => output.printed(),
    };
    return forEachFile(given.words, output, async (file) =>
      decodeInput(file, await openInput(file), messageOf(given), decoded),
    );
  },
};
