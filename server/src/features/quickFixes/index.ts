import { addRecipients } from "./addRecipients.js";
import { addSignOff } from "./addSignOff.js";
import { closesAfterReport } from "./closesAfterReport.js";
import { coDevelopedPair } from "./coDevelopedPair.js";
import { commitForm, commitWords } from "./commitForm.js";
import { commitReference } from "./commitReference.js";
import { endLastLine } from "./endLastLine.js";
import { fixesForm } from "./fixesForm.js";
import { fixesFromRepository } from "./fixesFromRepository.js";
import { linkForm, loreLink } from "./loreLink.js";
import { moveChangelog } from "./moveChangelog.js";
import { moveDescription } from "./moveDescription.js";
import { moveFixes } from "./moveFixes.js";
import { nameLink } from "./nameLink.js";
import { orderTrailers } from "./orderTrailers.js";
import type { QuickFix } from "./quickFix.js";
import { recountCutHunk, recountHunk } from "./recountHunk.js";
import { reflowParagraph } from "./reflowParagraph.js";
import { refreshDiffstat } from "./refreshDiffstat.js";
import { removeCr } from "./removeCr.js";
import { removeDuplicate } from "./removeDuplicate.js";
import { removeFormatCharacters } from "./removeFormatCharacters.js";
import { removeGerritChangeId } from "./removeGerritChangeId.js";
import { restoreHunks } from "./restoreHunks.js";
import { sayUtf8 } from "./sayUtf8.js";
import { signOffPerson } from "./signOffPerson.js";
import { stableAddress } from "./stableAddress.js";
import { straightenIndentation, stripTrailingWhitespace } from "./stripWhiteSpace.js";
import { subjectPrefix } from "./subjectPrefix.js";
import { trailerAddress } from "./trailerAddress.js";
import { trailerForm } from "./trailerForm.js";
import { trailerHyphens } from "./trailerHyphens.js";

/** The fixes of findings, in the order of the menu: one line each. */
export const QUICK_FIXES: readonly QuickFix[] = [
  endLastLine,
  restoreHunks,
  recountHunk,
  recountCutHunk,
  refreshDiffstat,
  trailerForm,
  trailerHyphens,
  trailerAddress,
  removeDuplicate,
  stableAddress,
  coDevelopedPair,
  closesAfterReport,
  addSignOff,
  signOffPerson,
  orderTrailers,
  stripTrailingWhitespace,
  straightenIndentation,
  removeCr,
  removeFormatCharacters,
  sayUtf8,
  fixesFromRepository,
  fixesForm,
  subjectPrefix,
  commitReference,
  commitForm,
  commitWords,
  moveFixes,
  moveChangelog,
  moveDescription,
  nameLink,
  linkForm,
  loreLink,
  removeGerritChangeId,
  addRecipients,
  reflowParagraph,
];
