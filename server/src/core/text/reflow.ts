/**
 * Fills paragraphs of prose up to a width, as an editor's "fill paragraph" does, in text that is mail: what has a form of its
 * own (indented blocks, tables, headings, lines that hold one URL) stays, lists keep their hanging indents, and no line comes to begin
 * with what means something to git or to a mail reader.
 */

export interface ReflowOptions {
  /** Characters of a line at most (code points); a word that is longer stands alone. */
  readonly width: number;
  /**
   * `long`: only paragraphs with a line that is too long and can be broken. `all`: each paragraph. Both whole, but a greeting
   * ("Hi Ann,").
   */
  readonly fill: "long" | "all";
}

/** Lines `[from, to)` and what stands in their place. */
export interface Refilled {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** A stretch of lines that is filled as one. */
interface Paragraph {
  readonly from: number;
  to: number;
  /** What stands before the first word: nothing, a bullet, an indentation. */
  readonly first: string;
  /** What stands before the others. */
  hang: string;
  /** Of an item: blanks before its bullet, and before its text. */
  readonly item: { readonly bullet: number; readonly text: number } | null;
}

/** A line longer than this is data, not prose. */
const maxLine = 20_000;
const maxBulletIndent = 12;
/** Characters of what stands before a URL on its line and names it. */
const maxLabel = 40;

/**
 * What to change in a run of lines (without line ends, without blank lines between them) so that no line of prose is longer than the
 * width. In order, apart from each other; words and their order stay. Linear.
 */
export function reflow(lines: readonly string[], options: ReflowOptions): Refilled[] {
  const result: Refilled[] = [];
  for (const paragraph of paragraphsOf(lines, options.width)) {
    const old = lines.slice(paragraph.from, paragraph.to);
    if (options.fill === "long" && !old.some((line) => isTooLong(line, paragraph, options.width))) continue;
    const now = fill(paragraph, old, options.width);
    if (now.length !== old.length || now.some((line, at) => line !== old[at]))
      result.push({ from: paragraph.from, to: paragraph.to, lines: now });
  }
  return result;
}

/** Characters of a line as a reader counts them: code points. */
export function columnsOf(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // The second half of a pair.
    if (code < 0xdc00 || code > 0xdfff) count++;
  }
  return count;
}

function paragraphsOf(lines: readonly string[], width: number): Paragraph[] {
  const isAligned = alignedLines(lines);
  const result: Paragraph[] = [];
  let open: Paragraph | null = null;
  let isInItem = false;
  for (const [at, line] of lines.entries()) {
    const indent = indentOf(line);
    const content = line.slice(indent);
    const bullet = bulletLength(content);
    const isFixed =
      isAligned(at) ||
      (indent + bullet === 0 && isReport(line)) ||
      isFixedLine(content.slice(bullet)) ||
      isLink(content.slice(bullet), width - indent - bullet) ||
      isUnderline(lines[at + 1] ?? "") ||
      line.length > maxLine;
    if (bullet > 0 && indent <= maxBulletIndent) {
      isInItem = true;
      const first: string = line.slice(0, indent + bullet);
      const item = { bullet: indent, text: first.length };
      open = isFixed ? null : { from: at, to: at + 1, first, hang: " ".repeat(first.length), item };
      if (open !== null) result.push(open);
    } else if (isFixed || (indent > 0 && !(isInItem && open !== null && hangsBelow(line, open)))) {
      open = null;
      if (indent === 0) isInItem = false;
    } else if (open !== null && isInItem === indent > 0 && !(indent === 0 && isNamed(line))) {
      if (isInItem && open.to === open.from + 1) open.hang = line.slice(0, indent);
      open.to = at + 1;
    } else {
      isInItem = false;
      open = { from: at, to: at + 1, first: "", hang: "", item: null };
      result.push(open);
    }
    const isGreeting =
      open !== null && open.to === open.from + 1 && /^[^ ]{1,20}(?: [^ ]{1,20})?,\s*$/.test(line);
    if (open !== null && (isGreeting || /:\s*$/.test(line.slice(-20)))) {
      // The line's end is meant: what follows is filled by itself.
      const next: string = lines[at + 1] ?? "";
      if (isInItem && hangsBelow(next, open) && bulletLength(next.trimStart()) === 0) {
        const prefix = next.slice(0, indentOf(next));
        open = { from: at + 1, to: at + 1, first: prefix, hang: prefix, item: open.item };
        result.push(open);
      } else {
        open = null;
        if (indentOf(next) === 0) isInItem = false;
      }
    }
  }
  return result.filter(({ from, to }) => to > from);
}

/** Whether a line's indentation is that of an item's text: deeper than its bullet, and no block of its own. */
function hangsBelow(line: string, { item }: Paragraph): boolean {
  const indent = indentOf(line);
  if (item === null || indent === 0 || line.slice(0, indent).includes("\t")) return false;
  return indent > item.bullet && indent <= item.text + 1 && indent < line.length;
}

/** `make[5]: …`, `net: phy: …`, `/usr/bin/install: …`: what programs print, and titles of commits. */
function isReport(line: string): boolean {
  return /^[a-z/][\w./+-]{0,200}(?:\[\d{1,9}\])?: \S/.test(line);
}

/** `Author: …`, `Note: …`: it begins something of its own. */
function isNamed(line: string): boolean {
  return /^[A-Z][A-Za-z0-9-]{1,30}: {1,8}\S/.test(line);
}

function indentOf(line: string): number {
  let at = 0;
  while (at < line.length && (line[at] === " " || line[at] === "\t")) at++;
  return at;
}

/** Length of `- `, `* `, `1. `, `2) `, `(a) `, `[1] `, `v2: ` with the blanks behind it; 0 where the text begins with none. */
function bulletLength(content: string): number {
  return (
    /^(?:[-*•‣o]|\d{1,3}[.)]|\((?:\d{1,2}|[a-z])\)|[a-z]\)|\[\d{1,3}\]:?|v\d{1,3}:)[ \t]{1,8}(?=\S)/.exec(
      content.slice(0, 20),
    )?.[0].length ?? 0
  );
}

/** A line that has its own form: no prose, or prose that means something as a line. */
function isFixedLine(content: string): boolean {
  if (content === "" || /\t| {3}| \| /.test(content.trimEnd())) return true;
  // Rules, underlines, `...`, `[...]`: nothing that anybody reads as words.
  if (!/[\p{L}\p{N}]/u.test(content.slice(0, 200))) return true;
  // A bullet and nothing else: with the next line it would become an item.
  if (content.length < 12 && bulletLength(`${content.trimEnd()} x`) > 0 && !/\S\s+\S/.test(content))
    return true;
  // A shell's prompt, a table, a macro, a heading.
  if (/^(?:[$%] |#|[|>{}\\^=~!+]|-[^\s]|\.\. |::|commit [0-9a-f]{40})/.test(content)) return true;
  // What the kernel and compilers print, a list of commits, fields of a header.
  if (/^(?:[A-Z]{3,20}: |[\w./-]{1,200}:\d{1,7}:|[0-9a-f]{7,40} )/.test(content)) return true;
  if (/^(?:From|Subject|Date|To|Cc|Author|Message-I[Dd]|In-Reply-To|Reply-To):/.test(content)) return true;
  if (/\p{Cc}/u.test(content)) return true;
  return /^<?https?:\/\/\S+$/.test(content.trimEnd());
}

/**
 * A line that ends in a URL which is all that is said of a label (`Link to v1: https://…`, which programs read by the line), or
 * which no break would make short enough.
 */
function isLink(content: string, width: number): boolean {
  const text = content.trimEnd();
  const url = text.slice(text.lastIndexOf(" ") + 1);
  if (!isUrl(url) || url.length === text.length) return false;
  const label = text.slice(0, -url.length).trimEnd();
  return columnsOf(label) <= (label.endsWith(":") ? maxLabel : columnsOf(url) > width ? width : 0);
}

const isUrl = (word: string): boolean => /^<?https?:\/\//.test(word);

function isUnderline(line: string): boolean {
  return /^([=\-~^"*+#])\1{2,}\s*$/.test(line.slice(0, 500));
}

/** Lines with gaps that stand for columns: at least two of them, or they are slips. */
function alignedLines(lines: readonly string[]): (at: number) => boolean {
  const gaps = new Set<number>();
  for (const [at, line] of lines.entries()) {
    const content = line.trim().slice(0, 500);
    if (/[^\s.!?:;,)"'”’] {2}\S/.test(content.slice(bulletLength(content)))) gaps.add(at);
  }
  return (at) => gaps.size > 1 && gaps.has(at);
}

interface Unit {
  readonly text: string;
  /** The blanks before it, where it stays on the line of the one before: as many as there were, if they fit. */
  readonly gap: string;
}

function isTooLong(line: string, { first, hang }: Paragraph, width: number): boolean {
  if (columnsOf(line.trimEnd()) <= width) return false;
  const prefix = line.startsWith(first) ? first : hang;
  return unitsOf([line.slice(prefix.length)]).length > 1;
}

function fill(paragraph: Paragraph, old: readonly string[], width: number): string[] {
  const { first, hang } = paragraph;
  const contents = old.map((line, at) => line.slice(at === 0 ? first.length : indentOf(line)));
  const result: string[] = [];
  let line = "";
  let columns = 0;
  for (const { text, gap } of unitsOf(contents)) {
    const own = columnsOf(text);
    if (line === "") {
      line = first + text;
      columns = columnsOf(first) + own;
    } else if (columns + 1 + own <= width) {
      const blanks = columns + gap.length + own <= width ? gap : " ";
      line += blanks + text;
      columns += blanks.length + own;
    } else {
      result.push(line);
      line = hang + text;
      columns = columnsOf(hang) + own;
    }
  }
  if (line !== "") result.push(line);
  return result;
}

/** The words, those together between which no line may end. */
function unitsOf(contents: readonly string[]): Unit[] {
  const units: { text: string; gap: string }[] = [];
  for (const content of contents) {
    let blanks = " ";
    for (const piece of content.split(/([ \t]+)/)) {
      if (piece === "") continue;
      if (piece[0] === " " || piece[0] === "\t") {
        blanks = piece;
        continue;
      }
      const last = units.at(-1);
      const gap = blanks.includes("\t") ? " " : blanks;
      // `Note:` alone on its line would be the end of what stands above.
      const isFirst =
        units.length === 1 && last !== undefined && /^[A-Z][A-Za-z0-9-]{1,30}:$/.test(last.text);
      const isLabelled = last?.text.endsWith(":") === true && isUrl(piece);
      if (last !== undefined && (isFirst || isLabelled || mayNotBegin(piece))) last.text += gap + piece;
      else units.push({ text: piece, gap });
      blanks = " ";
    }
  }
  return units;
}

/**
 * Whether a line that begins with the word would be something else than prose: a quote, a comment of git's, a cut line, a separator of
 * a mailbox, a diff, a trailer or header field, an item of a list.
 */
function mayNotBegin(word: string): boolean {
  if (/^(?:[>#|=^~{}\\!$%]|---|--$|\+\+\+|\+$|@@|\*\*\*|::|\.\.$|diff$|From$|Index:)/.test(word)) return true;
  if (bulletLength(`${word.slice(0, 10)} x`) > 0 && word.length < 10) return true;
  return /^[A-Za-z][A-Za-z0-9-]{0,60}:$/.test(word);
}
