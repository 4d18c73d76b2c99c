/** `textDocument/documentLink` (LSP 3.17 § Document Link Request): URLs, and Message-IDs as links to the archive. */
import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver-protocol";
import { LineKind } from "../core/model.js";
import { archiveLink } from "./archiveLinks.js";
import type { Cancellation, Feature, FeatureOptions, ParsedDocument } from "./feature.js";
import { inlineMarks } from "./inlineMarks.js";
import { bracketedIds } from "./messageIds.js";

/** More links than anybody clicks; a mailbox of 5 MB holds about so many. */
const linkLimit = 20_000;
const longestLine = 20_000;

export function documentLinks(
  document: ParsedDocument,
  options: Pick<FeatureOptions, "archiveUrl">,
  token?: Cancellation,
): DocumentLink[] {
  const { text, model } = document;
  const { lines } = model;
  const links: DocumentLink[] = [];
  const add = (start: number, end: number, target: string | null, tooltip?: string): void => {
    if (target !== null)
      links.push({ range: lines.rangeOf({ start, end }), target, ...(tooltip && { tooltip }) });
  };
  for (const message of model.messages) {
    for (const field of message.header.fields) {
      if (field.valueKind === "messageIds") {
        for (const { id, start, end } of bracketedIds(text, field.valueSpan.start, field.valueSpan.end)) {
          add(start, end, archiveLink(options.archiveUrl, id), "Open in the archive");
        }
      } else if (field.valueKind === "text")
        addInline(field.valueSpan.start, Math.min(field.valueSpan.end, field.valueSpan.start + longestLine));
    }
    for (let line0 = message.bodyLine0; line0 < message.endLine0 && links.length < linkLimit; line0++) {
      if (line0 % 4096 === 0 && token?.isCancellationRequested) return links;
      if (!hasLinks(lines.kind(line0))) continue;
      const start = lines.contentStart(line0);
      addInline(start, Math.min(lines.contentEnd(line0), start + longestLine));
    }
  }
  return links;

  function addInline(start: number, end: number): void {
    for (const mark of inlineMarks(text, lines, start, end)) {
      const found = text.slice(mark.start, mark.end);
      if (mark.kind === "url") add(mark.start, mark.end, isPlainUrl(found) ? found : null);
      else if (mark.kind === "messageId") {
        add(mark.start, mark.end, archiveLink(options.archiveUrl, found), "Open in the archive");
      }
    }
  }
}

/** Lines of a diff hold links, too, but they are the code's: VS Code finds those by itself. */
function hasLinks(kind: number): boolean {
  switch (kind) {
    case LineKind.text:
    case LineKind.trailer:
    case LineKind.headerField:
    case LineKind.headerContinuation:
    case LineKind.attribution:
    case LineKind.signature:
    case LineKind.patchInfo:
    case LineKind.pageBanner:
    case LineKind.replyInstructions:
    case LineKind.report:
    case LineKind.dump:
      return true;
    default:
      return false;
  }
}

/** Printable ASCII: a URL with control or bidi characters shows something else than it opens. */
function isPlainUrl(url: string): boolean {
  return url.length <= 2000 && /^[!-~]+$/.test(url);
}

export const documentLink: Feature<DocumentLinkParams, DocumentLink[]> = {
  method: "textDocument/documentLink",
  capabilities: { documentLinkProvider: { resolveProvider: false } },
  handle: (document, _params, { options, token }) => documentLinks(document, options, token),
};
