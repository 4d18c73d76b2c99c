import { commitReference } from "./commitReference.js";
import { fixesFromRepository } from "./fixesFromRepository.js";
import type { QuickFix } from "./quickFix.js";
import { recountCutHunk, recountHunk } from "./recountHunk.js";
import { refreshDiffstat } from "./refreshDiffstat.js";
import { removeCr } from "./removeCr.js";
import { removeFormatCharacters } from "./removeFormatCharacters.js";
import { restoreHunks } from "./restoreHunks.js";
import { sayUtf8 } from "./sayUtf8.js";
import { straightenIndentation, stripTrailingWhitespace } from "./stripWhiteSpace.js";

/** The fixes of findings, in the order of the menu: one line each. */
export const QUICK_FIXES: readonly QuickFix[] = [
  restoreHunks,
  recountHunk,
  recountCutHunk,
  refreshDiffstat,
  stripTrailingWhitespace,
  straightenIndentation,
  removeCr,
  removeFormatCharacters,
  sayUtf8,
  restoreHunks,
  recountHunk,
  recountCutHunk,
  refreshDiffstat,
  fixesFromRepository,
  commitReference,
];
