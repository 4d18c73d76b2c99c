import type { Diagnostic } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import type { Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import type { TextChange } from "../core/patch/hunkShape.js";
import { changesOfPieces, editPieces, textOfPieces, wholeText } from "../core/text/pieces.js";
import type { FeatureContext, ParsedDocument } from "./feature.js";
import { whyNotEditable } from "./ownText.js";
import { QUICK_FIXES } from "./quickFixes/index.js";
import type { Fix, FixPlace, QuickFix } from "./quickFixes/quickFix.js";

/** One fix may uncover another; two that undo each other end here. */
const mostRounds = 10;
/** Findings that are looked at in one round; what is beyond waits for the next. */
const mostFindings = 25_000;
/** After so many findings others have their turn. */
const turnFindings = 200;
/** Longer nobody waits for it: what is done by then is given. */
const mostMs = 5_000;

/** Said where `isWhole` is false. */
export const notWhole = "There was more to fix than is done at once: run it again for the rest.";

export interface FixedAll {
  /** Of the document as it was, in order and apart from each other. */
  readonly changes: readonly TextChange[];
  /** Findings that are gone by a fix of their own. */
  readonly fixed: number;
  /** Nothing is left that it would fix; otherwise it was too much work. */
  readonly isWhole: boolean;
}

interface Round {
  readonly changes: readonly TextChange[];
  readonly count: number;
  /** All findings were looked at. */
  readonly isWhole: boolean;
}

/**
 * Mends what has one right answer in all messages that may be edited: the rules are run, their safe fixes done as far as these
 * are apart from each other, and so on until nothing is left, ten times and five seconds at most. Others have their turn meanwhile;
 * who cancels it gets nothing.
 */
export async function fixAll(document: ParsedDocument, context: FeatureContext): Promise<FixedAll> {
  const { findings, token, turns } = context;
  const until = (turns?.now() ?? 0) + mostMs;
  const isLate = (): boolean => (turns?.now() ?? 0) > until;
  let pieces = wholeText(document.text.length);
  let now = document;
  let fixed = 0;
  let isWhole = findings === undefined;
  for (let round = 0; round < mostRounds && findings !== undefined && !isLate(); round++) {
    const found = await findings(now, mostFindings);
    await turns?.next();
    const done = await safeChanges(now, found, context, isLate);
    if (token.isCancellationRequested) return { changes: [], fixed: 0, isWhole: true };
    if (done.changes.length === 0) {
      isWhole = done.isWhole;
      break;
    }
    pieces = editPieces(pieces, done.changes);
    fixed += done.count;
    const text = textOfPieces(document.text, pieces);
    const { document: model, problems } = parse(text);
    now = { ...document, text, model, problems };
  }
  return { changes: changesOfPieces(document.text, pieces), fixed, isWhole };
}

async function safeChanges(
  document: ParsedDocument,
  found: readonly Diagnostic[],
  context: FeatureContext,
  isLate: () => boolean,
): Promise<Round> {
  const { lines } = document.model;
  const state = context.stateOptions?.(document);
  const editable = new Map<Message, boolean>();
  const taken: TextChange[] = [];
  let count = 0;
  for (const [at, { source, code, range }] of found.entries()) {
    if (at > 0 && at % turnFindings === 0) {
      await context.turns?.next();
      if (isLate()) return { changes: taken, count, isWhole: false };
    }
    if (context.token.isCancellationRequested) break;
    if (source !== "patch-mail" || typeof code !== "string") continue;
    const fixes = QUICK_FIXES.filter(({ isSafe, rules }) => isSafe !== false && rules.includes(code));
    if (fixes.length === 0) continue;
    const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
    const message = messageAt(document.model, span.start);
    if (message === null) continue;
    if (!editable.has(message)) editable.set(message, whyNotEditable(document, message, state) === null);
    if (editable.get(message) !== true) continue;
    // Its line is another by now: whatever is left there, the next round finds.
    const line = lines.spanOfLines(range.start.line, range.start.line + 1);
    if ((taken[behind(taken, line.start)]?.span.start ?? line.end) < line.end) continue;
    const fix = await firstSafe(fixes, { document, message, rule: code, span, context });
    if (fix !== undefined && take(taken, fix)) count++;
  }
  return { changes: taken, count, isWhole: found.length < mostFindings };
}

async function firstSafe(fixes: readonly QuickFix[], place: FixPlace): Promise<Fix | undefined> {
  for (const { isSafe, fixes: of } of fixes) {
    if (isSafe !== true && !(isSafe !== false && isSafe(place))) continue;
    const [fix] = await of(place);
    if (fix !== undefined) return fix;
  }
  return undefined;
}

/** Adds the changes of a fix, all or none, where they touch none that are taken; these stay in order. */
function take(taken: TextChange[], { changes }: Fix): boolean {
  const places = changes.map(({ span }) => behind(taken, span.start));
  const isFree = changes.every((change, at) => {
    const place = places[at] ?? 0;
    const [above, below] = [taken[place - 1], taken[place]];
    return isApart(above, change) && isApart(change, below);
  });
  if (!isFree || changes.length === 0) return false;
  if (places.every((place) => place === taken.length)) taken.push(...changes);
  else taken.splice(0, taken.length, ...[...taken, ...changes].sort((a, b) => a.span.start - b.span.start));
  return true;
}

/** Lines that are both taken away may follow each other. */
function isApart(above: TextChange | undefined, below: TextChange | undefined): boolean {
  if (above === undefined || below === undefined || above.span.end < below.span.start) return true;
  const isRemoval = ({ span, text }: TextChange): boolean => text === "" && span.end > span.start;
  return above.span.end === below.span.start && isRemoval(above) && isRemoval(below);
}

/** The place of the first change that begins behind or at `offset`. */
function behind(taken: readonly TextChange[], offset: number): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((taken[middle]?.span.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
