import { codeAction } from "./codeAction.js";
import { completion } from "./completion.js";
import { editPatch } from "./editPatch.js";
import type { LateFeature } from "./feature.js";
import { documentFormatting, rangeFormatting } from "./formatting.js";

/** The table of the features that lateCapabilities.ts announces: one line each. */
export const lateFeatures: readonly LateFeature<unknown, unknown>[] = [
  codeAction,
  completion,
  documentFormatting,
  rangeFormatting,
  editPatch,
];
