/** A trailer of a commit message, unfolded. */
export interface CommitTrailer {
  readonly name: string;
  readonly value: string;
}

/** Lines that git itself writes: one of them makes a trailer block of a paragraph that is mixed (trailer.c). */
const generatedPrefixes: readonly string[] = ["Signed-off-by: ", "(cherry picked from commit "];

/**
 * The trailers in the last paragraph of a commit message, by git's own rules (git-interpret-trailers(1), trailer.c
 * `find_trailer_block_start`): all lines are trailers, or a quarter of them are and one is of git's making.
 */
export function commitTrailers(message: string): CommitTrailer[] {
  const lines = message.split("\n");
  const start = trailerBlockStart(lines);
  const trailers: { name: string; value: string }[] = [];
  let current: { name: string; value: string } | null = null;
  for (const line of lines.slice(start)) {
    if (line.startsWith("#")) continue;
    if (isContinuation(line)) {
      if (current) current.value = `${current.value} ${line.trim()}`.trim();
      continue;
    }
    const colon = separatorAt(line);
    current = null;
    if (colon < 1) continue;
    current = { name: line.slice(0, colon).trimEnd(), value: line.slice(colon + 1).trim() };
    trailers.push(current);
  }
  return trailers;
}

/** Index of the block's first line, or the number of lines where there is no block. */
function trailerBlockStart(lines: readonly string[]): number {
  const bodyStart = endOfTitle(lines);
  let trailerLines = 0;
  let otherLines = 0;
  let continuations = 0;
  let hasGenerated = false;
  let onlyBlank = true;
  for (let at = lines.length - 1; at >= bodyStart; at--) {
    const line = lines[at] ?? "";
    if (line.startsWith("#")) {
      otherLines += continuations;
      continuations = 0;
    } else if (line.trim() === "") {
      if (onlyBlank) continue;
      otherLines += continuations;
      const isBlock = hasGenerated ? trailerLines * 3 >= otherLines : trailerLines > 0 && otherLines === 0;
      return isBlock ? at + 1 : lines.length;
    } else if (generatedPrefixes.some((prefix) => line.startsWith(prefix))) {
      onlyBlank = false;
      trailerLines++;
      continuations = 0;
      hasGenerated = true;
    } else if (isContinuation(line)) {
      onlyBlank = false;
      continuations++;
    } else if (separatorAt(line) >= 1) {
      onlyBlank = false;
      trailerLines++;
      continuations = 0;
    } else {
      onlyBlank = false;
      otherLines += 1 + continuations;
      continuations = 0;
    }
  }
  return lines.length;
}

/** First line behind the title paragraph. */
function endOfTitle(lines: readonly string[]): number {
  let at = 0;
  while (at < lines.length && (lines[at] ?? "").startsWith("#")) at++;
  while (at < lines.length && (lines[at] ?? "").trim() !== "") at++;
  return at;
}

function isContinuation(line: string): boolean {
  return line.startsWith(" ") || line.startsWith("\t");
}

/** Column of the colon behind a trailer's token (letters, digits, `-`, then white space), or -1. */
function separatorAt(line: string): number {
  const match = /^[A-Za-z0-9-]+[ \t]*:/.exec(line);
  return match ? match[0].length - 1 : -1;
}
