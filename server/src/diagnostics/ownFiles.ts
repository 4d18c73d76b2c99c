import type { DiffFile, Message } from "../core/model.js";
import type { ParsedDocument } from "../features/feature.js";

/** A part header longer than this is not looked at to its end. */
const PART_HEADER_LENGTH = 8192;

/**
 * The diff files of a message that stand there as git would read them: not quoted, and in a part whose transfer encoding
 * leaves text as it is. In quoted-printable or base64 the lines on disk are not the patch's.
 */
export function ownFiles(document: ParsedDocument, message: Message): readonly DiffFile[] {
  const own = message.files.filter((file) => file.depth === 0);
  if (own.length === 0 || message.encoding === "identity") return own;
  if (message.encoding !== "mixed") return [];
  const headers = partHeaders(document, message, own);
  return own.filter(
    (file) => !/^content-transfer-encoding:\s*(?:quoted-printable|base64)/im.test(headers.get(file) ?? ""),
  );
}

/** The header of the MIME part that each file stands in, as written; no entry for a file in no part. */
export function partHeaders(
  document: ParsedDocument,
  message: Message,
  files: readonly DiffFile[],
): ReadonlyMap<DiffFile, string> {
  const parts = message.blocks.filter(
    (block, index) =>
      block.kind === "partHeader" ||
      (block.kind === "inBodyHeader" && message.blocks[index - 1]?.kind === "partSeparator"),
  );
  const result = new Map<DiffFile, string>();
  let next = 0;
  let header: string | null = null;
  for (const file of files) {
    for (; next < parts.length; next++) {
      const part = parts[next];
      if (!part || part.startLine0 > file.startLine0) break;
      header = document.text.slice(
        part.span.start,
        Math.min(part.span.end, part.span.start + PART_HEADER_LENGTH),
      );
    }
    if (header !== null) result.set(file, header);
  }
  return result;
}
