/** Into whose settings a rule is turned off, and the words for it. */
export interface SuppressPlace {
  readonly target: "user" | "workspace" | "folder";
  /** Ends the title of the action: “Turn off log.long-line …”. */
  readonly title: string;
  /** Ends the sentence afterwards: “log.long-line is off …”. */
  readonly told: string;
}

/** `folders`: those of the workspace; `folder`: the name of the one that the mail is in, if it is in one. */
export function suppressPlace(folders: number, folder: string | undefined): SuppressPlace {
  if (folder !== undefined && folders > 1)
    return { target: "folder", title: "for this folder", told: `for the folder ${folder}` };
  if (folders > 0) return { target: "workspace", title: "in this workspace", told: "in this workspace" };
  return { target: "user", title: "in your user settings", told: "in your user settings" };
}
