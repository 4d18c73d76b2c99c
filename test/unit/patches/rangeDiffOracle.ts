/** What git range-diff prints, taken apart. */
export interface RangeDiff {
  /** `1!2`, `-<3`: number, mark, number. */
  readonly rows: readonly string[];
  /** The diffs below the rows, without their indentation. */
  readonly inner: string;
}

export function readRangeDiff(text: string): RangeDiff {
  const rows: string[] = [];
  const inner: string[] = [];
  for (const line of text.split("\n")) {
    const row = /^ *(\d+|-): {1,2}[0-9a-f-]+ ([=!<>]) +(\d+|-): {1,2}[0-9a-f-]+/.exec(line);
    if (row) rows.push(`${row[1] ?? ""}${row[2] ?? ""}${row[3] ?? ""}`);
    else if (line.startsWith("    ")) inner.push(line.slice(4));
  }
  return { rows, inner: inner.join("\n") };
}
