import { ErrorCodes, ResponseError } from "vscode-languageserver";
import { sidesOfDiff } from "../adapters/parseDiffRows.js";
import { hunkAt, messageAt } from "../core/lookup.js";
import type { DiffFile } from "../core/model.js";
import { plainDiff } from "../core/patch/plainDiff.js";
import type { Position } from "../core/text/lineTable.js";
import type { ParsedDocument } from "../features/feature.js";
import { documentUri } from "../lsp/documentUri.js";
import type { WorkServices } from "./services.js";

/** `patchMail/sideBySide`: both sides of the file at a place, from what its hunks hold; null outside of diffs. */
export interface SideBySideParams {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

export interface SideBySideResult {
  /** The file's path. */
  readonly title: string;
  readonly left: string;
  readonly right: string;
  /** What the reader must know; never empty, since whole files need a repository. All there is where both sides are empty. */
  readonly note: string;
}

export interface SideBySideRequests {
  "patchMail/sideBySide"(params: SideBySideParams): SideBySideResult | null;
}

export function createSideBySide({ documents }: WorkServices): SideBySideRequests {
  return {
    "patchMail/sideBySide"(params) {
      const uri = documentUri(params);
      if (uri === undefined || params.position === undefined) {
        const needed = "patchMail/sideBySide needs textDocument.uri and position";
        throw new ResponseError(ErrorCodes.InvalidParams, needed);
      }
      const parsed = documents.analysis(uri)?.parsed;
      return parsed ? sideBySide(parsed, params.position) : null;
    },
  };
}

/** Both sides of the file at a position. */
export function sideBySide(document: ParsedDocument, position: Position): SideBySideResult | null {
  const { model } = document;
  const message = messageAt(model, model.lines.offsetAt(position));
  const file =
    message && (hunkAt(model, message, position.line)?.file ?? nearestFile(message.files, position.line));
  if (!file || file.hunks.length === 0) return null;
  const title = file.path || "diff";
  if (file.isCombined) {
    const note = "This is the diff of a merge: it has more than two sides.";
    return { title, left: "", right: "", note };
  }
  return {
    title,
    ...sidesOfDiff(plainDiff(model.lines, file)),
    note: file.hunks.some((hunk) => hunk.corruptLine0 !== null)
      ? "A hunk of this file is damaged: what is lost is missing here, too."
      : "Only what the patch holds is shown; the lines between the hunks are not.",
  };
}

/** The innermost file around a line: the cursor may stand in a comment between quoted hunk lines. */
function nearestFile(files: readonly DiffFile[], line0: number): DiffFile | undefined {
  return files
    .filter((file) => line0 >= file.startLine0 && line0 < file.endLine0)
    .sort((a, b) => b.depth - a.depth)[0];
}
