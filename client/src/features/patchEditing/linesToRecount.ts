/** A change of a document, as VS Code tells it: places of the text before it. */
export interface Change {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly text: string;
}

/** So many lines at a time; more come only from edits of many places at once. */
const maxLines = 16;

/**
 * The lines whose hunks are to be counted again: `before` (those that wait already) moved by the changes of one event, and
 * the places where lines came or went, or have another mark. Changes of one event are apart from each other.
 */
export function linesToRecount(before: readonly number[], changes: readonly Change[]): readonly number[] {
  const lines = new Set<number>();
  for (const line of before) lines.add(moved(line, changes));
  for (const change of changes) {
    const line = changedLine(change);
    if (line !== undefined) lines.add(moved(line, changes, change));
  }
  // The last ones are the newest.
  return [...lines].slice(-maxLines);
}

/** A line of the hunk that was changed; undefined where no line came, went, or has another mark. */
function changedLine({ start, end, text }: Change): number | undefined {
  const takesLines = end.line > start.line;
  if (!takesLines && !text.includes("\n") && start.character > 0) return undefined;
  // What stands at the place of lines that went may be the next header.
  return takesLines && start.character === 0 ? Math.max(0, start.line - 1) : start.line;
}

/** Where a line stands behind the changes above it. */
function moved(line: number, changes: readonly Change[], own?: Change): number {
  let now = line;
  for (const change of changes) {
    const { start, end, text } = change;
    if (change === own || start.line >= line) continue;
    const added = text.split("\n").length - 1;
    // A line that went is where the change begins.
    now += end.line > line ? start.line - line : added - (end.line - start.line);
  }
  return Math.max(0, now);
}
