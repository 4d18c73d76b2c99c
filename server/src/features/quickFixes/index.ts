import type { QuickFix } from "./quickFix.js";
import { recountCutHunk, recountHunk } from "./recountHunk.js";
import { refreshDiffstat } from "./refreshDiffstat.js";
import { restoreHunks } from "./restoreHunks.js";

/** The fixes of findings, in the order of the menu: one line each. */
export const QUICK_FIXES: readonly QuickFix[] = [restoreHunks, recountHunk, recountCutHunk, refreshDiffstat];
