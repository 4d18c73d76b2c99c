/** `textDocument/documentLink` (LSP 3.17 § Document Link Request): URLs, and Message-IDs as links to the archive. */
import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver-protocol";
import { LineKind, type RobotReport } from "../core/model.js";
import type { Span } from "../core/text/span.js";
import { archiveLink } from "./archiveLinks.js";
import type {
  Cancellation,
  Feature,
  FeatureOptions,
  LocalTree,
  MailLookup,
  ParsedDocument,
} from "./feature.js";
import type { GoToPlace } from "./finder.js";
import { inlineMarks } from "./inlineMarks.js";
import { bracketedIds, idOfUrl } from "./messageIds.js";

/** More links than anybody clicks; a mailbox of 5 MB holds about so many. */
const linkLimit = 20_000;
const longestLine = 20_000;

/** What a client with virtual documents makes the target of a link from that has none. */
export type LinkData = Exclude<GoToPlace, { readonly kind: "file" }>;

export function documentLinks(
  document: ParsedDocument,
  options: Pick<FeatureOptions, "archiveUrl" | "virtualLinks">,
  token?: Cancellation,
  mail?: MailLookup,
): DocumentLink[] {
  const { text, model } = document;
  const { lines } = model;
  const links: DocumentLink[] = [];
  const addData = (start: number, end: number, tooltip: string, data: LinkData): void => {
    if (options.virtualLinks === true) links.push({ range: lines.rangeOf({ start, end }), tooltip, data });
  };
  /** To the message, where it is at hand; else to `otherwise`. */
  const addId = (start: number, end: number, id: string, otherwise: string | null): void => {
    const [found] = mail?.byMessageId(id) ?? [];
    if (found === undefined || found.isSynthetic) {
      add(start, end, otherwise, text.slice(start, end) === otherwise ? undefined : "Open in the archive");
      return;
    }
    const { uri, line0, index, subject } = found;
    if (mail?.isIndexOnly?.(uri) !== true) add(start, end, `${uri}#L${line0 + 1}`, "Go to the message");
    else {
      const target = {
        uri,
        line0,
        ordinal: index,
        isIndexOnly: true,
        subject,
        lineInMessage: 0,
        isDecoded: false,
      };
      addData(start, end, "Go to the message", { kind: "mail", target });
    }
  };
  const add = (start: number, end: number, target: string | null, tooltip?: string): void => {
    if (target !== null)
      links.push({ range: lines.rangeOf({ start, end }), target, ...(tooltip && { tooltip }) });
  };
  for (const message of model.messages) {
    for (const field of message.header.fields) {
      if (field.valueKind === "messageIds") {
        for (const { id, start, end } of bracketedIds(text, field.valueSpan.start, field.valueSpan.end)) {
          const archive = archiveLink(options.archiveUrl, id);
          // A link of a message to itself leads nowhere.
          if (id === message.messageId) add(start, end, archive, "Open in the archive");
          else addId(start, end, id, archive);
        }
      } else if (field.valueKind === "text")
        addInline(field.valueSpan.start, Math.min(field.valueSpan.end, field.valueSpan.start + longestLine));
    }
    for (const { oldBlob, newBlob } of message.files) {
      for (const blob of [oldBlob, newBlob])
        if (blob !== null && /[1-9a-f]/.test(blob.hash) && links.length < linkLimit)
          addData(blob.span.start, blob.span.end, "Show the blob", {
            kind: "object",
            hash: blob.hash,
            isBlob: true,
          });
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
      if (mark.kind === "url") {
        const url = isPlainUrl(found) ? found : null;
        const id = url === null ? null : idOfUrl(url, mark.start, mark.end);
        if (id === null) add(mark.start, mark.end, url);
        else addId(mark.start, mark.end, id.id, url);
      } else if (mark.kind === "messageId") {
        addId(mark.start, mark.end, found, archiveLink(options.archiveUrl, found));
      } else if (mark.kind === "hash") {
        addData(mark.start, mark.end, "Show the commit", { kind: "object", hash: found });
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
  async handle(document, _params, { options, mail, tree, token }) {
    const links = documentLinks(document, options, token, mail);
    return [...links, ...(await treeLinks(document, tree, token))];
  },
};
