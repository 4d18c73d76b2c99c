/** What the parts of the outline share. */
import type { SymbolKind } from "vscode-languageserver-protocol";
import type { Span } from "../core/text/span.js";
import { shortened } from "./locate.js";

/** Longest name: VS Code shows one line of it. */
export const nameLimit = 80;

/** LSP's numbers (§ SymbolKind); the package's values are no types, and this room imports types only. */
export const Kind = {
  file: 1,
  package: 4,
  method: 6,
  property: 7,
  string: 15,
  array: 18,
  object: 19,
  event: 24,
} as const satisfies {
  readonly [name: string]: SymbolKind;
};

/** A run of lines: what every node of the model has. */
export interface Place {
  readonly span: Span;
  readonly startLine0: number;
  readonly endLine0: number;
}

export type AddPart = (name: string, detail: string, kind: SymbolKind, place: Place) => void;

export function nameOf(text: string, fallback: string): string {
  return shortened(text, nameLimit) || fallback;
}
