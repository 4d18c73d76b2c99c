import parseDiff from "parse-diff";

/** Both sides of a file, as far as its hunks hold it. */
export interface Sides {
  readonly left: string;
  readonly right: string;
}

/**
 * The rows of the two-pane view, by parse-diff. `diff` is one file's diff: unquoted, LF, with no mail around it; only
 * such a diff is read right by parse-diff (DEPENDENCIES: it knows no quotes, and takes prose for headers).
 * A line between hunks tells where the next one stands, the same on both sides: it is no change.
 */
export function sidesOfDiff(diff: string): Sides {
  const left: string[] = [];
  const right: string[] = [];
  for (const file of parseDiff(diff)) {
    for (const [at, chunk] of file.chunks.entries()) {
      if (at > 0 || chunk.oldStart > 1) {
        const separator = hunkSeparator(chunk.oldStart, chunk.newStart);
        left.push(separator);
        right.push(separator);
      }
      for (const change of chunk.changes) {
        // "\ No newline at end of file" comes as a change, too.
        if (change.content.startsWith("\\")) continue;
        const content = change.content.slice(1);
        if (change.type !== "add") left.push(content);
        if (change.type !== "del") right.push(content);
      }
    }
  }
  return { left: left.join("\n"), right: right.join("\n") };
}

/** The line above a hunk's lines, with the numbers of its header. */
export const hunkSeparator = (oldStart: number, newStart: number): string =>
  `... -${oldStart} +${newStart} ...`;
