import * as vscode from "vscode";
import { ask, say } from "../ask.js";
import type { ClientFeature } from "../host.js";
import { mailboxEditors } from "./mailboxes/mailboxEditor.js";
import { namedMailboxes } from "./mailboxes/named.js";
import { askQuery, isSearch } from "./mailboxes/notmuch.js";
import { mailboxName, openMailbox } from "./mailboxes/openMailbox.js";
import { pickMailboxes, pickOpen } from "./mailboxes/pick.js";
import { rememberMailboxes } from "./mailboxes/remembered.js";
import { closeMailboxRequest } from "./mailboxes/requests.js";
import { offerForLargeFiles } from "./mailboxes/tooLarge.js";
import { watchMailboxes } from "./mailboxes/watch.js";

/** Whole mailboxes in the Threads view: opened by command, menu, drop or editor; open again with the workspace. */
export const mailboxes: ClientFeature = (host) => {
  const remembered = rememberMailboxes(host.extension.workspaceState);
  const watch = watchMailboxes(host);
  const showState = (): void => {
    void vscode.commands.executeCommand("setContext", "patchMail.mailboxes.open", remembered.open.length > 0);
    watch.set([...remembered.open.map((uri) => vscode.Uri.parse(uri)), ...named.uris]);
  };
  const named = namedMailboxes(host, () => showState());
  const open = async (uri: vscode.Uri, isQuiet = false): Promise<boolean> => {
    const isOpen = await openMailbox(host, remembered, uri, isQuiet);
    showState();
    return isOpen;
  };
  const openAll = async (uris: readonly vscode.Uri[], isQuiet = false): Promise<void> => {
    // One after the other: each is read as fast as the disk gives it.
    for (const uri of uris) await open(uri, isQuiet);
  };
  const reopen = (): void => {
    if (host.server.state !== "running") return;
    void named.open();
    void openAll(
      remembered.open.toReversed().map((uri) => vscode.Uri.parse(uri)),
      true,
    );
  };
  showState();
  reopen();
  return vscode.Disposable.from(
    named,
    watch,
    // Searches wait for that.
    vscode.workspace.onDidGrantWorkspaceTrust(() =>
      openAll(remembered.open.map((uri) => vscode.Uri.parse(uri)).filter(isSearch), true),
    ),
    // Also after a restart: the new server knows nothing yet.
    host.server.onDidChangeState(reopen),
    mailboxEditors(open),
    offerForLargeFiles(host, (uri) => remembered.open.includes(uri.toString()), open),
    vscode.commands.registerCommand("patchMail.openMailbox", async (...given: unknown[]) => {
      await openAll(givenUris(given) ?? (await pickMailboxes(remembered)));
    }),
    vscode.commands.registerCommand("patchMail.openNotmuch", async () => {
      const search = await askQuery();
      if (search !== undefined) await open(search);
    }),
    vscode.commands.registerCommand("patchMail.closeMailbox", async () => {
      if (remembered.open.length === 0) say("No mailbox is open.");
      for (const uri of await pickOpen(remembered)) {
        if ((await ask(host, closeMailboxRequest, { uri })) === undefined) continue;
        remembered.closed(uri);
        say(`Closed ${mailboxName(vscode.Uri.parse(uri))}.`);
      }
      showState();
    }),
  );
};

/** What a menu of the Explorer gives: the entry that was clicked, and all that are selected. */
function givenUris([clicked, selected]: readonly unknown[]): readonly vscode.Uri[] | undefined {
  const uris = Array.isArray(selected) ? selected : [clicked];
  const found = uris.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri);
  return found.length > 0 ? found : undefined;
}
