const SCISSORS = new Set([">8", "8<", ">%", "%<"]);

/**
 * Whether git takes the line (without its line end) for scissors, as `-- >8 --` (git-mailinfo(1) `--scissors`; mailinfo.c
 * `is_scissors_line`): some eight characters or more, of which dashes, scissors and the blanks between them make up more
 * than a third, and the dashes and scissors more than half of those.
 */
export function isScissorsLine(line: string): boolean {
  if (!line.includes("8") && !line.includes("%")) return false;
  let first = -1;
  // As git has it: where the last mark begins, if the line ends in scissors.
  let last = -1;
  let hasScissors = false;
  let perforation = 0;
  let gap = 0;
  let isInPerforation = false;
  // The line end counts as a blank, too.
  for (let at = 0; at <= line.length; at++) {
    const c = line.charAt(at);
    if (c === "" || c === " " || c === "\t") {
      if (!isInPerforation) continue;
      perforation++;
      gap++;
      continue;
    }
    last = at;
    if (first === -1) first = at;
    if (c === "-") {
      isInPerforation = true;
      perforation++;
    } else if (SCISSORS.has(line.slice(at, at + 2))) {
      isInPerforation = true;
      hasScissors = true;
      perforation += 2;
      at++;
    } else isInPerforation = false;
  }
  const visible = last - first + 1;
  return hasScissors && visible >= 8 && visible < perforation * 3 && gap * 2 < perforation;
}
