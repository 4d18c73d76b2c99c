import * as vscode from "vscode";
import type { CompareResult } from "../../../../server/src/work/compareVersions.js";
import { Refusal, say, warn } from "../../ask.js";
import type { Host } from "../../host.js";
import { type VirtualSource, virtualKind, virtualSource, virtualUri } from "../../virtualFiles.js";
import { safeName } from "../../virtualNames.js";
import { comparedPatch, compareVersionsRequest, sideOf } from "./requests.js";

/** The text of a comparison, and one side of a pair in the diff editor. */
export const textKind = "compare";
const patchKind = "compared-patch";

/** After the window was reloaded, mail is read in the background: so long its documents wait for it. */
const waitMilliseconds = 20_000;
const retryMilliseconds = 500;
/** A comparison that takes longer shows that it is running, and can be cancelled. */
const longMilliseconds = 1000;

/** The documents that comparisons are shown in. */
export interface CompareDocuments extends vscode.Disposable {
  /** Shows the comparison as a text. Never rejects: what goes wrong is said. */
  show(title: string, source: ComparedSource): Promise<void>;
  /** What an open document shows; undefined where it is no comparison. */
  resultOf(document: vscode.TextDocument): CompareResult | undefined;
  /** Compares without showing the text. Rejects with a sentence. */
  load(source: ComparedSource): Promise<CompareResult>;
}

/** A place with the old side of its comparison. */
export type ComparedSource = VirtualSource & { readonly other: VirtualSource };

export function isCompared(source: VirtualSource): source is ComparedSource {
  return source.other !== undefined;
}

export function createCompareDocuments(host: Host): CompareDocuments {
  const results = new Map<string, CompareResult>();
  const started = Date.now();
  const isStarting = (): boolean => Date.now() - started < waitMilliseconds;
  /** Why the last one could not be made, as a sentence; "" for none. */
  let problem: string | null = "";
  let cancelling = new vscode.CancellationTokenSource();
  const load = async (source: ComparedSource): Promise<CompareResult> => {
    await openFiles([source, source.other]);
    const params = { old: sideOf(source.other), now: sideOf(source) };
    for (;;) {
      const result = await host.server.request(compareVersionsRequest, params, cancelling.token);
      if (result.problem === null) return result;
      if (result.mayCome !== true || !isStarting()) {
        // VS Code puts its own words around what a file system says.
        ({ problem } = result);
        throw new Refusal(result.problem);
      }
      await new Promise((done) => setTimeout(done, retryMilliseconds));
    }
  };
  /** More mail has been read: a document that was restored before may lack some of it. */
  const refresh = async (): Promise<void> => {
    for (const { uri } of isStarting() ? vscode.workspace.textDocuments : []) {
      const source = virtualKind(uri) === textKind ? virtualSource(uri) : undefined;
      if (source === undefined || !isCompared(source)) continue;
      const result = await load(source).catch(() => undefined);
      if (result !== undefined && result.text !== results.get(uri.query)?.text)
        host.virtualFiles.changed(uri);
    }
  };
  const parts = vscode.Disposable.from(
    host.virtualFiles.register(textKind, async (source) => {
      if (!isCompared(source)) throw new Error("This comparison has no old side.");
      const result = await load(source);
      results.set(JSON.stringify(source), result);
      return result.text;
    }),
    host.virtualFiles.register(patchKind, async (source) => {
      await openFiles([source]);
      const params = { side: sideOf(source), number: source.patch ?? 1 };
      for (;;) {
        const text = await host.server.request(comparedPatch, params);
        if (text !== "" || !isStarting()) return text;
        await new Promise((done) => setTimeout(done, retryMilliseconds));
      }
    }),
    host.server.onNotification("patchMail/seriesChanged", () => void refresh()),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => results.delete(uri.query)),
  );
  return {
    load,
    async show(title, source) {
      const uri = virtualUri(textKind, `${safeName(title, "comparison")}.eml`, source);
      cancelling.dispose();
      cancelling = new vscode.CancellationTokenSource();
      const { token } = cancelling;
      problem = "";
      const work = Promise.resolve(vscode.window.showTextDocument(uri, { preview: false }));
      const late = setTimeout(() => showProgress(work, cancelling), longMilliseconds);
      try {
        await work;
      } catch (error) {
        if (token.isCancellationRequested) say("The comparison was cancelled.");
        else warn(problem || (error instanceof Error ? error.message : String(error)));
      } finally {
        clearTimeout(late);
      }
    },
    resultOf(document) {
      const result = virtualKind(document.uri) === textKind ? results.get(document.uri.query) : undefined;
      return result?.text === document.getText() ? result : undefined;
    },
    dispose: () => parts.dispose(),
  };
}

/** The virtual file with one side of a pair: the patch as it is compared. */
export function patchUri(
  { uri, line, index, scope, hash }: VirtualSource,
  subject: string,
  patch: number,
): vscode.Uri {
  return virtualUri(patchKind, `${safeName(subject, "patch")}.diff`, {
    uri,
    line,
    patch,
    ...(index === undefined ? {} : { index }),
    ...(scope === undefined ? {} : { scope }),
    ...(hash === undefined ? {} : { hash }),
  });
}

/** The server reads whole files as documents: those that are compared as files must be open. */
async function openFiles(sources: readonly VirtualSource[]): Promise<void> {
  for (const { uri, scope } of sources) {
    if (scope === "file") await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  }
}

function showProgress(work: Promise<unknown>, cancelling: vscode.CancellationTokenSource): void {
  void vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: "Patch Mail compares patches",
      cancellable: true,
    },
    async (_progress, token) => {
      const listener = token.onCancellationRequested(() => cancelling.cancel());
      await work.catch(() => undefined);
      listener.dispose();
    },
  );
}
