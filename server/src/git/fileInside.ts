import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { hostPathProblem } from "./hostPath.js";

/** The absolute path of a file of a tree; null where it is none, or where the path or a link leads out of the tree. */
export async function fileInside(root: string, path: string): Promise<string | null> {
  if (hostPathProblem(path) !== null) return null;
  try {
    const file = join(root, path);
    if (!(await stat(file)).isFile()) return null;
    const [realRoot, realFile] = await Promise.all([realpath(root), realpath(file)]);
    return realFile.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep) ? file : null;
  } catch {
    return null;
  }
}
