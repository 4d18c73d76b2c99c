import type { Span } from "../core/text/span.js";
import type { Finding, Level, RuleContext } from "./rule.js";

/** Places of one fault that are told of one message at most; the last one says how many more there are. */
const MOST = 500;

/**
 * The findings of a fault that stands at many places. Where the text may be edited each place is one, to be mended there;
 * of mail that was sent only the first is told, with the number of the others. `more` ends the sentence for those others,
 * e.g. `lines of this mail end so`.
 */
export function* findingsAt(
  { isEditable }: Pick<RuleContext, "isEditable">,
  places: readonly Span[],
  sentence: string,
  more: string,
  level?: Level,
): Iterable<Finding> {
  if (places.length === 0) return;
  const told = isEditable() ? Math.min(places.length, MOST) : 1;
  const others = places.length - told;
  for (const [index, span] of places.slice(0, told).entries()) {
    const isLast = index === told - 1;
    yield {
      span,
      message: isLast && others > 0 ? `${sentence} ${others} more ${more}.` : sentence,
      ...(level && { level }),
    };
  }
}
