import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { type PatchMailApi, start } from "../start.js";

/** Entry on the desktop and on remote hosts: the server is a process of its own, spoken to over IPC. */
export function activate(extension: ExtensionContext): PatchMailApi {
  const module = extension.asAbsolutePath("dist/server.cjs");
  return start(
    extension,
    (options) =>
      new LanguageClient(
        "patchMail",
        "Patch Mail",
        {
          run: { module, transport: TransportKind.ipc },
          debug: {
            module,
            transport: TransportKind.ipc,
            options: { execArgv: ["--nolazy", "--inspect=6119"] },
          },
        },
        options,
      ),
  );
}
