import { editAction } from "./editAction.js";

export const deleteFileAction = editAction("deleteFile", "Delete this file's diff");
