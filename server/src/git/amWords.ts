import type { AmOutcome } from "./amOutcome.js";
import type { RunResult } from "./process.js";

export const refused = (sentence: string, output = ""): AmOutcome => ({ kind: "refused", sentence, output });

export function ended(result: RunResult, what: string, back: string): AmOutcome {
  // Done, and not wanted any more.
  if (result.outcome === "done" || result.outcome === "aborted") return { kind: "cancelled", sentence: back };
  const why = result.outcome === "timeLimit" ? "git did not answer in time" : firstError(result.errorText);
  return refused(`${what}: ${why}`, clean(result.errorText));
}

/** Lines in which git says why, without its advice. */
export function reasonsIn(output: string): string[] {
  return clean(output)
    .split("\n")
    .filter((line) =>
      /^(?:error|fatal|warning|CONFLICT|Patch (?:failed|is empty)|Repository lacks)/.test(line),
    )
    .map(oneLine)
    .slice(0, 8);
}

export function firstError(text: string): string {
  const lines = clean(text).split("\n");
  const line = lines.find((one) => /^(?:fatal|error):/.test(one)) ?? lines.find((one) => one !== "") ?? "";
  return oneLine(line.replace(/^(?:fatal|error): /, "")) || "git says nothing.";
}

/** Without control characters: names of files and titles come from mail. */
export const clean = (text: string): string =>
  text.slice(0, 4 << 20).replace(/[\p{Cc}\p{Cf}]/gu, (c) => (c === "\n" || c === "\t" ? c : "?"));

export const oneLine = (text: string): string =>
  text
    .slice(0, 300)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ")
    .trim();

export const shortList = (names: readonly string[]): string => {
  const shown = names.slice(0, 3).map(oneLine).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
};
