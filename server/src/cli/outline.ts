import type { MessageReport } from "./report.js";

/** Characters that would move the cursor, colour or rename the terminal, or turn the text around (bidi). */
const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** A text from a mail, fit for a line on a terminal. */
export function printable(text: string): string {
  return text.replaceAll("\t", " ").replace(CONTROL, "\u{FFFD}");
}

/** As `printable`, for a text of many lines: line ends and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(CONTROL, (character) =>
    character === "\n" || character === "\t" ? character : "\u{FFFD}",
  );
}

/**
 * A readable outline of messages: one line each, and below it what stands in them. `fileAbove`: of the message that was
 * printed last, "" at the beginning.
 */
export function outline(reports: readonly MessageReport[], fileAbove = ""): string {
  if (reports.length === 0) return "";
  const rows: string[] = [];
  let file = fileAbove;
  for (const report of reports) {
    if (report.file !== file) {
      if (file !== "") rows.push("");
      file = report.file;
      rows.push(file);
    }
    const who = report.from ? report.from.name || report.from.address : "";
    const facts = [
      who,
      report.date?.slice(0, 16).replace("T", " ") ?? "",
      report.deepestQuote > 0 ? `quotes ${report.deepestQuote} deep` : "",
    ].filter((fact) => fact !== "");
    rows.push(`  ${report.index + 1}. ${report.subject || "(no subject)"}  line ${report.line}`);
    if (facts.length > 0) rows.push(`     ${facts.join(", ")}`);
    if (report.decoded) rows.push("     (decoded: the lines below count from the message's first line)");
    for (const trailer of report.trailers) rows.push(`     ${trailer.name}: ${trailer.value}`);
    for (const found of report.files) {
      const path = found.newPath ?? found.oldPath ?? "(no name)";
      const quoted = found.quoteDepth > 0 ? `  quoted ${found.quoteDepth} deep` : "";
      rows.push(`     ${found.status} ${path}  +${found.additions} -${found.deletions}${quoted}`);
      for (const hunk of found.hunks) rows.push(`       ${hunk.line}: ${hunk.header}`);
    }
    for (const problem of report.problems)
      rows.push(`     ${problem.level} on line ${problem.line}: ${problem.message} (${problem.code})`);
  }
  return `${rows.map(printable).join("\n")}\n`;
}
