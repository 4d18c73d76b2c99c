import { addSignoff } from "./addSignoff.js";
import { codeAction } from "./codeAction.js";
import { completion } from "./completion.js";
import { editPatch } from "./editPatch.js";
import type { LateFeature } from "./feature.js";
import { fixProblems } from "./fixProblems.js";
import { documentFormatting, rangeFormatting } from "./formatting.js";

/** The table of the features that lateCapabilities.ts announces: one line each. */
export const lateFeatures: readonly LateFeature<unknown, unknown>[] = [
  codeAction,
  editPatch,
  fixProblems,
  addSignoff,
  completion,
  documentFormatting,
  rangeFormatting,
];
