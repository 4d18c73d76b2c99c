/**
 * `textDocument/declaration` (LSP 3.17 § Goto Declaration Request): from a quoted line to the same line in the message that
 * wrote it, also where Go to Definition leads into the source; from the header of a file's diff to its row of the diffstat.
 */
import type { DeclarationParams, Location, LocationLink } from "vscode-languageserver-protocol";
import { diffstatRowAt } from "./definition.js";
import type { Feature } from "./feature.js";
import { placesForEditor } from "./goToPlaces.js";

export const declaration: Feature<DeclarationParams, (Location | LocationLink)[]> = {
  method: "textDocument/declaration",
  capabilities: { declarationProvider: true },
  async handle(document, { position }, context) {
    const rows = diffstatRowAt(document, document.model.lines.offsetAt(position));
    if (rows.length > 0) return [...rows];
    const answer = await context.finder?.origin({ document, position, token: context.token });
    return answer === undefined ? [] : placesForEditor(answer, context);
  },
};
