/** Characters of a text as a reader counts them: pairs of code units count once, combining marks not at all. */
export function columns(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII, line breaks or not
  if (/^[\x00-\x7f]*$/.test(text)) return text.length;
  let count = 0;
  for (const character of text) if (!/\p{Mn}/u.test(character)) count++;
  return count;
}
