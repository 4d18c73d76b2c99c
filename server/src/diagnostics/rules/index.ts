import type { Rule } from "../rule.js";
import { APPLY_RULES } from "./apply.js";
import { authorSignoffMismatch } from "./authorSignoffMismatch.js";
import { authorSignoffMissing } from "./authorSignoffMissing.js";
import { badDate } from "./badDate.js";
import { badFixes } from "./badFixes.js";
import { badForm } from "./badForm.js";
import { badGitHeader } from "./badGitHeader.js";
import { badMode } from "./badMode.js";
import { badStable } from "./badStable.js";
import { coDevelopedBy } from "./coDevelopedBy.js";
import { corruptHunk } from "./corruptHunk.js";
import { deletedFileHasNewLines } from "./deletedFileHasNewLines.js";
import { diffstatMismatch } from "./diffstatMismatch.js";
import { duplicateIndex } from "./duplicateIndex.js";
import { duplicateMessageId } from "./duplicateMessageId.js";
import { duplicateTrailer } from "./duplicateTrailer.js";
import { emptyPatch } from "./emptyPatch.js";
import { formatFlowed } from "./formatFlowed.js";
import { fromMismatch } from "./fromMismatch.js";
import { hunkWithoutHeader } from "./hunkWithoutHeader.js";
import { missingFixes } from "./missingFixes.js";
import { missingPatch } from "./missingPatch.js";
import { missingSignoff } from "./missingSignoff.js";
import { newFileHasOldLines } from "./newFileHasOldLines.js";
import { noCover } from "./noCover.js";
import { noopHunk } from "./noopHunk.js";
import { parentMissing } from "./parentMissing.js";
import { quotedHunk } from "./quotedHunk.js";
import { reportedByWithoutCloses } from "./reportedByWithoutCloses.js";
import { submitterSignoffMissing } from "./submitterSignoffMissing.js";
import { tooLong } from "./tooLong.js";
import { trailerOrder } from "./trailerOrder.js";
import { whitespaceDamaged } from "./whitespaceDamaged.js";

/**
 * All rules: the one source of ids, levels and texts. The settings schema in package.json and docs/diagnostics.md are
 * generated from this table (scripts/generateRules.mjs).
 */
export const RULES: readonly Rule[] = [
  corruptHunk,
  noopHunk,
  hunkWithoutHeader,
  badGitHeader,
  badMode,
  newFileHasOldLines,
  deletedFileHasNewLines,
  emptyPatch,
  diffstatMismatch,
  whitespaceDamaged,
  quotedHunk,
  badDate,
  formatFlowed,
  missingSignoff,
  authorSignoffMissing,
  authorSignoffMismatch,
  badForm,
  coDevelopedBy,
  reportedByWithoutCloses,
  badStable,
  submitterSignoffMissing,
  badFixes,
  missingFixes,
  duplicateTrailer,
  fromMismatch,
  trailerOrder,
  missingPatch,
  duplicateIndex,
  noCover,
  tooLong,
  parentMissing,
  duplicateMessageId,
  ...APPLY_RULES,
];
