import type { Diagnostic } from "vscode-languageserver-protocol";
import type { Message } from "../../core/model.js";
import type { TextChange } from "../../core/patch/hunkShape.js";
import type { FeatureContext, ParsedDocument } from "../feature.js";

/** Where actions are asked for. */
export interface ActionPlace {
  readonly document: ParsedDocument;
  readonly message: Message;
  /** First line of the range. */
  readonly line0: number;
  /** What the client shows there. */
  readonly diagnostics: readonly Diagnostic[];
  readonly context: FeatureContext;
}

/** An action that can be done there: its changes are of the document. */
export interface ActionOffer {
  readonly title: string;
  readonly isPreferred?: boolean;
  /** Those that it mends. */
  readonly diagnostics?: readonly Diagnostic[];
  readonly changes: readonly TextChange[];
}

/** One kind of action of a draft. A new one is one file, and one line in index.ts. */
export interface ActionSource {
  /** `CodeActionKind` of LSP, e.g. `quickfix`. */
  readonly kind: string;
  offers(place: ActionPlace): readonly ActionOffer[] | Promise<readonly ActionOffer[]>;
}
