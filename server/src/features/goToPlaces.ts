/** Answers of the finder (finder.ts), for editors that know nothing of them. */
import type { Location, LocationLink } from "vscode-languageserver-protocol";
import type { FeatureContext } from "./feature.js";
import type { GoTo, GoToPlace } from "./finder.js";
import { lineStartRange } from "./locate.js";

/**
 * The places of an answer as any editor takes them. What is only text of a virtual document elsewhere (a commit, a decoded
 * view) is left out, or leads to the message in its file. The note is shown: such editors ask when the user has asked.
 */
export function placesForEditor(
  { origin, places, note }: GoTo,
  { options, tell }: Pick<FeatureContext, "options" | "tell">,
): (Location | LocationLink)[] {
  if (note !== null) tell?.(note);
  const locations = locationsOf(places);
  if (options.definitionLinks !== true || origin === null) return locations;
  return locations.map(({ uri, range }) => ({
    targetUri: uri,
    targetRange: range,
    targetSelectionRange: range,
    originSelectionRange: origin,
  }));
}

/** Those of files and of mail. */
export function locationsOf(places: readonly GoToPlace[]): Location[] {
  return places.flatMap((place): Location[] => {
    switch (place.kind) {
      case "file":
        return [{ uri: place.uri, range: place.range }];
      case "mail": {
        const { uri, line0, lineInMessage, isDecoded } = place.target;
        return [{ uri, range: lineStartRange(isDecoded ? line0 : line0 + lineInMessage) }];
      }
      case "object":
        return [];
      default:
        return place satisfies never;
    }
  });
}
