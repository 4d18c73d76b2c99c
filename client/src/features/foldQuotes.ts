import * as vscode from "vscode";
import type { QuoteFoldsParams } from "../../../server/src/features/quoteFolds.js";
import { ask, say } from "../ask.js";
import { activeMailEditor } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";

/** First lines (0-based) of the outermost folds around text quoted deeper than `deeperThan`. */
const quoteFolds: ServerRequest<QuoteFoldsParams, readonly number[]> = { method: "patchMail/quoteFolds" };

/** The list offers 0 to 5; a key binding of the user's may ask for more. */
const deepest = 5;
const deepestArgument = 50;

/** "Fold quotes deeper than N": one key for N, or N as the command's argument. */
export const foldQuotes: ClientFeature = (host) =>
  vscode.commands.registerCommand("patchMail.foldQuotesDeeper", async (argument: unknown) => {
    const depth = isDepth(argument) ? argument : await askDepth();
    if (depth !== undefined) await fold(host, depth);
  });

function isDepth(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= deepestArgument;
}

async function fold(host: Host, depth: number): Promise<void> {
  const editor = activeMailEditor();
  if (editor === undefined) return;
  const textDocument = { uri: editor.document.uri.toString() };
  const linesDeeperThan = (deeperThan: number): Promise<readonly number[] | undefined> =>
    ask(host, quoteFolds, { textDocument, deeperThan });
  const folded = await linesDeeperThan(depth);
  if (folded === undefined) return;
  // What an earlier call with a smaller number has closed opens again.
  const outer = await Promise.all(Array.from({ length: depth }, (_, level) => linesDeeperThan(level)));
  const opened = new Set(outer.flatMap((lines) => lines ?? []));
  for (const line of folded) opened.delete(line);
  // "down" and one level: only the fold that begins on the line. Without it VS Code folds what encloses a line whose
  // own fold is closed already.
  const options = { levels: 1, direction: "down" } as const;
  if (opened.size > 0) {
    await vscode.commands.executeCommand("editor.unfold", { ...options, selectionLines: [...opened] });
  }
  if (folded.length === 0) {
    say(`No quote is deeper than ${depth}.`);
    return;
  }
  await vscode.commands.executeCommand("editor.fold", { ...options, selectionLines: [...folded] });
}

/** A list to choose from that takes a typed digit at once, without Enter. */
function askDepth(): Promise<number | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly depth: number }>();
    pick.title = "Fold quotes deeper than";
    pick.placeholder = "Type a digit, or choose";
    pick.items = Array.from({ length: deepest + 1 }, (_, depth) => ({
      depth,
      label: String(depth),
      description:
        depth === 0 ? "all quotes" : depth === 1 ? "keep the last quoted mail" : `keep ${depth} quote levels`,
    }));
    const settle = (depth: number | undefined): void => {
      resolve(depth);
      pick.hide();
    };
    pick.onDidChangeValue((value) => {
      const depth = Number.parseInt(value.trim(), 10);
      if (depth >= 0 && depth <= deepest) settle(depth);
    });
    pick.onDidAccept(() => settle(pick.selectedItems[0]?.depth));
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
