/**
 * `textDocument/declaration` (LSP 3.17 § Goto Declaration Request): from a quoted line to the same line in the message that
 * wrote it, also where Go to Definition leads into the source; from the header of a file's diff to its row of the diffstat.
 */
import type { DeclarationParams, Location, LocationLink } from "vscode-languageserver-protocol";
import { diffstatRowAt } from "./definition.js";
import type { Feature, FeatureContext } from "./feature.js";
import type { FinderQuestion, GoTo, GoToPlace } from "./finder.js";
import { placesForEditor } from "./goToPlaces.js";

/** From the header of a file's diff to its row of the diffstat; from a quoted line to the message that wrote it. */
export async function declarationOf(question: FinderQuestion, { finder }: FeatureContext): Promise<GoTo> {
  const { document, position } = question;
  const rows = diffstatRowAt(document, document.model.lines.offsetAt(position));
  const places = rows.map(({ uri, range }): GoToPlace => ({ kind: "file", uri, range }));
  const nothing: GoTo = { origin: null, places, note: null };
  return places.length > 0 ? nothing : ((await finder?.origin(question)) ?? nothing);
}

export const declaration: Feature<DeclarationParams, (Location | LocationLink)[]> = {
  method: "textDocument/declaration",
  capabilities: { declarationProvider: true },
  async handle(document, { position }, context) {
    const answer = await declarationOf({ document, position, token: context.token }, context);
    return placesForEditor(answer, context);
  },
};
