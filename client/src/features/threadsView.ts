import * as vscode from "vscode";
import type { ThreadsChanged } from "../../../server/src/lsp/threadsRequests.js";
import type { ThreadsShown } from "../../../server/src/protocol/threadOf.js";
import type { ThreadItem } from "../../../server/src/threads/items.js";
import { ask, attempt, say } from "../ask.js";
import { activeMailEditor } from "../documents.js";
import type { ClientFeature, Host } from "../host.js";
import { dropMailboxes } from "./mailboxes/drop.js";
import { askFilter } from "./threads/askFilter.js";
import { type ChosenRow, watchChosenRow } from "./threads/chosenRow.js";
import { headLine } from "./threads/headLine.js";
import { watchMailFiles } from "./threads/mailFiles.js";
import { messageParams } from "./threads/messageParams.js";
import { queueCommands } from "./threads/queues.js";
import { keepReadMarks, type ReadMarks } from "./threads/readMarks.js";
import { nextUnread, threadOf } from "./threads/requests.js";
import { createThreadTree, type ThreadElement, type ThreadTree } from "./threads/tree.js";
import { openArguments, rowDecoration } from "./threads/treeItem.js";

const viewId = "patchMail.threads";
const followMilliseconds = 150;
/** Between a click and the editor that it opens, whichever is told first. */
const openMilliseconds = 1000;
const maxReveals = 3;

/** The view Threads: the tree, its filter, and the way it follows the editor. */
export const threadsView: ClientFeature = (host) => {
  const files = watchMailFiles(host, viewId);
  const shownBefore = host.extension.workspaceState.get<Arrangement>(arrangementKey, {});
  const tree = createThreadTree(host, () => files.settled(), shownBefore);
  const marks = keepReadMarks(host);
  const view = vscode.window.createTreeView(viewId, {
    treeDataProvider: tree.provider,
    showCollapseAll: true,
    dragAndDropController: dropMailboxes<ThreadElement>(async (uris) => {
      for (const uri of uris) await vscode.commands.executeCommand("patchMail.openMailbox", uri);
    }),
  });
  const chosen = watchChosenRow(view);
  const setFilter = (filter: string): void => {
    if (filter === tree.filter) return;
    tree.show({ filter });
    void vscode.commands.executeCommand("setContext", "patchMail.threads.filtered", filter !== "");
    view.description = filter === "" ? undefined : `filter: ${filter}`;
  };
  const arrange = (change: Arrangement): void => {
    tree.show(change);
    const { sort, bySeries } = tree.shown;
    void host.extension.workspaceState.update(arrangementKey, { sort, bySeries });
    void vscode.commands.executeCommand("setContext", "patchMail.threads.bySeries", bySeries === true);
  };
  void vscode.commands.executeCommand(
    "setContext",
    "patchMail.threads.bySeries",
    shownBefore.bySeries === true,
  );
  const selected = (element: ThreadElement | undefined): ThreadItem | null | undefined =>
    element?.item ?? view.selection[0]?.item;
  return vscode.Disposable.from(
    files,
    tree,
    view,
    marks,
    queueCommands(host, tree, setFilter),
    ...readCommands(marks, tree, chosen),
    vscode.commands.registerCommand("patchMail.nextUnread", (from: unknown) =>
      goToUnread(host, view, tree, { isFromRow: from === "row", isBackwards: false }),
    ),
    vscode.commands.registerCommand("patchMail.previousUnread", (from: unknown) =>
      goToUnread(host, view, tree, { isFromRow: from === "row", isBackwards: true }),
    ),
    vscode.commands.registerCommand("patchMail.threads.groupBySeries", () => arrange({ bySeries: true })),
    vscode.commands.registerCommand("patchMail.threads.groupByThread", () => arrange({ bySeries: false })),
    vscode.commands.registerCommand("patchMail.threads.sort", async () => {
      const sort = await askSort(tree.shown.sort ?? "activity");
      if (sort !== undefined) arrange({ sort });
    }),
    chosen,
    tree.onDidLoad(() => {
      view.message = message(host, tree, files.note);
      // Before that nobody knows whether there is mail: the welcome waits.
      void vscode.commands.executeCommand("setContext", "patchMail.threads.loaded", tree.result !== null);
    }),
    host.server.onDidChangeState(() => tree.refresh()),
    host.server.onNotification<ThreadsChanged>("patchMail/threadsChanged", (change) => tree.update(change)),
    follow(host, view, tree),
    vscode.window.registerFileDecorationProvider({ provideFileDecoration: rowDecoration }),
    vscode.commands.registerCommand("patchMail.threads.refresh", () =>
      files.scan().then(() => tree.refresh()),
    ),
    vscode.commands.registerCommand("patchMail.threads.filter", (filter: unknown) =>
      typeof filter === "string" ? setFilter(filter) : askFilter(tree, setFilter),
    ),
    vscode.commands.registerCommand("patchMail.threads.clearFilter", () => setFilter("")),
    vscode.commands.registerCommand("patchMail.threads.showMore", () => tree.showMore()),
    vscode.commands.registerCommand("patchMail.threads.openToSide", (element?: ThreadElement) =>
      openToSide(selected(element)),
    ),
    vscode.commands.registerCommand("patchMail.threads.copyMessageId", (element?: ThreadElement) =>
      copyMessageId(selected(element)),
    ),
    vscode.commands.registerCommand("patchMail.showInThreads", () =>
      showInThreads(host, view, tree, setFilter),
    ),
    // Of our own, for compare/waitForMail.ts.
    vscode.commands.registerCommand("patchMail.threads.settled", () => files.settled()),
    // Of our own, for mailboxes.ts.
    vscode.commands.registerCommand("patchMail.threads.reveal", (uri: string) =>
      revealMailbox(host, view, tree, uri),
    ),
    // Of our own, for attachments.ts.
    vscode.commands.registerCommand("patchMail.threads.chosenRow", () => chosen.get()),
    // Of our own, for seriesPage.ts.
    vscode.commands.registerCommand("patchMail.threads.targetRow", () => chosen.target()),
    vscode.commands.registerCommand("patchMail.openSample", () => openSample(host)),
  );
};

/** How the threads stand in the view; the workspace state keeps it. */
type Arrangement = Pick<ThreadsShown, "sort" | "bySeries">;
const arrangementKey = "patchMail.threads.arrangement";

type Sort = NonNullable<Arrangement["sort"]>;
const sorts: Readonly<Record<Sort, string>> = {
  activity: "Newest mail first",
  date: "Newest thread first",
  subject: "Subject, A to Z",
  sender: "Sender, A to Z",
};

async function askSort(now: Sort): Promise<Sort | undefined> {
  const items = Object.entries(sorts).map(([sort, label]) => ({
    label,
    description: sort === now ? "as it is now" : "",
    sort: sort as Sort,
  }));
  return (await vscode.window.showQuickPick(items, { title: "Sort Threads" }))?.sort;
}

function readCommands(marks: ReadMarks, tree: ThreadTree, chosen: ChosenRow): vscode.Disposable[] {
  const command = (name: string, scope: "message" | "thread" | "all", isRead: boolean): vscode.Disposable =>
    vscode.commands.registerCommand(`patchMail.threads.${name}`, (element?: ThreadElement) => {
      const what = { ...tree.shown, scope, isRead };
      if (scope === "all") return marks.mark(what);
      const id = (element ?? chosen.target())?.item?.id;
      if (id !== undefined) return marks.mark({ ...what, id });
      const editor = element === undefined ? activeMailEditor() : undefined;
      return editor && marks.mark({ ...what, ...messageParams(editor) });
    });
  return [
    command("markRead", "message", true),
    command("markUnread", "message", false),
    command("markThreadRead", "thread", true),
    command("markAllRead", "all", true),
  ];
}

/**
 * Opens the next unread message, in the order shown; the opened one becomes read. It goes on from the selected row where
 * the focus is in the view, else from the message at the cursor.
 */
async function goToUnread(
  host: Host,
  view: vscode.TreeView<ThreadElement>,
  tree: ThreadTree,
  { isFromRow, isBackwards }: { readonly isFromRow: boolean; readonly isBackwards: boolean },
): Promise<void> {
  const [row] = view.selection;
  // An attachment's message.
  const selected = (row?.item ?? row?.parent?.item)?.id;
  const editor = isFromRow ? undefined : activeMailEditor();
  const shown = editor && (await ask(host, threadOf, { ...tree.shown, ...messageParams(editor) }));
  const id = shown?.at(-1)?.id ?? selected;
  const from = id === undefined ? {} : { id };
  const path = await ask(host, nextUnread, { ...tree.shown, ...from, isBackwards });
  const item = path?.at(-1);
  if (path === undefined) return;
  if (item === undefined || item.uri === null) {
    say("All messages that Threads shows are read.");
    return;
  }
  if (view.visible) {
    if (!tree.shows(path)) await tree.load(true);
    const element = tree.adopt(path);
    if (element !== undefined) await view.reveal(element, { select: true, focus: false, expand: false });
  }
  showHead(await vscode.window.showTextDocument(...openArguments({ ...item, uri: item.uri })));
}

/** The editor is at the first line of a message: shows it from its head on, and goes there. */
function showHead(editor: vscode.TextEditor): void {
  const { document, selection } = editor;
  const start = selection.active.line;
  const line = headLine(start, (at) => (at < document.lineCount ? document.lineAt(at).text : undefined));
  const head = line === start ? selection : new vscode.Selection(line, 0, line, 0);
  // Else the first key would lead back to what is above.
  if (line !== start) editor.selection = head;
  editor.revealRange(head, vscode.TextEditorRevealType.AtTop);
}

/** What stands above the tree: the state of the server, the filter, and what could not be read. */
function message(host: Host, tree: ThreadTree, note: string): string | undefined {
  const { result } = tree;
  if (result === null) {
    return host.server.state === "running" || host.server.state === "starting"
      ? undefined
      : "The Patch Mail server is not running: Patch Mail: Restart Server starts it.";
  }
  const parts: string[] = [];
  if (result.matchCount === 0) {
    parts.push(`Filter “${tree.filter}”: no message of ${count(result.threadCount, "thread")} matches.`);
  } else if (result.matchCount !== null) {
    const found = count(result.matchCount, "message");
    parts.push(
      `Filter “${tree.filter}”: ${found} in ${result.total} of ${count(result.threadCount, "thread")}.`,
    );
  }
  if (note !== "") parts.push(note);
  const [first, ...others] = result.notes;
  if (first !== undefined) parts.push(others.length === 0 ? first : `${first} (And ${others.length} more.)`);
  return parts.length === 0 ? undefined : parts.join(" ");
}

function count(number: number, word: string): string {
  return `${number.toLocaleString(vscode.env.language)} ${word}${number === 1 ? "" : "s"}`;
}

/** Selects the row of the message at the cursor, while the view is visible, and shows a clicked message from its top. */
function follow(host: Host, view: vscode.TreeView<ThreadElement>, tree: ThreadTree): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  /** The row that was selected because of the cursor: nobody has clicked it. */
  let followed: string | undefined;
  /** When an editor last came to a place that no hand chose. */
  let openedAt = Number.NEGATIVE_INFINITY;
  const reveal = async (): Promise<void> => {
    timer = undefined;
    const editor = activeMailEditor();
    if (editor === undefined || !mayReveal(view, editor)) return;
    const own = ++asked;
    const path = await pathOf(host, editor, tree.shown);
    const element = tree.shows(path) ? tree.adopt(path) : undefined;
    // The cursor may have moved on, or the view been closed: revealing would open it again.
    if (element === undefined || own !== asked || !view.visible || view.selection[0]?.id === element.id)
      return;
    followed = element.id;
    await view.reveal(element, { select: true, focus: false, expand: false });
  };
  const later = (): void => {
    if (timer !== undefined) clearTimeout(timer);
    timer = setTimeout(() => {
      reveal().catch((error: unknown) => host.log.warn(`threads: reveal: ${String(error)}`));
    }, followMilliseconds);
  };
  let clicked: ThreadItem | undefined;
  const showClicked = (editor: vscode.TextEditor): void => {
    if (clicked === undefined || !isAt(editor, clicked)) return;
    clicked = undefined;
    showHead(editor);
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      openedAt = Date.now();
      if (editor !== undefined) showClicked(editor);
      later();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
      if (!isByHand(kind)) {
        openedAt = Date.now();
        // A row that is chosen already may be opened once more, by Enter.
        clicked ??= view.selection[0]?.item ?? undefined;
        showClicked(textEditor);
      }
      if (textEditor === vscode.window.activeTextEditor) later();
    }),
    view.onDidChangeSelection(({ selection }) => {
      const [first] = selection;
      clicked = first?.item ?? undefined;
      const editor = vscode.window.activeTextEditor;
      // The editor may be there before the view tells of the click.
      const isJustOpened = Date.now() - openedAt < openMilliseconds && first?.id !== followed;
      followed = undefined;
      if (isJustOpened && editor !== undefined) showClicked(editor);
    }),
    view.onDidChangeVisibility(later),
    tree.onDidLoad(later),
    new vscode.Disposable(() => {
      if (timer !== undefined) clearTimeout(timer);
    }),
  );
}

/** Whoever goes to a line by hand wants to see what is there. */
function isByHand(kind: vscode.TextEditorSelectionChangeKind | undefined): boolean {
  return (
    kind === vscode.TextEditorSelectionChangeKind.Mouse ||
    kind === vscode.TextEditorSelectionChangeKind.Keyboard
  );
}

function isAt({ document, selection }: vscode.TextEditor, item: ThreadItem): boolean {
  if (item.uri === null) return false;
  const [uri, { selection: place }] = openArguments({ ...item, uri: item.uri });
  return selection.active.line === place?.start.line && document.uri.toString() === uri.toString();
}

function mayReveal(view: vscode.TreeView<ThreadElement>, editor: vscode.TextEditor): boolean {
  return (
    view.visible &&
    vscode.workspace.getConfiguration("patchMail", editor.document).get<boolean>("threads.autoReveal", true)
  );
}

async function pathOf(
  host: Host,
  editor: vscode.TextEditor,
  shown: ThreadsShown,
): Promise<readonly ThreadItem[]> {
  if (host.server.state !== "running") return [];
  return await host.server.request(threadOf, { ...shown, ...messageParams(editor) });
}

async function showInThreads(
  host: Host,
  view: vscode.TreeView<ThreadElement>,
  tree: ThreadTree,
  setFilter: (filter: string) => void,
): Promise<void> {
  const editor = activeMailEditor();
  if (editor === undefined) return;
  await attempt(host, "showInThreads", async () => {
    let path = await pathOf(host, editor, tree.shown);
    if (path.length === 0 && tree.filter !== "") {
      path = await pathOf(host, editor, { ...tree.shown, filter: "" });
      // The message is there, and the filter hides it.
      if (path.length > 0) setFilter("");
    }
    if (path.length > 0 && tree.result !== null && !tree.shows(path)) await tree.load(true);
    const element = tree.adopt(path);
    if (element === undefined) say("Threads does not know this message: it has no mail header.");
    else await view.reveal(element, { select: true, focus: true, expand: true });
  });
}

/** Selects the newest thread of a mailbox that was just opened: a file, or a folder with files in it. */
async function revealMailbox(
  host: Host,
  view: vscode.TreeView<ThreadElement>,
  tree: ThreadTree,
  uri: string,
): Promise<void> {
  const isIn = (item: ThreadItem): boolean => item.uri === uri || item.uri?.startsWith(`${uri}/`) === true;
  for (let attempt = 1; attempt <= maxReveals; attempt++) {
    try {
      await tree.load(false);
      const root = tree.result?.roots.find(isIn);
      const element = root && tree.adopt([root]);
      // On a busy machine the rows may come later than they are waited for.
      if (element === undefined) continue;
      // With the focus: else the view's keyboard cursor stays on another row than the selected one.
      await view.reveal(element, { select: true, focus: true, expand: false });
      return;
    } catch (error) {
      // Rows that are drawn anew in the same moment are not known to VS Code.
      host.log.warn(`threads: reveal: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function openToSide(item: ThreadItem | null | undefined): Promise<void> {
  if (!item || item.uri === null) return;
  const [uri, options] = openArguments({ ...item, uri: item.uri });
  showHead(await vscode.window.showTextDocument(uri, { ...options, viewColumn: vscode.ViewColumn.Beside }));
}

async function copyMessageId(item: ThreadItem | null | undefined): Promise<void> {
  if (!item || item.messageId === null) return;
  await vscode.env.clipboard.writeText(item.messageId);
  say(`Copied ${item.messageId}`);
}

/** The mailbox that the extension ships, to look around in. */
async function openSample(host: Host): Promise<void> {
  const uri = vscode.Uri.joinPath(host.extension.extensionUri, "samples", "review.mbox");
  try {
    await vscode.window.showTextDocument(uri, { preview: false });
  } catch (error) {
    host.log.error(`openSample: ${error instanceof Error ? error.message : String(error)}`);
    say("The sample mailbox is not part of this installation.");
  }
}
