import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import type { LinkData } from "../../../../server/src/features/documentLink.js";
import type { GoTo, GoToPlace } from "../../../../server/src/features/finder.js";
import type { GoToParams } from "../../../../server/src/features/goTo.js";
import type { Host, ServerRequest } from "../../host.js";
import { virtualSource, virtualUri } from "../../virtualFiles.js";
import { openablePlace } from "../decoded/openablePlace.js";
import { mailLink, mailLocation } from "./mailTarget.js";
import { createNotes } from "./notes.js";

const goTo: ServerRequest<GoToParams, GoTo> = { method: "patchMail/goTo" };

type GoToMiddleware = Pick<
  Middleware,
  "provideDefinition" | "provideDeclaration" | "provideReferences" | "provideDocumentLinks"
>;

/**
 * Definitions, declarations, references and links by our own request: its places may be virtual documents (a decoded message, a
 * message of a mailbox, a commit), which LSP's answers do not know, and it tells what to say to the user.
 */
export function goToMiddleware(host: () => Host): GoToMiddleware {
  const notes = createNotes();
  const ask = async (
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
    more: Pick<GoToParams, "what" | "withOwn">,
  ): Promise<{ readonly answer: GoTo; readonly locations: vscode.Location[] } | null> => {
    const source = virtualSource(document.uri);
    const { line, character } = position;
    const params: GoToParams = {
      textDocument: { uri: document.uri.toString() },
      position: { line, character },
      ...more,
      ...(source && {
        source: { uri: source.uri, ...(source.index === undefined ? {} : { ordinal: source.index }) },
      }),
    };
    try {
      const answer = await host().server.request(goTo, params, token);
      const locations = await Promise.all(
        answer.places.map((place) => locationOf(host(), document.uri, place)),
      );
      return { answer, locations };
    } catch (error) {
      // The document has changed meanwhile, or the question was given up: the editor asks again.
      if (!token.isCancellationRequested)
        host().log.warn(`${goTo.method}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
  const links =
    (what: "definition" | "declaration") =>
    async (
      document: vscode.TextDocument,
      position: vscode.Position,
      token: vscode.CancellationToken,
    ): Promise<vscode.LocationLink[] | null> => {
      const found = await ask(document, position, token, { what });
      if (found === null) return null;
      const { answer, locations } = found;
      notes.tell(answer.note, { document, position }, locations);
      const { origin } = answer;
      return locations.map(({ uri, range }) => ({
        targetUri: uri,
        targetRange: range,
        targetSelectionRange: range,
        ...(origin && {
          originSelectionRange: new vscode.Range(
            origin.start.line,
            origin.start.character,
            origin.end.line,
            origin.end.character,
          ),
        }),
      }));
    };
  return {
    provideDefinition: links("definition"),
    provideDeclaration: links("declaration"),
    async provideReferences(document, position, { includeDeclaration }, token) {
      const found = await ask(document, position, token, { what: "references", withOwn: includeDeclaration });
      notes.tell(found?.answer.note ?? null, { document, position }, found?.locations ?? []);
      return found?.locations ?? null;
    },
    async provideDocumentLinks(document, token, next) {
      const found = (await next(document, token)) ?? [];
      for (const link of found) {
        const data = "data" in link ? (link.data as LinkData | undefined) : undefined;
        if (data !== undefined) link.target = linkTarget(document.uri, data);
      }
      return found;
    },
  };
}

async function locationOf(host: Host, from: vscode.Uri, place: GoToPlace): Promise<vscode.Location> {
  if (place.kind === "mail") return mailLocation(place.target);
  if (place.kind === "object") return new vscode.Location(linkTarget(from, place), new vscode.Position(0, 0));
  const { range } = place;
  const uri = vscode.Uri.parse(place.uri);
  const { start: first, end: last } = range;
  const found = new vscode.Location(
    uri,
    new vscode.Range(first.line, first.character, last.line, last.character),
  );
  return uri.toString() === from.toString() ? found : await openablePlace(host, found);
}

function linkTarget(from: vscode.Uri, place: LinkData): vscode.Uri {
  if (place.kind === "mail") return mailLink(place.target);
  const hash = place.hash.toLowerCase();
  const uri = virtualSource(from)?.uri ?? from.toString();
  return virtualUri("commit", `${hash.slice(0, 12)}.patch`, { uri, line: 0, hash });
}
