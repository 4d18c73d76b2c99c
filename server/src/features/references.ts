/**
 * `textDocument/references` (LSP 3.17 § Find References Request): comments on a line of a patch, messages of a person,
 * replies to a Message-ID.
 */
import type { Location, ReferenceParams } from "vscode-languageserver-protocol";
import type { Feature } from "./feature.js";
import { locationsOf } from "./goToPlaces.js";

export const references: Feature<ReferenceParams, Location[]> = {
  method: "textDocument/references",
  capabilities: { referencesProvider: true },
  async handle(document, { position, context: { includeDeclaration } }, { finder, tell, token }) {
    const answer = await finder?.references({ document, position, token }, includeDeclaration);
    if (answer === undefined) return [];
    if (answer.note !== null) tell?.(answer.note);
    return locationsOf(answer.places);
  },
};
