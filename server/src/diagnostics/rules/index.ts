import type { Rule } from "../rule.js";
import { APPLY_RULES } from "./apply.js";
import { authorSignoffMismatch } from "./authorSignoffMismatch.js";
import { authorSignoffMissing } from "./authorSignoffMissing.js";
import { badDate } from "./badDate.js";
import { badFixes } from "./badFixes.js";
import { badGitHeader } from "./badGitHeader.js";
import { badLink } from "./badLink.js";
import { badMode } from "./badMode.js";
import { commentSymbol } from "./commentSymbol.js";
import { commitIdStyle } from "./commitIdStyle.js";
import { corruptHunk } from "./corruptHunk.js";
import { deletedFileHasNewLines } from "./deletedFileHasNewLines.js";
import { diffstatMismatch } from "./diffstatMismatch.js";
import { duplicateTrailer } from "./duplicateTrailer.js";
import { editme } from "./editme.js";
import { emptyPatch } from "./emptyPatch.js";
import { formatFlowed } from "./formatFlowed.js";
import { gerritChangeId } from "./gerritChangeId.js";
import { hunkWithoutHeader } from "./hunkWithoutHeader.js";
import { longLine } from "./longLine.js";
import { misplacedBody } from "./misplacedBody.js";
import { missingPatch } from "./missingPatch.js";
import { missingSignoff } from "./missingSignoff.js";
import { newFileHasOldLines } from "./newFileHasOldLines.js";
import { noopHunk } from "./noopHunk.js";
import { preferLore } from "./preferLore.js";
import { quotedHunk } from "./quotedHunk.js";
import { subjectPrefixMissing } from "./subjectPrefixMissing.js";
import { subjectTooLong } from "./subjectTooLong.js";
import { subjectToolName } from "./subjectToolName.js";
import { tooShort } from "./tooShort.js";
import { useLink } from "./useLink.js";
import { versioningAboveCut } from "./versioningAboveCut.js";
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
  longLine,
  tooShort,
  misplacedBody,
  commitIdStyle,
  commentSymbol,
  versioningAboveCut,
  useLink,
  badLink,
  preferLore,
  gerritChangeId,
  subjectToolName,
  subjectTooLong,
  subjectPrefixMissing,
  editme,
  missingSignoff,
  authorSignoffMissing,
  authorSignoffMismatch,
  badFixes,
  duplicateTrailer,
  missingPatch,
  ...APPLY_RULES,
];
