/**
 * As `text.indexOf(needle, start)`, but never looks behind `end`: a search for something that a line does not hold must
 * not read the rest of a 5 MB document. -1 where `[start, end)` does not hold all of `needle`.
 */
export function indexOfWithin(text: string, needle: string, start: number, end: number): number {
  if (end <= start) return -1;
  const at = text.slice(start, end).indexOf(needle);
  return at === -1 ? -1 : start + at;
}
