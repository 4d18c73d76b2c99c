import { addRecipients } from "./addRecipients.js";
import type { QuickFix } from "./quickFix.js";

/** The fixes of findings, in the order of the menu: one line each. */
export const QUICK_FIXES: readonly QuickFix[] = [addRecipients];
