import { LineKind, type Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { Span } from "../core/text/span.js";
import type { ParsedDocument } from "../features/feature.js";
import { knownName, meantName } from "./trailerNames.js";

/** The part of a rule's context, or of a fix's place, that a message is found by. */
export interface MessagePlace {
  readonly document: ParsedDocument;
  readonly message: Message;
}

/**
 * A trailer of the commit log as its line is written: with what `git interpret-trailers` no longer takes for one, but
 * checkpatch and people do (a blank in front of it, a slip in its name, nothing behind its colon).
 */
export interface TrailerLine {
  readonly line0: number;
  /** Exclusive; more than `line0 + 1` where the trailer is folded. */
  readonly endLine0: number;
  /** Blanks in front of the name. */
  readonly indent: number;
  /** As written, without the colon. */
  readonly name: string;
  readonly lowerName: string;
  /** Blanks in front of the colon: git takes them, and checkpatch does not. */
  readonly nameGap: string;
  /** What stands between the colon and the value. */
  readonly gap: string;
  /** Folded lines joined by a blank. */
  readonly value: string;
  /** Of the trailer's first line alone. */
  readonly firstValue: string;
  /** From the name (without the blanks in front) to the end of the value. */
  readonly span: Span;
}

/** A longer line is no trailer. */
const LONGEST = 1000;
const LONGEST_FOLDED = 4000;
const SHAPE = /^([ \t]{0,40})([A-Za-z0-9_-]{1,40})([ \t]{0,8}):([ \t]*)(.*)$/;
const OTHERS: ReadonlySet<string> = new Set(["cc", "to", "fixes", "closes", "link"]);

/** What must stand behind the colon of these where a blank is in front of it. */
const NEAR_COLON: ReadonlyMap<string, RegExp> = new Map([
  ["cc", /@/],
  ["fixes", /^(?:commit )?[0-9a-fA-F]{5,}\b/],
]);

const cache = new WeakMap<Message, readonly TrailerLine[]>();

/** The trailers of a message's commit log, in order: not those of quotes, of a changelog below the cut, or of the signature. */
export function trailerLines({ document, message }: MessagePlace): readonly TrailerLine[] {
  const known = cache.get(message);
  if (known) return known;
  const found = read(document.model.lines, message);
  cache.set(message, found);
  return found;
}

/** The trailers with one of the names, in lower case. */
export function trailersNamed(place: MessagePlace, ...names: readonly string[]): readonly TrailerLine[] {
  return trailerLines(place).filter(({ lowerName }) => names.includes(lowerName));
}

function read(lines: LineTable, message: Message): TrailerLine[] {
  const log = message.commitLog;
  const found: TrailerLine[] = [];
  if (!log) return found;
  const indented: TrailerLine[] = [];
  for (let line0 = log.startLine0; line0 < log.endLine0; line0++) {
    const kind = lines.kind(line0);
    if ((kind !== LineKind.trailer && kind !== LineKind.text) || lines.depth(line0) > 0) continue;
    const trailer = readLine(lines, line0, kind === LineKind.trailer);
    if (trailer) {
      if (trailer.indent > 0) indented.push(trailer);
      found.push(trailer);
      continue;
    }
    const last = found.at(-1);
    if (kind === LineKind.trailer && last?.endLine0 === line0) found[found.length - 1] = folded(lines, last);
  }
  if (indented.length === 0) return found;
  const loose = looseOnes(found, lastLine0(lines, log.startLine0, log.endLine0));
  return found.filter((trailer) => !loose.has(trailer));
}

function readLine(lines: LineTable, line0: number, isTrailer: boolean): TrailerLine | null {
  const start = lines.start(line0);
  const end = lines.contentEnd(line0);
  if (end - start > LONGEST) return null;
  const match = SHAPE.exec(lines.lineText(line0));
  if (!match) return null;
  const [, blanks = "", name = "", nameGap = "", gap = "", rest = ""] = match;
  const value = rest.trimEnd();
  const lowerName = name.toLowerCase();
  const isOfPerson = knownName(name) !== null || (lowerName.endsWith("by") && meantName(name) !== null);
  // “Cc : somebody” may be prose, “Fixes : a leak” too.
  if (nameGap !== "" && knownName(name) === null && !NEAR_COLON.get(lowerName)?.test(value)) return null;
  // Prose in front of a colon is no trailer; a name that is known is one, however its line is written.
  if (blanks !== "" && !isOfPerson && !(lowerName === "cc" && value.includes("@"))) return null;
  if (!isTrailer && !isOfPerson && !(OTHERS.has(lowerName) && value !== "" && lowerName !== "to"))
    return null;
  const nameStart = start + blanks.length;
  const valueStart = nameStart + name.length + nameGap.length + 1 + gap.length;
  return {
    line0,
    endLine0: line0 + 1,
    indent: blanks.length,
    name,
    lowerName,
    nameGap,
    gap: value === "" ? "" : gap,
    value,
    firstValue: value,
    span: { start: nameStart, end: (value === "" ? valueStart - gap.length : valueStart) + value.length },
  };
}

function folded(lines: LineTable, trailer: TrailerLine): TrailerLine {
  const line0 = trailer.endLine0;
  const more = lines.content(line0).slice(0, LONGEST).trim();
  return {
    ...trailer,
    endLine0: line0 + 1,
    value: `${trailer.value} ${more}`.slice(0, LONGEST_FOLDED),
    span: { start: trailer.span.start, end: lines.contentEnd(line0) },
  };
}

/**
 * Indented ones that stand alone: a log that tells of another's trailers sets them off by blanks. One that is meant stands
 * right beside others, or ends the log.
 */
function looseOnes(found: readonly TrailerLine[], lastLine: number): ReadonlySet<TrailerLine> {
  const loose = new Set<TrailerLine>();
  let run: TrailerLine[] = [];
  const close = (): void => {
    const isMeant = run.some(({ indent }) => indent === 0) || run.at(-1)?.endLine0 === lastLine + 1;
    if (!isMeant) for (const trailer of run) loose.add(trailer);
    run = [];
  };
  for (const trailer of found) {
    if (run.length > 0 && run.at(-1)?.endLine0 !== trailer.line0) close();
    run.push(trailer);
  }
  close();
  return loose;
}

/** The last line of the log that is not blank. */
function lastLine0(lines: LineTable, startLine0: number, endLine0: number): number {
  let line0 = endLine0 - 1;
  while (line0 >= startLine0 && lines.kind(line0) === LineKind.blank) line0--;
  return line0;
}
