import { diagnose } from "../diagnostics/diagnose.js";
import { LEVELS, type Level, PRESETS, type Preset } from "../diagnostics/rule.js";
import { RULES } from "../diagnostics/rules/index.js";
import type { Command, Given, Output } from "./command.js";
import { forEachFile } from "./forEachFile.js";
import { type LintOptions, lintInput } from "./lint.js";
import { LintCount, type LintFormat, lintFormats } from "./lintFormats.js";
import { type Lint, type LintRepository, openLintRepository } from "./lintRepository.js";
import { threadsOf } from "./lintThreads.js";
import { createLintUser } from "./lintUser.js";
import { type MailInput, openInput, UnreadableFile } from "./mailInput.js";
import { printable } from "./outline.js";

const formats = Object.keys(lintFormats);
const levels = LEVELS.filter((level) => level !== "off");
const isLevel = (value: string): value is Level => LEVELS.some((level) => level === value);
const isPreset = (value: string): value is Preset => PRESETS.some((preset) => preset === value);

/** `patch-mail lint`: the editor's problems for CI and hooks. */
export const lintCommand: Command = {
  name: "lint",
  usage:
    "FILE... [--format text|json|sarif] [--level LEVEL] [--preset NAME] [--rule ID=LEVEL] [--draft|--received] [--repository DIR]",
  summary:
    "check mail and patches by the rules that the editor has, for CI and as git's sendemail-validate hook",
  options: {
    "--format": {
      value: "FORMAT",
      help: "text (file:line:column: level: message [rule]), json (one array) or sarif (2.1.0)",
      check: (value) => oneOf("--format", value, formats),
    },
    "--level": {
      value: "LEVEL",
      help: "the least level that is reported and that counts: error, warning (the default), information or hint",
      check: (value) => oneOf("--level", value, levels),
    },
    "--preset": {
      value: "NAME",
      help: "whose customs: kernel (the default), netdev, stable, drm, tip, or plain for any git project",
      check: (value) => oneOf("--preset", value, PRESETS),
    },
    "--rule": {
      value: "ID=LEVEL",
      help: "the level of a rule, or off; several with commas, or the option again",
      repeats: true,
      check: wrongRules,
    },
    "--draft": { value: null, help: "all of it is your own, to be sent: the strict rules" },
    "--received": {
      value: null,
      help: "all of it was received; without both, a draft is a git format-patch file of git's user, or lies in a folder outgoing, outbox, drafts or *to-send",
    },
    "--repository": {
      value: "DIR",
      help: "a repository, or a folder in it: whether it has the commits that the mail names; nothing is written there",
      check: (value) => (value === "" ? "--repository needs a folder." : null),
    },
  },
  status: "1: problems of the level or above",
  words: { least: 1, missing: "Name a file to check." },
  async run(given, output) {
    const { words, options } = given;
    if (options.has("--draft") && options.has("--received")) {
      output.note("--draft and --received: it is one of them, or neither.");
      return 2;
    }
    const format = lintFormats[options.get("--format") ?? "text"] ?? lintFormats["text"];
    if (format === undefined) return 2;
    const folder = options.get("--repository");
    const repository = folder === undefined ? undefined : await openOrTell(folder, output);
    if (repository === null) return 2;
    try {
      const rules: Lint =
        repository?.lint ?? ((document, asked) => Promise.resolve(diagnose(document, asked)));
      return await lintAll(words, format, { ...optionsOf(given), rules }, output);
    } finally {
      repository?.dispose();
    }
  },
};

/** The exit status. */
async function lintAll(
  words: readonly string[],
  format: LintFormat,
  options: LintOptions,
  output: Output,
): Promise<number> {
  const inputs = new Map<string, MailInput>();
  const notes: string[] = [];
  const noting: Output = {
    ...output,
    note(sentence) {
      notes.push(sentence);
      output.note(sentence);
    },
  };
  const opened = await forEachFile(words, noting, async (file) => {
    if (!inputs.has(file)) inputs.set(file, await openInput(file));
    return [];
  });
  const lint = { ...options, settings: { ...options.settings, thread: await threadsOf(inputs.values()) } };
  const count = new LintCount();
  let isFirst = true;
  output.print(format.start());
  const read = await forEachFile([...inputs.keys()], noting, async (file) => {
    const input = inputs.get(file);
    // One that is looked at need not be held any longer.
    inputs.delete(file);
    if (input === undefined) return [];
    return await lintInput(file, input, lint, async ({ messageCount, findings }) => {
      count.add(messageCount, findings);
      for (const finding of findings) {
        output.print(format.finding(finding, isFirst));
        isFirst = false;
      }
      await output.printed();
    });
  });
  output.print(format.end(notes));
  if (format === lintFormats["text"] && !count.isEmpty) count.tell(output);
  return Math.max(opened, read, count.isEmpty ? 0 : 1);
}

/** null: there is no repository, which was said. */
async function openOrTell(folder: string, output: Output): Promise<LintRepository | null> {
  try {
    return await openLintRepository(folder, process.env);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    output.note(error.message);
    return null;
  }
}

function optionsOf({ options }: Given): Omit<LintOptions, "rules"> {
  const preset = options.get("--preset") ?? "kernel";
  const least = levels.find((level) => level === options.get("--level")) ?? "warning";
  return {
    least,
    settings: {
      levels: Object.fromEntries(rulesOf(options.get("--rule") ?? "").map(({ id, level }) => [id, level])),
      preset: isPreset(preset) ? preset : "kernel",
    },
    mailIs: options.has("--draft") ? "draft" : options.has("--received") ? "received" : "auto",
    askUser: createLintUser(process.env, process.cwd()),
  };
}

function rulesOf(value: string): readonly { readonly id: string; readonly level: string }[] {
  const pairs = value.split(",").filter((pair) => pair.trim() !== "");
  return pairs.map((pair) => {
    const equals = pair.indexOf("=");
    if (equals === -1) return { id: pair.trim(), level: "" };
    return { id: pair.slice(0, equals).trim(), level: pair.slice(equals + 1).trim() };
  });
}

function wrongRules(value: string): string | null {
  const rules = rulesOf(value);
  if (rules.length === 0) return "--rule needs the id of a rule and a level, e.g. log.long-line=off.";
  for (const { id, level } of rules) {
    if (!RULES.some((rule) => rule.id === id))
      return `There is no rule ${printable(id)}; docs/diagnostics.md lists them.`;
    if (!isLevel(level)) return `--rule ${printable(id)} needs a level: ${LEVELS.join(", ")}.`;
  }
  return null;
}

function oneOf(option: string, value: string, values: readonly string[]): string | null {
  return values.includes(value) ? null : `${option} is one of ${values.join(", ")}.`;
}
