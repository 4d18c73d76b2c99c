import type { ExtensionContext } from "vscode";

const stateKey = "patchMail.viewedFiles";
/** The oldest marks are forgotten. */
const maxKeys = 10_000;

/** Keys of the files that are marked as viewed (`DiffFileItem.key`), in the order in which they were marked. */
export function viewedKeys({ workspaceState }: ExtensionContext): ReadonlySet<string> {
  return new Set(workspaceState.get<readonly string[]>(stateKey, []));
}

/** Keeps or takes back the mark of a file, in the workspace's state. */
export async function setViewed(extension: ExtensionContext, key: string, isViewed: boolean): Promise<void> {
  const keys = new Set(viewedKeys(extension));
  keys.delete(key);
  if (isViewed) keys.add(key);
  await extension.workspaceState.update(stateKey, [...keys].slice(-maxKeys));
}
