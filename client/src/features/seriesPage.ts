import * as vscode from "vscode";
import type { MailTarget } from "../../../server/src/features/finder.js";
import type { PlacedLink, SeriesPageResult } from "../../../server/src/lsp/seriesRequests.js";
import { ask, say, showDocument } from "../ask.js";
import { virtualScheme } from "../documents.js";
import type { ClientFeature, Host } from "../host.js";
import { type VirtualSource, virtualKind, virtualSource, virtualUri } from "../virtualFiles.js";
import { safeName } from "../virtualNames.js";
import { mailLink, mailLocation } from "./goTo/mailTarget.js";
import { sourceParams, targetParams } from "./threads/messageParams.js";
import { seriesPage as seriesPageRequest } from "./threads/requests.js";
import type { ThreadElement } from "./threads/tree.js";

const kind = "series";

/** The page of a series: a read-only text with links, folds and an outline, kept up to date while it is shown. */
export const seriesPage: ClientFeature = (host) => {
  const pages = new Map<string, SeriesPageResult>();
  const load = async (source: VirtualSource): Promise<SeriesPageResult> => {
    const page = await host.server.request(seriesPageRequest, sourceParams(source));
    if (page === null)
      throw new Error("The series is not among the mail at hand: its mailbox may be closed.");
    return page;
  };
  /** What an open document shows; undefined where it was made of another answer. */
  const pageOf = (document: vscode.TextDocument): SeriesPageResult | undefined => {
    const page = pages.get(document.uri.query);
    return page?.text === document.getText() ? page : undefined;
  };
  const refresh = async (): Promise<void> => {
    for (const { uri } of vscode.workspace.textDocuments) {
      const source = virtualKind(uri) === kind ? virtualSource(uri) : undefined;
      if (source === undefined) continue;
      const page = await load(source).catch(() => undefined);
      if (page !== undefined && page.text !== pages.get(uri.query)?.text) host.virtualFiles.changed(uri);
    }
  };
  const selector: vscode.DocumentSelector = { scheme: virtualScheme, pattern: `/${kind}/**` };
  return vscode.Disposable.from(
    host.virtualFiles.register(kind, async (source) => {
      const page = await load(source);
      pages.set(JSON.stringify(source), page);
      return page.text;
    }),
    host.server.onNotification("patchMail/seriesChanged", () => void refresh()),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => pages.delete(uri.query)),
    vscode.commands.registerCommand("patchMail.showSeries", (element?: ThreadElement) => show(host, element)),
    vscode.languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: (document) =>
        (pageOf(document)?.links ?? []).map(
          (link) => new vscode.DocumentLink(rangeOf(link), mailLink(targetOf(link))),
        ),
    }),
    // The same by keyboard: Go to Definition.
    vscode.languages.registerDefinitionProvider(selector, {
      provideDefinition(document, position) {
        const link = pageOf(document)?.links.find(({ line }) => line === position.line);
        return link && mailLocation(targetOf(link));
      },
    }),
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) =>
        (pageOf(document)?.sections ?? []).map(
          ({ startLine, endLine }) => new vscode.FoldingRange(startLine, endLine),
        ),
    }),
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) => symbols(document, pageOf(document)?.sections ?? []),
    }),
  );
};

async function show(host: Host, element: ThreadElement | undefined): Promise<void> {
  const params = await targetParams(element);
  if (params === undefined) return;
  const page = await ask(host, seriesPageRequest, params);
  if (page === undefined) return;
  if (page === null) {
    say("This message belongs to no series of patches.");
    return;
  }
  const { uri, line0, ordinal } = page.place;
  const source = { uri, line: line0, index: ordinal };
  const name = `${safeName(page.title, "series")}.txt`;
  await showDocument(virtualUri(kind, name, source));
}

function rangeOf({ line, start, end }: PlacedLink): vscode.Range {
  return new vscode.Range(line, start, line, end);
}

const targetOf = ({ target, lineInMessage, isDecoded }: PlacedLink): MailTarget => ({
  ...target,
  lineInMessage,
  isDecoded,
});

/** Sections with the patches in them, in the order of the page. */
function symbols(
  document: vscode.TextDocument,
  sections: SeriesPageResult["sections"],
): vscode.DocumentSymbol[] {
  const tops: vscode.DocumentSymbol[] = [];
  for (const { name, detail, startLine, endLine, depth } of sections) {
    const first = document.lineAt(startLine).range;
    const range = first.union(document.lineAt(endLine).range);
    const symbolKind = depth === 0 ? vscode.SymbolKind.Namespace : vscode.SymbolKind.File;
    const symbol = new vscode.DocumentSymbol(name, detail, symbolKind, range, first);
    (depth === 0 ? tops : (tops.at(-1)?.children ?? tops)).push(symbol);
  }
  return tops;
}
