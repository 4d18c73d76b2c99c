/** The first words of a text as one line: white space is one blank, nothing in it is hidden or turns it around. */
export function plainLine(text: string, most: number): string {
  const start = text.slice(0, most * 4);
  const line = /^[\x20-\x7e]*$/.test(start) ? start.replace(/ {2,}/g, " ") : withoutHidden(start);
  const tidy = line.trim();
  if (tidy.length <= most) return ownText(tidy);
  const last = tidy.charCodeAt(most - 2);
  // Not between the two halves of a surrogate pair.
  const end = last >= 0xd800 && last <= 0xdbff ? most - 2 : most - 1;
  return ownText(`${tidy.slice(0, end).trimEnd()}…`);
}

function withoutHidden(text: string): string {
  // Most texts of several lines are ASCII; the properties of Unicode cost ten times as much.
  const line = text.replace(/[\s\x00-\x1f\x7f]+/g, " ");
  if (/^[\x20-\x7e]*$/.test(line)) return line;
  return line.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(/[\p{Cf}\ufffe\uffff]/gu, "");
}

/** The same text, with memory of its own: a piece of a longer text keeps all of that alive. */
export function ownText(text: string): string {
  return text.length === 0 ? "" : ` ${text}`.slice(1);
}
