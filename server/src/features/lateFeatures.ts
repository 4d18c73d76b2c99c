import { codeAction } from "./codeAction.js";
import { editPatch } from "./editPatch.js";
import type { Feature } from "./feature.js";

/** The table of the features that late.ts announces: one line each. */
export const lateTable: readonly Feature<unknown, unknown>[] = [codeAction, editPatch];
