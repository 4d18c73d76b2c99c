import { editAction } from "./editAction.js";

export const reverseFileAction = editAction("reverseFile", "Reverse this file's diff");
