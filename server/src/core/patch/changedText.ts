import type { Span } from "../text/span.js";
import type { TextChange } from "./hunkShape.js";

/** A piece of a text as it is after changes in it, which are in order and apart from each other. */
export function changedText(text: string, { start, end }: Span, changes: readonly TextChange[]): string {
  let after = "";
  let at = start;
  for (const { span, text: now } of changes) {
    after += text.slice(at, span.start) + now;
    at = span.end;
  }
  return after + text.slice(at, end);
}
