import * as vscode from "vscode";
import { createAgreements } from "./agreements.js";
import { lookAtBytes, whatSavingAlters } from "./savedBytes.js";

/**
 * VS Code gives all lines of a file one end and replaces bytes that it cannot read as soon as the file is opened; saving after an
 * edit writes it so. Before an edit of ours the user is told what that alters, once until the file is saved, closed or another.
 */
export interface SavingGuard {
  /** What saving would alter, in sentences; null: nothing, or the user has agreed. */
  alters(document: vscode.TextDocument): Promise<string | null>;
  /** Asks where there is something to ask; false: the user has given it up. */
  mayEdit(document: vscode.TextDocument, what?: "fix" | "edit"): Promise<boolean>;
}

/** Larger files are not looked at: VS Code has no language features for them. */
const mostBytes = 64 * 1024 * 1024;
const anyway = { fix: "Fix Anyway", edit: "Edit Anyway" } as const;

interface Known {
  readonly mtime: number;
  readonly size: number;
  readonly eol: vscode.EndOfLine;
  readonly alters: string | null;
}

export function createSavingGuard(): SavingGuard & vscode.Disposable {
  const known = new Map<string, Known>();
  const agreements = createAgreements();
  const look = async (document: vscode.TextDocument): Promise<string | null> => {
    const { uri, eol } = document;
    const key = uri.toString();
    if (document.isUntitled) return null;
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(uri);
      if (agreements.holds(key, { mtime, size })) return null;
      const before = known.get(key);
      if (before?.mtime === mtime && before.size === size && before.eol === eol) return before.alters;
      const alters = size > mostBytes ? null : altersOf(document, await vscode.workspace.fs.readFile(uri));
      known.set(key, { mtime, size, eol, alters });
      return alters;
    } catch {
      // The file is gone: saving writes what the editor shows.
      return null;
    }
  };
  const forget = ({ uri }: vscode.TextDocument): void => {
    known.delete(uri.toString());
    agreements.forget(uri.toString());
  };
  const ends = vscode.Disposable.from(
    vscode.workspace.onDidSaveTextDocument(forget),
    vscode.workspace.onDidCloseTextDocument(forget),
  );
  return {
    alters: look,
    async mayEdit(document, what = "fix") {
      const alters = await look(document);
      if (alters === null) return true;
      const name = document.uri.path.split("/").at(-1) ?? "This file";
      const chosen = await vscode.window.showWarningMessage(
        `Saving ${name} will alter more than this ${what}.`,
        {
          modal: true,
          detail: `${alters}\nUntil you save, the file stays as it is; Undo takes the ${what} back.`,
        },
        anyway[what],
      );
      if (chosen === undefined) return false;
      const key = document.uri.toString();
      const asked = known.get(key);
      if (asked !== undefined) agreements.agree(key, asked);
      return true;
    },
    dispose: () => ends.dispose(),
  };
}

function altersOf(document: vscode.TextDocument, bytes: Uint8Array): string | null {
  // UTF-16 is told by its mark.
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return null;
  // VS Code tells it since 1.100.
  const encoding = "encoding" in document ? document.encoding : undefined;
  const isUtf8 = typeof encoding !== "string" || encoding.startsWith("utf8");
  const end = document.eol === vscode.EndOfLine.CRLF ? "CRLF" : "LF";
  return whatSavingAlters(lookAtBytes(bytes), end, isUtf8);
}
