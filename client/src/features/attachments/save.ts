import * as vscode from "vscode";
import { say } from "../../ask.js";
import type { Host } from "../../host.js";
import { safeName } from "../../virtualNames.js";
import { writeWhole } from "../../wholeFile.js";
import { type AttachmentPlace, attachmentBytes } from "./attachmentFiles.js";

/** Where attachments were saved last: the next dialog opens there. */
const folderKey = "patchMail.attachmentFolder";

/** Asks where to, and saves. The dialog asks before a file is replaced. */
export async function saveOne(host: Host, place: AttachmentPlace): Promise<void> {
  const folder = startFolder(host);
  const name = fileName(place);
  const target = await vscode.window.showSaveDialog({
    title: `Save Attachment ${name}`,
    saveLabel: "Save Attachment",
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  await writeWhole(target, await attachmentBytes(host, place));
  remember(host, vscode.Uri.joinPath(target, ".."));
  say(`Saved ${target.path.split("/").at(-1)}.`);
}

/** Asks for a folder, and saves all. What is there already is replaced only where the user says so. */
export async function saveAll(host: Host, places: readonly AttachmentPlace[]): Promise<void> {
  const start = startFolder(host);
  const picked = await vscode.window.showOpenDialog({
    title: `Save ${places.length} Attachments`,
    openLabel: "Save Here",
    canSelectFiles: false,
    canSelectFolders: true,
    ...(start === undefined ? {} : { defaultUri: start }),
  });
  const folder = picked?.[0];
  if (folder === undefined) return;
  const files = namedApart(places);
  const isThere = await Promise.all(files.map(({ name }) => exists(vscode.Uri.joinPath(folder, name))));
  const taken = files.filter((_, at) => isThere[at] === true);
  let chosen = files;
  if (taken.length > 0) {
    const answer = await askToReplace(taken.map(({ name }) => name));
    if (answer === undefined) return;
    if (answer === "keep") chosen = files.filter((file) => !taken.includes(file));
  }
  for (const { name, place } of chosen) {
    await writeWhole(vscode.Uri.joinPath(folder, name), await attachmentBytes(host, place));
  }
  remember(host, folder);
  say(chosen.length === 1 ? "Saved one attachment." : `Saved ${chosen.length} attachments.`);
}

async function askToReplace(names: readonly string[]): Promise<"replace" | "keep" | undefined> {
  const [replace, keep] = ["Replace", "Keep Them"] as const;
  const [first = ""] = names;
  const answer = await vscode.window.showWarningMessage(
    names.length === 1
      ? `${first} is there already. Replace it?`
      : `${names.length} of the files are there already. Replace them?`,
    { modal: true, detail: names.slice(0, 10).join("\n") },
    replace,
    keep,
  );
  return answer === replace ? "replace" : answer === keep ? "keep" : undefined;
}

/** The server makes names safe; it is not trusted with it alone, since they come from a mail. */
function fileName({ attachment }: AttachmentPlace): string {
  const name = safeName(attachment.safeName, `part-${attachment.index}`).replace(/^\.+/, "_");
  return name.replace(/[. ]+$/, "") || `part-${attachment.index}`;
}

interface NamedPlace {
  readonly name: string;
  readonly place: AttachmentPlace;
}

/** Two attachments of one name get different ones: `a.patch`, `a-2.patch`. File systems may not tell cases apart. */
function namedApart(places: readonly AttachmentPlace[]): readonly NamedPlace[] {
  const used = new Set<string>();
  return places.map((place) => {
    const wanted = fileName(place);
    const dot = wanted.lastIndexOf(".");
    const [stem, extension] = dot > 0 ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, ""];
    let name = wanted;
    for (let number = 2; used.has(name.toLowerCase()); number++) name = `${stem}-${number}${extension}`;
    used.add(name.toLowerCase());
    return { name, place };
  });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

function startFolder(host: Host): vscode.Uri | undefined {
  const last = host.extension.workspaceState.get<string>(folderKey);
  return last === undefined ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.parse(last);
}

function remember(host: Host, folder: vscode.Uri): void {
  void host.extension.workspaceState.update(folderKey, folder.toString());
}
