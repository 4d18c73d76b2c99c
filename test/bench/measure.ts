/** Small statistics and a table for the terminal. */

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest rank; NaN without values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil((percent / 100) * sorted.length) - 1;
  return sorted[Math.max(0, rank)] ?? Number.NaN;
}

/** One row of the report. */
export interface Row {
  readonly what: string;
  /** With its unit. */
  readonly figure: string;
  /** "" for a peer's own row. */
  readonly ratio?: string;
  readonly target?: string;
  /** undefined where there is no target. */
  readonly isMet?: boolean;
}

/** "12.3 ms" */
export function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

/** "0.42x": ours in units of the peer's. */
export function ratio(ours: number, peers: number): string {
  const value = ours / peers;
  return `${value.toFixed(value < 0.1 ? 3 : 2)}x`;
}

/** Prints a heading and rows in columns. */
export function printRows(heading: string, rows: readonly Row[]): void {
  const cells = rows.map((row) => [
    row.what,
    row.figure,
    row.ratio ?? "",
    row.target ?? "",
    row.isMet === undefined ? "" : row.isMet ? "met" : "NOT MET",
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  console.log(`\n${heading}`);
  for (const row of cells) {
    const line = row.map((cell, column) =>
      column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    console.log(`  ${line.join("  ").trimEnd()}`);
  }
}
