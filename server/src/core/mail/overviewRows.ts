import type { OverviewEntry } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { parseDate } from "./date.js";

/** Whom the page names by themselves: what stands behind a subject in a row is best told by names seen elsewhere. */
export interface PagePeople {
  /** Sender of the message that the page shows; "" where it is not known. */
  readonly sender: string;
  /** Names of its recipients. */
  readonly names: readonly string[];
}

/** Words of a name at most, e.g. `Dr. Ada von der Berg`. */
const MAX_NAME_WORDS = 5;
const MAX_NAME_LENGTH = 60;
/** Senders that write under more or less than two capitalised words. */
const ROBOTS = ["kernel test robot", "kernelci.org bot", "syzbot", "bot+bpf-ci", "Patchwork", "CKI Project"];

const ROW = /^(\s*)(?:(\d{4}-\d\d-\d\d {1,2}\d{1,2}:\d\d)|(\[not found\]))(\s*)(`?) ?(.*)$/;
const THIS_MESSAGE = /\s{0,8}\[this message\]\s*$/;

export const isOverviewRow = (line: string): boolean => ROW.test(line);

interface Row {
  readonly line0: number;
  readonly date: string | null;
  readonly isReply: boolean;
  readonly column: number;
  readonly isThisMessage: boolean;
  /** Behind the mark, without `[this message]`. */
  readonly rest: string;
}

/**
 * Rows of a "Thread overview" as entries. The column of the back-tick gives the tree, where indentation has survived; where
 * it has not, the rows are an order. `heading` is the line above them.
 */
export function readOverviewRows(
  lines: LineTable,
  heading: string,
  rowLines: readonly number[],
  people: PagePeople,
  messageIndex: number,
): { readonly entries: OverviewEntry[]; readonly hasTree: boolean; readonly announced: number | null } {
  const rows: Row[] = [];
  for (const line0 of rowLines) {
    const row = readRow(lines, line0);
    if (row) rows.push(row);
  }
  const hasTree = !isCollapsed(lines, heading, rows);
  const split = splitRows(rows, people);
  const path: { column: number; entry: number }[] = [];
  const entries = rows.map((row, at): OverviewEntry => {
    while ((path.at(-1)?.column ?? -1) >= row.column) path.pop();
    const parent = hasTree ? (path.at(-1)?.entry ?? null) : null;
    path.push({ column: row.column, entry: at });
    const { subject, sender } = split[at] ?? { subject: "", sender: "" };
    return {
      line0: row.line0,
      span: { start: lines.start(row.line0), end: lines.contentEnd(row.line0) },
      date: row.date === null ? null : parseDate(row.date.replace(/ {2,}/, " ")),
      subject,
      sender,
      ghost: row.date === null ? (/<([^<>\s]{1,300})>/.exec(row.rest)?.[1] ?? "") : null,
      parent,
      isThisMessage: row.isThisMessage,
      messageIndex: row.isThisMessage ? messageIndex : null,
    };
  });
  const announced = /^Thread overview: (\d{1,7})/.exec(heading)?.[1];
  return { entries, hasTree, announced: announced === undefined ? null : Number(announced) };
}

function readRow(lines: LineTable, line0: number): Row | null {
  const content = lines.lineText(line0).slice(0, 1000);
  const match = ROW.exec(content);
  if (!match) return null;
  const isReply = match[5] === "`";
  const rest = (match[6] ?? "").trim();
  const isThisMessage = THIS_MESSAGE.test(rest);
  return {
    line0,
    date: match[2] ?? null,
    isReply,
    column: isReply ? content.indexOf("`") : 0,
    isThisMessage,
    rest: isThisMessage ? rest.replace(THIS_MESSAGE, "") : rest,
  };
}

/**
 * Whether runs of blanks became one on saving. public-inbox pads the hour to two places and writes two blanks before
 * `mbox.gz`; each level of the tree is two columns.
 */
function isCollapsed(lines: LineTable, heading: string, rows: readonly Row[]): boolean {
  if (/\[flat\|nested\] mbox\.gz/.test(heading)) return true;
  if (rows.some((row) => /^\s*\d{4}-\d\d-\d\d \d:\d\d/.test(lines.lineText(row.line0).slice(0, 40))))
    return true;
  const replies = rows.filter((row) => row.isReply && row.date !== null).map((row) => row.column);
  return replies.length > 3 && new Set(replies).size > 1 && replies.some((column) => (column - 17) % 2 !== 0);
}

interface Split {
  readonly subject: string;
  readonly sender: string;
}

/**
 * public-inbox leaves the subject out where it is the parent's, or its beginning (a `"` stands for it); the sender stands
 * behind it, without a mark between. So rows with a sender only, the page's own people and what most rows end in tell
 * where a name begins.
 */
function splitRows(rows: readonly Row[], people: PagePeople): Split[] {
  const known = new Set<string>(ROBOTS);
  const add = (name: string): void => {
    if (isNameLike(name)) known.add(name);
  };
  add(people.sender);
  people.names.forEach(add);
  for (const row of rows) {
    if (row.date === null) continue;
    if (row.isThisMessage && people.sender !== "") continue;
    const ditto = row.rest.lastIndexOf(' " ');
    if (ditto !== -1) add(row.rest.slice(ditto + 3).trim());
    else if (isSenderOnly(row)) add(row.rest);
  }
  const repeated = repeatedEnds(rows);
  return rows.map((row) => splitRow(row, known, repeated, people));
}

const hasSubjectMark = (rest: string): boolean => /^(?:\[|re: )/i.test(rest);

/** Rows of replies under an unchanged subject. Longer ones may be a new subject with its sender. */
function isSenderOnly(row: Row): boolean {
  return row.isReply && !hasSubjectMark(row.rest) && row.rest.split(" ").length <= MAX_NAME_WORDS;
}

function isNameLike(name: string): boolean {
  return name !== "" && name.length <= MAX_NAME_LENGTH && name.split(" ").length <= MAX_NAME_WORDS;
}

function splitRow(
  row: Row,
  known: ReadonlySet<string>,
  repeated: ReadonlyMap<string, number>,
  people: PagePeople,
): Split {
  const { rest } = row;
  if (row.date === null) return { subject: "", sender: "" };
  if (row.isThisMessage && people.sender !== "" && rest.endsWith(people.sender))
    return splitAt(rest, rest.length - people.sender.length);
  const ditto = rest.lastIndexOf(' " ');
  if (ditto !== -1) return { subject: rest.slice(0, ditto + 2).trim(), sender: rest.slice(ditto + 3).trim() };
  const isSubject = !row.isReply || hasSubjectMark(rest);
  if (!isSubject && known.has(rest)) return { subject: "", sender: rest };
  const name = knownEnd(rest, known) || (isSubject ? repeatedEnd(rest, repeated) || guessedEnd(rest) : "");
  return name === "" ? { subject: "", sender: rest } : splitAt(rest, rest.length - name.length);
}

const splitAt = (rest: string, at: number): Split => ({
  subject: rest.slice(0, at).trim(),
  sender: rest.slice(at).trim(),
});

/** The longest known name that the row ends in; "" where it ends in none. */
function knownEnd(rest: string, known: ReadonlySet<string>): string {
  let found = "";
  for (const end of ends(rest)) if (known.has(end)) found = end;
  return found;
}

/** The last one, two, … words. */
function* ends(rest: string): Iterable<string> {
  let at = rest.length;
  for (let words = 0; words < MAX_NAME_WORDS && at > 0; words++) {
    at = rest.lastIndexOf(" ", at - 1);
    yield rest.slice(at + 1);
  }
}

/** How many rows with different subjects end in these words. */
function repeatedEnds(rows: readonly Row[]): Map<string, number> {
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  for (const { rest, date } of rows) {
    const text = rest.replace(/^(?:re: ){1,8}/i, "");
    if (date === null || !hasSubjectMark(rest) || seen.has(text)) continue;
    seen.add(text);
    for (const end of ends(text)) counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  return counts;
}

/** The most words that as many rows end in as in the last word: those of a series are from one sender. */
function repeatedEnd(rest: string, counts: ReadonlyMap<string, number>): string {
  let name = "";
  let most = 0;
  for (const end of ends(rest)) {
    const count = counts.get(end) ?? 0;
    if (name === "") most = count;
    if (count < 2 || count < most || !/^\p{Lu}/u.test(end)) break;
    name = end;
  }
  return name.includes(" ") ? name : "";
}

/** A name is at most three capitalised words at the end, else the last word. */
function guessedEnd(rest: string): string {
  const tail = rest.slice(-80);
  const match =
    /(?:^|\s)((?:\p{Lu}[\p{L}.'-]{0,30},? ){1,2}\p{Lu}[\p{L}.'-]{0,30})$/u.exec(tail) ??
    /(?:^|\s)(\S+)$/.exec(tail);
  return match?.[1] ?? "";
}
