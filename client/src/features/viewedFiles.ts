import * as vscode from "vscode";
import type { DiffFileItem } from "../../../server/src/work/diffFiles.js";
import { attempt, say } from "../ask.js";
import { activeMailEditor, documentSelector } from "../documents.js";
import type { ClientFeature, Host } from "../host.js";
import { virtualSource } from "../virtualFiles.js";
import { createDiffItems } from "./sideBySide/diffItems.js";
import { isGivenPlace, isSide, openForServer, placeOfSource } from "./sideBySide/diffPlace.js";
import { diffFiles } from "./sideBySide/requests.js";
import { setViewed, viewedKeys } from "./sideBySide/viewedKeys.js";

const refreshMilliseconds = 250;

/**
 * Marks of files that were viewed. They belong to the change, not to the mail: what a new version of the patch leaves as it
 * was stays viewed. Shown behind the file's header line and in the status bar; a marked file is folded.
 */
export const viewedFiles: ClientFeature = (host) => {
  const { extension } = host;
  const decoration = vscode.window.createTextEditorDecorationType({
    after: {
      contentText: "✓ viewed",
      margin: "0 0 0 2em",
      color: new vscode.ThemeColor("testing.iconPassed"),
    },
    // The overview of the whole patch beside the scroll bar.
    overviewRulerColor: new vscode.ThemeColor("testing.iconPassed"),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  const status = vscode.window.createStatusBarItem("patchMail.viewed", vscode.StatusBarAlignment.Right, 89);
  status.name = "Patch Mail: Viewed Files";
  status.command = "patchMail.nextFileNotViewed";
  const diffs = createDiffItems((uri) => host.server.request(diffFiles, { textDocument: { uri } }));

  const showIn = async (editor: vscode.TextEditor): Promise<void> => {
    const { document } = editor;
    const viewed = viewedKeys(extension);
    const found = await diffs.marked(document, viewed);
    const marked = found?.marked.filter(({ startLine }) => startLine < document.lineCount) ?? [];
    editor.setDecorations(
      decoration,
      marked.map(({ path, startLine }) => ({
        range: document.lineAt(startLine).range,
        hoverMessage: new vscode.MarkdownString().appendText(`${path}: marked as viewed`),
      })),
    );
    if (editor !== activeMailEditor()) return;
    tellStatus(editor, found?.items ?? [], viewed);
  };
  const tellStatus = (
    editor: vscode.TextEditor,
    items: readonly DiffFileItem[],
    viewed: ReadonlySet<string>,
  ): void => {
    const here = itemAt(items, editor.selection.active.line);
    setContext(here !== undefined && viewed.has(here.key));
    const own = items.filter(({ message }) => message === messageNear(items, editor.selection.active.line));
    const count = own.filter(({ key }) => viewed.has(key)).length;
    if (count === 0) {
      status.hide();
      return;
    }
    status.text = `$(pass) ${count}/${own.length}`;
    status.tooltip = `${count} of ${own.length} files of this patch are marked as viewed. Go to the next one that is not.`;
    status.accessibilityInformation = { label: `${count} of ${own.length} files viewed` };
    status.show();
  };
  const keyOfSide = async (uri: vscode.Uri): Promise<string | undefined> => {
    const source = virtualSource(uri);
    if (source === undefined) return undefined;
    const place = placeOfSource(source);
    await openForServer(place);
    return (await host.server.request(diffFiles, place))[0]?.key;
  };
  let contextValue = false;
  const setContext = (value: boolean): void => {
    if (value === contextValue) return;
    contextValue = value;
    void vscode.commands.executeCommand("setContext", "patchMail.fileViewed", value);
  };
  const showAll = async (): Promise<void> => {
    if (host.server.state !== "running") return;
    const active = vscode.window.activeTextEditor;
    if (activeMailEditor() === undefined) status.hide();
    const viewed = viewedKeys(extension);
    if (active !== undefined && isSide(active.document.uri)) {
      const key = viewed.size === 0 ? undefined : await keyOfSide(active.document.uri);
      setContext(key !== undefined && viewed.has(key));
    }
    for (const editor of vscode.window.visibleTextEditors) if (isMail(editor.document)) await showIn(editor);
  };
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A document may close while it is asked about; the next change asks again.
      showAll().catch((error: unknown) => host.log.debug(`viewed files: ${String(error)}`));
    }, refreshMilliseconds);
  };
  const mark = async (given: unknown, isViewed: boolean): Promise<void> => {
    const active = vscode.window.activeTextEditor;
    if (!isGivenPlace(given) && active !== undefined && isSide(active.document.uri)) {
      const key = await keyOfSide(active.document.uri);
      if (key === undefined) return;
      await setViewed(extension, key, isViewed);
      say(isViewed ? "Marked as viewed." : "No longer marked as viewed.");
      await showAll();
      return;
    }
    const editor = activeMailEditor();
    if (editor === undefined) return;
    const line = isGivenPlace(given) ? given.line : editor.selection.active.line;
    const items = await diffs.of(editor.document);
    const item = itemAt(items, line);
    if (item === undefined) {
      say("The cursor is not in the diff of a file.");
      return;
    }
    await setViewed(extension, item.key, isViewed);
    await fold(item, isViewed);
    if (isViewed) goToNext(host, editor, items, item);
    await showAll();
  };
  const command = (name: string, run: (given: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(name, (given?: unknown) => attempt(host, name, () => run(given)));
  later();
  return vscode.Disposable.from(
    decoration,
    status,
    command("patchMail.markFileViewed", (given) => mark(given, true)),
    command("patchMail.unmarkFileViewed", (given) => mark(given, false)),
    command("patchMail.nextFileNotViewed", async () => {
      const editor = activeMailEditor();
      if (editor === undefined) return;
      const items = await diffs.of(editor.document);
      goToNext(host, editor, items, itemAt(items, editor.selection.active.line));
    }),
    host.server.onDidChangeState(later),
    vscode.window.onDidChangeVisibleTextEditors(later),
    vscode.window.onDidChangeActiveTextEditor(later),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor && isMail(textEditor.document)) later();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isMail(document)) later();
    }),
    vscode.workspace.onDidCloseTextDocument(diffs.forget),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
};

const isMail = (document: vscode.TextDocument): boolean =>
  vscode.languages.match(documentSelector, document) > 0;

/** The innermost file at a line: a quoted one may stand between the lines of another. */
function itemAt(items: readonly DiffFileItem[], line: number): DiffFileItem | undefined {
  return items.findLast(({ startLine, endLine }) => startLine <= line && line < endLine);
}

/** The message whose files are meant: the one with a file at the line or above it. */
function messageNear(items: readonly DiffFileItem[], line: number): number | undefined {
  return (items.findLast(({ startLine }) => startLine <= line) ?? items[0])?.message;
}

async function fold({ startLine }: DiffFileItem, isFolded: boolean): Promise<void> {
  const range = { levels: 1, direction: "up", selectionLines: [startLine] };
  await vscode.commands.executeCommand(isFolded ? "editor.fold" : "editor.unfold", range);
}

/** To the next file of the patch that is not viewed: below `from`, else from the top. */
function goToNext(
  { extension }: Host,
  editor: vscode.TextEditor,
  items: readonly DiffFileItem[],
  from: DiffFileItem | undefined,
): void {
  const message = from?.message ?? messageNear(items, editor.selection.active.line);
  const own = items.filter((item) => item.message === message);
  const viewed = viewedKeys(extension);
  const left = own.filter(({ key }) => !viewed.has(key));
  const next = left.find(({ startLine }) => from === undefined || startLine > from.startLine) ?? left[0];
  if (next === undefined) {
    say("No more files to view in this patch.");
    return;
  }
  const place = new vscode.Position(next.startLine, 0);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
