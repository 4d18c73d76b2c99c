import type { OwnLine } from "./resultMail.js";

/** A maintainer's words: it was taken, or taken out again. */
export interface SaidApplied {
  readonly state: "applied" | "dropped";
  /** `applied to fscrypt.git#master for 5.6`: the clause, as it was written. */
  readonly text: string;
  readonly line0: number;
  /** The words name all patches, whichever is answered: `applied the series`. */
  readonly isWhole: boolean;
  /** The words name some by number: `applied 1/3`. */
  readonly isPartial: boolean;
}

/**
 * `Applied, thanks!`, `Thanks. Queued for 5.6.`, `I've applied this series to my tree.` of a reply: a clause that begins
 * with the verb, or with `I've`. What is asked, only planned, or said of a test run (`Applied on 6.1 and tested`) is none.
 */
export function saidApplied(lines: readonly OwnLine[]): SaidApplied | null {
  for (const [at, line] of lines.entries()) {
    if (line.isSignature || !mayTell(line.text)) continue;
    const found = inLine(lines, at, line);
    if (found !== null) return found;
  }
  return null;
}

/** A cheap look for the verbs. */
const mayTell = (text: string): boolean =>
  /applied|queued|merged|pulled|pushed|picked|dropped|patches/i.test(text);

function inLine(lines: readonly OwnLine[], at: number, line: OwnLine): SaidApplied | null {
  for (const { text, isStart, end } of clauses(line.text)) {
    if (!isStart && !line.isStart) continue;
    const below = `${text} ${end >= line.text.length ? (lines[at + 1]?.text ?? "") : ""}`.slice(0, 300);
    if (ALL_ARE.test(below) && !NOT_ALL.test(below))
      return { state: "applied", text, line0: line.line0, isWhole: true, isPartial: false };
    const found = CLAUSE.exec(text);
    if (found === null || !isTaken(found[2] ?? "")) continue;
    const rest = `${line.text.slice(end)} ${lines[at + 1]?.text ?? ""}`.slice(0, 200);
    if (isUncertain(text, rest)) continue;
    const place = / to$/i.test(text) ? nextWord(lines, at) : "";
    return {
      state: found[1]?.toLowerCase() === "dropped" ? "dropped" : "applied",
      text: `${text.replace(/^(?:i've|i have|and|now|so|i) /i, "").trim()}${place}`,
      line0: line.line0,
      isWhole: ALL_OF.test(text) && !NOT_ALL.test(below),
      isPartial: /^ (?:(?:only|just) )?(?:patch )?\d{1,3}\/\d/i.test(found[2] ?? ""),
    };
  }
  return null;
}

/** `All of the patches in this series are now on the lock tree`: no verb of the others, and no future. */
const ALL_ARE =
  /^(?:ok |okay |so |now )?(?:all|both)(?: of)?(?: the| these| your| those)?(?: \w{1,10})? patches\b.{0,100}?\b(?:are now|have been|are|were) (?:now )?(?:on|in|applied|queued|merged|pushed)\b.{0,60}\b(?:tree|branch|git|next|queue|applied|queued|merged|pushed)\b/i;
/** `all three patches`, `the series`, `Series applied`. */
const ALL_OF =
  /\b(?:all|both)(?: of)?(?: the| these| your| those)?(?: \w{1,10})? patches\b|\b(?:the|this|your|whole|entire) (?:whole |entire |patch ?)?(?:series|patchset|set)\b|^series\b|\ball of them\b|^(?:both|all) \w|\b(?:both|all)$/i;
const NOT_ALL =
  /\b(?:except|but|rest|first|last|second|remaining|other|part|some|most|of (?:the|this) (?:series|patchset)$|not|will|should|would|once|patch(?:es)? \d)\b/i;

/** `Applied to`, and the tree in a paragraph of its own below, as Mark Brown's mail has it. */
function nextWord(lines: readonly OwnLine[], at: number): string {
  const next = lines.slice(at + 1, at + 4).find(({ text }) => text.trim() !== "");
  return next === undefined || !/^\s{1,8}(?:https?|git):\/\//.test(next.text) ? "" : ` ${next.text.trim()}`;
}

/** Who did it, the verb, and what follows. */
const CLAUSE =
  /^(?:(?:i've|i have|i|and|now|so|ok|okay|both|all|all of them|series|patch|patches|the series|this series|this patch|gone ahead and|just|also) ){0,4}(applied|queued(?: up)?|merged|pulled|pushed|picked(?: up)?|dropped)(?: up)?\b(.{0,300})$/i;

/** What may follow: the end, what was taken, where to. */
function isTaken(rest: string): boolean {
  return (
    /^\s*$/.test(rest) ||
    /^ (?:to|and|now|both|all|it|this|these|them|locally|manually|thanks)\b/i.test(rest) ||
    /^ (?:for|on|in|onto|into|with|as|by|from|via|after) \S/i.test(rest) ||
    /^ the (?:patch|patches|series|patchset|whole|fix|rest|first|last|second|remaining|v\d)\b/i.test(rest) ||
    /^ (?:(?:only|just) )?(?:patch(?:es)? )?#?\d/i.test(rest) ||
    /^ ?[(\-–—#]/.test(rest)
  );
}

/** A test run, a wish, a question. */
function isUncertain(clause: string, rest: string): boolean {
  return (
    /\b(?:tested|testing|test|reproduce|against|boots?|compiles?|built|running|if you|would|could|should|cleanly|correctly|to my test)\b/i.test(
      clause,
    ) ||
    /^[^.!]{0,120}\?/.test(rest) ||
    /^[^.!]{0,80}\b(?:tested|ran|run|boots?|reproduce)\b/i.test(rest)
  );
}

interface Clause {
  readonly text: string;
  /** Behind the end of another clause; the first of a line begins where the line does. */
  readonly isStart: boolean;
  readonly end: number;
}

/** A line cut at `. `, `! `, `, ` and the like, up to 12 pieces. */
function clauses(line: string): readonly Clause[] {
  const pieces: Clause[] = [];
  let start = 0;
  for (let at = 0; at <= line.length && pieces.length < 12; at++) {
    const c = line.charAt(at);
    const isEnd = at === line.length || (/[.!,;:?]/.test(c) && /^(?:\s|$)/.test(line.charAt(at + 1)));
    if (!isEnd) continue;
    const text = line.slice(start, at).trim();
    if (text !== "" && c !== "?") pieces.push({ text, isStart: start > 0, end: Math.min(line.length, at) });
    start = at + 1;
  }
  return pieces;
}
