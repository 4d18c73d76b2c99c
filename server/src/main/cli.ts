import { once } from "node:events";
import { decodeInput } from "../cli/decode.js";
import { jsonText } from "../cli/jsonText.js";
import { openInput, UnreadableFile } from "../cli/mailInput.js";
import { outline, printable } from "../cli/outline.js";
import { parseInput } from "../cli/parseFile.js";
import { createMailPile, printedThreads } from "../cli/threads.js";
import { version } from "./version.js";

/** Entry of the command `patch-mail`. */

const help = `Usage: patch-mail parse FILE... [--json]
       patch-mail decode FILE... [--message N] [--headers]
       patch-mail threads PATH... [--json] [--series]

  parse     print what Patch Mail sees in mail files and patches: messages, trailers, files, hunks, problems
  decode    print mail as it is read: encodings undone, attached text and patches in place
  threads   print the threads of all that mail together, or its patch series and where they stand
            FILE or PATH may be an mbox, a mail, a patch, each also as .gz, a Maildir or a folder of mail; - is standard input

  --json       parse: one JSON array, an object for each message; lines are 1-based
               threads: one JSON array, an object for each thread, with all below it, or for each series
  --series     threads: patch series with their versions, trailers, results and comments
  --message N  decode: only the Nth message of the file
  --headers    decode: all header fields, not only the main ones
  --version    print the version
  --help       print this text

Exit status: 0, or 2 with a sentence when a file cannot be read.
`;

const optionsOf: Readonly<Record<string, readonly string[]>> = {
  parse: ["--json"],
  decode: ["--message", "--headers"],
  threads: ["--json", "--series"],
};

async function main(args: readonly string[]): Promise<number> {
  const { flags, words, message } = readArguments(args);
  if (flags.includes("--help") || flags.includes("-h")) return print(help);
  if (flags.includes("--version")) return print(`${version}\n`);
  const [command, ...files] = words;
  const known = optionsOf[command ?? ""] ?? ["--json"];
  const unknown = flags.find((flag) => !known.includes(flag));
  if (unknown)
    return complain(`There is no option ${printable(unknown)}${command ? ` of ${printable(command)}` : ""}.`);
  if (command === undefined) return complain("Say what to do: parse, decode or threads.");
  if (optionsOf[command] === undefined) return complain(`There is no command ${printable(command)}.`);
  if (Number.isNaN(message)) return complain("--message needs the number of a message, from 1.");
  if (files.length === 0) return complain("Name a file to read.");
  if (command === "threads")
    return threadsOfFiles(files, flags.includes("--json"), flags.includes("--series"));
  if (command === "parse") return parseFiles(files, flags.includes("--json"));
  return decodeFiles(files, message, flags.includes("--headers"));
}

interface Arguments {
  readonly flags: readonly string[];
  readonly words: readonly string[];
  /** Of --message; null without it, NaN where it is no number. */
  readonly message: number | null;
}

function readArguments(args: readonly string[]): Arguments {
  const end = args.indexOf("--");
  const flags: string[] = [];
  const words: string[] = [];
  let message: number | null = null;
  const options = end === -1 ? args : args.slice(0, end);
  for (let at = 0; at < options.length; at++) {
    const arg = options[at] ?? "";
    if (!arg.startsWith("-") || arg === "-") words.push(arg);
    else if (arg === "--message" || arg.startsWith("--message=")) {
      const value = arg === "--message" ? options[++at] : arg.slice("--message=".length);
      message = /^[1-9]\d{0,8}$/.test(value ?? "") ? Number(value) : Number.NaN;
      flags.push("--message");
    } else flags.push(arg);
  }
  return { flags, words: end === -1 ? words : [...words, ...args.slice(end + 1)], message };
}

async function decodeFiles(
  files: readonly string[],
  message: number | null,
  hasAllFields: boolean,
): Promise<number> {
  const output = { isTerminal: process.stdout.isTTY, hasAllFields, write: print, written: printed };
  return forEachFile(files, async (file) => decodeInput(file, await openInput(file), message, output));
}

/** Characters that are written at once. */
const writtenLength = 64 * 1024;

/** All files are one pile of mail: a thread may lie in several. */
async function threadsOfFiles(files: readonly string[], isJson: boolean, isSeries: boolean): Promise<number> {
  const mail = createMailPile(isSeries);
  const status = await forEachFile(files, (file) => mail.add(file));
  let text = "";
  for (const piece of printedThreads(mail, isJson, isSeries)) {
    text += piece;
    if (text.length < writtenLength) continue;
    print(text);
    text = "";
  }
  print(text);
  return status;
}

/** Prints messages as they are read: a mailbox may be larger than the memory. */
async function parseFiles(files: readonly string[], isJson: boolean): Promise<number> {
  let fileAbove = "";
  let isFirst = true;
  if (isJson) print("[");
  const status = await forEachFile(files, async (file) =>
    parseInput(file, await openInput(file), async (reports) => {
      if (!isJson) print(outline(reports, fileAbove));
      // One message a line.
      else
        for (const [at, report] of reports.entries())
          print(`${isFirst && at === 0 ? "" : ","}\n${jsonText(report)}`);
      isFirst &&= reports.length === 0;
      fileAbove = reports.at(-1)?.file ?? fileAbove;
      await printed();
    }),
  );
  if (isJson) print("\n]\n");
  return status;
}

/** Does the work file by file; what cannot be read is said, and the next one's turn comes. */
async function forEachFile(
  files: readonly string[],
  work: (file: string) => Promise<readonly string[]>,
): Promise<number> {
  let status = 0;
  for (const file of files) {
    try {
      for (const note of await work(file)) process.stderr.write(`patch-mail: ${printable(note)}\n`);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      process.stderr.write(`patch-mail: ${printable(error.message)}\n`);
      status = 2;
    }
  }
  return status;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** When the reader has taken what was printed: it must not pile up. */
async function printed(): Promise<void> {
  if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
}

function complain(sentence: string): number {
  process.stderr.write(`patch-mail: ${sentence}\n\n${help}`);
  return 2;
}

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on("error", () => process.exit(0));
void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
