import * as vscode from "vscode";
import { virtualScheme } from "./documents.js";

/** Where a virtual file's text comes from; kept in the URI's query, so that a tab survives a reload of the window. */
export interface VirtualSource {
  /** URI of the real file. */
  readonly uri: string;
  /** 0-based line in the real file: where the message or the diffed file stands. */
  readonly line: number;
  /** 0-based place of the message in the real file. */
  readonly index?: number;
  /** Number of one of its attachments. */
  readonly attachment?: number;
  /** No editor shows the real file, which is compressed or too large: the raw text is a virtual file, too. */
  readonly isIndexOnly?: true;
  /** The commit that a `commit` document shows: 7 to 64 hex digits. */
  readonly hash?: string;
  /** Which side of a diffed file it is. */
  readonly side?: "left" | "right";
  /** Number of a diffed file in the message at `index`, which is read from its file. */
  readonly file?: number;
  /** Of a diff with more context: lines, whole functions, the whole file. */
  readonly context?: number | "function" | "file";
  /** What of the place is compared: all patches of the file, or the message alone; else its version of a series. */
  readonly scope?: "file" | "message";
  /** The number of a compared patch. */
  readonly patch?: number;
  /** The old side of a comparison. */
  readonly other?: VirtualSource;
}

/** Makes the content of one kind of virtual file. Rejects with a sentence for the user where it cannot. */
export type VirtualLoader = (source: VirtualSource) => Promise<string | Uint8Array>;

/** The URI of a virtual file: `patch-mail:/<kind>/<name>?<source>`. `name` may hold slashes, never leads anywhere. */
export function virtualUri(kind: string, name: string, source: VirtualSource): vscode.Uri {
  return vscode.Uri.from({ scheme: virtualScheme, path: `/${kind}/${name}`, query: JSON.stringify(source) });
}

/** The real place behind a virtual file's URI; undefined where the URI is not one of ours. */
export function virtualSource(uri: vscode.Uri): VirtualSource | undefined {
  if (uri.scheme !== virtualScheme) return undefined;
  try {
    return sourceOf(JSON.parse(uri.query));
  } catch {
    return undefined;
  }
}

function sourceOf(value: unknown, depth = 0): VirtualSource | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found = value as Readonly<Record<string, unknown>>;
  const { uri, line, index, attachment, isIndexOnly, hash, side, file, context, scope, patch } = found;
  if (typeof uri !== "string" || typeof line !== "number") return undefined;
  const other = depth === 0 ? sourceOf(found["other"], 1) : undefined;
  return {
    uri,
    line,
    ...(typeof index === "number" ? { index } : {}),
    ...(typeof attachment === "number" ? { attachment } : {}),
    ...(isIndexOnly === true ? { isIndexOnly } : {}),
    ...(typeof hash === "string" && /^[0-9a-f]{7,64}$/.test(hash) ? { hash } : {}),
    ...(side === "left" || side === "right" ? { side } : {}),
    ...(typeof file === "number" ? { file } : {}),
    ...(typeof context === "number" || context === "function" || context === "file" ? { context } : {}),
    ...(scope === "file" || scope === "message" ? { scope } : {}),
    ...(typeof patch === "number" ? { patch } : {}),
    ...(other === undefined ? {} : { other }),
  };
}

/** The kind of a virtual file; "" where the URI is not one of ours. */
export function virtualKind(uri: vscode.Uri): string {
  return uri.scheme === virtualScheme ? (uri.path.split("/")[1] ?? "") : "";
}

/** The virtual documents: one file system for all kinds, each kind with its loader. */
export interface VirtualFiles extends vscode.Disposable {
  /** Called while the extension activates, so that a restored tab finds its loader. */
  register(kind: string, loader: VirtualLoader): vscode.Disposable;
  /** The content is another: editors read it again. */
  changed(uri: vscode.Uri): void;
}

/**
 * The file system behind our virtual documents. A file system, and no content provider, since the tabs of the latter
 * vanish when the window reloads; read-only.
 */
export function registerVirtualFiles(): VirtualFiles {
  const loaders = new Map<string, VirtualLoader>();
  const changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const changedAt = new Map<string, number>();
  const encoder = new TextEncoder();
  const placeOf = (uri: vscode.Uri): VirtualSource => {
    const source = virtualSource(uri);
    if (source === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return source;
  };
  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const fileSystem: vscode.FileSystemProvider = {
    onDidChangeFile: changes.event,
    async stat(uri) {
      // The time is the real file's: by it VS Code tells a changed file. The size only bounds what may be opened.
      const time = await modificationTime(vscode.Uri.parse(placeOf(uri).uri));
      const mtime = Math.max(time, changedAt.get(uri.toString()) ?? 0);
      return {
        type: vscode.FileType.File,
        permissions: vscode.FilePermission.Readonly,
        ctime: 0,
        mtime,
        size: 0,
      };
    },
    async readFile(uri) {
      const loader = loaders.get(virtualKind(uri));
      const source = placeOf(uri);
      if (loader === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      try {
        const content = await loader(source);
        return typeof content === "string" ? encoder.encode(content) : content;
      } catch (error) {
        throw vscode.FileSystemError.Unavailable(error instanceof Error ? error.message : String(error));
      }
    },
    watch(uri) {
      return watchFile(vscode.Uri.parse(placeOf(uri).uri), () =>
        changes.fire([{ type: vscode.FileChangeType.Changed, uri }]),
      );
    },
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  const registration = vscode.workspace.registerFileSystemProvider(virtualScheme, fileSystem, {
    isReadonly: true,
    isCaseSensitive: true,
  });
  return {
    register(kind, loader) {
      loaders.set(kind, loader);
      return new vscode.Disposable(() => loaders.delete(kind));
    },
    changed(uri) {
      changedAt.set(uri.toString(), Date.now());
      changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    },
    dispose() {
      registration.dispose();
      changes.dispose();
    },
  };
}

/** Tells of each change of a file, also by other programs; a file that is replaced counts as changed. */
function watchFile(uri: vscode.Uri, onChange: () => void): vscode.Disposable {
  const key = uri.toString();
  const listener = (changed: vscode.Uri): void => {
    if (changed.toString() === key) onChange();
  };
  const saves = vscode.workspace.onDidSaveTextDocument((document) => listener(document.uri));
  if (uri.scheme === "untitled") return saves;
  // Signs that a pattern gives a meaning to: the file itself is told apart by its URI.
  const name = (uri.path.split("/").at(-1) ?? "").replace(/[^\w.-]/g, "?");
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), name),
    false,
    false,
    true,
  );
  return vscode.Disposable.from(saves, watcher, watcher.onDidCreate(listener), watcher.onDidChange(listener));
}

/** Milliseconds since 1970; 0 where the file cannot be asked (an untitled document, a file that is gone). */
async function modificationTime(uri: vscode.Uri): Promise<number> {
  try {
    return (await vscode.workspace.fs.stat(uri)).mtime;
  } catch {
    return 0;
  }
}
