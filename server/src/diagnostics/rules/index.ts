import type { Rule } from "../rule.js";
import { alreadyApplied } from "./alreadyApplied.js";
import { authorSignoffMismatch } from "./authorSignoffMismatch.js";
import { authorSignoffMissing } from "./authorSignoffMissing.js";
import { badDate } from "./badDate.js";
import { badFixes } from "./badFixes.js";
import { badForm } from "./badForm.js";
import { badGitHeader } from "./badGitHeader.js";
import { badLink } from "./badLink.js";
import { badMode } from "./badMode.js";
import { badStable } from "./badStable.js";
import { coDevelopedBy } from "./coDevelopedBy.js";
import { commentSymbol } from "./commentSymbol.js";
import { commitIdStyle } from "./commitIdStyle.js";
import { commitSubjectMismatch } from "./commitSubjectMismatch.js";
import { corruptHunk } from "./corruptHunk.js";
import { deletedFileHasNewLines } from "./deletedFileHasNewLines.js";
import { diffInMessage } from "./diffInMessage.js";
import { diffstatMismatch } from "./diffstatMismatch.js";
import { dosLineEndings } from "./dosLineEndings.js";
import { duplicateIndex } from "./duplicateIndex.js";
import { duplicateMessageId } from "./duplicateMessageId.js";
import { duplicateTrailer } from "./duplicateTrailer.js";
import { editme } from "./editme.js";
import { emptyPatch } from "./emptyPatch.js";
import { encodedBody } from "./encodedBody.js";
import { execBit } from "./execBit.js";
import { fileBecomesEmpty } from "./fileBecomesEmpty.js";
import { fileFails } from "./fileFails.js";
import { fileMissing } from "./fileMissing.js";
import { fixesNotAncestor } from "./fixesNotAncestor.js";
import { fixesSubjectMismatch } from "./fixesSubjectMismatch.js";
import { fixesUnknown } from "./fixesUnknown.js";
import { formatFlowed } from "./formatFlowed.js";
import { fromMismatch } from "./fromMismatch.js";
import { gerritChangeId } from "./gerritChangeId.js";
import { htmlOnly } from "./htmlOnly.js";
import { hunkFails } from "./hunkFails.js";
import { hunkOffset } from "./hunkOffset.js";
import { hunkWithoutHeader } from "./hunkWithoutHeader.js";
import { invalidUtf8 } from "./invalidUtf8.js";
import { longLine } from "./longLine.js";
import { misplacedBody } from "./misplacedBody.js";
import { missingFixes } from "./missingFixes.js";
import { missingPatch } from "./missingPatch.js";
import { missingSignoff } from "./missingSignoff.js";
import { newFileHasOldLines } from "./newFileHasOldLines.js";
import { noCover } from "./noCover.js";
import { nonUtf8Log } from "./nonUtf8Log.js";
import { noopHunk } from "./noopHunk.js";
import { notUnified } from "./notUnified.js";
import { parentMissing } from "./parentMissing.js";
import { preferLore } from "./preferLore.js";
import { prefix } from "./prefix.js";
import { quotedCrlf } from "./quotedCrlf.js";
import { quotedHunk } from "./quotedHunk.js";
import { recipientsMissing } from "./recipientsMissing.js";
import { reportedByWithoutCloses } from "./reportedByWithoutCloses.js";
import { scissors } from "./scissors.js";
import { spaceBeforeTab } from "./spaceBeforeTab.js";
import { subjectPrefixMissing } from "./subjectPrefixMissing.js";
import { subjectTooLong } from "./subjectTooLong.js";
import { subjectToolName } from "./subjectToolName.js";
import { submitterSignoffMissing } from "./submitterSignoffMissing.js";
import { suspiciousUnicode } from "./suspiciousUnicode.js";
import { tooLong } from "./tooLong.js";
import { tooShort } from "./tooShort.js";
import { trailerOrder } from "./trailerOrder.js";
import { trailingWhitespace } from "./trailingWhitespace.js";
import { unknownCommitInLog } from "./unknownCommit.js";
import { upstreamSubjectMismatch } from "./upstreamSubjectMismatch.js";
import { upstreamUnknown } from "./upstreamUnknown.js";
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
  fileBecomesEmpty,
  emptyPatch,
  notUnified,
  execBit,
  prefix,
  diffstatMismatch,
  whitespaceDamaged,
  quotedHunk,
  badDate,
  formatFlowed,
  quotedCrlf,
  encodedBody,
  htmlOnly,
  scissors,
  dosLineEndings,
  trailingWhitespace,
  spaceBeforeTab,
  invalidUtf8,
  nonUtf8Log,
  suspiciousUnicode,
  diffInMessage,
  longLine,
  tooShort,
  misplacedBody,
  commitIdStyle,
  unknownCommitInLog,
  commitSubjectMismatch,
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
  badForm,
  coDevelopedBy,
  reportedByWithoutCloses,
  badStable,
  submitterSignoffMissing,
  badFixes,
  fixesUnknown,
  fixesSubjectMismatch,
  fixesNotAncestor,
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
  upstreamUnknown,
  upstreamSubjectMismatch,
  hunkFails,
  hunkOffset,
  fileMissing,
  fileFails,
  alreadyApplied,
  recipientsMissing,
];
