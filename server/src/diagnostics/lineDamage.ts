/** Mailers wrap a line when its next word would pass a column between 66 and 78. */
const WRAP_COLUMN = 66;
const TAB_WIDTH = 8;

/** What a mailer has done to a line that cannot be part of its hunk. */
export type LineDamage = "noBreakSpace" | "wrapped" | "leadingBlank";

/**
 * What the line on which a hunk breaks looks like; null where it is one too many (a wrong count), or the hunk simply ends.
 *
 * @param above the line before
 */
export function lineDamage(above: string, below: string): LineDamage | null {
  const first = below.charCodeAt(0);
  if (first === 0xa0) return "noBreakSpace";
  if (first === 0x20 || first === 0x2b || first === 0x2d) return null;
  if (first === 0x09) return "leadingBlank";
  if (isWrapped(above, below)) return "wrapped";
  return /^(?:[{}#]|\/\*|\*\/|[a-z_][\w ]{0,60}[(:;{=])/.test(below) ? "leadingBlank" : null;
}

/** Whether `below` may be the second half of `above`: its first word would not have fitted. Widths with tabs as eight columns. */
function isWrapped(above: string, below: string): boolean {
  let column = 0;
  for (const char of above.slice(0, 200)) column += char === "\t" ? TAB_WIDTH - (column % TAB_WIDTH) : 1;
  const word = /^\S{1,80}/.exec(below);
  return word !== null && column + 1 + word[0].length >= WRAP_COLUMN;
}
