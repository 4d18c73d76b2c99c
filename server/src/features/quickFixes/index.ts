import type { QuickFix } from "./quickFix.js";
import { reflowParagraph } from "./reflowParagraph.js";

/** The fixes of findings, in the order of the menu: one line each. */
export const QUICK_FIXES: readonly QuickFix[] = [reflowParagraph];
