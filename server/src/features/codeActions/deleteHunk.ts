import { editAction } from "./editAction.js";

export const deleteHunkAction = editAction("deleteHunk", "Delete this hunk");
