import { deleteFileAction } from "./deleteFile.js";
import { deleteHunkAction } from "./deleteHunk.js";
import { quickFixAction } from "./quickFixAction.js";
import { reverseFileAction } from "./reverseFile.js";
import { reverseHunkAction } from "./reverseHunk.js";
import type { ActionSource } from "./source.js";
import { splitHunkAction } from "./splitHunk.js";

/** The code actions of drafts, in the order of the menu: one line each. */
export const actionSources: readonly ActionSource[] = [
  quickFixAction,
  splitHunkAction,
  deleteHunkAction,
  deleteFileAction,
  reverseHunkAction,
  reverseFileAction,
];
