import { createConnection, LSPErrorCodes, Message } from "vscode-languageserver/node";
import { describeFailure } from "../lsp/guard.js";
import type { Clock, Host } from "../lsp/host.js";
import { startServer } from "../lsp/startServer.js";
import { createMailIndex } from "../mailboxes/mailIndex.js";
import { createNodeMailStore } from "../mailboxes/nodeMailStore.js";
import { createNodeNotmuch } from "../mailboxes/nodeNotmuch.js";
import { createHostCache } from "./cacheOfHost.js";
import { createHostGit } from "./gitOfHost.js";
import { createHostTree } from "./treeOfHost.js";
import { version } from "./version.js";

/** Entry of `patch-mail-language-server` and of the server process that the extension starts. */

const help = `Usage: patch-mail-language-server --stdio

The language server of Patch Mail: Linux-kernel patch mail (.eml, .mbox, .patch) in any editor that speaks LSP.

  --stdio       speak LSP on standard input and output
  --node-ipc    speak LSP to the parent process over Node's IPC channel
  --version     print the version
  --help        print this text

The server never fetches. It runs git to read objects and, in temporary folders, to check whether patches apply; it
changes a repository only by applying a series that a client asks for. It writes the index of mailboxes, where the editor
gives it a folder for that.
`;

function main(args: readonly string[]): void {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help);
  } else if (args.includes("--version")) {
    process.stdout.write(`${version}\n`);
  } else if (args.includes("--stdio") || (args.includes("--node-ipc") && process.send !== undefined)) {
    serve();
  } else {
    const reason = args.includes("--node-ipc")
      ? "--node-ipc needs a parent process with an IPC channel; from a shell use --stdio."
      : "Say how to speak: --stdio.";
    process.stderr.write(`${reason}\n\n${help}`);
    process.exitCode = 2;
  }
}

function serve(): void {
  const connection = createConnection({
    // A request that is cancelled while it waits in the queue is never begun.
    cancelUndispatched(message) {
      if (!Message.isRequest(message)) return undefined;
      const error = { code: LSPErrorCodes.RequestCancelled, message: `${message.method} was cancelled.` };
      return { jsonrpc: "2.0", id: message.id, error };
    },
  });
  // What no guard has seen (a stream, a library's timer) must not end the server, either.
  const survive = (error: unknown): void =>
    connection.console.error(describeFailure("The server", {}, error));
  process.on("uncaughtException", survive);
  process.on("unhandledRejection", survive);
  // What is temporary is removed at the exit.
  process.once("SIGTERM", () => process.exit(143));
  process.once("SIGINT", () => process.exit(130));
  // An editor that died leaves its child without a channel.
  process.on("disconnect", () => process.exit(1));
  startServer(connection, host);
}

const clock: Clock = {
  now: () => Date.now(),
  schedule(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return { cancel: () => clearTimeout(timer) };
  },
};

const mailStore = createNodeMailStore();

const host: Host = {
  version,
  clock,
  mail: createMailIndex(),
  files: mailStore,
  mailboxes: mailStore,
  createCache: createHostCache,
  makeFacts: async (bytes) => (await import("../decoder/index.js")).factsOfBytes(bytes),
  notmuch: createNodeNotmuch(),
  createGit: createHostGit,
  createTree: createHostTree,
};

main(process.argv.slice(2));
