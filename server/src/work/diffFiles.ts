import { createHash } from "node:crypto";
import type { CancellationToken } from "vscode-languageserver";
import { ErrorCodes, ResponseError } from "vscode-languageserver";
import { type DiffFile, LineKind } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import { documentUri } from "../protocol/documentUri.js";
import { createPlaces, type DiffPlaceParams } from "./diffPlaces.js";
import type { WorkServices } from "./services.js";

/** `patchMail/diffFiles`: the files of all diffs of a document, or, with `ordinal`, the one that is named. */
export type DiffFilesParams = Partial<DiffPlaceParams> & Pick<DiffPlaceParams, "textDocument">;

export interface DiffFileItem {
  readonly path: string;
  /** 0-based; `endLine` is exclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** 0-based place of its message in the document. */
  readonly message: number;
  /** The same for the same change of the same file, wherever it stands in the file and whatever blobs it names. */
  readonly key: string;
}

export interface DiffFilesRequests {
  "patchMail/diffFiles"(params: DiffFilesParams, token: CancellationToken): Promise<readonly DiffFileItem[]>;
}

const maxItems = 5000;

export function createDiffFiles(services: WorkServices): DiffFilesRequests {
  const places = createPlaces(services);
  return {
    async "patchMail/diffFiles"(params, token) {
      const uri = documentUri(params);
      if (uri === undefined)
        throw new ResponseError(ErrorCodes.InvalidParams, "patchMail/diffFiles needs textDocument.uri");
      const { position, ordinal, file } = params;
      if (position !== undefined) {
        const place = await places.fileAt(
          { textDocument: { uri }, position, ...(ordinal === undefined ? {} : { ordinal, file: file ?? 0 }) },
          token,
        );
        return place === null ? [] : [item(place.document.lines, place.file, place.message.index)];
      }
      const model = services.documents.analysis(uri)?.parsed.model;
      const items: DiffFileItem[] = [];
      for (const { files, index } of model?.messages ?? []) {
        for (const one of files) {
          if (items.length >= maxItems || model === undefined) return items;
          items.push(item(model.lines, one, index));
        }
      }
      return items;
    },
  };
}

function item(lines: LineTable, file: DiffFile, message: number): DiffFileItem {
  const { path, startLine0: startLine, endLine0: endLine } = file;
  return { path, startLine, endLine, message, key: keyOf(lines, file) };
}

/**
 * A sum of the file's paths, modes and the lines of its hunks; like a patch-id without its line numbers and blobs, but with
 * white space, which a reviewer looks at. Long enough that no mail can be made to look viewed.
 */
export function keyOf(lines: LineTable, file: DiffFile): string {
  const sum = createHash("sha256");
  const { depth, oldPath, newPath, oldMode, newMode } = file;
  sum.update(JSON.stringify([oldPath?.path, newPath?.path, oldMode, newMode, file.status]));
  // A binary file is known by its blobs alone.
  if (file.isBinary) sum.update(JSON.stringify([file.oldBlob?.hash, file.newBlob?.hash]));
  let row = "";
  for (let line0 = file.headerEndLine0; line0 < file.endLine0; line0++) {
    const kind = lines.kind(line0);
    if (lines.depth(line0) !== depth) continue;
    // What a mailer has wrapped is one line. The rest of a header is no line of the file.
    if (kind === LineKind.wrapped && row !== "") {
      if (row !== "@@") row += row.endsWith(" ") ? lines.content(line0) : ` ${lines.content(line0)}`;
      continue;
    }
    const isRow = (kind > LineKind.hunkHeader && kind <= LineKind.binary) || kind === LineKind.corrupt;
    if (kind !== LineKind.hunkHeader && !isRow) continue;
    if (row !== "") sum.update(`${row}\n`);
    // An empty context line may have lost its blank.
    row = isRow ? lines.content(line0) || " " : "@@";
  }
  if (row !== "") sum.update(`${row}\n`);
  return sum.digest("base64url").slice(0, 22);
}
