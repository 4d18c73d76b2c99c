import * as vscode from "vscode";
import type { CommentsParams, PlacedComment } from "../../../server/src/features/comments.js";
import { ask, say } from "../ask.js";
import { activeMailEditor } from "../documents.js";
import type { ClientFeature, Host, ServerRequest } from "../host.js";
import { askPlaces } from "./goTo/askPlaces.js";
import { mailLocation } from "./goTo/mailTarget.js";

const comments: ServerRequest<CommentsParams, readonly PlacedComment[] | null> = {
  method: "patchMail/comments",
};

/** A line of a document, as a code lens names it; without one the commands take the cursor's. */
interface LinePlace {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
}

/** What the code lenses above files and hunks do, also for the cursor's line. */
export const codeLensCommands: ClientFeature = (host) =>
  vscode.Disposable.from(
    vscode.commands.registerCommand("patchMail.goToSource", (argument: unknown) =>
      goToSource(host, argument),
    ),
    vscode.commands.registerCommand("patchMail.showComments", (argument: unknown) =>
      showComments(host, argument),
    ),
  );

/** Goes where Go to Definition goes from that line. */
async function goToSource(host: Host, argument: unknown): Promise<void> {
  const place = placeOf(argument);
  if (place === undefined) return;
  // A lens names a line. Behind the sign of a hunk's line, at its first word, and not on a quote mark.
  const document = await vscode.workspace.openTextDocument(place.uri);
  const position = argument === undefined ? place.position : firstWord(document.lineAt(place.position.line));
  const found = await askPlaces(host, document, position, { what: "definition" });
  const missing = "The source of this line was not found in the repositories at hand.";
  const note = found?.answer.note ?? null;
  const isNowhere = found === null || found.locations.length === 0;
  if (note !== null || isNowhere) say(note ?? missing);
  await vscode.commands.executeCommand(
    "editor.action.goToLocations",
    place.uri,
    position,
    found?.locations ?? [],
    "goto",
    note ?? missing,
  );
}

function firstWord({ lineNumber, text }: vscode.TextLine): vscode.Position {
  const before = /^[ >|]*[-+]?\s*/.exec(text.slice(0, 1000))?.[0].length ?? 0;
  return new vscode.Position(lineNumber, before);
}

/** Shows the comments on a hunk or file in VS Code's own peek. */
async function showComments(host: Host, argument: unknown): Promise<void> {
  const place = placeOf(argument);
  if (place === undefined) return;
  const { line, character } = place.position;
  const found = await ask(host, comments, {
    textDocument: { uri: place.uri.toString() },
    position: { line, character },
  });
  if (found === undefined) return;
  if (found === null || found.length === 0) {
    say(found === null ? "The cursor is not in the diff of a patch." : "Nobody has commented on this here.");
    return;
  }
  await vscode.commands.executeCommand(
    "editor.action.showReferences",
    place.uri,
    place.position,
    found.map((comment) => mailLocation(comment, comment.endLineInMessage)),
  );
}

function placeOf(argument: unknown): LinePlace | undefined {
  if (typeof argument === "object" && argument !== null && "uri" in argument && "line" in argument) {
    const { uri, line } = argument;
    if (typeof uri === "string" && typeof line === "number" && Number.isInteger(line) && line >= 0)
      return { uri: vscode.Uri.parse(uri), position: new vscode.Position(line, 0) };
  }
  const editor = activeMailEditor();
  return editor && { uri: editor.document.uri, position: editor.selection.active };
}
