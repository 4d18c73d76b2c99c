import * as vscode from "vscode";
import type { DiffPlaceParams } from "../../../server/src/work/diffPlaces.js";
import type { FileHead, PlacedFile, SideBySideFilesResult } from "../../../server/src/work/sideBySide.js";
import { attempt, say } from "../ask.js";
import type { ClientFeature, Host } from "../host.js";
import { type VirtualLoader, virtualUri } from "../virtualFiles.js";
import { safeName } from "../virtualNames.js";
import { attachmentUri } from "./attachments/attachmentFiles.js";
import {
  diffPlace,
  isGivenPlace,
  openForServer,
  placeOfSource,
  sideKind,
  sourceOfPlace,
} from "./sideBySide/diffPlace.js";
import { sideBySide, sideBySideFiles } from "./sideBySide/requests.js";
import { viewedKeys } from "./sideBySide/viewedKeys.js";
import type { ThreadElement } from "./threads/tree.js";
import { placeOfItem } from "./threads/treeItem.js";

/** Opens a file, a patch or a series in VS Code's diff editor: whole files where they are known, else what hunks hold. */
export const openSideBySide: ClientFeature = (host) => {
  const load: VirtualLoader = async (source) => {
    const place = placeOfSource(source);
    await openForServer(place);
    const result = await host.server.request(sideBySide, place);
    if (result === null) return "";
    // Where there is no text to compare, both sides say so, and none is a change.
    return result.source === "none" ? `${result.note}\n` : result[source.side ?? "right"];
  };
  const command = (name: string, run: (given: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(name, (given?: unknown) => attempt(host, name, () => run(given)));
  return vscode.Disposable.from(
    host.virtualFiles.register(sideKind, load),
    command("patchMail.openSideBySide", async (given) => {
      const row = isRow(given) ? await placeOfRow(given) : undefined;
      if (row === undefined) await openFile(host, isRow(given) ? undefined : diffPlace(given));
      else await openFiles(host, row.place, row.scope);
    }),
    command("patchMail.openPatchSideBySide", async (given) => {
      const row = await chosenRow(given);
      await openFiles(host, row?.place ?? diffPlace(given), "patch");
    }),
    command("patchMail.openSeriesSideBySide", async (given) => {
      const row = await chosenRow(given);
      await openFiles(host, row?.place ?? diffPlace(given), "series");
    }),
  );
};

/** A row of Threads: VS Code gives it to the commands of its menu. */
function isRow(given: unknown): given is ThreadElement {
  return typeof given === "object" && given !== null && "item" in given && !isGivenPlace(given);
}

interface RowPlace {
  readonly place: DiffPlaceParams;
  /** What a row stands for by itself. */
  readonly scope: "patch" | "series";
}

/** The row that is given, else the one that the palette's command is meant for. */
async function chosenRow(given: unknown): Promise<RowPlace | undefined> {
  if (isRow(given)) return await placeOfRow(given);
  if (given !== undefined) return undefined;
  const row = await vscode.commands.executeCommand<ThreadElement | undefined>("patchMail.threads.targetRow");
  return row && (await placeOfRow(row));
}

async function placeOfRow({ item, attachment }: ThreadElement): Promise<RowPlace | undefined> {
  const position = { line: 0, character: 0 };
  if (attachment !== undefined) {
    const uri = attachmentUri(attachment).toString();
    return { place: { textDocument: { uri }, position }, scope: "patch" };
  }
  const message = item === null ? undefined : placeOfItem(item);
  if (item === null || message === undefined) return undefined;
  const { uri, index } = message;
  const scope = item.role === "cover" ? "series" : "patch";
  return { place: { textDocument: { uri }, position, ordinal: index }, scope };
}

async function openFile(host: Host, place: DiffPlaceParams | undefined): Promise<void> {
  if (place === undefined) return;
  await openForServer(place);
  const result = await host.server.request(sideBySide, place);
  if (result === null) {
    // In the log or the header: the patch is what is meant.
    await openFiles(host, place, "patch");
    return;
  }
  if (result.source === "none") {
    say(result.note);
    return;
  }
  await showFile(result, sourceOfPlace(place), result.line0);
}

type FileSource = ReturnType<typeof sourceOfPlace>;

async function showFile(head: FileHead, source: FileSource, line0: number): Promise<void> {
  const moved = head.oldTitle === null ? "" : `${head.oldTitle} → `;
  const options: vscode.TextDocumentShowOptions = {
    preview: true,
    selection: new vscode.Range(line0, 0, line0, 0),
  };
  await vscode.commands.executeCommand(
    "vscode.diff",
    sideUri("left", head.oldTitle ?? head.title, head.label, source),
    sideUri("right", head.title, head.label, source),
    `${moved}${head.title} (before ↔ after, ${head.label})`,
    options,
  );
  say(head.note);
}

/**
 * The last part of the path, with its extension, gives both sides the language of the file. Both have one path: an editor of
 * many diffs takes another one for a rename.
 */
function sideUri(side: "left" | "right", path: string, label: string, source: FileSource): vscode.Uri {
  const name = [label, ...path.split("/")].map((part) => safeName(part, "_")).join("/");
  return virtualUri(sideKind, name, { ...source, side });
}

async function openFiles(
  host: Host,
  place: DiffPlaceParams | undefined,
  scope: "patch" | "series",
): Promise<void> {
  if (place === undefined) return;
  await openForServer(place);
  const title = scope === "series" ? "Reading the series" : "Reading the patch";
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title },
    (_progress, token) => host.server.request(sideBySideFiles, { ...place, scope }, token),
  );
  if (result === null) {
    say(scope === "series" ? "This message belongs to no series of patches." : "This message holds no diff.");
    return;
  }
  const [only, ...others] = result.files;
  if (only !== undefined && others.length === 0 && only.source !== "none") {
    await showFile(only, sourceOf(only, place), 0);
    return;
  }
  const viewed = viewedKeys(host.extension);
  await vscode.commands.executeCommand(
    "vscode.changes",
    titleOf(result, viewed),
    result.files.map((file) => changeOf(file, place)),
  );
  say([result.note, result.summary].join(" ").trim());
}

function titleOf({ title, files }: SideBySideFilesResult, viewed: ReadonlySet<string>): string {
  const count = files.filter(({ key }) => viewed.has(key)).length;
  const sources = [...new Set(files.flatMap(({ source, label }) => (source === "none" ? [] : [label])))];
  const whole = sources.length === 1 ? `, ${sources[0] ?? ""}` : "";
  return `${title} (before ↔ after${whole}${count === 0 ? "" : `, ${count} of ${files.length} viewed`})`;
}

/** What `vscode.changes` takes for a file: what it is called by, and its sides; one that is absent is left out. */
function changeOf(
  file: PlacedFile,
  place: DiffPlaceParams,
): [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined] {
  const source = sourceOf(file, place);
  const label = file.patch === "" ? file.label : `${file.patch.replace("/", " of ")}, ${file.label}`;
  const left = sideUri("left", file.oldTitle ?? file.title, label, source);
  const right = sideUri("right", file.title, label, source);
  return [right, file.absent === "left" ? undefined : left, file.absent === "right" ? undefined : right];
}

function sourceOf({ message, line }: PlacedFile, { textDocument }: DiffPlaceParams): FileSource {
  if (message === null) return { uri: textDocument.uri, line };
  return { uri: message.uri, line: 0, index: message.ordinal, file: message.file };
}
