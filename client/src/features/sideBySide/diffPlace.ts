import * as vscode from "vscode";
import type { DiffPlaceParams } from "../../../../server/src/work/diffPlaces.js";
import { activeMailEditor, cursorParams } from "../../documents.js";
import { type VirtualSource, virtualKind, virtualSource } from "../../virtualFiles.js";

/** What a code lens or another extension gives to the commands that work on a diff: a document and a 0-based line in it. */
export interface GivenPlace {
  readonly uri: string;
  readonly line: number;
}

export function isGivenPlace(value: unknown): value is GivenPlace {
  if (typeof value !== "object" || value === null) return false;
  const { uri, line } = value as Readonly<Record<string, unknown>>;
  return typeof uri === "string" && typeof line === "number";
}

/** The kind of the virtual documents that are sides of a file. */
export const sideKind = "diff";

/** Whether a document is a side of a file in the diff editor. */
export const isSide = (uri: vscode.Uri): boolean => virtualKind(uri) === sideKind;

/** The diffed file that a command is meant for: what is given, else that of the active editor. */
export function diffPlace(given?: unknown): DiffPlaceParams | undefined {
  if (isGivenPlace(given))
    return { textDocument: { uri: given.uri }, position: { line: given.line, character: 0 } };
  const uri = vscode.window.activeTextEditor?.document.uri;
  const source = uri && isSide(uri) ? virtualSource(uri) : undefined;
  if (source !== undefined) return placeOfSource(source);
  const editor = activeMailEditor();
  return editor && cursorParams(editor);
}

/** The file that a virtual document shows, for the server. */
export function placeOfSource({ uri, line, index, file }: VirtualSource): DiffPlaceParams {
  const place = { textDocument: { uri }, position: { line, character: 0 } };
  return index === undefined || file === undefined ? place : { ...place, ordinal: index, file };
}

/** The source of a virtual document for a file; the way back from `placeOfSource`. */
export function sourceOfPlace({ textDocument, position, ordinal, file }: DiffPlaceParams): VirtualSource {
  const source = { uri: textDocument.uri, line: position.line };
  return ordinal === undefined ? source : { ...source, index: ordinal, file: file ?? 0 };
}

/** The server must know the document that a place is in; a restored tab may stand there without it. */
export async function openForServer({ textDocument, ordinal }: DiffPlaceParams): Promise<void> {
  if (ordinal === undefined) await vscode.workspace.openTextDocument(vscode.Uri.parse(textDocument.uri));
}
