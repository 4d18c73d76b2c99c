import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import type { LinkData } from "../../../../server/src/features/documentLink.js";
import type { Host } from "../../host.js";
import { type Asked, askPlaces, type FoundPlaces, linkTarget } from "./askPlaces.js";
import { createNotes } from "./notes.js";

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
  const ask = (
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
    more: Asked,
  ): Promise<FoundPlaces | null> => askPlaces(host(), document, position, more, token);
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
