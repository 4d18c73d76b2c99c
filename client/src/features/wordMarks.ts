import * as vscode from "vscode";
import type { WordMarksParams, WordMarksResult } from "../../../server/src/features/wordMarks.js";
import { say } from "../ask.js";
import { activeMailEditor, documentSelector } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";

const request: ServerRequest<WordMarksParams, WordMarksResult | null> = { method: "patchMail/wordMarks" };
const setting = "wordMarks";
/** Scrolling and typing ask once they pause. */
const pauseMilliseconds = 120;
/** Lines above and below what is seen, so that a small scroll shows marks at once. */
const margin = 60;

/** Marks the words that differ between a removed line and the added line in its place, where an editor shows them. */
export const wordMarks: ClientFeature = (host) => {
  const style = (color: string): vscode.TextEditorDecorationType =>
    vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor(color),
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
  // The diff editor's own: themes keep text readable on them, and high contrast themes draw borders.
  const removed = style("diffEditor.removedTextBackground");
  const added = style("diffEditor.insertedTextBackground");
  const timers = new Map<vscode.TextEditor, ReturnType<typeof setTimeout>>();
  /** What is asked for an editor now; a later question ends it. */
  const asking = new WeakMap<vscode.TextEditor, vscode.CancellationTokenSource>();
  /** The lines and the version that an editor's marks were made of. */
  const answered = new WeakMap<vscode.TextEditor, string>();
  /** Editors that have marks now. */
  const marked = new WeakSet<vscode.TextEditor>();

  const show = (editor: vscode.TextEditor, { removed: old, added: now }: WordMarksResult): void => {
    editor.setDecorations(removed, rangesOf(old));
    editor.setDecorations(added, rangesOf(now));
    if (old.length + now.length > 0) marked.add(editor);
    else marked.delete(editor);
  };
  const update = async (editor: vscode.TextEditor): Promise<void> => {
    timers.delete(editor);
    asking.get(editor)?.cancel();
    const { document } = editor;
    const ranges = isWanted(document) ? seenRanges(editor).filter((range) => hasChange(document, range)) : [];
    if (ranges.length === 0) {
      answered.delete(editor);
      if (marked.has(editor)) show(editor, { removed: [], added: [] });
      return;
    }
    const { version } = document;
    const wanted = [version, ...ranges.map(({ start, end }) => `${start.line}-${end.line}`)].join(" ");
    if (answered.get(editor) === wanted) return;
    const source = new vscode.CancellationTokenSource();
    asking.set(editor, source);
    const answers = await Promise.all(ranges.map((range) => marksIn(host, document, range, source.token)));
    const isStale = source.token.isCancellationRequested;
    source.dispose();
    // Text that has changed meanwhile asks again by itself.
    if (isStale || document.version !== version) return;
    if (!vscode.window.visibleTextEditors.includes(editor)) return;
    if (answers.every((answer) => answer !== null)) answered.set(editor, wanted);
    show(editor, {
      removed: answers.flatMap((answer) => answer?.removed ?? []),
      added: answers.flatMap((answer) => answer?.added ?? []),
    });
  };
  const soon = (editor: vscode.TextEditor): void => {
    if (!marked.has(editor) && !isWanted(editor.document)) return;
    clearTimeout(timers.get(editor));
    timers.set(
      editor,
      setTimeout(() => void update(editor), pauseMilliseconds),
    );
  };
  const all = (): void => vscode.window.visibleTextEditors.forEach(soon);
  all();
  return vscode.Disposable.from(
    removed,
    added,
    vscode.window.onDidChangeVisibleTextEditors(all),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => soon(textEditor)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) soon(editor);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`patchMail.${setting}`)) all();
    }),
    host.server.onDidChangeState((state) => {
      if (state === "running") all();
    }),
    vscode.commands.registerCommand("patchMail.toggleWordMarks", toggle),
    {
      dispose() {
        for (const [editor, timer] of timers) {
          clearTimeout(timer);
          asking.get(editor)?.cancel();
        }
      },
    },
  );
};

function isWanted(document: vscode.TextDocument): boolean {
  return (
    vscode.languages.match(documentSelector, document) > 0 &&
    vscode.workspace.getConfiguration("patchMail", document).get<boolean>(setting) === true
  );
}

/** The visible lines with a margin; folds make several ranges of them. */
function seenRanges({ visibleRanges, document }: vscode.TextEditor): vscode.Range[] {
  const seen: vscode.Range[] = [];
  for (const { start, end } of visibleRanges) {
    const first = Math.max(0, start.line - margin);
    const last = Math.min(document.lineCount - 1, end.line + margin);
    const before = seen.at(-1);
    if (before !== undefined && first <= before.end.line + 1) {
      seen[seen.length - 1] = new vscode.Range(before.start.line, 0, Math.max(before.end.line, last), 0);
    } else seen.push(new vscode.Range(first, 0, last, 0));
  }
  return seen;
}

/** Of a line that is removed or added, quoted or not; `---` and the signature's `-- ` are none. */
const changedLine = /^[ \t>|]{0,200}(?:\+(?!\+\+ )|-(?!-[- ]))/;

/** Whether there can be marks: mail without a diff costs one look at the lines on the screen, and asks nothing. */
function hasChange(document: vscode.TextDocument, { start, end }: vscode.Range): boolean {
  for (let line = start.line; line <= end.line && line < document.lineCount; line++)
    if (changedLine.test(document.lineAt(line).text.slice(0, 300))) return true;
  return false;
}

/** Without marks where the server cannot answer: it says why in its own log, and nobody has asked for anything. */
async function marksIn(
  host: Host,
  { uri }: vscode.TextDocument,
  { start, end }: vscode.Range,
  token: vscode.CancellationToken,
): Promise<WordMarksResult | null> {
  const range = {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
  try {
    return await host.server.request(request, { textDocument: { uri: uri.toString() }, range }, token);
  } catch {
    return null;
  }
}

/** Three numbers a mark: line, first character, character behind the last. */
function rangesOf(numbers: readonly number[]): vscode.Range[] {
  const ranges: vscode.Range[] = [];
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    const line = numbers[at] ?? 0;
    ranges.push(new vscode.Range(line, numbers[at + 1] ?? 0, line, numbers[at + 2] ?? 0));
  }
  return ranges;
}

/** Writes the setting where it is set already, else for the user. */
async function toggle(): Promise<void> {
  const document = activeMailEditor()?.document;
  const settings = vscode.workspace.getConfiguration("patchMail", document);
  const isOn = settings.get<boolean>(setting) === true;
  const set = settings.inspect<boolean>(setting);
  const target =
    set?.workspaceFolderValue !== undefined
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : set?.workspaceValue !== undefined
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  await settings.update(setting, !isOn, target);
  say(isOn ? "Changed words are not marked any more." : "Changed words are marked.");
}
