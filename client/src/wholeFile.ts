import * as vscode from "vscode";

/** Writes beside the target and renames: a full disk or a crash leaves no half file under its name. */
export async function writeWhole(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const name = target.path.split("/").at(-1) ?? "file";
  const part = vscode.Uri.joinPath(target, "..", `.${name.slice(0, 100)}.${Date.now().toString(36)}.part`);
  try {
    await vscode.workspace.fs.writeFile(part, bytes);
    await vscode.workspace.fs.rename(part, target, { overwrite: true });
  } catch (error) {
    // The reason is told; that nothing was left to remove is none.
    await Promise.resolve(vscode.workspace.fs.delete(part)).catch(() => undefined);
    throw error;
  }
}
