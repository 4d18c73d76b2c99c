import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createMessageConnection,
  type InitializeParams,
  type InitializeResult,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { buildServer } from "../../scripts/lib/bundles.mjs";

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

export interface ServerBundle {
  readonly path: string;
  remove(): void;
}

/** The server as it is delivered, in several bundles, built from the sources of this moment. */
export async function bundleServer(): Promise<ServerBundle> {
  const parent = join(projectRoot, ".build");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "server-under-test-"));
  await buildServer(folder);
  return { path: join(folder, "server.cjs"), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A client that speaks to a real server process over its standard streams. */
export interface TestClient {
  readonly connection: MessageConnection;
  readonly process: ChildProcess;
  readonly exit: Promise<ExitStatus>;
  /** What the server has written to standard error. */
  errors(): string;
  initialize(params?: Partial<InitializeParams>): Promise<InitializeResult>;
  open(uri: string, text: string, version?: number): Promise<void>;
  /** Replaces a range; the version is the next one. */
  change(uri: string, version: number, edit: Edit): Promise<void>;
  close(uri: string): Promise<void>;
  /** The next notification of a method that has not been read yet; rejects after the deadline. */
  next<Params>(method: string, accepts?: (params: Params) => boolean): Promise<Params>;
  /** All notifications of a method so far, read or not. */
  received<Params>(method: string): readonly Params[];
  shutdown(): Promise<ExitStatus>;
}

export interface Edit {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly text: string;
}

export interface TestClientOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly arguments?: readonly string[];
  /** Answers to `workspace/configuration`, per item. */
  readonly configuration?: (scopeUri: string | undefined) => unknown;
}

const deadlineMilliseconds = 10_000;

interface Waiter {
  readonly method: string;
  accepts(params: unknown): boolean;
  resolve(params: unknown): void;
}

export function startTestClient(bundle: ServerBundle, options: TestClientOptions = {}): TestClient {
  const child = spawn(process.execPath, [bundle.path, ...(options.arguments ?? ["--stdio"])], {
    env: options.environment ?? process.env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  // A write to a server that has just exited is no failure of the test.
  child.stdin.on("error", () => undefined);
  const exit = new Promise<ExitStatus>((resolve) => {
    child.on("exit", (code, signal) => resolve({ code, signal }));
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const all: { readonly method: string; readonly params: unknown }[] = [];
  const unread: { readonly method: string; readonly params: unknown }[] = [];
  const waiters: Waiter[] = [];
  connection.onNotification((method: string, params: unknown) => {
    all.push({ method, params });
    const index = waiters.findIndex((waiter) => waiter.method === method && waiter.accepts(params));
    const [waiter] = index === -1 ? [] : waiters.splice(index, 1);
    if (waiter === undefined) unread.push({ method, params });
    else waiter.resolve(params);
  });
  connection.onRequest("workspace/configuration", (params: { items: { scopeUri?: string }[] }) =>
    params.items.map((item) => options.configuration?.(item.scopeUri) ?? null),
  );
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();

  return {
    connection,
    process: child,
    exit,
    errors: () => errors,
    async initialize(params = {}) {
      const result: InitializeResult = await connection.sendRequest("initialize", {
        processId: process.pid,
        rootUri: null,
        capabilities: {},
        ...params,
      });
      await connection.sendNotification("initialized", {});
      return result;
    },
    open: (uri, text, version = 1) =>
      connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "patch-mail", version, text },
      }),
    change: (uri, version, edit) =>
      connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: [
          {
            range: {
              start: { line: edit.startLine, character: edit.startCharacter },
              end: { line: edit.endLine, character: edit.endCharacter },
            },
            text: edit.text,
          },
        ],
      }),
    close: (uri) => connection.sendNotification("textDocument/didClose", { textDocument: { uri } }),
    next<Params>(method: string, accepts: (params: Params) => boolean = () => true): Promise<Params> {
      // The caller names the type of what the protocol sends with that method.
      const takes = (params: unknown): boolean => accepts(params as Params);
      const index = unread.findIndex((each) => each.method === method && takes(each.params));
      if (index !== -1) return Promise.resolve(unread.splice(index, 1)[0]?.params as Params);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiters.splice(waiters.indexOf(waiter), 1);
          const seen = all.map((each) => `${each.method} ${JSON.stringify(each.params).slice(0, 300)}`);
          reject(new Error(`no ${method} came in time; came: ${seen.join("\n")}\nstderr: ${errors}`));
        }, deadlineMilliseconds);
        const waiter: Waiter = {
          method,
          accepts: takes,
          resolve(params) {
            clearTimeout(timer);
            resolve(params as Params);
          },
        };
        waiters.push(waiter);
      });
    },
    received: <Params>(method: string) =>
      all.filter((each) => each.method === method).map((each) => each.params as Params),
    async shutdown() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      const status = await exit;
      connection.dispose();
      return status;
    },
  };
}
