import * as vscode from "vscode";
import type { ClientFeature } from "../host.js";

/**
 * Tells the server when the workspace becomes trusted; LSP has no word for it. Until then the server runs no program.
 * A server that is not running yet learns it from its initialization options.
 */
export const trust: ClientFeature = ({ server, log }) =>
  vscode.workspace.onDidGrantWorkspaceTrust(() => {
    if (server.state !== "running" && server.state !== "starting") return;
    server
      .notify("patchMail/trustGranted")
      .catch((error: unknown) => log.error(`trustGranted: ${String(error)}`));
  });
