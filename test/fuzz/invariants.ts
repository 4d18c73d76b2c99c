import { editableLines, editedLines } from "../../server/src/core/editedLines.js";
import { leaves } from "../../server/src/core/lookup.js";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import type { FeatureContext, ParsedDocument } from "../../server/src/features/feature.js";
import { features } from "../../server/src/features/index.js";
import { mailFileOf } from "../../server/src/mailboxes/summary.js";
import { factsOf } from "../../server/src/threads/factsOf.js";
import { buildThreads } from "../../server/src/threads/jwz.js";
import { resolveTold } from "../../server/src/threads/overview.js";
import { placeComments } from "../../server/src/threads/placeComments.js";
import type { Random } from "../bench/random.js";
import { context, parsed } from "../unit/features/fixture.js";
import { faults } from "../unit/features/invariants.js";

/** What took how long, in milliseconds. */
export type Times = Map<string, number>;

const targets = [
  "nextHunk",
  "previousHunk",
  "nextFile",
  "previousFile",
  "nextComment",
  "previousComment",
  "quoteOut",
  "quoteIn",
  "nextMessage",
  "previousMessage",
  "nextPatch",
  "previousPatch",
  "parentMessage",
] as const;

/**
 * Everything that is pure, on one text. Throws where something does not hold, with a sentence that names it; `times` is
 * filled with what each step took.
 */
export async function check(text: string, random: Random, times: Times): Promise<void> {
  let last = performance.now();
  const lap = (name: string): void => {
    const now = performance.now();
    times.set(name, (times.get(name) ?? 0) + now - last);
    last = now;
  };
  const document = parsed(text);
  lap("parse");
  tiles(document);
  last = performance.now();
  const found = faults(document);
  if (found.length > 0) throw new Error(`faults: ${found[0]}`);
  lap("tokens, folds, symbols, checked");
  for (const options of [
    context.options,
    {
      ...context.options,
      hunkTokens: "markers",
      lineNumbers: "both",
      hierarchicalSymbols: false,
      foldingRangeLimit: 10,
      hoverMarkdown: false,
    } as const,
  ]) {
    await allFeatures(document, random, { ...context, options }, lap);
  }
  for (const diagnostic of diagnose(document)) {
    const { start, end } = diagnostic.range;
    const isInText = start.line >= 0 && end.line < document.model.lines.count;
    const isOrdered = start.line < end.line || (start.line === end.line && start.character <= end.character);
    if (!isInText || !isOrdered) throw new Error(`a diagnostic has no place: ${diagnostic.code}`);
  }
  lap("diagnose");
  const { messages, told } = mailFileOf(document.uri, document.model);
  buildThreads({ messages, told: resolveTold(messages, told) });
  lap("threads");
  factsHold(document);
  lap("facts of bodies");
  editsAgree(document, random);
}

/** Lines of facts are lines of the message, and comments that are put into a patch stand in it. */
function factsHold({ model }: ParsedDocument): void {
  const facts = model.messages.map((message) => factsOf(model, message));
  const anchors = facts.flatMap(({ anchor }) => anchor ?? []);
  for (const [index, { trailers, results, comments, quoted }] of facts.entries()) {
    const message = model.messages[index];
    const count = (message?.endLine0 ?? 0) - (message?.header.startLine0 ?? 0);
    for (const { line0 } of [...trailers, ...results, ...comments])
      if (line0 < 0 || line0 > count) throw new Error(`a fact has no line: ${line0} of ${count}`);
    for (const { place } of placeComments(comments, quoted, anchors)) {
      const isBad = place !== null && place.messageId !== "" && (place.patchLine0 ?? -1) < 0;
      if (isBad || (place?.fileLine ?? 1) < 0) throw new Error("a comment has no line in its patch");
    }
  }
}

function tiles({ text, model }: ParsedDocument): void {
  let at = 0;
  for (const leaf of leaves(model)) {
    if (leaf.span.start !== at) throw new Error(`leaves leave a gap or overlap before ${leaf.kind}`);
    if (leaf.span.end < leaf.span.start) throw new Error(`a leaf ends before it begins: ${leaf.kind}`);
    at = leaf.span.end;
  }
  if (at !== text.length) throw new Error("leaves do not reach the end of the text");
}

async function allFeatures(
  document: ParsedDocument,
  random: Random,
  featureContext: FeatureContext,
  lap: (name: string) => void,
): Promise<void> {
  const { lines } = document.model;
  for (const feature of features) {
    for (let ask = 0; ask < 3; ask++) {
      const line = random.below(lines.count + 1);
      const length = Math.max(1, lines.contentEnd(line) - lines.start(line));
      const position = { line, character: random.below(random.pick([2, 20, length, length + 2])) };
      const params = {
        textDocument: { uri: document.uri },
        position,
        positions: [position, { line: random.below(lines.count), character: 0 }],
        range: { start: { line, character: 0 }, end: { line: line + random.below(100), character: 0 } },
        context: { includeDeclaration: random.below(2) === 0 },
        deeperThan: random.below(4),
        target: random.pick(targets),
      };
      const answer = await feature.handle(document, params, featureContext);
      JSON.stringify(answer);
    }
    lap(feature.method);
  }
}

/** An edit's lines are those of a parse (core/editedLines.ts). */
function editsAgree({ text, model }: ParsedDocument, random: Random): void {
  const base = editableLines(text, model);
  if (base === null) return;
  const start = random.below(text.length + 1);
  const end = Math.min(text.length, start + random.below(3));
  const words = random.pick(["x", " ", "\n", "\n+", "+", "", "-- ", "\r"]);
  const edited = text.slice(0, start) + words + text.slice(end);
  const quick = editedLines(base, edited, { start, end: text.length - end });
  if (quick === null) return;
  const { lines } = parse(edited).document;
  const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
    a.length === b.length && Array.from({ length: a.length }, (_, at) => at).every((at) => a[at] === b[at]);
  if (
    !isSame(quick.lines.starts, lines.starts) ||
    !isSame(quick.lines.kinds, lines.kinds) ||
    !isSame(quick.lines.depths, lines.depths) ||
    !isSame(quick.lines.columns, lines.columns)
  )
    throw new Error("edited lines are not those of a parse");
}
