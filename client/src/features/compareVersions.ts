import * as vscode from "vscode";
import type { VersionItem } from "../../../server/src/work/compareVersions.js";
import { ask, attempt, say, warn } from "../ask.js";
import { activeMailEditor } from "../documents.js";
import type { ClientFeature, Host } from "../host.js";
import { type VirtualSource, virtualKind, virtualSource } from "../virtualFiles.js";
import { type CompareDocuments, createCompareDocuments, isCompared, patchUri } from "./compare/documents.js";
import { askOther, askVersion, type NamedSide } from "./compare/picks.js";
import { seriesVersions, sideOf, upstreamOf } from "./compare/requests.js";
import { waitForMail } from "./compare/waitForMail.js";
import { messagePlace } from "./messagePlace.js";
import type { ThreadElement } from "./threads/tree.js";
import { placeOfItem } from "./threads/treeItem.js";

const isAloud = true;
const selectedContext = "patchMail.compare.selected";

/** Compares versions of series, files and backports, in a text like that of git range-diff and in the diff editor. */
export const compareVersions: ClientFeature = (host) => {
  const documents = createCompareDocuments(host);
  let selected: NamedSide | undefined;
  const command = (name: string, run: (...args: unknown[]) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`patchMail.${name}`, (...args: unknown[]) =>
      attempt(host, name, () => run(...args), isAloud),
    );
  return vscode.Disposable.from(
    documents,
    command("compareVersions", async (element) => {
      const found = await versionsAt(host, element);
      if (found !== undefined) await showPair(documents, found.title, defaultPair(found.versions));
    }),
    command("compareVersionsPick", async (element) => {
      const found = await versionsAt(host, element);
      if (found === undefined) return;
      const pair = await pickPair(found.versions);
      if (pair !== undefined) await showPair(documents, found.title, pair);
    }),
    command("selectForComparison", async (element) => {
      selected = await sideAt(host, element);
      await vscode.commands.executeCommand("setContext", selectedContext, selected !== undefined);
      if (selected !== undefined) say(`Selected for comparison: ${selected.name}`);
    }),
    command("compareWith", async (element, many) => {
      const files = filesOf(many);
      const sides = files.length === 2 ? files : [await sideAt(host, element), undefined];
      const [own, second] = sides;
      if (own === undefined) return;
      const other = second ?? selected ?? (await askOther(host, own));
      if (other === undefined) return;
      // Of two files the first is the old one; else what was chosen before, or last.
      const [old, now] = second === undefined ? [other, own] : [own, second];
      await documents.show(`${old.name} → ${now.name}`, { ...now.source, other: old.source });
    }),
    command("compareWithUpstream", (element) => compareUpstream(host, documents, element)),
    command("compareInDiffEditor", () => openPair(documents)),
    command("compareAllInDiffEditor", (element) => openAll(host, documents, element)),
  );
};

type Pair = readonly [old: VersionItem, now: VersionItem];

/** The two newest; an older one that was asked for, and the newest. */
function defaultPair(versions: readonly VersionItem[]): Pair | undefined {
  const now = versions.at(-1);
  const asked = versions.findIndex(({ isAsked }) => isAsked);
  const old = asked >= 0 && asked < versions.length - 1 ? versions[asked] : versions.at(-2);
  return old && now && [old, now];
}

async function pickPair(versions: readonly VersionItem[]): Promise<Pair | undefined> {
  const [old, now] = defaultPair(versions) ?? [];
  const chosenNow = await askVersion("Compare Versions: the New One", versions.slice(1).reverse(), now);
  if (chosenNow === undefined) return undefined;
  const before = versions.slice(0, versions.indexOf(chosenNow)).reverse();
  const chosenOld =
    before.length === 1 ? before[0] : await askVersion(`Compare ${chosenNow.name} with`, before, old);
  return chosenOld && [chosenOld, chosenNow];
}

const sourceOf = ({ uri, line0, ordinal }: VersionItem): VirtualSource => ({
  uri,
  line: line0,
  index: ordinal,
});

async function showPair(documents: CompareDocuments, title: string, pair: Pair | undefined): Promise<void> {
  if (pair === undefined) return;
  const [old, now] = pair;
  await documents.show(`${old.name} → ${now.name} ${title}`, { ...sourceOf(now), other: sourceOf(old) });
}

/** The versions of the series of a row or of the mail at the cursor; what is missing is said. */
async function versionsAt(host: Host, element: unknown) {
  const place = await placeAt(host, element);
  if (place === undefined) return undefined;
  let found = await ask(host, seriesVersions, sideOf(place), { isAloud });
  if (found === undefined) return undefined;
  if (found !== null && found.versions.length > 1) return found;
  // The others may not have been read yet.
  if (!(await waitForMail())) {
    warn("Patch Mail is still reading the workspace's mail: compare again when that is done.");
    return undefined;
  }
  found = await ask(host, seriesVersions, sideOf(place), { isAloud });
  if (found === undefined) return undefined;
  if (found !== null && found.versions.length > 1) return found;
  warn(
    found === null
      ? "This message belongs to no series of patches."
      : "Only one version of this series is among the mail at hand.",
  );
  return undefined;
}

/** The message of a row, else the one at the cursor. */
async function placeAt(host: Host, element: unknown): Promise<VirtualSource | undefined> {
  const page = vscode.window.activeTextEditor;
  if (element === undefined && page !== undefined && virtualKind(page.document.uri) === "series")
    return virtualSource(page.document.uri);
  const row =
    elementOf(element) ??
    (await vscode.commands.executeCommand<ThreadElement | undefined>("patchMail.threads.targetRow"));
  if (row?.item) return placeOfItem(row.item);
  const editor = activeMailEditor();
  if (editor === undefined) return undefined;
  const place = await messagePlace(host, editor);
  if (place === undefined) warn("There is no message of a file here.");
  return place;
}

function elementOf(element: unknown): ThreadElement | undefined {
  return typeof element === "object" && element !== null && "item" in element
    ? (element as ThreadElement)
    : undefined;
}

/** A file of the Explorer as a whole; a row's or the cursor's version. */
async function sideAt(host: Host, element: unknown): Promise<NamedSide | undefined> {
  if (element instanceof vscode.Uri) return fileSide(element);
  const source = await placeAt(host, element);
  if (source === undefined) return undefined;
  const found = await ask(host, seriesVersions, sideOf(source), { isAloud });
  if (found === undefined) return undefined;
  const own = found?.versions.find(({ isAsked }) => isAsked);
  if (own !== undefined) return { name: own.name, source: sourceOf(own) };
  return { name: "this patch", source: { ...source, scope: "message" } };
}

function filesOf(many: unknown): readonly NamedSide[] {
  return Array.isArray(many) ? many.filter((uri) => uri instanceof vscode.Uri).map(fileSide) : [];
}

function fileSide(uri: vscode.Uri): NamedSide {
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  return { name, source: { uri: uri.toString(), line: 0, scope: "file" } };
}

async function compareUpstream(host: Host, documents: CompareDocuments, element: unknown): Promise<void> {
  const place = await placeAt(host, element);
  if (place === undefined) return;
  const upstream = await ask(host, upstreamOf, sideOf(place), { isAloud });
  if (upstream === undefined) return;
  if (upstream.commit === null) {
    warn(upstream.problem ?? "This patch names no upstream commit.");
    return;
  }
  const { uri, line, index } = place;
  const own: VirtualSource = { uri, line, scope: "message", ...(index === undefined ? {} : { index }) };
  await documents.show(`commit ${upstream.commit.slice(0, 12)} → backport`, {
    ...own,
    other: { uri, line, hash: upstream.commit },
  });
}

/** The pair at the cursor of a comparison, side by side. */
async function openPair(documents: CompareDocuments): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const source = editor && virtualSource(editor.document.uri);
  const result = editor && documents.resultOf(editor.document);
  if (editor === undefined || source === undefined || !isCompared(source) || result === undefined) return;
  const line = editor.selection.active.line;
  const row = result.rows.findLast(({ line0 }) => line0 <= line) ?? result.rows[0];
  if (row === undefined) return;
  if (row.old === null || row.now === null) {
    const [side, number] = row.now === null ? [source.other, row.old] : [source, row.now];
    await vscode.window.showTextDocument(patchUri(side, row.subject, number ?? 1), { preview: true });
    return;
  }
  await vscode.commands.executeCommand(
    "vscode.diff",
    patchUri(source.other, row.subject, row.old),
    patchUri(source, row.subject, row.now),
    `${row.subject} (${row.old} ↔ ${row.now})`,
    { preview: true },
  );
}

/** All pairs that have changed, in the editor for several diffs. */
async function openAll(host: Host, documents: CompareDocuments, element: unknown): Promise<void> {
  const editor = element === undefined ? vscode.window.activeTextEditor : undefined;
  const shown = editor && documents.resultOf(editor.document);
  let source = editor && shown ? virtualSource(editor.document.uri) : undefined;
  let result = shown;
  if (source === undefined) {
    const found = await versionsAt(host, element);
    const [old, now] = (found && defaultPair(found.versions)) ?? [];
    if (old === undefined || now === undefined) return;
    source = { ...sourceOf(now), other: sourceOf(old) };
  }
  if (!isCompared(source)) return;
  const compared = source;
  const { other } = compared;
  result ??= await attempt(host, "compareVersions", () => documents.load(compared), isAloud);
  if (result === undefined) return;
  const changes = result.rows
    .filter(({ mark }) => mark !== "=")
    .map(({ old, now, subject }) => {
      const left = old === null ? undefined : patchUri(other, subject, old);
      const right = now === null ? undefined : patchUri(compared, subject, now);
      return [right ?? left, left, right];
    });
  if (changes.length === 0) {
    say("The patches are the same.");
    return;
  }
  await vscode.commands.executeCommand("vscode.changes", result.title, changes);
}
