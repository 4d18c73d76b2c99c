import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { LocalTree } from "../features/feature.js";
import { findRepositoryAbove } from "../git/discover.js";
import { fileInside } from "../git/fileInside.js";
import { hostPathProblem } from "../git/hostPath.js";
import type { GitAccess } from "../lsp/host.js";
import { absolutePaths } from "./gitOfHost.js";

/** Roots of one document are looked for again after so long. */
const rootsForMs = 10_000;

/**
 * Files of the repositories that the settings name, of the one that holds the document, and of the workspace folders, in
 * this order. Nothing is run, and nothing outside of these trees is ever answered.
 */
export function createHostTree(access: GitAccess): LocalTree {
  let known: { readonly uri: string; readonly atMs: number; readonly roots: Promise<string[]> } | undefined;
  return {
    async find(documentUri, path) {
      if (!access.trusted() || !isPlainPath(path)) return null;
      if (known?.uri !== documentUri || Date.now() - known.atMs > rootsForMs)
        known = { uri: documentUri, atMs: Date.now(), roots: rootsOf(documentUri, access) };
      for (const root of await known.roots) {
        const file = await fileInside(root, path);
        if (file !== null) return pathToFileURL(file).href;
      }
      return null;
    },
  };
}

/** Relative, printable, inside of the tree: a mail must not point out of it. */
export function isPlainPath(path: string): boolean {
  return path.length <= 400 && hostPathProblem(path) === null && !/[\\\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(path);
}

async function rootsOf(documentUri: string, access: GitAccess): Promise<string[]> {
  const folders = access.folders().flatMap((folder) => pathOf(folder) ?? []);
  const document = pathOf(documentUri);
  const roots = access
    .settings(documentUri)
    .repositories.flatMap((path) => absolutePaths(path, access.folders()));
  for (const start of [...(document === null ? [] : [dirname(document)]), ...folders]) {
    const place = await findRepositoryAbove(start);
    if (place !== null) roots.push(place.root);
  }
  return [...new Set([...roots, ...folders])];
}

function pathOf(uri: string): string | null {
  if (!uri.startsWith("file:")) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}
