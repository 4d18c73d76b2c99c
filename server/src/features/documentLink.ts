/** `textDocument/documentLink` (LSP 3.17 § Document Link Request): URLs, and Message-IDs as links to the archive. */
import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver-protocol";
import { LineKind, type RobotReport } from "../core/model.js";
import type { Span } from "../core/text/span.js";
import { archiveLink } from "./archiveLinks.js";
import type { Cancellation, Feature, FeatureOptions, LocalTree, ParsedDocument } from "./feature.js";
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

/** Files that are looked for at most in one document. */
const maxFiles = 200;

/** From what a robot found to the line of the file, where a tree at hand has that file. */
export async function treeLinks(
  { uri, model }: ParsedDocument,
  tree: LocalTree,
  token?: Cancellation,
): Promise<DocumentLink[]> {
  const places = model.messages.flatMap(({ report }) => (report === null ? [] : placesOf(report)));
  const files = new Map<string, string | null>();
  const links: DocumentLink[] = [];
  for (const { path, span, fileLine, fileColumn } of places) {
    let file = files.get(path);
    if (file === undefined) {
      if (files.size >= maxFiles || token?.isCancellationRequested) break;
      file = await tree.find(uri, path);
      files.set(path, file);
    }
    if (file === null) continue;
    links.push({
      range: model.lines.rangeOf(span),
      target: `${file}${fragmentOf(fileLine, fileColumn)}`,
      tooltip: "Open the file here; its lines may have moved",
    });
  }
  return links;
}

/** Where a robot names a place of a file. */
export interface TreePlace {
  readonly path: string;
  readonly span: Span;
  /** 1-based; null where it is not told. */
  readonly fileLine: number | null;
  readonly fileColumn: number | null;
}

/** All such places of a report. */
export function placesOf({ findings, listings }: RobotReport): TreePlace[] {
  const places: TreePlace[] = [];
  for (const { path, placeSpan, fileLine, fileColumn } of findings)
    if (placeSpan !== null) places.push({ path, span: placeSpan, fileLine, fileColumn });
  for (const { path, pathSpan, fileLine } of listings)
    places.push({ path, span: pathSpan, fileLine, fileColumn: null });
  return places;
}

/** `#L12,5`, as VS Code and others read it; empty for the whole file. */
function fragmentOf(line: number | null, column: number | null): string {
  if (line === null) return "";
  return column === null ? `#L${line}` : `#L${line},${column}`;
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
  async handle(document, _params, { options, tree, token }) {
    const links = documentLinks(document, options, token);
    return [...links, ...(await treeLinks(document, tree, token))];
  },
};
