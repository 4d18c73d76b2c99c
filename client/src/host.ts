import type { CancellationToken, Disposable, Event, ExtensionContext, LogOutputChannel } from "vscode";
import type { SavingGuard } from "./features/quickFixes/savingGuard.js";
import type { VirtualFiles } from "./virtualFiles.js";

/** What the language server is doing, as the status item tells it. */
export type ServerState = "starting" | "running" | "stopped" | "failed";

/** A request of ours: its method, with the types of what goes and what comes. Only `method` exists at run time. */
export interface ServerRequest<Params, Result> {
  readonly method: `patchMail/${string}`;
  readonly params?: Params;
  readonly result?: Result;
}

/** The language server as the features see it. */
export interface ServerLink {
  readonly state: ServerState;
  readonly onDidChangeState: Event<ServerState>;
  /**
   * Waits for a server that is starting. Rejects when the server is stopped or answers with an error; see `attempt`
   * in ask.ts for commands, which says so to the user.
   */
  request<Params, Result>(
    request: ServerRequest<Params, Result>,
    params: Params,
    token?: CancellationToken,
  ): Promise<Result>;
  notify(method: `patchMail/${string}`): Promise<void>;
  onNotification<Params>(method: `patchMail/${string}`, handler: (params: Params) => void): Disposable;
  /** Stops the server, if it runs, and starts it again. Never rejects: the state tells how it went. */
  restart(): Promise<void>;
}

/** What a feature is given when the extension starts. */
export interface Host {
  readonly extension: ExtensionContext;
  readonly server: ServerLink;
  readonly log: LogOutputChannel;
  readonly virtualFiles: VirtualFiles;
  readonly saving: SavingGuard;
}

/**
 * One visible thing of the extension: registers its commands, views and listeners, and gives back what undoes them.
 * Called once, while the extension activates: it must not wait for the server.
 */
export type ClientFeature = (host: Host) => Disposable;
