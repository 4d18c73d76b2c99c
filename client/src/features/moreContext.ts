import * as vscode from "vscode";
import type { WantedContext } from "../../../server/src/core/patch/widenHunks.js";
import type { DiffPlaceParams } from "../../../server/src/work/diffPlaces.js";
import { attempt, Refusal, say } from "../ask.js";
import type { ClientFeature, Host } from "../host.js";
import { sameLine } from "../sameLine.js";
import { virtualUri } from "../virtualFiles.js";
import { safeName } from "../virtualNames.js";
import { diffPlace, openForServer, placeOfSource, sourceOfPlace } from "./sideBySide/diffPlace.js";
import { moreContext as moreContextRequest } from "./sideBySide/requests.js";

const kind = "context";

interface Choice extends vscode.QuickPickItem {
  readonly context: WantedContext;
}

const choices: readonly Choice[] = [
  { label: "10 Lines", context: 10 },
  { label: "25 Lines", context: 25 },
  { label: "Whole Functions", description: "as git diff -W", context: "function" },
  { label: "Whole File", context: "file" },
];

/** The diff of a file with more lines around its changes, as a patch of its own to read. */
export const moreContext: ClientFeature = (host) => {
  const command = "patchMail.showMoreContext";
  return vscode.Disposable.from(
    host.virtualFiles.register(kind, async (source) => {
      const place = placeOfSource(source);
      await openForServer(place);
      const { context = 10 } = source;
      const found = await host.server.request(moreContextRequest, { ...place, context });
      if (found === null) throw new Refusal("The diff is no longer there.");
      return found.text;
    }),
    // The second argument is for key bindings: a choice that is made already.
    vscode.commands.registerCommand(command, (given?: unknown, context?: unknown) =>
      attempt(host, command, () => show(host, given, context)),
    ),
  );
};

async function show(host: Host, given: unknown, wanted: unknown): Promise<void> {
  const place = diffPlace(given);
  if (place === undefined) return;
  const chosen =
    choices.find(({ context }) => context === wanted) ??
    (await vscode.window.showQuickPick(choices, {
      title: "Show More Context",
      placeHolder: "How much of the file around each change",
    }));
  if (chosen === undefined) return;
  const { context } = chosen;
  await openForServer(place);
  // Asked first: what cannot be shown is told in a sentence, and no tab opens.
  const found = await host.server.request(moreContextRequest, { ...place, context });
  if (found === null) {
    say("The cursor is not in the diff of a file.");
    return;
  }
  const words = typeof context === "number" ? `${context} lines` : `whole ${context}`;
  const name = found.title.split("/").map((part) => safeName(part, "_"));
  const uri = virtualUri(kind, `${name.join("/")} (${words}).patch`, { ...sourceOfPlace(place), context });
  const line = lineIn(place, found.text);
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(uri, { preview: true, selection });
}

/** The line that one comes from; the first one where that is not known. */
function lineIn({ textDocument, position, ordinal }: DiffPlaceParams, text: string): number {
  const from = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === textDocument.uri);
  if (from === undefined || ordinal !== undefined) return 0;
  return sameLine(from.getText().split("\n"), position.line, text.split("\n")) ?? 0;
}
