import { isUncertain, mayBeOfComment, takenBack } from "./doubt.js";
import { namedPatches, type PatchRange } from "./ranges.js";
import type { OwnLine } from "./resultMail.js";

/** A maintainer's words: it was taken, or taken out again. */
export interface SaidApplied {
  readonly state: "applied" | "dropped";
  /** `applied to fscrypt.git#master for 5.6`: the clause, as it was written. */
  readonly text: string;
  readonly line0: number;
  /** The author of the patch may say as much of a comment that he took over. */
  readonly isBare: boolean;
  /** Only these patches; null where none are named by number. */
  readonly patches: readonly PatchRange[] | null;
  /** The words name all patches, whichever is answered: `applied the series`. */
  readonly isWhole: boolean;
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
  /applied|queued|merged|pulled|pushed|picked|dropped|taken|reverted|patches/i.test(text);

function inLine(lines: readonly OwnLine[], at: number, line: OwnLine): SaidApplied | null {
  let isInDoubt = false;
  for (const { text, isStart, end } of clauses(line.text)) {
    if (!isStart && !line.isStart) continue;
    const below = `${text} ${end >= line.text.length ? (lines[at + 1]?.text ?? "") : ""}`.slice(0, 300);
    if (ALL_ARE.test(below) && !NOT_ALL.test(below)) {
      return { state: "applied", text, line0: line.line0, isBare: false, patches: null, isWhole: true };
    }
    const named = namedPatches(`${text}${line.text.slice(end)}`);
    const verb = named?.verb ?? verbOf(text);
    if (verb === null) continue;
    const rest = `${named?.rest ?? line.text.slice(end)} ${lines[at + 1]?.text ?? ""}`.slice(0, 200);
    const clause = named !== null && named.text.length > text.length ? named.text : text;
    if (isUncertain(clause, rest)) {
      isInDoubt = true;
      continue;
    }
    // A tester reverts, too, and so does who took the wrong tree.
    if (isInDoubt && /^reverted/i.test(verb)) continue;
    const back = takenBack(clause, rest);
    const place = / to$/i.test(clause) ? nextWord(lines, at) : "";
    const words = `${clause.replace(/^(?:i've|i have|and|now|so|i) /i, "").trim()}${place}`;
    return {
      state: /^(?:dropped|reverted)/i.test(verb) || back !== null ? "dropped" : "applied",
      text: back ?? words,
      line0: line.line0,
      isBare: mayBeOfComment(words, `${line.text} ${lines[at + 1]?.text ?? ""}`),
      patches: named?.ranges ?? null,
      isWhole: named === null && ALL_OF.test(text) && !NOT_ALL.test(below),
    };
  }
  return null;
}

/** The verb of a clause that says that it was taken; null for other clauses. */
function verbOf(clause: string): string | null {
  const found = CLAUSE.exec(clause);
  if (found !== null) return isTaken(found[2] ?? "") ? (found[1] ?? "") : null;
  return PASSIVE.exec(clause)?.[1] ?? TAKEN.exec(clause)?.[1] ?? REVERTED.exec(clause)?.[1] ?? null;
}

/** `This has been applied`: all of the clause, or with a tree; more may be said of anything. */
const PASSIVE =
  /^(?:this|it|(?:this|the) (?:patch|series|patchset))(?: has been| have been| is| was)(?: now| already){0,2} (applied|queued(?: up)?|merged|pulled|picked up)(?: now| already| thanks|(?: to| into| in| for) (?:\S{0,80}[/#]\S{1,80}|(?:my|the) (?:\S{1,60} ){0,3}(?:tree|branch)))?$/i;

const TAKEN =
  /^(?:(?:i've|i have|now|ok|okay|series|patch|both|all) )?(taken)(?: (?:it|this|these|both|all))?(?: (?:to|into|in|through|via) \S.{0,200})?$/i;

const REVERTED =
  /^(?:(?:i've|i have|now|so) )?(reverted)(?: (?:it|this|this patch|the patch|the series))?(?: (?:from|in|out of) (?:\S{0,80}[/#]\S{1,80}|(?:my|the) (?:\S{1,60} ){0,3}(?:tree|branch)))?$/i;

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
