import { type Attribution, LineKind, type Quote } from "../../core/model.js";
import type { MessageSummary } from "../../threads/model.js";
import type { FeatureContext } from "../feature.js";
import { fieldAt } from "../locate.js";
import { type Line, paragraph, strong, text } from "./content.js";
import type { HoverPart, HoverPlace } from "./place.js";
import { localDate, person } from "./words.js";

/** Hover: a quoted line: who wrote it, when, at which depth. Also the attribution line above a quote. */
export const quotedLine: HoverPart = (place, context) => {
  if (fieldAt(place.message, place.line0)) return null;
  const lines = quoteLines(place, context);
  return lines === null ? null : { span: place.content, blocks: [paragraph(...lines)] };
};

/** The lines about the quote that the place is in, or null outside of quotes. Other hovers add them below theirs. */
export function quoteLines(place: HoverPlace, context: FeatureContext): Line[] | null {
  if (place.kind === LineKind.attribution) {
    const attribution = place.message.attributions.find(
      (candidate) => place.line0 >= candidate.startLine0 && place.line0 < candidate.endLine0,
    );
    return attribution ? attributionLines(attribution) : null;
  }
  const { depth } = place;
  if (depth === 0) return null;
  const quote = deepestQuote(place.message.quotes, place.line0, depth);
  const level: Line = [text(`Quote level ${depth}`)];
  const attribution = quote?.attribution;
  if (attribution && (attribution.who !== "" || attribution.when !== "")) {
    const who: Line = attribution.who === "" ? [] : [text("Written by "), strong(attribution.who)];
    const when: Line =
      attribution.when === "" ? [] : [text(who.length > 0 ? `, ${attribution.when}` : attribution.when)];
    return [level, [...who, ...when]];
  }
  const ancestor = ancestorAt(place, context, depth);
  if (!ancestor) return [level, [text("The mail does not say who wrote it.")]];
  const date = ancestor.date === null ? "" : `, ${localDate(ancestor.date)}`;
  return [
    level,
    [
      text("Written by "),
      strong(person(ancestor.fromName, ancestor.fromAddress)),
      text(`${date} (by the thread)`),
    ],
  ];
}

function attributionLines(attribution: Attribution): Line[] {
  const { who, when, depth } = attribution;
  const whose: Line = who === "" ? [text("Somebody's text")] : [text("Text of "), strong(who)];
  return [
    [...whose, text(` follows as quote level ${depth + 1}`)],
    ...(when === "" ? [] : [[text(`Written ${when}`)]]),
  ];
}

/** The quote of `depth` that holds the line, else the deepest above it. Quotes are in order: binary search. */
function deepestQuote(quotes: readonly Quote[], line0: number, depth: number): Quote | null {
  let found: Quote | null = null;
  let level = quotes;
  for (;;) {
    const quote = quoteAtLine(level, line0);
    if (!quote || quote.depth > depth) return found;
    found = quote;
    level = quote.children;
  }
}

function quoteAtLine(quotes: readonly Quote[], line0: number): Quote | null {
  let low = 0;
  let high = quotes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((quotes[middle]?.startLine0 ?? 0) <= line0) low = middle;
    else high = middle - 1;
  }
  const quote = quotes[low];
  return quote && line0 >= quote.startLine0 && line0 < quote.endLine0 ? quote : null;
}

/** Longest chain of replies that is followed. */
const maxDepth = 50;

/** The message that a quote of `depth` is from, by In-Reply-To: its parent is quoted at 1, the parent's parent at 2. */
function ancestorAt(place: HoverPlace, context: FeatureContext, depth: number): MessageSummary | null {
  if (depth > maxDepth) return null;
  let ids = place.message.inReplyTo;
  let found: MessageSummary | null = null;
  for (let step = 0; step < depth; step++) {
    const [id] = ids;
    const summary = id === undefined ? undefined : context.mail.byMessageId(id)[0];
    if (!summary) return null;
    found = summary;
    ids = summary.inReplyTo;
  }
  return found;
}
