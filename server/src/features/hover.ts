/** `textDocument/hover` (LSP 3.17 § Hover Request): what the thing under the pointer is. */
import type { Hover, HoverParams } from "vscode-languageserver-protocol";
import type { Feature, FeatureContext, ParsedDocument } from "./feature.js";
import { blobHash } from "./hover/blobHash.js";
import { commitHash } from "./hover/commitHash.js";
import { type HoverContent, paragraph } from "./hover/content.js";
import { diffstatRow } from "./hover/diffstatRow.js";
import { fileHeader } from "./hover/fileHeader.js";
import { headerField } from "./hover/headerField.js";
import { hunkHeader } from "./hover/hunkHeader.js";
import { renderMarkdown } from "./hover/markdown.js";
import { messageId } from "./hover/messageId.js";
import { patchInfo } from "./hover/patchInfo.js";
import { type HoverPart, type HoverPlace, hoverPlace } from "./hover/place.js";
import { renderPlain } from "./hover/plain.js";
import { quotedLine, quoteLines } from "./hover/quotedLine.js";
import { trailer } from "./hover/trailer.js";

/** The first part that has something to say wins: the narrowest things stand first. */
const parts: readonly HoverPart[] = [
  blobHash,
  commitHash,
  messageId,
  hunkHeader,
  fileHeader,
  diffstatRow,
  trailer,
  patchInfo,
  headerField,
  quotedLine,
];

/** What is said at a place, before it is rendered; null where there is nothing to say. */
export async function hoverContent(place: HoverPlace, context: FeatureContext): Promise<HoverContent | null> {
  for (const part of parts) {
    const found = await part(place, context);
    if (context.token.isCancellationRequested) return null;
    if (!found) continue;
    const quote = part === quotedLine || place.depth === 0 ? null : quoteLines(place, context);
    const blocks = quote === null ? found.blocks : [...found.blocks, paragraph(...quote)];
    // A pointer on the quote prefix or a line's indentation is still on the line's thing: a range holds its pointer.
    const start = Math.min(found.span.start, place.offset);
    return { span: { start, end: Math.max(found.span.end, place.offset) }, blocks };
  }
  return null;
}

/** The hover in the client's form. All of it is escaped: nothing of a mail is Markdown, HTML or a command. */
export const hover: Feature<HoverParams, Hover | null> = {
  method: "textDocument/hover",
  capabilities: { hoverProvider: true },
  async handle(document: ParsedDocument, { position }: HoverParams, context: FeatureContext) {
    const place = hoverPlace(document, position);
    const content = place && (await hoverContent(place, context));
    if (!content) return null;
    const contents = context.options.hoverMarkdown
      ? { kind: "markdown" as const, value: renderMarkdown(content.blocks) }
      : { kind: "plaintext" as const, value: renderPlain(content.blocks) };
    return { contents, range: document.model.lines.rangeOf(content.span) };
  },
};
