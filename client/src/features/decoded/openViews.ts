import * as vscode from "vscode";
import type { MessageItem } from "../../../../server/src/features/messages.js";
import { attempt, say, showDocument } from "../../ask.js";
import type { Host } from "../../host.js";
import { type VirtualSource, virtualKind, virtualSource, virtualUri } from "../../virtualFiles.js";
import { decodedName, fileStem, messageName, messageStem, rawName } from "../../virtualNames.js";
import { mapPosition, messagesOf } from "./requests.js";

/** The virtual file with the decoded view of a message; `stem` is what its tab is called by. */
export function decodedUri(stem: string, source: VirtualSource): vscode.Uri {
  return virtualUri("decoded", decodedName(stem), source);
}

/** The virtual file with one message of a mailbox that no editor shows, as it stands there. */
export function messageUri(subject: string, uri: string, index: number): vscode.Uri {
  return virtualUri("message", messageName(messageStem(subject, index)), {
    uri,
    line: 0,
    index,
    isIndexOnly: true,
  });
}

/** The raw text that a virtual file of a message was made from. */
export function rawUri(uri: vscode.Uri, source: VirtualSource): vscode.Uri {
  if (source.isIndexOnly !== true) return vscode.Uri.parse(source.uri);
  return uri.with({
    path: rawName(uri.path.replace(/^\/[^/]*/, "/message")),
    // JSON leaves out what is undefined.
    query: JSON.stringify({ ...source, attachment: undefined }),
  });
}

/** Where a message stands that can be shown decoded, and what it is. */
export interface DecodablePlace {
  readonly source: VirtualSource;
  /** What the tab of its decoded view is called by. */
  readonly stem: string;
  readonly encodedAs: string | null;
  /** Whether the document holds other messages, too. */
  readonly isOnly: boolean;
}

/** The message at a line of a document that shows raw mail; a reason where there is none. */
export async function decodableAt(
  host: Host,
  document: vscode.TextDocument,
  line: number,
): Promise<DecodablePlace | string> {
  const { uri } = document;
  if (document.isUntitled) return "The decoded view is made from a file: save the mail first.";
  const messages = await host.server.request(messagesOf, { textDocument: { uri: uri.toString() } });
  const message = messageAt(messages, line);
  if (message === undefined) return "There is no message here to decode.";
  const own = virtualKind(uri) === "message" ? virtualSource(uri) : undefined;
  if (own === undefined && uri.scheme !== "file")
    return "Only mail of a file or mailbox can be shown decoded.";
  const source = own ?? { uri: uri.toString(), line: message.range.start.line, index: message.index };
  const isOnly = messages.length === 1;
  // A file of one message is known by its own name; so is what was taken out of a mailbox.
  const stem = (isOnly ? fileStem(uri.path) : "") || messageStem(message.subject, message.index);
  return { source, stem, encodedAs: message.encodedAs, isOnly };
}

/** The last message that begins at or above a line (0-based). */
export function messageAt(messages: readonly MessageItem[], line: number): MessageItem | undefined {
  return messages.findLast((message) => message.range.start.line <= line) ?? messages[0];
}

/** The same place in the other view of a message; the message's beginning where it is not known. */
export async function placeIn(
  host: Host,
  to: "decoded" | "raw",
  source: VirtualSource,
  position: vscode.Position,
): Promise<vscode.Position> {
  const start = new vscode.Position(to === "raw" && source.isIndexOnly !== true ? source.line : 0, 0);
  if (position.line === 0 && position.character === 0 && to === "decoded") return start;
  const { attachment } = source;
  try {
    const params = {
      uri: source.uri,
      index: source.index ?? 0,
      position: { line: position.line, character: position.character },
      to,
      ...(source.isIndexOnly === true ? { isMessage: true } : {}),
      ...(attachment === undefined ? {} : { attachment }),
    };
    const found = await host.server.request(mapPosition, params);
    return found === null ? start : new vscode.Position(found.position.line, found.position.character);
  } catch (error) {
    host.log.warn(`${mapPosition.method}: ${error instanceof Error ? error.message : String(error)}`);
    return start;
  }
}

/** Opens the decoded view of the message at the cursor, or at a line, at the same place. */
export async function openDecoded(host: Host, editor: vscode.TextEditor, line?: number): Promise<void> {
  const position = line === undefined ? editor.selection.active : new vscode.Position(line, 0);
  const place = await answer(host, () => decodableAt(host, editor.document, position.line));
  if (place === undefined) return;
  const at = await placeIn(host, "decoded", place.source, position);
  await show(decodedUri(place.stem, place.source), at);
}

/** From a virtual document back to the text that it was made from, at the same place. */
export async function openRaw(
  host: Host,
  editor: vscode.TextEditor,
  keepRaw: (uri: vscode.Uri) => void,
): Promise<void> {
  const { uri } = editor.document;
  const source = virtualSource(uri);
  if (source === undefined) return;
  const hasPlace = virtualKind(uri) === "decoded" || source.attachment !== undefined;
  const target = rawUri(uri, source);
  const at = hasPlace
    ? await placeIn(host, "raw", source, editor.selection.active)
    : new vscode.Position(source.isIndexOnly === true ? 0 : source.line, 0);
  keepRaw(target);
  await show(target, at);
}

const show = (uri: vscode.Uri, at: vscode.Position): Promise<void> =>
  showDocument(uri, { selection: new vscode.Range(at, at) });

async function answer<T>(host: Host, question: () => Promise<T | string>): Promise<T | undefined> {
  const found = await attempt(host, "decoded view", question);
  if (typeof found !== "string") return found;
  say(found);
  return undefined;
}
