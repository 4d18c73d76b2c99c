/** `commit <hash>` in a line of a log, the hash also at the head of the next line. */
export interface NamedHash {
  /** “commit”, as written. */
  readonly word: string;
  /** Of the word, in the line. */
  readonly wordAt: number;
  /** White space between them; null: the line ends behind the word, and the hash stands on the next. */
  readonly gap: string | null;
  /** 5 to 64 hexadecimal digits, as written. */
  readonly hash: string;
  /** In its line: this one, or the next. */
  readonly hashAt: number;
}

/**
 * All of a line, in order. What is no hash (too short, too long, a number) is for the caller to leave out.
 *
 * @param next the line below, asked for where this one ends in the word; null: none that belongs to it
 */
export function namedHashes(line: string, next: () => string | null): NamedHash[] {
  const found: NamedHash[] = [];
  for (const match of line.matchAll(/\b(commit)(\s{1,80})([0-9a-f]{5,64})(?!\w)/gi)) {
    const [, word = "", gap = "", hash = ""] = match;
    found.push({ word, wordAt: match.index, gap, hash, hashAt: match.index + word.length + gap.length });
  }
  const last = /\b(commit)[ \t\r]{0,8}$/i.exec(line);
  const below = last === null ? null : next();
  if (last === null || below === null) return found;
  const [, indent = "", hash = ""] = /^(\s{0,80})([0-9a-f]{5,64})(?!\w)/i.exec(below) ?? [];
  if (hash !== "")
    found.push({ word: last[1] ?? "", wordAt: last.index, gap: null, hash, hashAt: indent.length });
  return found;
}
