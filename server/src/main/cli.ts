import { outline, printable } from "../cli/outline.js";
import { parseFile, readBytes, UnreadableFile } from "../cli/parseFile.js";
import type { MessageReport } from "../cli/report.js";
import { version } from "./version.js";

/** Entry of the command `patch-mail`. */

const help = `Usage: patch-mail parse FILE... [--json]

  parse     print what Patch Mail sees in mail files and patches: messages, trailers, files, hunks, problems
            FILE may be - for standard input

  --json    one JSON array, an object for each message; lines are 1-based
  --version print the version
  --help    print this text

Exit status: 0, or 2 with a sentence when a file cannot be read.
`;

async function main(args: readonly string[]): Promise<number> {
  const end = args.indexOf("--");
  const flags = (end === -1 ? args : args.slice(0, end)).filter((arg) => arg.startsWith("-") && arg !== "-");
  const words = [
    ...(end === -1 ? args : args.slice(0, end)).filter((arg) => !flags.includes(arg)),
    ...(end === -1 ? [] : args.slice(end + 1)),
  ];
  if (flags.includes("--help") || flags.includes("-h")) return print(help);
  if (flags.includes("--version")) return print(`${version}\n`);
  const unknown = flags.find((flag) => flag !== "--json");
  if (unknown) return complain(`There is no option ${printable(unknown)}.`);
  const [command, ...files] = words;
  if (command === undefined) return complain("Say what to do: parse.");
  if (command !== "parse") return complain(`There is no command ${printable(command)}.`);
  if (files.length === 0) return complain("Name a file to read.");
  return parseFiles(files, flags.includes("--json"));
}

async function parseFiles(files: readonly string[], isJson: boolean): Promise<number> {
  const reports: MessageReport[] = [];
  let status = 0;
  for (const file of files) {
    try {
      reports.push(...(await parseFile(file, await readBytes(file))));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      process.stderr.write(`patch-mail: ${printable(error.message)}\n`);
      status = 2;
    }
  }
  if (isJson) printJson(reports);
  else if (reports.length > 0) print(outline(reports));
  return status;
}

/** One message a line, piece by piece: a mailbox's whole report may be longer than a string can be. */
function printJson(reports: readonly MessageReport[]): void {
  print("[");
  for (const [at, report] of reports.entries()) print(`${at > 0 ? "," : ""}\n${JSON.stringify(report)}`);
  print("\n]\n");
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
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
