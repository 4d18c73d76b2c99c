import type { MailDocument, Message } from "../core/model.js";
import { exactDiff, exactFileHeader } from "../core/patch/exactDiff.js";
import type { PatchToCommit } from "../git/rangeDiff.js";
import type { ComparedPatch } from "../patches/compare/comparedPatch.js";
import { patchInfo } from "../threads/ownTrailers.js";

/** The diffs of patches as they were sent, kept beside what is compared. */
export interface PatchSources {
  add(patch: ComparedPatch | null, document: MailDocument, message: Message): void;
  /** null where something is missing, or was too much. */
  filesOf(patch: ComparedPatch): PatchToCommit["files"] | null;
  /** `base-commit:` of a mail; the last one counts. */
  baseCommit: string | null;
}

/** Characters of diffs that are kept for git. */
const maxCharacters = 8_000_000;
/** Each is three processes. */
const maxPatches = 200;

export function createPatchSources(): PatchSources {
  /** By the patch's lines, which stay the same object where it gets another number. */
  const files = new Map<Int32Array, PatchToCommit["files"]>();
  let characters = 0;
  const sources: PatchSources = {
    baseCommit: null,
    add(patch, document, message) {
      if (patch === null) return;
      sources.baseCommit = patchInfo(document, message).baseCommit ?? sources.baseCommit;
      if (characters > maxCharacters || files.size > maxPatches) return;
      const own = message.files
        .filter((file) => file.depth === 0)
        .map((file) => ({
          text: exactDiff(document.lines, file),
          header: exactFileHeader(document.lines, file),
        }));
      for (const { text } of own) characters += text.length;
      files.set(patch.lines, own);
    },
    filesOf: (patch) => files.get(patch.lines) ?? null,
  };
  return sources;
}
