import * as vscode from "vscode";

/** The text tabs of this workspace's window, kept for the next one. */
export interface RememberedTabs {
  /** URIs of the last window's, the caller's to change; empty where none are known. */
  readonly last: Promise<Set<string>>;
  remember(uris: readonly string[]): void;
}

const maxRemembered = 500;

/**
 * In a file and not in the workspace state: that is written seconds later, and a window that is reloaded or
 * killed before has lost it. Without a folder of ours (an empty window) nothing is remembered.
 */
export function rememberTabs({ storageUri }: vscode.ExtensionContext): RememberedTabs {
  if (storageUri === undefined) return { last: Promise.resolve(new Set()), remember: () => {} };
  const file = vscode.Uri.joinPath(storageUri, "text-tabs.json");
  const part = vscode.Uri.joinPath(storageUri, "text-tabs.json.part");
  const last = read(file);
  let wanted = "";
  let written = "";
  let isWriting = false;
  const write = async (): Promise<void> => {
    await last;
    // Tabs change faster than files are written: only what holds at last counts.
    while (written !== wanted) {
      const text = wanted;
      await vscode.workspace.fs.writeFile(part, new TextEncoder().encode(text));
      await vscode.workspace.fs.rename(part, file, { overwrite: true });
      written = text;
    }
  };
  return {
    last,
    remember(uris) {
      wanted = JSON.stringify([...new Set(uris)].slice(0, maxRemembered));
      if (isWriting) return;
      isWriting = true;
      write()
        // A full disk, say: then the next window decodes a tab that was raw.
        .catch(() => undefined)
        .finally(() => {
          isWriting = false;
        });
    },
  };
}

async function read(file: vscode.Uri): Promise<Set<string>> {
  try {
    const uris: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
    return new Set(Array.isArray(uris) ? uris.filter((uri) => typeof uri === "string") : []);
  } catch {
    return new Set();
  }
}
