import type { TextEdit } from "vscode-languageserver-protocol";
import type { DiffFile, Hunk, Message } from "../core/model.js";
import { parse } from "../core/parse.js";
import { changedText } from "../core/patch/changedText.js";
import {
  deleteFile,
  deleteHunk,
  ownHunkAt,
  recountAll,
  recountFile,
  splitHunk,
} from "../core/patch/editDiff.js";
import type { EditAnswer, TextChange } from "../core/patch/hunkShape.js";
import { refreshDiffstat } from "../core/patch/refreshDiffstat.js";
import { reverseFile, reverseHunk } from "../core/patch/reverseDiff.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { ParsedDocument } from "./feature.js";

/** What can be done to a draft's diff at a line. */
export const patchEdits = [
  "deleteHunk",
  "deleteFile",
  "splitHunk",
  "reverseHunk",
  "reverseFile",
  "recountHunk",
  "recountPatch",
  "refreshDiffstat",
] as const;
export type PatchEdit = (typeof patchEdits)[number];

const noDiff = "The cursor is not in a diff of this mail's own.";
const noHunk = "The cursor is not in a hunk.";

/** The changes of one edit; with the diffstat above the diff where the edit changes what it counts. */
export function planEdit(
  { model, text }: ParsedDocument,
  message: Message,
  line0: number,
  edit: PatchEdit,
): EditAnswer {
  const { lines } = model;
  if (lines.depth(line0) > 0) return { refused: "This is quoted text: it stays as it was written." };
  switch (edit) {
    case "recountPatch":
      return message.files.some(({ depth }) => depth === 0)
        ? recountAll(lines, message)
        : { refused: noDiff };
    case "refreshDiffstat":
      return refreshDiffstat(lines, message);
    default: {
      const place = ownHunkAt(lines, message, line0);
      if (place === null) return { refused: noDiff };
      const answer = editAt(lines, message, place.file, place.hunk, line0, edit);
      return edit === "recountHunk" || "refused" in answer
        ? answer
        : withDiffstat(text, message, answer.changes);
    }
  }
}

function editAt(
  lines: LineTable,
  message: Message,
  file: DiffFile,
  hunk: Hunk | null,
  line0: number,
  edit: Exclude<PatchEdit, "recountPatch" | "refreshDiffstat">,
): EditAnswer {
  if (edit === "deleteFile") return deleteFile(lines, message, file);
  if (edit === "reverseFile") return reverseFile(lines, message, file);
  if (hunk === null) return { refused: noHunk };
  switch (edit) {
    case "deleteHunk":
      return deleteHunk(lines, message, file, hunk);
    case "splitHunk":
      return splitHunk(lines, message, file, hunk, line0);
    case "reverseHunk":
      return reverseHunk(lines, message, file, hunk);
    case "recountHunk":
      return recountFile(lines, message, file);
    default: {
      const never: never = edit;
      return never;
    }
  }
}

/** The diffstat stands above all that was changed: what it must say is read from the message as it will be. */
function withDiffstat(text: string, message: Message, changes: readonly TextChange[]): EditAnswer {
  const { start } = message.span;
  const { document } = parse(changedText(text, message.span, changes));
  const changed = document.messages[0];
  const stat = changed === undefined ? null : refreshDiffstat(document.lines, changed);
  if (stat === null || "refused" in stat) return { changes };
  const moved = stat.changes.map(({ span, text: now }) => ({
    span: { start: span.start + start, end: span.end + start },
    text: now,
  }));
  return { changes: [...moved, ...changes] };
}

/** As LSP has them. */
export function textEdits(lines: LineTable, changes: readonly TextChange[]): TextEdit[] {
  return changes.map(({ span, text }) => ({ range: lines.rangeOf(span), newText: text }));
}
