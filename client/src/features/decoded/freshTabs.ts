import * as vscode from "vscode";
import { documentSelector, virtualScheme } from "../../documents.js";
import type { Host } from "../../host.js";
import { virtualKind, virtualSource } from "../../virtualFiles.js";
import { decodableAt, decodedUri, placeIn, rawUri } from "./openViews.js";
import { rememberTabs } from "./rememberedTabs.js";

export interface FreshTabs extends vscode.Disposable {
  /** The next tab of this file stays as it is, until it is closed: the user has asked for it. */
  keepRaw(uri: vscode.Uri): void;
}

/** A decoded view that is closed is no place that Go Back comes from; its closing and the next tab's opening are. */
const leaveMilliseconds = 250;
/** Go Back is repeated so often to leave the positions of one file. */
const maxSteps = 3;
const stepMilliseconds = 500;

/**
 * Replaces a tab that was just opened, and holds one encoded message, by its decoded view, as the setting
 * `patchMail.openEncodedMessages` says. Left alone are: tabs that were there when the window opened, diffs, unsaved text,
 * a second tab of a file, and what "Open raw" has opened. Go Back from the decoded view goes past the raw file.
 */
export function watchFreshTabs(host: Host): FreshTabs {
  const raw = new Set<string>();
  const fresh = new Set<string>();
  // Tabs that the window opens with are no fresh ones.
  const tabs = rememberTabs(host.extension);
  /** URIs of active editors, the last one last; one of each. */
  let visited: string[] = [];

  const isFresh = (tab: vscode.Tab): boolean => {
    const uri = plainUri(tab);
    return uri !== undefined && !tab.isDirty && !raw.has(uri.toString()) && tabsOf(uri).length === 1;
  };
  const visit = (uri: vscode.Uri): void => {
    const key = uri.toString();
    visited = [...visited.filter((one) => one !== key), key].slice(-4);
  };
  const consider = (): void => {
    const editor = vscode.window.activeTextEditor;
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    if (editor === undefined || tab === undefined) return;
    const { document } = editor;
    const key = document.uri.toString();
    if (!fresh.has(key) || plainUri(tab)?.toString() !== key) return;
    fresh.delete(key);
    if (!isFresh(tab) || document.isDirty || vscode.languages.match(documentSelector, document) === 0) return;
    const before = visited.filter((one) => one !== key).at(-1);
    const source = before === undefined ? undefined : virtualSource(vscode.Uri.parse(before));
    const isBack =
      before !== undefined &&
      source !== undefined &&
      virtualKind(vscode.Uri.parse(before)) === "decoded" &&
      rawUri(vscode.Uri.parse(before), source).toString() === key;
    const work = isBack ? goFurtherBack(document.uri, raw) : replace(host, editor, tab, isFresh);
    work.catch((error: unknown) => host.log.warn(`decoded view: ${String(error)}`));
  };
  /** Tabs that VS Code has told of, at the start the one whose opening has started the extension. */
  const enter = async (opened: readonly vscode.Tab[]): Promise<void> => {
    const restored = await tabs.last;
    for (const tab of opened) {
      const key = plainUri(tab)?.toString();
      // The window's own tabs may be told of after the start. Once: closed and opened again, they are fresh.
      if (key !== undefined && !restored.delete(key)) fresh.add(key);
    }
    consider();
  };
  const remember = (): void => tabs.remember(allTabs().flatMap((tab) => plainUri(tab)?.toString() ?? []));

  const listeners = vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
      for (const tab of closed) {
        const uri = tab.input instanceof vscode.TabInputText ? tab.input.uri : undefined;
        if (uri === undefined) continue;
        if (tabsOf(uri).length === 0) {
          raw.delete(uri.toString());
          void tabs.last.then((restored) => restored.delete(uri.toString()));
        }
        setTimeout(() => {
          if (tabsOf(uri).length === 0) visited = visited.filter((one) => one !== uri.toString());
        }, leaveMilliseconds);
      }
      if (opened.length + closed.length > 0) remember();
      void enter(opened);
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      consider();
      if (editor !== undefined) visit(editor.document.uri);
    }),
  );
  const active = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (vscode.window.activeTextEditor !== undefined) visit(vscode.window.activeTextEditor.document.uri);
  remember();
  void enter(active === undefined ? [] : [active]);

  return {
    keepRaw: (uri) => void raw.add(uri.toString()),
    dispose: () => listeners.dispose(),
  };
}

/** The file of a tab that shows nothing but its text; raw mail of a mailbox counts as one. */
function plainUri(tab: vscode.Tab): vscode.Uri | undefined {
  if (!(tab.input instanceof vscode.TabInputText)) return undefined;
  const { uri } = tab.input;
  if (uri.scheme === virtualScheme) return virtualKind(uri) === "message" ? uri : undefined;
  return uri.scheme === "file" ? uri : undefined;
}

function allTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => [...tabs]);
}

/** Tabs that show a file, alone or in a diff. */
function tabsOf(uri: vscode.Uri): vscode.Tab[] {
  const key = uri.toString();
  return allTabs().filter(({ input }) => {
    if (input instanceof vscode.TabInputText) return input.uri.toString() === key;
    if (!(input instanceof vscode.TabInputTextDiff)) return false;
    return input.original.toString() === key || input.modified.toString() === key;
  });
}

async function replace(
  host: Host,
  editor: vscode.TextEditor,
  tab: vscode.Tab,
  isFresh: (tab: vscode.Tab) => boolean,
): Promise<void> {
  const { document } = editor;
  const setting = (): string =>
    vscode.workspace.getConfiguration("patchMail", document).get<string>("openEncodedMessages", "decoded");
  if (setting() === "raw") return;
  const place = await decodableAt(host, document, 0);
  if (typeof place === "string" || !place.isOnly || place.encodedAs === null) return;
  const isStill = (): boolean => tab.isActive && tab.group.isActive && isFresh(tab) && !document.isDirty;
  if (!isStill()) return;
  if (setting() === "ask" && !((await mayOpen(place.encodedAs)) && isStill())) return;
  const at = await placeIn(host, "decoded", place.source, editor.selection.active);
  if (!isStill()) return;
  await vscode.window.showTextDocument(decodedUri(place.stem, place.source), {
    preview: tab.isPreview,
    // A click in a tree must not lose the focus.
    preserveFocus: true,
    viewColumn: tab.group.viewColumn,
    selection: new vscode.Range(at, at),
  });
  await rescueFocus();
  const left = tabsOf(document.uri).filter(({ isDirty, isActive }) => !isDirty && !isActive);
  await vscode.window.tabGroups.close(left, true);
}

/**
 * VS Code empties a text editor before it shows another document, and the focus that was in it is nowhere then. No API
 * tells where the focus is, but giving the editors the layout that they have puts it into the active one if it is
 * nowhere (EditorPart.applyLayout), and leaves it where it is in a tree or an input.
 */
async function rescueFocus(): Promise<void> {
  const layout = await vscode.commands.executeCommand("vscode.getEditorLayout");
  await vscode.commands.executeCommand("vscode.setEditorLayout", layout);
}

async function mayOpen(encodedAs: string): Promise<boolean> {
  const [open, always, never] = ["Open Decoded", "Always", "Never"] as const;
  const form = encodedAs === "HTML" ? "HTML" : `encoded (${encodedAs})`;
  const chosen = await vscode.window.showInformationMessage(
    `The text of this mail is ${form}.`,
    open,
    always,
    never,
  );
  if (chosen === always || chosen === never) {
    const value = chosen === always ? "decoded" : "raw";
    await vscode.workspace
      .getConfiguration("patchMail")
      .update("openEncodedMessages", value, vscode.ConfigurationTarget.Global);
  }
  return chosen === open || chosen === always;
}

/**
 * The raw file was opened from its decoded view. By Go Back: then one step further is what was meant. By a click: then
 * the same step returns to the decoded view. Where there is no such step, the raw file stays.
 */
async function goFurtherBack(uri: vscode.Uri, raw: Set<string>): Promise<void> {
  const key = uri.toString();
  const isHere = (): boolean => {
    const { activeTab } = vscode.window.tabGroups.activeTabGroup;
    return activeTab !== undefined && plainUri(activeTab)?.toString() === key;
  };
  for (let step = 0; step < maxSteps && isHere(); step++) {
    await vscode.commands.executeCommand("workbench.action.navigateBack");
    if (isHere()) await nextTabChange();
  }
  if (isHere()) {
    raw.add(key);
    return;
  }
  const tabs = tabsOf(uri).filter(({ input, isDirty }) => input instanceof vscode.TabInputText && !isDirty);
  await vscode.window.tabGroups.close(tabs, true);
}

/** Resolves with the next change of tabs, at the latest after a while: a step within one file changes none. */
function nextTabChange(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(end, stepMilliseconds);
    const listener = vscode.window.tabGroups.onDidChangeTabs(end);
  });
}
