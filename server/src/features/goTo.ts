/**
 * `patchMail/goTo`: definition, declaration and references for a client with virtual documents: it is told what each place
 * is, and what to say to the user, who may only have pointed at the line.
 */
import type { Position, TextDocumentIdentifier } from "vscode-languageserver-protocol";
import { declarationOf } from "./declaration.js";
import { definitionOf } from "./definition.js";
import type { Feature } from "./feature.js";
import type { FinderQuestion, GoTo } from "./finder.js";

export interface GoToParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
  readonly what: "definition" | "declaration" | "references";
  /** Of a virtual document: the file and the place there of the message that it shows. */
  readonly source?: FinderQuestion["source"];
  /** Of references: the line, or the message, itself, too. */
  readonly withOwn?: boolean;
}

const nothing: GoTo = { origin: null, places: [], note: null };

export const goTo: Feature<GoToParams, GoTo> = {
  method: "patchMail/goTo",
  capabilities: {},
  async handle(document, { position, what, source, withOwn }, context) {
    const { finder, token } = context;
    const question: FinderQuestion = { document, position, source, token };
    if (what === "definition") return await definitionOf(question, context);
    if (what === "declaration") return await declarationOf(question, context);
    return (await finder?.references(question, withOwn === true)) ?? nothing;
  },
};
