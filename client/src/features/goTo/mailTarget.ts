import * as vscode from "vscode";
import type { MailTarget } from "../../../../server/src/features/finder.js";
import { decodedUri, messageUri } from "../decoded/openViews.js";

/**
 * The line of a message, or its lines up to `endLineInMessage` (exclusive), in the document that shows it: its file, its decoded
 * view, or its text out of a mailbox.
 */
export function mailLocation(target: MailTarget, endLineInMessage?: number): vscode.Location {
  const first = lineOf(target);
  const count = endLineInMessage === undefined ? 1 : Math.max(1, endLineInMessage - target.lineInMessage);
  return new vscode.Location(uriOf(target), new vscode.Range(first, 0, first + count - 1, 0));
}

/** The same as the target of a link: the editor goes to the line that the fragment names. */
export function mailLink(target: MailTarget): vscode.Uri {
  return uriOf(target).with({ fragment: `L${lineOf(target) + 1}` });
}

function uriOf({ uri, line0, ordinal, subject, isIndexOnly, isDecoded }: MailTarget): vscode.Uri {
  if (isDecoded) {
    const source = { uri, line: line0, index: ordinal };
    return decodedUri(subject, isIndexOnly ? { ...source, isIndexOnly } : source);
  }
  return isIndexOnly ? messageUri(subject, uri, ordinal) : vscode.Uri.parse(uri);
}

function lineOf({ line0, lineInMessage, isIndexOnly, isDecoded }: MailTarget): number {
  return isDecoded || isIndexOnly ? lineInMessage : line0 + lineInMessage;
}
