import { type Command, messageOf, messageOption } from "./command.js";
import { extractInput } from "./extract.js";
import { forEachFile } from "./forEachFile.js";
import { openInput } from "./mailInput.js";

/** `patch-mail extract` */
export const extractCommand: Command = {
  name: "extract",
  usage: "FILE... [--message N]",
  summary: "print the diffs of mail and nothing else, unquoted and decoded, as git apply takes them",
  options: {
    "--message": messageOption("only the Nth message of the file; of a reply without a diff the quoted one"),
  },
  words: { least: 1, missing: "Name a file to read." },
  run(given, output) {
    return forEachFile(given.words, output, async (file) =>
      extractInput(file, await openInput(file), messageOf(given), output),
    );
  },
};
