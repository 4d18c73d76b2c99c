/** One command of `patch-mail`. A new one is a file that exports such a description, and a line in commands.ts. */
export interface Command {
  readonly name: string;
  /** What stands behind the name in the usage, e.g. `FILE... [--json]`. */
  readonly usage: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** By their long names, e.g. `--json`, in the order of the help. */
  readonly options: Readonly<Record<string, CommandOption>>;
  /**
   * Names needed at least; `missing` is the sentence said where there are fewer.
   */
  readonly words: { readonly least: number; readonly missing: string };
  /** What an exit status beside 0 and 2 means, in one line, e.g. `1: a patch is missing`. */
  readonly status?: string;
  /** Does it, and gives the exit status: 0, 2 where something could not be read, or what `status` says. */
  run(given: Given, output: Output): Promise<number>;
}

export interface CommandOption {
  /** What the help calls its value, e.g. `N`; null: it has none. */
  readonly value: string | null;
  readonly help: string;
  /** Another name of one letter, e.g. `-o`. */
  readonly short?: string;
  /** May be given several times: the values are joined by commas. */
  readonly repeats?: true;
  /** Says in a sentence what is wrong with a value; null: nothing. A value left out is "". */
  check?(value: string): string | null;
}

/** What stands on the command line behind the command's name. */
export interface Given {
  /** Files, folders, …; also what looks like an option behind `--`. */
  readonly words: readonly string[];
  /** Values by long names; "" for an option without one. */
  readonly options: ReadonlyMap<string, string>;
}

export interface Output {
  readonly isTerminal: boolean;
  /** Text, or bytes that must stay as they are. */
  print(text: string | Uint8Array): void;
  /** When the reader has taken what was printed: it must not pile up. */
  printed(): Promise<void>;
  /** A sentence on standard error, made fit for a terminal. */
  note(sentence: string): void;
}

/** The number of a message, from 1. */
export const messageOption = (help: string): CommandOption => ({
  value: "N",
  help,
  check: (value) =>
    /^[1-9]\d{0,8}$/.test(value) ? null : "--message needs the number of a message, from 1.",
});

/** The value of `messageOption`; null where it was not given. */
export function messageOf({ options }: Given): number | null {
  const value = options.get("--message");
  return value === undefined ? null : Number(value);
}
