import { once } from "node:events";
import type { Output } from "../cli/command.js";
import { commands } from "../cli/commands.js";
import { printable } from "../cli/outline.js";
import { commandHelp, helpText, readArguments, usageText } from "../cli/readArguments.js";
import { version } from "./version.js";

/** Entry of the command `patch-mail`; what it can do stands in ../cli/commands.ts. */

const output: Output = {
  isTerminal: process.stdout.isTTY,
  print(text) {
    process.stdout.write(text);
  },
  async printed() {
    if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
  },
  note(sentence) {
    process.stderr.write(`patch-mail: ${printable(sentence)}\n`);
  },
};

async function main(args: readonly string[]): Promise<number> {
  const read = readArguments(args, commands);
  switch (read.kind) {
    case "run":
      return await read.command.run(read.given, output);
    case "help":
      output.print(read.command === undefined ? helpText(commands) : commandHelp(read.command));
      return 0;
    case "version":
      output.print(`${version}\n`);
      return 0;
    case "mistake":
      process.stderr.write(`patch-mail: ${read.sentence}\n${usageText(read.command)}`);
      return 2;
    default: {
      const never: never = read;
      return never;
    }
  }
}

// What is temporary is removed at the exit, of which a signal alone tells nothing.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
process.once("SIGHUP", () => process.exit(129));
// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on("error", () => process.exit(0));
void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
