import { type BlobHash, type DiffFile, LineKind } from "../../core/model.js";
import { touches } from "../../core/text/span.js";
import { code, type HoverBlock, type Line, link, list, paragraph, prose, text } from "./content.js";
import type { HoverPart, HoverPlace } from "./place.js";
import { byteSize } from "./words.js";

/** Hover: one of the two blobs of an `index a..b` line (git-diff(1), "GENERATING PATCH TEXT WITH -p"). */
export const blobHash: HoverPart = async (place, context) => {
  if (place.kind !== LineKind.diffExtended) return null;
  const under = blobUnder(place);
  if (!under) return null;
  const { file, blob, isOld } = under;
  const path = (isOld ? file.oldPath : file.newPath)?.path ?? file.path;
  const head = (words: string): HoverBlock =>
    paragraph(
      [text(`${words} `), code(path)],
      [text(isOld ? "The file before the patch" : "The file after the patch")],
    );
  if (/^0+$/.test(blob.hash)) {
    const words = isOld ? "There is no blob: the patch adds" : "There is no blob: the patch deletes";
    return { span: blob.span, blocks: [paragraph([text(`${words} `), code(file.path)])] };
  }
  const answer = await context.git.blob(place.document.uri, blob.hash);
  const title: Line = [text("Blob "), code(blob.hash)];
  if ("found" in answer) {
    const size = `In the repository, ${byteSize(answer.found.sizeBytes)}`;
    return {
      span: blob.span,
      blocks: [
        paragraph(title),
        head("Path:"),
        paragraph([text(size)], [text("From "), code(answer.repository)]),
      ],
    };
  }
  if ("ambiguous" in answer) {
    const candidates = answer.ambiguous.slice(0, 10).map((candidate): Line => [text(candidate)]);
    return {
      span: blob.span,
      blocks: [
        paragraph(title),
        head("Path:"),
        paragraph([text("Several blobs begin so:")]),
        list(candidates),
      ],
    };
  }
  const lines: Line[] = [[text("notFound" in answer ? answer.notFound : answer.unavailable)]];
  if ("notFound" in answer && isOld) {
    lines.push(
      prose("Without it `git am --3way` cannot fall back on a merge: the patch was made on another tree."),
    );
  } else if ("notFound" in answer) {
    lines.push([text("That is expected where the patch has not been applied.")]);
  }
  const search = `${context.options.archiveUrl.replace(/\/?$/, "/")}?q=dfblob%3A${blob.hash}`;
  const links = paragraph([link("Search the archive", search)]);
  return { span: blob.span, blocks: [paragraph(title), head("Path:"), paragraph(...lines), links] };
};

function blobUnder(place: HoverPlace): { file: DiffFile; blob: BlobHash; isOld: boolean } | null {
  for (const file of place.message.files) {
    if (place.line0 < file.startLine0 || place.line0 >= file.endLine0) continue;
    if (file.oldBlob && touches(file.oldBlob.span, place.offset))
      return { file, blob: file.oldBlob, isOld: true };
    if (file.newBlob && touches(file.newBlob.span, place.offset))
      return { file, blob: file.newBlob, isOld: false };
  }
  return null;
}
