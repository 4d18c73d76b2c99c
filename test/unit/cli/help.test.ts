import { describe, expect, it } from "vitest";
import type { Command } from "../../../server/src/cli/command.js";
import { commands } from "../../../server/src/cli/commands.js";
import { commandHelp, helpText, readArguments, usageText } from "../../../server/src/cli/readArguments.js";

const named = (name: string): Command => {
  const found = commands.find((command) => command.name === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
};
/** Statuses that a help tells, with what they mean. */
const statuses = (help: string): string[] =>
  help
    .slice(help.indexOf("Exit status:"))
    .split("\n")
    .flatMap((row) => /^ {2}(\d {2}.*)/.exec(row)?.[1] ?? []);

describe("--help", () => {
  it.each(commands.map(({ name }) => [name]))("of %s is about that command alone", (name) => {
    const read = readArguments([name, "--help"], commands);
    expect(read.kind === "help" && read.command?.name).toBe(name);
    const help = commandHelp(named(name));
    expect(help.startsWith(`Usage: patch-mail ${name} `)).toBe(true);
    for (const option of Object.keys(named(name).options)) expect(help).toContain(`  ${option}`.slice(2));
    for (const other of commands)
      if (other.name !== name) expect(help).not.toContain(`patch-mail ${other.name} `);
    expect(help.split("\n").every((row) => row.trimEnd() === row)).toBe(true);
  });

  it("without a command is about all of them", () => {
    const read = readArguments(["--help"], commands);
    expect(read.kind === "help" && read.command).toBe(undefined);
  });

  it("tells all exit statuses, one line each", () => {
    const all = statuses(helpText(commands));
    expect(all.map((row) => row.split(":")[0])).toEqual([
      "0  done",
      "1  export",
      "1  applies",
      "1  lint",
      "2  with a sentence on standard error",
    ]);
    expect(statuses(commandHelp(named("applies"))).map((row) => row[0])).toEqual(["0", "1", "2"]);
    expect(statuses(commandHelp(named("export"))).map((row) => row[0])).toEqual(["0", "1", "2"]);
    expect(statuses(commandHelp(named("parse"))).map((row) => row[0])).toEqual(["0", "2"]);
  });
});

describe("below a mistake", () => {
  it.each<[readonly string[], string]>([
    [["export", "x", "--nothing"], "Usage: patch-mail export PATH..."],
    [["compare", "x"], "Usage: patch-mail compare OLD NEW"],
    [["nothing"], "Usage: patch-mail COMMAND"],
    [[], "Usage: patch-mail COMMAND"],
  ])("%j has its usage in one line", (args, usage) => {
    const read = readArguments(args, commands);
    if (read.kind !== "mistake") throw new Error(read.kind);
    const text = usageText(read.command);
    expect(text).toContain(usage);
    expect(text.trimEnd()).not.toContain("\n");
  });
});
