import { hunkAt } from "../../core/lookup.js";
import { type DiffFile, type FileStatus, LineKind } from "../../core/model.js";
import { counted } from "../../core/text/counted.js";
import { touches } from "../../core/text/span.js";
import { code, type HoverBlock, type Line, paragraph, prose, strong, text } from "./content.js";
import { maintainersBlocks } from "./maintainers.js";
import { contentText, type HoverPart, type HoverPlace } from "./place.js";

/** Hover: the header lines of a diff's file: path, status, modes, similarity, counts. */
export const fileHeader: HoverPart = async (place, context) => {
  switch (place.kind) {
    case LineKind.diffCommand:
    case LineKind.diffOld:
    case LineKind.diffNew:
    case LineKind.diffExtended:
      break;
    default:
      return null;
  }
  const file = hunkAt(place.document.model, place.message, place.line0)?.file;
  if (!file) return null;
  const mode = place.kind === LineKind.diffExtended ? modeUnder(place) : null;
  if (mode)
    return { span: mode.span, blocks: [paragraph([code(mode.mode), text(` ${modeMeaning(mode.mode)}`)])] };
  const path = [file.oldPath, file.newPath].find((side) => side && touches(side.span, place.offset));
  const named = path?.path ?? file.path;
  const explanation = place.kind === LineKind.diffExtended ? extendedMeaning(contentText(place)) : null;
  return {
    span: path?.span ?? place.content,
    blocks: [
      ...fileBlocks(file),
      ...(explanation ? [paragraph(prose(explanation))] : await maintainersBlocks(place, context, named)),
    ],
  };
};

/** What is said of a file, also where the diffstat names it. */
export function fileBlocks(file: DiffFile): HoverBlock[] {
  const counts = file.isBinary
    ? "binary"
    : `${file.additions} added, ${file.deletions} removed in ${counted(file.hunks.length, "hunk")}`;
  const lines: Line[] = [[text(`${statusText[file.status]}, ${counts}`)]];
  if ((file.status === "renamed" || file.status === "copied") && file.oldPath) {
    lines.push([text("from "), code(file.oldPath.path)]);
  }
  if (file.oldMode !== null && file.newMode !== null && file.oldMode !== file.newMode) {
    lines.push([
      text(
        `mode ${file.oldMode} (${modeMeaning(file.oldMode)}) becomes ${file.newMode} (${modeMeaning(file.newMode)})`,
      ),
    ]);
  }
  return [paragraph([strong(file.path || "A file without a name")]), paragraph(...lines)];
}

const statusText: Record<FileStatus, string> = {
  modified: "Modified",
  added: "New file",
  deleted: "Deleted",
  renamed: "Renamed",
  copied: "Copied",
};

/** The six octal digits of a mode line that the pointer is on. */
function modeUnder(place: HoverPlace): { mode: string; span: { start: number; end: number } } | null {
  const match =
    /^(?:old mode|new mode|new file mode|deleted file mode|index [0-9a-f]{4,64}\.\.[0-9a-f]{4,64}) ([0-7]{6})\s*$/.exec(
      contentText(place),
    );
  const mode = match?.[1];
  if (!match || mode === undefined) return null;
  const start = place.content.start + match[0].lastIndexOf(mode);
  const span = { start, end: start + mode.length };
  return touches(span, place.offset) ? { mode, span } : null;
}

/** A git file mode in words (git-fast-import(1), "filemodify"). */
export function modeMeaning(mode: string): string {
  switch (mode) {
    case "100644":
      return "regular file, not executable";
    case "100755":
      return "executable file";
    case "100664":
      return "regular file, group-writable (old; git writes 100644 today)";
    case "120000":
      return "symbolic link";
    case "160000":
      return "submodule: the content is a commit of another repository";
    case "040000":
      return "directory";
    default:
      return "a mode that git does not know";
  }
}

/** What an extended header line says (git-diff(1), "GENERATING PATCH TEXT WITH -p"). */
function extendedMeaning(line: string): string | null {
  const words: readonly (readonly [string, string])[] = [
    ["index ", "The blobs before and after the patch, abbreviated. `git am --3way` looks the old one up."],
    ["old mode ", "The file's mode before the patch."],
    ["new mode ", "The file's mode after the patch."],
    ["new file mode ", "The patch adds the file with this mode."],
    ["deleted file mode ", "The patch deletes the file, which had this mode."],
    ["similarity index ", "How much of the old file is in the new one."],
    ["dissimilarity index ", "How much of the old file is not in the new one: it was rewritten."],
    ["rename from ", "The file's old path."],
    ["rename to ", "The file's new path."],
    ["copy from ", "The path of the file that was copied."],
    ["copy to ", "The copy's path."],
  ];
  return words.find(([start]) => line.startsWith(start))?.[1] ?? null;
}
