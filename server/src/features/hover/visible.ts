/** Longest piece of mail that a hover shows. */
const longestPiece = 1000;

/**
 * One line of text in which nothing is hidden: white space of any kind is one space; control characters, bidi controls
 * (Unicode UAX #9), zero-width and tag characters and lone surrogates are shown as `‹U+202E›`. Cut at 1,000 characters.
 */
export function makeVisible(words: string): string {
  let piece = words.slice(0, longestPiece);
  if (words.length > longestPiece) {
    if (/[\uD800-\uDBFF]$/.test(piece)) piece = piece.slice(0, -1);
    piece += "…";
  }
  let result = "";
  for (const character of piece) {
    const code = character.codePointAt(0) ?? 0;
    if (isSpace(code)) {
      if (!result.endsWith(" ")) result += " ";
    } else result += isHidden(code) ? `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›` : character;
  }
  return result.trim();
}

/** Trimmed text with one space again where the original began or ended with white space: between a line's pieces. */
export function withOuterSpaces(original: string, trimmed: string): string {
  if (trimmed === "") return original === "" ? "" : " ";
  return `${/^\s/.test(original) ? " " : ""}${trimmed}${/\s$/.test(original) ? " " : ""}`;
}

/** Tab, line ends, space, no-break and other wide or thin spaces. */
function isSpace(code: number): boolean {
  return (
    (code >= 9 && code <= 13) ||
    code === 0x20 ||
    code === 0xa0 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x3000
  );
}

function isHidden(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0xad ||
    code === 0x61c ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe0000 && code <= 0xe007f)
  );
}
