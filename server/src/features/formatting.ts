/**
 * `textDocument/formatting` and `textDocument/rangeFormatting` (LSP 3.17 § Document Formatting Request): fills the paragraphs that
 * somebody writes up to `patchMail.format.width`. Of a whole document only paragraphs with a line that is too long; of a selection each
 * paragraph that it touches.
 */
import type {
  DocumentFormattingParams,
  DocumentRangeFormattingParams,
  TextEdit,
} from "vscode-languageserver-protocol";
import type { FeatureContext, LateFeature, ParsedDocument } from "./feature.js";
import { textEdits } from "./patchEdits.js";
import { defaultWidth, reflowChanges, type WantedLines, whyNotReflowed } from "./reflowText.js";

export const documentFormatting: LateFeature<DocumentFormattingParams, TextEdit[]> = {
  method: "textDocument/formatting",
  handle: (document, _params, context) => formatted(document, context, "long"),
};

export const rangeFormatting: LateFeature<DocumentRangeFormattingParams, TextEdit[]> = {
  method: "textDocument/rangeFormatting",
  handle(document, { range: { start, end } }, context) {
    // A selection of whole lines ends before the first character of the next.
    const to0 = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
    return formatted(document, context, "all", { from0: start.line, to0 });
  },
};

function formatted(
  document: ParsedDocument,
  { options, token, tell, stateOptions }: FeatureContext,
  fill: "long" | "all",
  wanted?: WantedLines,
): TextEdit[] {
  const { lines, messages } = document.model;
  const state = stateOptions?.(document);
  const edits: TextEdit[] = [];
  let refusal: string | null = null;
  let isAny = false;
  let left = 0;
  for (const message of messages) {
    if (token.isCancellationRequested) return [];
    if (wanted !== undefined && (message.endLine0 <= wanted.from0 || message.startLine0 >= wanted.to0))
      continue;
    const reason = whyNotReflowed(document, message, state);
    if (reason !== null) {
      refusal ??= reason;
      continue;
    }
    isAny = true;
    const width = options.formatWidth ?? defaultWidth;
    const reflowed = reflowChanges(document, message, { width, fill }, wanted);
    edits.push(...textEdits(lines, reflowed.changes));
    left += reflowed.left;
  }
  if (!isAny && refusal !== null) tell?.(refusal);
  else if (left > 0)
    tell?.(
      `${left === 1 ? "1 paragraph stays as it was" : `${left} paragraphs stay as they were`}: with other line breaks git or a mail reader would take a line for something else.`,
    );
  return edits;
}
