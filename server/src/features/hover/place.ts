import { messageAt } from "../../core/lookup.js";
import type { Message } from "../../core/model.js";
import type { LineTable, Position } from "../../core/text/lineTable.js";
import type { Span } from "../../core/text/span.js";
import type { FeatureContext, ParsedDocument } from "../feature.js";
import type { HoverContent } from "./content.js";

/** Where the pointer is. */
export interface HoverPlace {
  readonly document: ParsedDocument;
  readonly message: Message;
  readonly lines: LineTable;
  readonly offset: number;
  readonly line0: number;
  /** `LineKind` of the line. */
  readonly kind: number;
  /** Quote depth of the line. */
  readonly depth: number;
  /** The line's content, behind its quote prefix and without its line end. */
  readonly content: Span;
}

/** One thing that a hover can be about: null where the pointer is on something else. */
export type HoverPart = (
  place: HoverPlace,
  context: FeatureContext,
) => HoverContent | null | Promise<HoverContent | null>;

/** null outside of all messages. */
export function hoverPlace(document: ParsedDocument, position: Position): HoverPlace | null {
  const { lines } = document.model;
  const offset = lines.offsetAt(position);
  const message = messageAt(document.model, offset);
  if (!message || offset < message.span.start) return null;
  const line0 = lines.lineAt(offset);
  return {
    document,
    message,
    lines,
    offset,
    line0,
    kind: lines.kind(line0),
    depth: lines.depth(line0),
    content: { start: lines.contentStart(line0), end: lines.contentEnd(line0) },
  };
}

/** Longest stretch of a line that a part looks at. */
export const longestLine = 4000;

/** The line's content, cut. */
export function contentText(place: HoverPlace): string {
  const { start, end } = place.content;
  return place.document.text.slice(start, Math.min(end, start + longestLine));
}
