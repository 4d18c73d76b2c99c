import type { Diagnostic } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import type { Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import type { TextChange } from "../core/patch/hunkShape.js";
import { changesOfPieces, editPieces, textOfPieces, wholeText } from "../core/text/pieces.js";
import type { FeatureContext, ParsedDocument } from "./feature.js";
import { whyNotEditable } from "./ownText.js";
import { QUICK_FIXES } from "./quickFixes/index.js";
import type { Fix } from "./quickFixes/quickFix.js";

/** One fix may uncover another; two that undo each other end here. */
const mostRounds = 10;
/** Findings that are looked at in one round; what is beyond waits for the next. */
const mostFindings = 500;

export interface FixedAll {
  /** Of the document as it was, in order and apart from each other. */
  readonly changes: readonly TextChange[];
  /** Findings that are gone by a fix of their own. */
  readonly fixed: number;
}

/**
 * Mends what has one right answer in all messages that may be edited: the rules are run, their safe fixes done as far as these
 * are apart from each other, and so on until nothing is left, ten times at most.
 */
export async function fixAll(document: ParsedDocument, context: FeatureContext): Promise<FixedAll> {
  const { findings, token } = context;
  let pieces = wholeText(document.text.length);
  let now = document;
  let fixed = 0;
  for (let round = 0; round < mostRounds && findings !== undefined; round++) {
    const found = await findings(now);
    const { changes, count } = await safeChanges(now, found, context);
    if (token.isCancellationRequested) return { changes: [], fixed: 0 };
    if (changes.length === 0) break;
    pieces = editPieces(pieces, changes);
    fixed += count;
    const text = textOfPieces(document.text, pieces);
    const { document: model, problems } = parse(text);
    now = { ...document, text, model, problems };
  }
  return { changes: changesOfPieces(document.text, pieces), fixed };
}

async function safeChanges(
  document: ParsedDocument,
  found: readonly Diagnostic[],
  context: FeatureContext,
): Promise<{ readonly changes: readonly TextChange[]; readonly count: number }> {
  const { model } = document;
  const state = context.stateOptions?.(document);
  const editable = new Map<Message, boolean>();
  const taken: TextChange[] = [];
  let count = 0;
  let looked = 0;
  for (const { source, code, range } of found) {
    if (context.token.isCancellationRequested) break;
    const safe = QUICK_FIXES.filter(
      ({ isSafe, rules }) => isSafe && typeof code === "string" && rules.includes(code),
    );
    if (source !== "patch-mail" || typeof code !== "string" || safe.length === 0) continue;
    if (looked++ >= mostFindings) break;
    const span = { start: model.lines.offsetAt(range.start), end: model.lines.offsetAt(range.end) };
    const message = messageAt(model, span.start);
    if (message === null) continue;
    if (!editable.has(message)) editable.set(message, whyNotEditable(document, message, state) === null);
    if (editable.get(message) !== true) continue;
    for (const quickFix of safe) {
      const [fix] = await quickFix.fixes({ document, message, rule: code, span, context });
      if (fix === undefined) continue;
      if (take(taken, fix)) count++;
      break;
    }
  }
  return { changes: taken, count };
}

/** Adds the changes of a fix, all or none, where they touch none that are taken; these stay in order. */
function take(taken: TextChange[], { changes }: Fix): boolean {
  const places = changes.map(({ span }) => behind(taken, span.start));
  const isFree = changes.every(({ span }, at) => {
    const place = places[at] ?? 0;
    const [above, below] = [taken[place - 1], taken[place]];
    return (above?.span.end ?? -1) < span.start && (below === undefined || span.end < below.span.start);
  });
  if (!isFree || changes.length === 0) return false;
  if (places.every((place) => place === taken.length)) taken.push(...changes);
  else taken.splice(0, taken.length, ...[...taken, ...changes].sort((a, b) => a.span.start - b.span.start));
  return true;
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
