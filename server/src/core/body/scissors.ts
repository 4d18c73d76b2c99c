/**
 * Whether git takes the line for scissors, as `-- >8 --` (git-mailinfo(1) `--scissors`; mailinfo.c `is_scissors_line`):
 * eight characters or more, of which dashes, scissors and the blanks between them make up more than a third, and dashes
 * and scissors more than half of those.
 */
export function isScissorsLine(line: string): boolean {
  if (!line.includes("8") && !line.includes("%")) return false;
  const visible = line.trim().length;
  if (visible < 8) return false;
  let hasScissors = false;
  let perforation = 0;
  let gap = 0;
  let isInPerforation = false;
  for (let at = 0; at < line.length; at++) {
    const c = line.charAt(at);
    if (c === " " || c === "\t") {
      if (isInPerforation) {
        perforation++;
        gap++;
      }
    } else if (c === "-") {
      isInPerforation = true;
      perforation++;
    } else if (SCISSORS.has(line.slice(at, at + 2))) {
      isInPerforation = true;
      hasScissors = true;
      perforation += 2;
      at++;
    } else isInPerforation = false;
  }
  return hasScissors && visible < perforation * 3 && gap * 2 < perforation;
}

const SCISSORS = new Set([">8", "8<", ">%", "%<"]);
