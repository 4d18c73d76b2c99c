import type { Command, Given } from "./command.js";
import { printable } from "./outline.js";

/** The command line as it is to be obeyed. */
export type Arguments =
  | { readonly kind: "run"; readonly command: Command; readonly given: Given }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "mistake"; readonly sentence: string };

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
    if (arg === "--help" || arg === "-h") return { kind: "help" };
    if (arg === "--version" && command?.options["--version"] === undefined) return { kind: "version" };
    const [long, attached] = split(arg);
    const option = optionOf(command, long);
    if (option === undefined) {
      unknown ??= arg;
      continue;
    }
    const needsValue = option.value !== null;
    const value = attached ?? (needsValue ? before[++at] : "");
    options.set(option.name, value ?? "");
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
  const mistake = (sentence: string): Arguments => ({ kind: "mistake", sentence });
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

/** What `--help` prints: usage, commands, and each option with what it means in which command. */
export function helpText(commands: readonly Command[]): string {
  const usage = commands.map(
    ({ name, usage: rest }, at) => `${at === 0 ? "Usage:" : "      "} patch-mail ${name} ${rest}`,
  );
  const summaries = commands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`);
  const rows: (readonly [string, string])[] = [];
  for (const command of commands) {
    for (const [name, option] of Object.entries(command.options)) {
      const shown = `${option.short === undefined ? "" : `${option.short}, `}${name}${option.value === null ? "" : ` ${option.value}`}`;
      const sameAt = rows.findLastIndex(([other]) => other === shown);
      const row: readonly [string, string] = [shown, `${command.name}: ${option.help}`];
      if (sameAt === -1) rows.push(row);
      else rows.splice(sameAt + 1, 0, row);
    }
  }
  rows.push(["--version", "print the version"], ["--help", "print this text"]);
  const width = Math.max(...rows.map(([shown]) => shown.length)) + 2;
  const options = rows.map(
    ([shown, text], at) => `  ${(rows[at - 1]?.[0] === shown ? "" : shown).padEnd(width)}${text}`,
  );
  return [
    ...usage,
    "",
    ...summaries,
    `${" ".repeat(12)}FILE or PATH may be an mbox, a mail, a patch, each also as .gz, a Maildir or a folder of mail; - is standard input`,
    "",
    ...options,
    "",
    "Exit status: 0, or 2 with a sentence when a file cannot be read.",
    "",
  ].join("\n");
}
