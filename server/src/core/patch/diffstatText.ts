/** What a diffstat says of one file. */
export interface StatRow {
  /** As git shows it: `old => new` in its short form for a rename, quoted where git quotes. */
  readonly name: string;
  readonly added: number;
  readonly deleted: number;
  /** What stands behind the bar for a binary file, e.g. `Bin 0 -> 12 bytes`; null for text. */
  readonly binary: string | null;
  /** Rows below the summary: ` create mode 100644 path` and the like. */
  readonly summary: readonly string[];
}

/** Columns of a diffstat in mail (git-format-patch(1)); on other outputs git takes 80. */
export const mailWidth = 72;

/**
 * The lines of a diffstat as `git diff --stat=<width> --summary` writes them: names at most as wide as is left beside the
 * least graph, long ones cut at the left, graphs scaled to the longest (diff.c `show_stats`).
 */
export function diffstatText(rows: readonly StatRow[], width: number): readonly string[] {
  if (rows.length === 0) return [];
  const texts = rows.filter(({ binary }) => binary === null);
  const most = greatest(texts, ({ added, deleted }) => added + deleted);
  const hasBinary = texts.length < rows.length;
  const numberWidth = Math.max(String(most).length, hasBinary ? 3 : 0);
  const binaryWidth = greatest(rows, ({ binary }) => binarySize(binary));
  const longest = greatest(rows, ({ name }) => columns(name));
  const { nameWidth, graphWidth } = shares(
    Math.max(width, 22 + numberWidth),
    longest,
    numberWidth,
    most + 4 > binaryWidth ? most : binaryWidth - 4,
  );
  const shown = rows.map((row) => {
    const name = shortened(row.name, nameWidth);
    if (row.binary !== null)
      return ` ${name} | ${"Bin".padStart(numberWidth)}${row.binary.slice("Bin".length)}`;
    const changes = row.added + row.deleted;
    const number = String(changes).padStart(numberWidth);
    return ` ${name} | ${number}${changes > 0 ? ` ${graph(row, graphWidth, most)}` : ""}`;
  });
  return [...shown, summaryLine(rows), ...rows.flatMap(({ summary }) => summary)];
}

const greatest = (rows: readonly StatRow[], size: (row: StatRow) => number): number =>
  rows.reduce((most, row) => Math.max(most, size(row)), 0);

/** The room for `Bin X -> Y bytes`, which is not scaled. */
function binarySize(binary: string | null): number {
  const sizes = /^Bin (\d+) -> (\d+) bytes$/.exec(binary ?? "");
  if (binary === null) return 0;
  return 14 + (sizes?.[1] ?? "0").length + (sizes?.[2] ?? "0").length;
}

/** How a line is divided: ` name | number graph`, six columns of it fixed. */
function shares(
  width: number,
  longest: number,
  numberWidth: number,
  wanted: number,
): { readonly nameWidth: number; readonly graphWidth: number } {
  const fixed = numberWidth + 6;
  if (longest + fixed + wanted <= width) return { nameWidth: longest, graphWidth: wanted };
  // Three eighths of the line are the graph's, at most.
  const graphWidth = Math.min(wanted, Math.max(6, Math.floor((width * 3) / 8) - fixed));
  const left = width - fixed - graphWidth;
  if (longest > left) return { nameWidth: left, graphWidth };
  return { nameWidth: longest, graphWidth: width - fixed - longest };
}

/** The name in its columns: a long one loses its front, up to a slash where there is one behind. */
function shortened(name: string, width: number): string {
  const own = columns(name);
  if (own <= width) return name + " ".repeat(width - own);
  // git counts columns here and cuts bytes.
  const bytes = new TextEncoder().encode(name);
  const cut = bytes.subarray(own - (width - 3));
  const slash = cut.indexOf(0x2f);
  const rest = new TextDecoder().decode(slash === -1 ? cut : cut.subarray(slash));
  return `...${rest}${" ".repeat(Math.max(0, width - 3 - columns(rest)))}`;
}

function graph({ added, deleted }: StatRow, width: number, most: number): string {
  let plus = added;
  let minus = deleted;
  if (width <= most) {
    let total = scaled(added + deleted, width, most);
    if (total < 2 && added > 0 && deleted > 0) total = 2;
    if (added < deleted) {
      plus = scaled(added, width, most);
      minus = total - plus;
    } else {
      minus = scaled(deleted, width, most);
      plus = total - minus;
    }
  }
  return "+".repeat(plus) + "-".repeat(minus);
}

/** At least one column for any change. */
const scaled = (count: number, width: number, most: number): number =>
  count === 0 ? 0 : 1 + Math.floor((count * (width - 1)) / most);

function summaryLine(rows: readonly StatRow[]): string {
  const sum = (pick: (row: StatRow) => number): number =>
    rows.reduce((all, row) => all + (row.binary === null ? pick(row) : 0), 0);
  const added = sum((row) => row.added);
  const deleted = sum((row) => row.deleted);
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  const parts = [` ${counted(rows.length, "file")} changed`];
  if (added > 0 || deleted === 0) parts.push(`${counted(added, "insertion")}(+)`);
  if (deleted > 0 || added === 0) parts.push(`${counted(deleted, "deletion")}(-)`);
  return parts.join(", ");
}

/** East Asian wide characters take two columns, combining marks none. */
function columns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

/**
 * A rename in one name: what both paths begin and end with stands once, `drivers/{old => new}/x.c` (diff.c `pprint_rename`).
 */
export function renameName(old: string, now: string): string {
  let prefix = 0;
  for (let at = 0; at < old.length && at < now.length && old[at] === now[at]; at++)
    if (old[at] === "/") prefix = at + 1;
  // The slash between may be of both.
  const least = prefix > 0 ? prefix - 1 : 0;
  let suffix = 0;
  for (
    let back = 1;
    back <= old.length - least && back <= now.length - least && old.at(-back) === now.at(-back);
    back++
  )
    if (old.at(-back) === "/") suffix = back;
  if (prefix === 0 && suffix === 0) return `${old} => ${now}`;
  const middle = (path: string): string => path.slice(prefix, Math.max(prefix, path.length - suffix));
  return `${old.slice(0, prefix)}{${middle(old)} => ${middle(now)}}${suffix > 0 ? old.slice(-suffix) : ""}`;
}
