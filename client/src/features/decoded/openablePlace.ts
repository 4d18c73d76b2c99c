import * as vscode from "vscode";
import type { Host } from "../../host.js";
import { threadOf } from "../threads/requests.js";
import { messageUri } from "./openViews.js";

/** A place to go to. Where no editor shows its file (compressed, too large), the message there as a virtual file. */
export async function openablePlace(host: Host, place: vscode.Location): Promise<vscode.Location> {
  const { uri, range } = place;
  if (uri.scheme !== "file") return place;
  const { line, character } = range.start;
  const params = { textDocument: { uri: uri.toString() }, position: { line, character } };
  try {
    const item = (await host.server.request(threadOf, params)).at(-1);
    if (item?.isIndexOnly !== true || item.uri === null) return place;
    return new vscode.Location(messageUri(item.subject, item.uri, item.ordinal), new vscode.Position(0, 0));
  } catch {
    // Not known to the index: then the file itself is what there is.
    return place;
  }
}
