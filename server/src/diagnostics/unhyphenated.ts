import { LineKind, type Message } from "../core/model.js";
import type { Span } from "../core/text/span.js";
import { type MessagePlace, trailerLines } from "./trailerLines.js";

/** A line among the trailers whose name has blanks for hyphens (`Reviewed by: …`): git and checkpatch take it for prose. */
export interface UnhyphenatedTrailer {
  readonly line0: number;
  /** Of the line. */
  readonly span: Span;
  /** As written, without the colon. */
  readonly name: string;
  /** The name that is meant. */
  readonly right: string;
  /** What stands behind the colon and its blanks. */
  readonly value: string;
}

/** A longer line is no trailer. */
const LONGEST = 400;
const SHAPE =
  /^((signed|co|reviewed|acked|tested|reported|suggested)[ -](?:(off|developed)[ -])?by)[ \t]{0,4}:[ \t]{0,8}(\S.*)$/i;
const FIRST: ReadonlySet<string> = new Set("sSrRaAtTcC");

const known = new WeakMap<Message, readonly UnhyphenatedTrailer[]>();

/** Those right beside a trailer, or that end the log, and that name an address: in prose such words are none. */
export function unhyphenatedTrailers(place: MessagePlace): readonly UnhyphenatedTrailer[] {
  const before = known.get(place.message);
  if (before !== undefined) return before;
  const found = read(place);
  known.set(place.message, found);
  return found;
}

function read(place: MessagePlace): UnhyphenatedTrailer[] {
  const { lines } = place.document.model;
  const log = place.message.commitLog;
  if (log === null) return [];
  const candidates: UnhyphenatedTrailer[] = [];
  let last0 = log.startLine0;
  for (let line0 = log.startLine0; line0 < log.endLine0; line0++) {
    const kind = lines.kind(line0);
    if (kind !== LineKind.blank) last0 = line0;
    if ((kind !== LineKind.text && kind !== LineKind.trailer) || lines.depth(line0) > 0) continue;
    const [start, end] = [lines.start(line0), lines.contentEnd(line0)];
    if (end - start > LONGEST || !FIRST.has(lines.text.charAt(start))) continue;
    const match = SHAPE.exec(lines.content(line0));
    const [, name = "", first = "", second = "", value = ""] = match ?? [];
    const right = rightOf(first.toLowerCase(), second.toLowerCase());
    if (right === null || !name.includes(" ") || !/<[^<>\s]{1,200}@[^<>\s]{1,200}>/.test(value)) continue;
    candidates.push({ line0, span: { start, end }, name, right, value: value.trimEnd() });
  }
  if (candidates.length === 0) return [];
  const beside = new Set<number>();
  for (const { line0, endLine0 } of trailerLines(place)) beside.add(line0 - 1).add(endLine0);
  // Of several one below the other each may be beside the next.
  const isBlock = (one: UnhyphenatedTrailer): boolean => one.line0 === last0 || beside.has(one.line0);
  for (const one of candidates) if (isBlock(one)) beside.add(one.line0 + 1);
  for (const one of candidates.toReversed()) if (isBlock(one)) beside.add(one.line0 - 1);
  return candidates.filter(isBlock);
}

function rightOf(first: string, second: string): string | null {
  if (first === "signed") return second === "off" ? "Signed-off-by" : null;
  if (first === "co") return second === "developed" ? "Co-developed-by" : null;
  return first === "" || second !== "" ? null : `${first.charAt(0).toUpperCase()}${first.slice(1)}-by`;
}
