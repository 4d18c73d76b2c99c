import type { ExtensionContext } from "vscode";
import * as vscode from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import { RevealOutputChannelOn } from "vscode-languageclient";
import { documentSelector } from "./documents.js";
import { openablePlace } from "./features/decoded/openablePlace.js";
import { goToMiddleware } from "./features/goTo/middleware.js";
import { features } from "./features/index.js";
import { codeActionMiddleware } from "./features/quickFixes/middleware.js";
import { createSavingGuard } from "./features/quickFixes/savingGuard.js";
import type { Host, ServerState } from "./host.js";
import { linkServer } from "./serverLink.js";
import { traceChannel } from "./traceChannel.js";
import { registerVirtualFiles } from "./virtualFiles.js";

/** What the extension exports to other extensions (and to its tests). */
export interface PatchMailApi {
  readonly serverState: ServerState;
  readonly onDidChangeServerState: vscode.Event<ServerState>;
}

/** Builds the language client for a platform; the id must be `patchMail`, which `patchMail.trace.server` hangs on. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

/**
 * Starts the extension: features at once, the server in the background. Nothing here waits for the server, so that
 * `activate` costs VS Code next to nothing.
 */
export function start(extension: ExtensionContext, createClient: CreateClient): PatchMailApi {
  const log = vscode.window.createOutputChannel("Patch Mail", { log: true });
  const trace = traceChannel("Patch Mail Trace");
  const client = createClient({
    documentSelector: documentSelector.map((filter) => ({
      language: filter.language,
      scheme: filter.scheme,
    })),
    outputChannel: log,
    traceOutputChannel: trace,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: "patch-mail",
    diagnosticPullOptions: { onChange: true, onSave: true },
    // Mail is hostile: its text must never bring commands or HTML into a hover.
    markdown: { isTrusted: false, supportHtml: false },
    // A function: after a restart the server must learn of a trust that was granted in between.
    initializationOptions: () => ({
      trusted: vscode.workspace.isTrusted,
      // Code lenses name them.
      commands: true,
      // Links to commits, and to single messages of mailboxes, are made here (features/goTo).
      virtualLinks: true,
      // For the index of mailboxes; the extension's own folder, whatever the workspace.
      storageUri: extension.globalStorageUri.toString(),
      // Shipped with the extension: the codes of problems link to it.
      documentationUrl: vscode.Uri.joinPath(extension.extensionUri, "docs/diagnostics.md").toString(),
    }),
    middleware: {
      async provideWorkspaceSymbols(query, token, next) {
        const found = (await next(query, token)) ?? [];
        return Promise.all(
          found.map(async (one) => {
            one.location = await openablePlace(host, one.location);
            return one;
          }),
        );
      },
      ...goToMiddleware(() => host),
      ...codeActionMiddleware(() => host),
    },
  });
  const server = linkServer(client, log);
  const virtualFiles = registerVirtualFiles();
  const saving = createSavingGuard();
  const host: Host = { extension, server, log, virtualFiles, saving };
  extension.subscriptions.push(
    log,
    trace,
    server,
    virtualFiles,
    saving,
    ...features.map((feature) => feature(host)),
  );
  void server.start();
  return {
    get serverState() {
      return server.state;
    },
    onDidChangeServerState: server.onDidChangeState,
  };
}
