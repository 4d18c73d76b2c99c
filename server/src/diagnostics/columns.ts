/** Characters of a text as a reader counts them: pairs of code units count once, combining marks not at all. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text) if (!/\p{Mn}/u.test(character)) count++;
  return count;
}
