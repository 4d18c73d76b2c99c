import * as vscode from "vscode";

/** Less than that nobody sees. */
const briefMilliseconds = 150;
const longestMilliseconds = 10_000;

/**
 * Waits while the workspace's mail is being read, ten seconds at most; what takes longer than a moment shows that it is
 * waiting, and can be cancelled. False: it is still being read.
 */
export async function waitForMail(): Promise<boolean> {
  const settled = Promise.resolve(vscode.commands.executeCommand("patchMail.threads.settled")).then(
    () => true,
    () => true,
  );
  if (await Promise.race([settled, late(briefMilliseconds)])) return true;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: "Patch Mail is still reading the workspace's mail",
    cancellable: true,
  };
  return await vscode.window.withProgress(options, async (_progress, token) => {
    const cancelled = new Promise<boolean>((done) => token.onCancellationRequested(() => done(false)));
    return await Promise.race([settled, late(longestMilliseconds), cancelled]);
  });
}

const late = (milliseconds: number): Promise<boolean> =>
  new Promise((done) => setTimeout(() => done(false), milliseconds));
