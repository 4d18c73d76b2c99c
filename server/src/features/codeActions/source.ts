import type { Command, Diagnostic } from "vscode-languageserver-protocol";
import type { Message } from "../../core/model.js";
import type { TextChange } from "../../core/patch/hunkShape.js";
import type { FeatureContext, ParsedDocument } from "../feature.js";

/** Where actions are asked for. */
export interface ActionPlace {
  readonly document: ParsedDocument;
  readonly message: Message;
  /** First line of the range. */
  readonly line0: number;
  /** Where the range starts, in the document. */
  readonly offset: number;
  /** What the client shows there. */
  readonly diagnostics: readonly Diagnostic[];
  readonly context: FeatureContext;
  /** Nothing is offered there by the sources above. */
  readonly isFirst: boolean;
}

/** An action that can be done there. */
export interface ActionOffer {
  readonly title: string;
  readonly isPreferred?: boolean;
  /** Those that it mends. */
  readonly diagnostics?: readonly Diagnostic[];
  /** Of the document; absent: the command does it. */
  readonly changes?: readonly TextChange[];
  /** One of our VS Code extension. */
  readonly command?: Command;
}

/** Of which text an action is: of what may be edited, of what may not, of any. */
export type ActionText = "draft" | "received" | "any";

/** One kind of action. A new one is one file, and one line in index.ts. */
export interface ActionSource {
  /** `CodeActionKind` of LSP, e.g. `quickfix`; those of `source` only for who asks for them. */
  readonly kind: string;
  /** Absent: `draft`. */
  readonly text?: ActionText;
  /** Never by itself a reason for a light bulb. */
  readonly isAside?: boolean;
  offers(place: ActionPlace): readonly ActionOffer[] | Promise<readonly ActionOffer[]>;
}
