import { editAction } from "./editAction.js";

export const reverseHunkAction = editAction("reverseHunk", "Reverse this hunk");
