import type { HeaderField, MailDocument, Message } from "../../core/model.js";
import type { LineTable } from "../../core/text/lineTable.js";
import { closeSum, lineSum } from "../../threads/lineSum.js";

/**
 * The lines of a text, by which a place in it is found again in another text of the same mail: its raw text, its decoded
 * view. White space does not count.
 */
export interface LineSums {
  /** Of each line that is not blank, in order. */
  readonly sums: Int32Array;
  /** Its 0-based line. */
  readonly lines: Int32Array;
}

/** Sums of `[from0, to0)`. */
export function lineSums(lines: LineTable, from0: number, to0: number): LineSums {
  const sums: number[] = [];
  const own: number[] = [];
  for (let line0 = from0; line0 < to0; line0++) {
    const sum = closeSum(lineSum(lines.text, lines.start(line0), lines.contentEnd(line0)));
    if (sum === 0) continue;
    sums.push(sum);
    own.push(line0);
  }
  return { sums: Int32Array.from(sums), lines: Int32Array.from(own) };
}

/** Lines that one text has more than the other, in one place; what differs by more is not looked for. */
const window = 300;

/**
 * For each line of `from`, by its place there, the line of `to` that says the same; -1: none does. In order, so that a
 * line which is there twice is the right one. At most `window` steps a line.
 */
export function matchLines(from: LineSums, to: LineSums): Int32Array {
  const found = new Int32Array(from.sums.length).fill(-1);
  let at = 0;
  let there = 0;
  while (at < from.sums.length && there < to.sums.length) {
    if (from.sums[at] === to.sums[there]) {
      found[at] = to.lines[there] ?? -1;
      at++;
      there++;
      continue;
    }
    let ahead = 1;
    while (
      ahead < window &&
      from.sums[at] !== to.sums[there + ahead] &&
      from.sums[at + ahead] !== to.sums[there]
    )
      ahead++;
    if (ahead === window) {
      at++;
      there++;
    } else if (from.sums[at] === to.sums[there + ahead]) there += ahead;
    else at += ahead;
  }
  return found;
}

/** The line of the other text for one of `from`; a blank one stands behind the line above it. null: it is not there. */
export function matchedLine({ lines }: LineSums, found: Int32Array, line0: number): number | null {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= line0) low = middle + 1;
    else high = middle;
  }
  const own = lines[low - 1];
  const there = found[low - 1];
  return own === undefined || there === undefined || there === -1 ? null : there + (line0 - own);
}

/** First line of a message itself, behind the separator of a mailbox. */
export const firstLine0 = ({ header, startLine0 }: Message): number =>
  header.fields.length > 0 ? header.startLine0 : startLine0;

/** A sum by which a message's raw text is known again, whatever its line ends and however its bytes were decoded. */
export function messageSum({ lines }: MailDocument, message: Message): number {
  const { text } = lines;
  const start = lines.start(firstLine0(message));
  let sum = 0;
  let count = 0;
  for (let at = start; at < message.span.end; at++) {
    const c = text.charCodeAt(at);
    if (c <= 0x20 || c >= 0x80) continue;
    sum = (Math.imul(sum ^ c, 0x01000193) + 0x9e3779b1) | 0;
    count++;
  }
  return closeSum(sum ^ count);
}

/** The field of a header that a line belongs to. */
export function fieldAt({ lines }: MailDocument, { header }: Message, line0: number): HeaderField | null {
  const start = lines.start(line0);
  return header.fields.find(({ span }) => start >= span.start && start < span.end) ?? null;
}
