import {
  type CodeLens,
  type Connection,
  DidChangeConfigurationNotification,
  type DidChangeConfigurationParams,
  type DidChangeTextDocumentParams,
  type DidChangeWorkspaceFoldersParams,
  type DidCloseTextDocumentParams,
  type DidOpenTextDocumentParams,
  type DidSaveTextDocumentParams,
  DocumentDiagnosticRequest,
  ErrorCodes,
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { parse as parseText } from "../core/parse.js";
import { resolvedLens } from "../features/codeLens.js";
import { features as allFeatures } from "../features/index.js";
import { lateCapabilities } from "../features/lateCapabilities.js";
import { workspaceSymbols } from "../features/workspaceSymbol.js";
import { documentUri } from "../protocol/documentUri.js";
import { mergeCapabilities } from "./capabilities.js";
import { clientFacts } from "./clientFacts.js";
import { connectionLog } from "./connectionLog.js";
import type { Diagnose } from "./diagnosticsService.js";
import {
  type AnyFeature,
  onRequest,
  previousResultId,
  registerFeature,
  registerLateFeature,
} from "./featureRequests.js";
import { createGuard, type Subject } from "./guard.js";
import type { Host } from "./host.js";
import { registerOwnRequests } from "./ownRequests.js";
import { createSession, type Session } from "./session.js";

/** What a test may put in place of the real parts. */
export interface ServerParts {
  readonly features?: readonly AnyFeature[];
  readonly parse?: typeof parseText;
  readonly diagnose?: Diagnose;
}

/**
 * Starts the language server on a connection that does not listen yet. Everything of the world comes from `host`.
 * Handlers are registered before `listen`, so nothing that a client sends is lost.
 */
export function startServer(connection: Connection, host: Host, parts: ServerParts = {}): void {
  const features = parts.features ?? allFeatures;
  const log = connectionLog(connection);
  const guard = createGuard(log);
  let session: Session | undefined;
  let isShutDown = false;

  /** @throws ResponseError outside of `initialize` … `shutdown` (LSP "Lifecycle Messages") */
  const current = (): Session => {
    if (isShutDown) throw new ResponseError(ErrorCodes.InvalidRequest, "The server is shut down.");
    if (session === undefined) {
      throw new ResponseError(ErrorCodes.ServerNotInitialized, "The server waits for initialize.");
    }
    return session;
  };
  const subject = (params: unknown): Subject => {
    const uri = documentUri(params);
    return uri === undefined ? {} : { uri, version: session?.documents.version(uri) };
  };
  /** Notifications outside of the session are dropped, as the protocol asks. */
  const onNotification = <Params>(
    method: string,
    handle: (session: Session, params: Params) => void,
  ): void => {
    connection.onNotification(method, (params: Params) => {
      const at = session;
      if (at === undefined || isShutDown) return;
      guard.run(method, subject(params), () => handle(at, params));
    });
  };

  connection.onInitialize((params): InitializeResult => {
    const client = clientFacts(params);
    session = createSession(connection, host, log, guard, client, {
      parse: parts.parse ?? parseText,
      diagnose: parts.diagnose,
    });
    return {
      serverInfo: { name: "patch-mail-language-server", version: host.version },
      capabilities: mergeCapabilities([
        ownCapabilities,
        // Who pulls is not pushed to: one that cannot be told to pull again must not begin.
        ...(client.pullsDiagnostics ? [pullCapabilities] : []),
        ...[...features, ...lateCapabilities].map((feature) => feature.capabilities),
      ]),
    };
  });
  connection.onInitialized(() => {
    if (session === undefined) return;
    const { name, trusted, canRegisterSettings } = session.client;
    log.info(`Patch Mail ${host.version} serves ${name}; the workspace is ${trusted ? "" : "not "}trusted.`);
    if (!canRegisterSettings) return;
    const registered = connection.client.register(DidChangeConfigurationNotification.type, {
      section: "patchMail",
    });
    guard.run("registerCapability", {}, async () => void (await registered));
  });
  connection.onShutdown(() => {
    isShutDown = true;
    session?.dispose();
  });

  onNotification("textDocument/didOpen", ({ documents }, { textDocument }: DidOpenTextDocumentParams) =>
    documents.open(textDocument.uri, textDocument.languageId, textDocument.version, textDocument.text),
  );
  onNotification("textDocument/didChange", ({ documents }, params: DidChangeTextDocumentParams) =>
    documents.change(params.textDocument.uri, params.textDocument.version, params.contentChanges),
  );
  onNotification("textDocument/didClose", ({ documents }, { textDocument }: DidCloseTextDocumentParams) =>
    documents.close(textDocument.uri),
  );
  onNotification("textDocument/didSave", (at, { textDocument }: DidSaveTextDocumentParams) =>
    at.saved(textDocument.uri),
  );
  onNotification("workspace/didChangeConfiguration", (at, params: DidChangeConfigurationParams) =>
    at.settingsChanged(params.settings),
  );
  onNotification("workspace/didChangeWorkspaceFolders", (at, { event }: DidChangeWorkspaceFoldersParams) =>
    at.foldersChanged(
      event.added.map((folder) => folder.uri),
      event.removed.map((folder) => folder.uri),
    ),
  );
  onNotification("patchMail/trustGranted", (at) => at.trustGranted());

  const room = { guard, current, subject };
  for (const feature of features) registerFeature(connection, feature, room);
  for (const { method } of lateCapabilities) registerLateFeature(connection, method, room);
  registerOwnRequests(connection, room);
  const { method } = DocumentDiagnosticRequest;
  onRequest(connection, method, room, (params, token, { diagnostics }) => {
    const uri = documentUri(params);
    if (uri === undefined)
      throw new ResponseError(ErrorCodes.InvalidParams, `${method} needs textDocument.uri`);
    return diagnostics.pull(uri, previousResultId(params), token);
  });

  // A lens carries all that its command needs.
  onRequest(connection, "codeLens/resolve", room, (params) => resolvedLens(params as CodeLens));

  onRequest(connection, "completionItem/resolve", room, (params, _token, session) =>
    session.resolveCompletion(params),
  );

  onRequest(connection, "workspace/symbol", room, (params, token, { threads }) => {
    const isQuery = typeof params === "object" && params !== null && "query" in params;
    return workspaceSymbols(threads(), isQuery ? String(params.query) : "", token);
  });

  connection.listen();
}

const ownCapabilities = {
  positionEncoding: "utf-16",
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  workspaceSymbolProvider: true,
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
} as const;

const pullCapabilities = {
  diagnosticProvider: {
    identifier: "patch-mail",
    // Rules of threads look at other mail: who pulls is asked to pull again then, and not for all documents after each key.
    interFileDependencies: false,
    // A client that may pull the workspace does so every two seconds.
    workspaceDiagnostics: false,
  },
} as const;
