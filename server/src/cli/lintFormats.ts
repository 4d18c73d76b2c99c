import type { Output } from "./command.js";
import { jsonText } from "./jsonText.js";
import type { LintFinding } from "./lintFinding.js";
import { sarifEnd, sarifResult, sarifStart } from "./lintSarif.js";
import { printable } from "./outline.js";

/** How findings are printed, as they come. */
export interface LintFormat {
  start(): string;
  /** `isFirst`: of all that are printed. */
  finding(finding: LintFinding, isFirst: boolean): string;
  /** `notes`: what could not be read. */
  end(notes: readonly string[]): string;
}

/** As compilers do, which editors and CI understand: `file:line:column: warning: message [rule]`. */
const text: LintFormat = {
  start: () => "",
  finding: ({ file, line, column, level, rule, message }) =>
    `${printable(`${file}:${line}:${column}: ${level}: ${message} [${rule}]`)}\n`,
  end: () => "",
};

const json: LintFormat = {
  start: () => "[",
  finding: (finding, isFirst) => `${isFirst ? "" : ","}\n${jsonText(finding)}`,
  end: () => "\n]\n",
};

const sarif: LintFormat = {
  start: sarifStart,
  finding: (finding, isFirst) => `${isFirst ? "" : ","}\n${jsonText(sarifResult(finding))}`,
  end: sarifEnd,
};

/** By their names in `--format`. */
export const lintFormats: Readonly<Record<string, LintFormat>> = { text, json, sarif };

/** What was found, counted: `1 error, 2 warnings in 2 of 5 messages.` */
export class LintCount {
  private readonly levels = new Map<LintFinding["level"], number>();
  private messages = 0;
  private flagged = 0;

  /** Findings of messages that were looked at together. */
  add(messageCount: number, findings: readonly LintFinding[]): void {
    this.messages += messageCount;
    this.flagged += new Set(findings.map(({ messageNumber }) => messageNumber)).size;
    for (const { level } of findings) this.levels.set(level, (this.levels.get(level) ?? 0) + 1);
  }

  get isEmpty(): boolean {
    return this.levels.size === 0;
  }

  tell(output: Output): void {
    const words = (["error", "warning", "information", "hint"] as const).flatMap((level) => {
      const count = this.levels.get(level) ?? 0;
      return count === 0 ? [] : `${count} ${level}${count === 1 || level === "information" ? "" : "s"}`;
    });
    const of = this.messages === 1 ? "1 message" : `${this.messages} messages`;
    output.note(
      `${words.join(", ")} in ${this.flagged === this.messages ? of : `${this.flagged} of ${of}`}.`,
    );
  }
}
