import { askSignOffAction } from "./askSignOff.js";
import { commitAtCursorAction } from "./commitAtCursor.js";
import { deleteFileAction } from "./deleteFile.js";
import { deleteHunkAction } from "./deleteHunk.js";
import { fixAllAction } from "./fixAllAction.js";
import { openDecodedAction } from "./openDecoded.js";
import { fixInCopyAction, quickFixAction } from "./quickFixAction.js";
import { reverseFileAction } from "./reverseFile.js";
import { reverseHunkAction } from "./reverseHunk.js";
import type { ActionSource } from "./source.js";
import { splitHunkAction } from "./splitHunk.js";
import { suppressAction } from "./suppressAction.js";

/** The code actions, in the order of the menu: one line each. */
export const actionSources: readonly ActionSource[] = [
  quickFixAction,
  askSignOffAction,
  fixInCopyAction,
  openDecodedAction,
  suppressAction,
  commitAtCursorAction,
  splitHunkAction,
  deleteHunkAction,
  deleteFileAction,
  reverseHunkAction,
  reverseFileAction,
  fixAllAction,
];
