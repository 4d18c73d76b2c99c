import * as vscode from "vscode";
import type { LinkData } from "../../../../server/src/features/documentLink.js";
import type { GoTo, GoToPlace } from "../../../../server/src/features/finder.js";
import type { GoToParams } from "../../../../server/src/features/goTo.js";
import type { Host, ServerRequest } from "../../host.js";
import { virtualSource, virtualUri } from "../../virtualFiles.js";
import { openablePlace } from "../decoded/openablePlace.js";
import { mailLink, mailLocation } from "./mailTarget.js";

const goTo: ServerRequest<GoToParams, GoTo> = { method: "patchMail/goTo" };

export type Asked = Pick<GoToParams, "what" | "withOwn">;

/** An answer of the server, and its places as VS Code opens them. */
export interface FoundPlaces {
  readonly answer: GoTo;
  readonly locations: vscode.Location[];
}

/** Definitions, declarations or references of a place; null where the question was given up or failed, which the log tells. */
export async function askPlaces(
  host: Host,
  document: vscode.TextDocument,
  position: vscode.Position,
  asked: Asked,
  token?: vscode.CancellationToken,
): Promise<FoundPlaces | null> {
  const source = virtualSource(document.uri);
  const { line, character } = position;
  const params: GoToParams = {
    textDocument: { uri: document.uri.toString() },
    position: { line, character },
    ...asked,
    ...(source && {
      source: { uri: source.uri, ...(source.index === undefined ? {} : { ordinal: source.index }) },
    }),
  };
  try {
    const answer = await host.server.request(goTo, params, token);
    const locations = await Promise.all(answer.places.map((place) => locationOf(host, document.uri, place)));
    return { answer, locations };
  } catch (error) {
    // The document has changed meanwhile, or the question was given up: the editor asks again.
    if (token?.isCancellationRequested !== true)
      host.log.warn(`${goTo.method}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

async function locationOf(host: Host, from: vscode.Uri, place: GoToPlace): Promise<vscode.Location> {
  if (place.kind === "mail") return mailLocation(place.target);
  if (place.kind === "object") return new vscode.Location(linkTarget(from, place), new vscode.Position(0, 0));
  const { start, end } = place.range;
  const uri = vscode.Uri.parse(place.uri);
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const found = new vscode.Location(uri, range);
  return uri.toString() === from.toString() ? found : await openablePlace(host, found);
}

/** The document that a link leads to: a line of mail, or the commit or blob of a repository. */
export function linkTarget(from: vscode.Uri, place: LinkData): vscode.Uri {
  if (place.kind === "mail") return mailLink(place.target);
  const hash = place.hash.toLowerCase();
  const uri = virtualSource(from)?.uri ?? from.toString();
  return virtualUri("commit", `${hash.slice(0, 12)}.${place.isBlob === true ? "txt" : "patch"}`, {
    uri,
    line: 0,
    hash,
  });
}
