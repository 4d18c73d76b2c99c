import * as vscode from "vscode";
import type { ThreadTree } from "./tree.js";

const typingMilliseconds = 150;

/**
 * The filter acts while it is typed. Enter keeps it, and so does whoever goes on in an editor or opens a row; Escape
 * brings the one before back.
 */
export function askFilter(tree: ThreadTree, setFilter: (filter: string) => void): void {
  const before = tree.filter;
  const box = vscode.window.createInputBox();
  box.title = "Filter Threads";
  box.placeholder = "Words, or terms as below";
  // It stands there also with a filter in the box.
  box.prompt =
    "s: subject, f: from, tc: to or cc, dfn: file, is:unread is:mine; of a thread state: by: has:replies silent:14; - in front: not.";
  box.value = before;
  // Else a click on a row could not be told from Escape.
  box.ignoreFocusOut = true;
  let isKept = false;
  let timer: NodeJS.Timeout | undefined;
  const apply = (): void => {
    timer = undefined;
    setFilter(box.value.trim());
  };
  const keep = (): void => {
    isKept = true;
    box.hide();
  };
  const check = (): void => {
    const { result } = tree;
    if (timer !== undefined || result === null) return;
    const mistake = result.filterMistake;
    const severity = vscode.InputBoxValidationSeverity.Warning;
    box.validationMessage = mistake === null ? undefined : { message: mistake, severity };
  };
  const listeners = vscode.Disposable.from(
    tree.onDidLoad(check),
    vscode.window.onDidChangeActiveTextEditor(keep),
    vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
      // Undefined: a row was opened.
      if (kind === undefined || kind === vscode.TextEditorSelectionChangeKind.Mouse) keep();
    }),
    box.onDidChangeValue(() => {
      clearTimeout(timer);
      timer = setTimeout(apply, typingMilliseconds);
    }),
    box.onDidAccept(keep),
    box.onDidHide(() => {
      const isWaiting = timer !== undefined;
      clearTimeout(timer);
      if (!isKept) setFilter(before);
      else if (isWaiting) apply();
      listeners.dispose();
      box.dispose();
    }),
  );
  check();
  box.show();
}
