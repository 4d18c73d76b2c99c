import type { Rule } from "../rule.js";
import { APPLY_RULES } from "./apply.js";
import { authorSignoffMismatch } from "./authorSignoffMismatch.js";
import { authorSignoffMissing } from "./authorSignoffMissing.js";
import { badDate } from "./badDate.js";
import { badFixes } from "./badFixes.js";
import { badGitHeader } from "./badGitHeader.js";
import { badMode } from "./badMode.js";
import { corruptHunk } from "./corruptHunk.js";
import { deletedFileHasNewLines } from "./deletedFileHasNewLines.js";
import { diffstatMismatch } from "./diffstatMismatch.js";
import { duplicateTrailer } from "./duplicateTrailer.js";
import { emptyPatch } from "./emptyPatch.js";
import { formatFlowed } from "./formatFlowed.js";
import { hunkWithoutHeader } from "./hunkWithoutHeader.js";
import { missingPatch } from "./missingPatch.js";
import { missingSignoff } from "./missingSignoff.js";
import { newFileHasOldLines } from "./newFileHasOldLines.js";
import { noopHunk } from "./noopHunk.js";
import { quotedHunk } from "./quotedHunk.js";
import { recipientsMissing } from "./recipientsMissing.js";
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
  badFixes,
  duplicateTrailer,
  missingPatch,
  ...APPLY_RULES,
  recipientsMissing,
];
