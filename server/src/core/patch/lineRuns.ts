/**
 * All places of a run of lines in a text, ascending, overlapping ones too: by Knuth, Morris and Pratt, in one pass. Lines are
 * numbers, equal where the lines are; `lineAt` gives those of the text's `count` lines. An empty run stands nowhere.
 */
export function lineRuns(
  wanted: ArrayLike<number>,
  count: number,
  lineAt: (line0: number) => number,
): number[] {
  if (wanted.length === 0) return [];
  const borders = new Int32Array(wanted.length + 1);
  borders[0] = -1;
  for (let at = 0, border = -1; at < wanted.length; ) {
    while (border >= 0 && wanted[at] !== wanted[border]) border = borders[border] ?? -1;
    borders[++at] = ++border;
  }
  const found: number[] = [];
  for (let at = 0, length = 0; at < count; at++) {
    const line = lineAt(at);
    while (length >= 0 && line !== wanted[length]) length = borders[length] ?? -1;
    length++;
    if (length < wanted.length) continue;
    found.push(at + 1 - length);
    length = borders[length] ?? 0;
  }
  return found;
}

/** Of ascending lines the one nearest to `wanted`; at equal distance the greater, as git apply. -1 where there is none. */
export function nearestLine(lines0: readonly number[], wanted: number): number {
  let found = -1;
  for (const line0 of lines0)
    if (found === -1 || Math.abs(line0 - wanted) <= Math.abs(found - wanted)) found = line0;
  return found;
}
