import * as vscode from "vscode";
import type { CopyInfo, CopyInfoParams } from "../../../server/src/features/copyInfo.js";
import { ask, say } from "../ask.js";
import { activeMailEditor, cursorParams } from "../documents.js";
import type { ClientFeature, ServerRequest } from "../host.js";

const copyInfo: ServerRequest<CopyInfoParams, CopyInfo> = { method: "patchMail/copyInfo" };

/** What the status bar says in place of a text that would fill it. */
const longTexts: Partial<Record<Copied, string>> = { gitSendEmail: "the git send-email command" };

type Copied = Exclude<keyof CopyInfo, "reasons" | "hash">;

const commands: Readonly<Record<string, Copied>> = {
  "patchMail.copyMessageId": "messageId",
  "patchMail.copyLoreUrl": "loreUrl",
  "patchMail.copyB4Am": "b4Am",
  "patchMail.copyB4Shazam": "b4Shazam",
  "patchMail.copyGitSendEmail": "gitSendEmail",
  "patchMail.copyFixesLine": "fixesLine",
  "patchMail.copyCommitReference": "commitReference",
};

/** Copies what names the message or the commit at the cursor to the clipboard. */
export const copy: ClientFeature = (host) =>
  vscode.Disposable.from(
    ...Object.entries(commands).map(([command, name]) =>
      vscode.commands.registerCommand(command, async () => {
        const editor = activeMailEditor();
        if (editor === undefined) return;
        const info = await ask(host, copyInfo, cursorParams(editor));
        if (info === undefined) return;
        const text = info[name];
        if (text === null) {
          say(info.reasons[name] ?? "There is nothing to copy here.");
          return;
        }
        await vscode.env.clipboard.writeText(text);
        const long = longTexts[name];
        say(long === undefined ? `Copied: ${text}` : `Copied ${long}`);
      }),
    ),
  );
