import { editAction } from "./editAction.js";

export const splitHunkAction = editAction("splitHunk", "Split this hunk here");
