import * as vscode from "vscode";
import type { Host, ServerRequest } from "./host.js";

const messageMilliseconds = 5000;

/** Tells the user something small, in the status bar, without a notification. */
export function say(sentence: string): void {
  vscode.window.setStatusBarMessage(sentence, messageMilliseconds);
}

/**
 * Asks the server for a command. Where it cannot answer, the log has the reason, the status bar one sentence, and the
 * result is undefined.
 */
export async function ask<Params, Result>(
  host: Host,
  request: ServerRequest<Params, Result>,
  params: Params,
): Promise<Result | undefined> {
  try {
    return await host.server.request(request, params);
  } catch (error) {
    host.log.error(`${request.method}: ${error instanceof Error ? error.message : String(error)}`);
    say(
      host.server.state === "running"
        ? "Patch Mail could not answer; its log says why (Patch Mail: Show Log)."
        : "The Patch Mail server is not running; Patch Mail: Restart Server starts it.",
    );
    return undefined;
  }
}
