import type { Message } from "../core/model.js";
import { LineKind } from "../core/model.js";
import type { PatchClues } from "../features/commitSource.js";
import type { ParsedDocument } from "../features/parsedDocument.js";

/** Files of one patch that are looked at. */
const maxClues = 5;

/** For each message of a document: what tells which repository its patch is of, and its base. */
export function patchClues(document: ParsedDocument): (message: Message) => PatchClues {
  let ofSeries: string | null | undefined;
  return (message) => {
    const own = baseCommit(document, message);
    if (own === null && ofSeries === undefined) ofSeries = onlyBase(document);
    return cluesOf(message, own ?? ofSeries ?? null);
  };
}

function cluesOf(message: Message, base: string | null): PatchClues {
  const own = message.files.filter(({ depth, isCombined }) => depth === 0 && !isCombined).slice(0, maxClues);
  const blobs = own.flatMap(({ oldBlob, newBlob }) => [oldBlob?.hash ?? "", newBlob?.hash ?? ""]);
  return {
    base,
    blobs: blobs.filter((hash) => hash.length >= 7 && !/^0*$/.test(hash)),
    paths: own.flatMap(({ oldPath }) => oldPath?.path ?? []),
  };
}

/** `base-commit:` of the message (git-format-patch(1), b4). */
export function baseCommit({ model: { lines } }: ParsedDocument, message: Message): string | null {
  for (const block of message.blocks) {
    if (block.kind !== "patchInfo" || block.depth > 0) continue;
    for (let line0 = block.startLine0; line0 < block.endLine0; line0++) {
      if (lines.kind(line0) !== LineKind.patchInfo) continue;
      const hash = /^base-commit: ([0-9a-f]{7,64})\b/.exec(lines.lineText(line0).slice(0, 100))?.[1];
      if (hash !== undefined) return hash;
    }
  }
  return null;
}

/** A file with one series names its base once, in the cover letter or the first patch; null where there are several, or none. */
function onlyBase(document: ParsedDocument): string | null {
  const all = new Set<string>();
  for (const message of document.model.messages) {
    const base = baseCommit(document, message);
    if (base !== null) all.add(base);
    if (all.size > 1) return null;
  }
  return [...all][0] ?? null;
}
