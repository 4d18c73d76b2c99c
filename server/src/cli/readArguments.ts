import type { Command, Given } from "./command.js";
import { printable } from "./outline.js";

/** The command line as it is to be obeyed. */
export type Arguments =
  | { readonly kind: "run"; readonly command: Command; readonly given: Given }
  /** Of one command; undefined: of all. */
  | { readonly kind: "help"; readonly command: Command | undefined }
  | { readonly kind: "version" }
  | { readonly kind: "mistake"; readonly sentence: string; readonly command: Command | undefined };

/** Reads `patch-mail COMMAND WORD… --option value --option=value -- WORD…`. */
export function readArguments(args: readonly string[], commands: readonly Command[]): Arguments {
  const end = args.indexOf("--");
  const before = end === -1 ? args : args.slice(0, end);
  const behind = end === -1 ? [] : args.slice(end + 1);
  const name = commandName(before, commands) ?? behind[0];
  const command = commands.find((one) => one.name === name);
  const words: string[] = [];
  const options = new Map<string, string>();
  let unknown: string | undefined;
  let wrong: string | undefined;
  for (let at = 0; at < before.length; at++) {
    const arg = before[at] ?? "";
    if (!arg.startsWith("-") || arg === "-") {
      words.push(arg);
      continue;
    }
    if (arg === "--help" || arg === "-h") return { kind: "help", command };
    if (arg === "--version" && command?.options["--version"] === undefined) return { kind: "version" };
    const [long, attached] = split(arg);
    const option = optionOf(command, long);
    if (option === undefined) {
      unknown ??= arg;
      continue;
    }
    const needsValue = option.value !== null;
    const value = attached ?? (needsValue ? before[++at] : "");
    const earlier = option.repeats === true ? options.get(option.name) : undefined;
    options.set(option.name, earlier === undefined ? (value ?? "") : `${earlier},${value ?? ""}`);
    if (!needsValue && attached !== undefined) wrong ??= `${option.name} takes no value.`;
    else if (needsValue && (value ?? "") === "" && option.check === undefined)
      wrong ??= `${option.name} needs a value.`;
    else wrong ??= option.check?.(value ?? "") ?? undefined;
  }
  words.push(...behind);
  // The command itself.
  words.shift();
  return judged(command, name, unknown, wrong, { words, options }, commands);
}

function judged(
  command: Command | undefined,
  name: string | undefined,
  unknown: string | undefined,
  wrong: string | undefined,
  given: Given,
  commands: readonly Command[],
): Arguments {
  const mistake = (sentence: string): Arguments => ({ kind: "mistake", sentence, command });
  if (name === undefined) {
    if (unknown !== undefined) return mistake(`There is no option ${printable(unknown)}.`);
    return mistake(`Say what to do: ${listed(commands.map((one) => one.name))}.`);
  }
  if (command === undefined) return mistake(`There is no command ${printable(name)}.`);
  if (unknown !== undefined)
    return mistake(`There is no option ${printable(unknown)} of ${printable(name)}.`);
  if (wrong !== undefined) return mistake(wrong);
  if (given.words.length < command.words.least) return mistake(command.words.missing);
  return { kind: "run", command, given };
}

/** The first word; values of options are none. */
function commandName(args: readonly string[], commands: readonly Command[]): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (!arg.startsWith("-") || arg === "-") return arg;
    // Before the command is known, an option has a value if it has one in any command.
    if (!arg.includes("=") && commands.some((one) => (optionOf(one, arg)?.value ?? null) !== null)) at++;
  }
  return undefined;
}

function split(arg: string): readonly [string, string | undefined] {
  const equals = arg.startsWith("--") ? arg.indexOf("=") : -1;
  return equals === -1 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)];
}

function optionOf(command: Command | undefined, name: string) {
  for (const [long, option] of Object.entries(command?.options ?? {})) {
    if (long === name || option.short === name) return { ...option, name: long };
  }
  return undefined;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;

const usageRow = ({ name, usage }: Command): string => `patch-mail ${name} ${usage}`;

/** What is printed below the sentence about a mistake: one line. */
export function usageText(command: Command | undefined): string {
  return command === undefined
    ? "Usage: patch-mail COMMAND ...; patch-mail --help lists the commands\n"
    : `Usage: ${usageRow(command)}\n`;
}

const pathNote =
  "FILE or PATH may be an mbox, a mail, a patch, each also as .gz, a Maildir or a folder of mail; - is standard input";

/** What `--help` prints: usage, commands, and each option with what it means in which command. */
export function helpText(commands: readonly Command[]): string {
  const usage = commands.map((command, at) => `${at === 0 ? "Usage:" : "      "} ${usageRow(command)}`);
  const summaries = commands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`);
  const rows: OptionRow[] = [];
  for (const command of commands) {
    for (const [shown, help] of optionRows(command)) {
      const sameAt = rows.findLastIndex(([other]) => other === shown);
      const row: OptionRow = [shown, `${command.name}: ${help}`];
      if (sameAt === -1) rows.push(row);
      else rows.splice(sameAt + 1, 0, row);
    }
  }
  rows.push(
    ["--version", "print the version"],
    ["--help", "print this text, or that of the command before it"],
  );
  const status = commands.flatMap(({ name, status: own }) =>
    own === undefined ? [] : [`  ${own.replace(": ", `  ${name}: `)}`],
  );
  return [
    ...usage,
    "",
    ...summaries,
    `${" ".repeat(12)}${pathNote}`,
    "",
    ...inColumns(rows),
    "",
    ...statusRows(status),
    "",
  ].join("\n");
}

/** What `patch-mail COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const { summary, status } = command;
  return [
    usageText(command).trimEnd(),
    "",
    `  ${summary}`,
    `  ${pathNote}`,
    "",
    ...inColumns([...optionRows(command), ["--help", "print this text"]]),
    "",
    ...statusRows(status === undefined ? [] : [`  ${status.replace(": ", "  ")}`]),
    "",
  ].join("\n");
}

type OptionRow = readonly [shown: string, help: string];

const optionRows = ({ options }: Command): OptionRow[] =>
  Object.entries(options).map(([name, { short, value, help }]) => [
    `${short === undefined ? "" : `${short}, `}${name}${value === null ? "" : ` ${value}`}`,
    help,
  ]);

/** What is shown is shown once where rows repeat it. */
function inColumns(rows: readonly OptionRow[]): string[] {
  const width = Math.max(...rows.map(([shown]) => shown.length)) + 2;
  return rows.map(
    ([shown, help], at) => `  ${(rows[at - 1]?.[0] === shown ? "" : shown).padEnd(width)}${help}`,
  );
}

/** `between`: rows of the statuses that only some commands have. */
const statusRows = (between: readonly string[]): string[] => [
  "Exit status:",
  "  0  done",
  ...between,
  "  2  with a sentence on standard error: something cannot be read, written or told, or the command line is wrong",
];
