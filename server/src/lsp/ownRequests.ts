import { type Connection, ErrorCodes, ResponseError } from "vscode-languageserver";
import { factsMethods } from "./factsService.js";
import { onRequest, type RequestRoom } from "./featureRequests.js";
import { mailboxMethods } from "./mailboxRequests.js";
import { mailStateMethods } from "./mailStateRequest.js";
import { readMethods } from "./readRequests.js";
import { seriesMethods } from "./seriesRequests.js";
import { threadsMethods } from "./threadsRequests.js";
import { viewMethods } from "./viewRequests.js";
import { workMethods } from "./workRequests.js";

/** Requests of ours that are no features: they need files, adapters, or the index of all mail. */
const ownMethods = [
  ...threadsMethods,
  ...readMethods,
  ...seriesMethods,
  ...mailboxMethods,
  ...factsMethods,
  ...mailStateMethods,
  ...viewMethods,
  ...workMethods,
] as const;

/** Answers them as the features are answered: behind the guard, and only between `initialize` and `shutdown`. */
export function registerOwnRequests(connection: Connection, room: RequestRoom): void {
  for (const method of ownMethods) {
    onRequest(connection, method, room, (params, token, session) => {
      if (typeof params !== "object" || params === null) {
        throw new ResponseError(ErrorCodes.InvalidParams, `${method} needs params`);
      }
      // What arrives for a method is what the method's own type says; anything else ends at the guard.
      return session.ownRequests[method](params as never, token);
    });
  }
}
