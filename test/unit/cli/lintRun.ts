import { commands } from "../../../server/src/cli/commands.js";
import { lintCommand } from "../../../server/src/cli/lintCommand.js";
import { readArguments } from "../../../server/src/cli/readArguments.js";

/** `patch-mail lint` with these words: its exit status, standard output, and what it says on standard error. */
export async function lint(...args: string[]): Promise<{ status: number; text: string; notes: string }> {
  const read = readArguments(["lint", ...args], commands);
  if (read.kind !== "run") throw new Error(JSON.stringify(read));
  let text = "";
  let notes = "";
  const status = await lintCommand.run(read.given, {
    isTerminal: false,
    print: (piece) => void (text += piece),
    printed: () => Promise.resolve(),
    note: (sentence) => void (notes += `${sentence}\n`),
  });
  return { status, text, notes };
}
