/** Lines above and below that are compared. */
const around = 20;
/** How far below the cursor a line is looked for where its own has gone: a hunk's header changes with its context. */
const below = 3;

/**
 * The line (0-based) of `to` that is line `at` of `from`, quoted or not: of those with the same text the one whose neighbours are
 * the same, too. null where there is none. Linear in the lines.
 */
export function sameLine(from: readonly string[], at: number, to: readonly string[]): number | null {
  const own = (line: number): string => unquoted(from[line] ?? "");
  for (let line = at; line <= at + below && line < from.length; line++) {
    const wanted = own(line);
    if (wanted.trim() === "") continue;
    let best: number | null = null;
    let bestScore = -1;
    for (const [candidate, text] of to.entries()) {
      if (unquoted(text) !== wanted) continue;
      let score = 0;
      for (const step of [-1, 1])
        for (let away = step; Math.abs(away) <= around; away += step) {
          const other = to[candidate + away];
          if (other === undefined || unquoted(other) !== own(line + away)) break;
          score++;
        }
      if (score > bestScore) [best, bestScore] = [candidate, score];
    }
    if (best !== null) return best;
  }
  return null;
}

const unquoted = (line: string): string =>
  line
    .slice(0, 2000)
    .replace(/\r$/, "")
    .replace(/^(?:[>|] ?){0,50}/, "");
