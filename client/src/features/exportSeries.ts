import * as vscode from "vscode";
import type { ExportSeriesParams, ExportSeriesResult } from "../../../server/src/work/exportSeries.js";
import { ask, say, warn } from "../ask.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { writeWhole } from "../wholeFile.js";
import { ownTrailerItems, ownTrailersOf } from "./series/ownTrailers.js";
import { chooseVersion, seriesAt } from "./series/seriesAt.js";
import type { ThreadElement } from "./threads/tree.js";

const exportRequest: ServerRequest<ExportSeriesParams, ExportSeriesResult | null> = {
  method: "patchMail/exportSeries",
};
/** Where a series was saved last: the next dialog opens there. */
const folderKey = "patchMail.seriesFolder";
const isAloud = true;

/** A series as an mbox for `git am`: in a file, or on the clipboard. */
export const exportSeries: ClientFeature = (host) =>
  vscode.Disposable.from(
    vscode.commands.registerCommand("patchMail.exportSeries", async (element?: ThreadElement) => {
      const found = await chosen(host, element);
      if (found !== undefined) await save(host, found);
    }),
    vscode.commands.registerCommand("patchMail.copySeries", async (element?: ThreadElement) => {
      const found = await chosen(host, element);
      if (found === undefined) return;
      await vscode.env.clipboard.writeText(found.mbox);
      say(`Copied ${contents(found)}.`);
    }),
  );

const contents = ({ patchCount, trailerCount, version }: ExportSeriesResult): string =>
  `${patchCount} ${patchCount === 1 ? "patch" : "patches"} of v${version}${
    trailerCount === 0 ? "" : ` with ${trailerCount} ${trailerCount === 1 ? "trailer" : "trailers"}`
  }`;

/** The series in the version and form that the user wants; undefined: none. */
async function chosen(
  host: Host,
  element: ThreadElement | undefined,
): Promise<ExportSeriesResult | undefined> {
  const place = await seriesAt(element);
  if (place === undefined) return undefined;
  const first = await ask(host, exportRequest, place, { isAloud });
  if (first === undefined) return undefined;
  if (first === null) {
    warn("This message belongs to no series of patches.");
    return undefined;
  }
  const version = await chooseVersion(`Export “${first.title}”`, first.version, first.versions);
  if (version === null) return undefined;
  const of =
    version === first.version ? first : await ask(host, exportRequest, { ...place, version }, { isAloud });
  if (!of) return undefined;
  if (of.patchCount === 0) {
    warn("No mail of the series holds anything to apply.");
    return undefined;
  }
  if (!of.isComplete && !(await isWantedAnyway(of))) return undefined;
  const wanted = await chooseTrailers(host, of);
  if (wanted === undefined) return undefined;
  if (wanted.hasTrailers && wanted.signoff !== true && wanted.link !== true) return of;
  return (await ask(host, exportRequest, { ...place, version, ...wanted }, { isAloud })) ?? undefined;
}

async function isWantedAnyway({ notes, patchCount, version }: ExportSeriesResult): Promise<boolean> {
  const anyway = "Export Anyway";
  const detail = notes.join("\n");
  const question = `v${version} is not complete. Export the ${patchCount === 1 ? "patch" : `${patchCount} patches`} that there ${patchCount === 1 ? "is" : "are"}?`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, anyway)) === anyway;
}

/** One list with check boxes: the trailers of replies, and the user's own. */
async function chooseTrailers(
  host: Host,
  { title, trailerCount }: ExportSeriesResult,
): Promise<(Pick<ExportSeriesParams, "signoff" | "link"> & { readonly hasTrailers: boolean }) | undefined> {
  const given: vscode.QuickPickItem = {
    label: "With the trailers of replies",
    detail: `${trailerCount}: Reviewed-by, Tested-by …, each given by the one whom it names`,
    picked: true,
  };
  const items = [...(trailerCount === 0 ? [] : [given]), ...ownTrailerItems(host)];
  const chosen = await vscode.window.showQuickPick<vscode.QuickPickItem>(items, {
    title: `Export “${title}”`,
    placeHolder: "With which trailers? None: as it was sent",
    canPickMany: true,
  });
  if (chosen === undefined) return undefined;
  return { hasTrailers: trailerCount === 0 || chosen.includes(given), ...ownTrailersOf(host, chosen) };
}

/** Diffs are not always UTF-8. */
const mboxBytes = ({ mbox, mboxBase64 }: ExportSeriesResult): Uint8Array =>
  mboxBase64 === null ? new TextEncoder().encode(mbox) : Buffer.from(mboxBase64, "base64");

async function save(host: Host, found: ExportSeriesResult): Promise<void> {
  const last = host.extension.workspaceState.get<string>(folderKey);
  const folder = last === undefined ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.parse(last);
  const target = await vscode.window.showSaveDialog({
    title: `Export “${found.title}”`,
    saveLabel: "Export",
    filters: { "Mailbox for git am": ["mbx", "mbox"] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${found.name}.mbx`) }),
  });
  if (target === undefined) return;
  try {
    await writeWhole(target, mboxBytes(found));
  } catch (error) {
    host.log.error(`exportSeries: ${error instanceof Error ? error.message : String(error)}`);
    warn(`The series could not be written to ${target.fsPath}.`);
    return;
  }
  void host.extension.workspaceState.update(folderKey, vscode.Uri.joinPath(target, "..").toString());
  await told(target, found);
}

async function told(target: vscode.Uri, found: ExportSeriesResult): Promise<void> {
  const [open, copy, cover] = ["Open", "Copy Path", "Save Cover Letter"] as const;
  const name = target.path.split("/").at(-1) ?? "";
  const actions = found.cover === null ? [open, copy] : [open, copy, cover];
  const answer = await vscode.window.showInformationMessage(
    `Exported ${contents(found)} to ${name}.`,
    ...actions,
  );
  if (answer === open) await vscode.window.showTextDocument(target);
  if (answer === copy) await vscode.env.clipboard.writeText(target.fsPath);
  if (answer === cover && found.cover !== null) {
    const beside = target.with({ path: `${target.path.replace(/\.(?:mbx|mbox)$/, "")}.cover` });
    await writeWhole(beside, new TextEncoder().encode(found.cover));
    say(`Saved ${beside.path.split("/").at(-1) ?? ""}.`);
  }
}
