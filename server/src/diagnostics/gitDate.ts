const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/**
 * Whether git can read a date as `git am` needs it (git's date.c, `parse_date_basic`): it wants a year from 1970 to 2099,
 * a month and a time of day, in any order, and passes over every other word. The day may be missing; so may the zone.
 * The value is looked at up to 200 characters.
 */
export function isGitDate(value: string): boolean {
  const text = value.slice(0, 200).split("\n", 1)[0] ?? "";
  if (/^@\d+ [+-]\d{4}$/.test(text)) return true;
  const found = { year: -1, month: -1, day: -1, hasTime: false };
  let at = 0;
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (isLetter(c)) at = readWord(text, at, found);
    else if (isDigit(c)) at = readNumber(text, at, found);
    else if ((c === 0x2b || c === 0x2d) && found.hasTime && isDigit(text.charCodeAt(at + 1))) {
      at++; // a zone: its digits are no year
      while (
        isDigit(text.charCodeAt(at)) ||
        (text.charCodeAt(at) === 0x3a && isDigit(text.charCodeAt(at + 1)))
      )
        at++;
    } else at++;
  }
  return found.year >= 1970 && found.year <= 2099 && found.month >= 0 && found.hasTime;
}

interface Found {
  year: number;
  month: number;
  day: number;
  hasTime: boolean;
}

const isLetter = (c: number): boolean => (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a);
const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

function readWord(text: string, start: number, found: Found): number {
  let end = start;
  while (isLetter(text.charCodeAt(end)) || isDigit(text.charCodeAt(end))) end++;
  const word = text.slice(start, end).toLowerCase();
  if (word.length >= 3) {
    const month = MONTHS.findIndex((name) => name.startsWith(word));
    if (month !== -1) {
      found.month = month;
      return end;
    }
  }
  // The T between date and time of ISO 8601: the time behind it may be hours alone.
  if (word.startsWith("t") && isDigit(text.charCodeAt(start + 1)) && !found.hasTime) return start + 1;
  let letters = start;
  while (isLetter(text.charCodeAt(letters))) letters++;
  return letters;
}

function readNumber(text: string, start: number, found: Found): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  const count = end - start;
  const value = Number.parseInt(text.slice(start, end), 10);
  if (count >= 9 && found.year < 0 && found.month < 0 && found.day < 0 && !found.hasTime) {
    // Seconds since 1970.
    Object.assign(found, { year: 1970, month: 0, day: 1, hasTime: true });
    return end;
  }
  const separator = text.charCodeAt(end);
  if (
    (separator === 0x3a || separator === 0x2e || separator === 0x2f || separator === 0x2d) &&
    isDigit(text.charCodeAt(end + 1))
  ) {
    const group = readGroup(text, start, String.fromCharCode(separator), found);
    if (group > 0) return group;
  }
  if (count === 8) {
    setDate(found, Math.floor(value / 10000), Math.floor(value / 100) % 100, value % 100);
    return end;
  }
  if (count === 6) {
    setTime(found, Math.floor(value / 10000), Math.floor(value / 100) % 100, value % 100);
    return end;
  }
  if (count === 4) {
    if (value > 1900 && value < 2100) found.year = value;
    return end;
  }
  if (count > 2) return end;
  if (value > 0 && value < 32 && found.day < 0) found.day = value;
  else if (count === 2 && found.year < 0 && value < 10 && found.day >= 0) found.year = 2000 + value;
  else if (count === 2 && found.year < 0 && value >= 70) found.year = 1900 + value;
  else if (value > 0 && value < 13 && found.month < 0) found.month = value - 1;
  return end;
}

/** `12:34:56`, `2005-04-07`, `7/4/2005`: offset behind it, or 0 where the numbers make neither a time nor a date. */
function readGroup(text: string, start: number, separator: string, found: Found): number {
  const group = /^(\d{1,4})([:./-])(\d{1,4})(?:\2(\d{1,4}))?/.exec(text.slice(start, start + 20));
  if (!group || group[2] !== separator) return 0;
  const [a, b, c] = [Number(group[1]), Number(group[3]), group[4] === undefined ? -1 : Number(group[4])];
  if (separator === ":") {
    if (!setTime(found, a, b, Math.max(0, c))) return 0;
    return start + group[0].length;
  }
  const year = (n: number): number =>
    n > 1969 && n < 2100 ? n : n > 69 && n < 100 ? n + 1900 : n >= 0 && n < 38 ? n + 2000 : -1;
  const tries: [number, number, number][] =
    a > 70
      ? [
          [a, b, c],
          [a, c, b],
        ]
      : [
          [c, a, b],
          [c, b, a],
        ];
  for (const [y, month, day] of tries) {
    if (setDate(found, c === -1 ? 2000 : year(y), month, day)) return start + group[0].length;
  }
  return 0;
}

function setTime(found: Found, hour: number, minute: number, second: number): boolean {
  if (hour > 24 || minute >= 60 || second > 60) return false;
  found.hasTime = true;
  return true;
}

function setDate(found: Found, year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1970 || year > 2099) return false;
  Object.assign(found, { year, month: month - 1, day });
  return true;
}
