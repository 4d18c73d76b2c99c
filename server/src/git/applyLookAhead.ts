import { headerNames, withoutFolders } from "../core/patch/headerNames.js";
import { type FileState, type PatchToCheck, stopIf } from "./applyModel.js";
import { isPartialClone } from "./discover.js";
import { hostPathProblem } from "./hostPath.js";
import { createTreeReader, type TreeEntry } from "./treeReader.js";
import type { Workplace } from "./workplace.js";

/** What stands at the paths of the patches. Paths are bytes, one character each. */
export interface Looked {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly folders: ReadonlySet<string>;
  /** Of a partial clone: files whose content is not there. */
  readonly absent: ReadonlySet<string>;
}

/** Every path that git may take for a file: it takes away one folder, and none from a bare name. */
export function namesOf(header: string): readonly string[] {
  const names = headerNames(header);
  return [...new Set(names.map((name) => withoutFolders(name, 1) ?? name))];
}

/** Why git is not asked about a file; null: it may be. */
export function refusal(header: string): string | null {
  for (const name of headerNames(header)) {
    const text = Buffer.from(name, "latin1").toString("utf8");
    const problem = hostPathProblem(text) ?? hostPathProblem(withoutFolders(text, 1) ?? text);
    if (problem !== null) return `Its path ${problem}, so git was not asked.`;
  }
  return null;
}

/** The entries of the tree that the patches touch, and what stands in their way. */
export async function lookAhead(
  workplace: Workplace,
  tree: string,
  patches: readonly PatchToCheck[],
  signal: AbortSignal,
): Promise<Looked> {
  const reader = createTreeReader(workplace);
  const entries = new Map<string, TreeEntry>();
  const folders = new Set<string>();
  const seen = new Set<string>();
  for (const { files } of patches) {
    for (const { header } of files) {
      stopIf(signal);
      if (refusal(header) !== null) continue;
      for (const name of headerNames(header)) {
        for (const path of [name, withoutFolders(name, 1)]) {
          if (path === null || seen.has(path)) continue;
          seen.add(path);
          const entry = await reader.entry(tree, path);
          if (entry?.mode === "40000") folders.add(path);
          else if (entry !== null) entries.set(path, entry);
          const above = await reader.above(tree, path);
          if (above !== null) entries.set(above.path, above.entry);
        }
      }
    }
  }
  const absent = new Set<string>();
  if (await isPartialClone(workplace)) {
    for (const [path, { mode, hash }] of entries) {
      // A submodule's commit is not looked for.
      if (mode === "160000") continue;
      stopIf(signal);
      if ((await workplace.objectInfo(hash)).kind !== "object") absent.add(path);
    }
  }
  return { entries, folders, absent };
}

/** What is said of a file that git is not asked about; null: it is. */
export function withoutGit(
  { folders, absent }: Looked,
  header: string,
): { readonly state: FileState; readonly note: string } | null {
  const refused = refusal(header);
  // git takes such a name, written in quotes; a terminal and an editor should not.
  const isOdd = refused?.includes("control characters") === true;
  if (refused !== null) return { state: isOdd ? "notChecked" : "refused", note: refused };
  const names = namesOf(header);
  if (names.some((name) => absent.has(name)))
    return { state: "notChecked", note: "The repository is a partial clone without this file's content." };
  const isInTheWay = /^new file mode /m.test(header) && names.some((name) => folders.has(name));
  return isInTheWay ? { state: "refused", note: "A folder stands where it makes a file." } : null;
}
