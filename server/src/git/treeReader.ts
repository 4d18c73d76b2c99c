import type { Workplace } from "./workplace.js";

/** What stands at a path of a commit's tree. */
export interface TreeEntry {
  /** As in the tree: `100644`, `100755`, `120000`, `160000`, `40000`. */
  readonly mode: string;
  readonly hash: string;
}

/** Reads trees, each once. Paths are bytes, one character each. */
export interface TreeReader {
  /** What stands at a path; null: nothing. Rejects with `UnreadableTree`. */
  entry(tree: string, path: string): Promise<TreeEntry | null>;
  /** The folders' entries above a path that are no folders: a file or a link that a path would lead through. */
  above(tree: string, path: string): Promise<{ readonly path: string; readonly entry: TreeEntry } | null>;
}

/** A tree of the commit is not there: a partial clone, or git is gone. */
export class UnreadableTree extends Error {
  override readonly name = "UnreadableTree";
}

type Tree = ReadonlyMap<string, TreeEntry>;

/** Trees that are kept; those of a folder differ from commit to commit. */
const maxTrees = 3000;
const folderMode = "40000";

/** By `cat-file`, so that nothing of a patch stands on a command line: only hashes are asked for. */
export function createTreeReader(workplace: Pick<Workplace, "object">): TreeReader {
  const trees = new Map<string, Promise<Tree>>();
  const treeOf = (hash: string): Promise<Tree> => {
    const known = trees.get(hash);
    if (known !== undefined) return known;
    if (trees.size >= maxTrees) trees.clear();
    const tree = readTree(workplace, hash);
    trees.set(hash, tree);
    return tree;
  };
  const walk = async (
    root: string,
    path: string,
  ): Promise<{ readonly entry: TreeEntry | null; readonly length: number }> => {
    let hash = root;
    for (let start = 0; ; ) {
      const slash = path.indexOf("/", start);
      const end = slash === -1 ? path.length : slash;
      const entry = (await treeOf(hash)).get(path.slice(start, end)) ?? null;
      if (slash === -1 || entry === null || entry.mode !== folderMode) return { entry, length: end };
      hash = entry.hash;
      start = slash + 1;
    }
  };
  return {
    async entry(tree, path) {
      const { entry, length } = await walk(tree, path);
      return length === path.length ? entry : null;
    },
    async above(tree, path) {
      const { entry, length } = await walk(tree, path);
      return entry === null || length === path.length ? null : { path: path.slice(0, length), entry };
    },
  };
}

async function readTree({ object }: Pick<Workplace, "object">, hash: string): Promise<Tree> {
  const answer = await object(hash);
  if (answer.kind !== "object" || answer.type !== "tree" || answer.content === null)
    throw new UnreadableTree(
      `The tree ${hash.slice(0, 12)} is not in the repository, which may be a partial clone.`,
    );
  return parseTree(answer.content, hash.length / 2);
}

/** `<mode> <name>\0<hash>` for each entry (git's `tree-walk.c`). */
function parseTree(bytes: Uint8Array, hashBytes: number): Tree {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tree = new Map<string, TreeEntry>();
  for (let at = 0; at < buffer.length; ) {
    const space = buffer.indexOf(0x20, at);
    const nul = space === -1 ? -1 : buffer.indexOf(0, space);
    if (nul === -1) break;
    const end = nul + 1 + hashBytes;
    tree.set(buffer.toString("latin1", space + 1, nul), {
      mode: buffer.toString("latin1", at, space),
      hash: buffer.toString("hex", nul + 1, end),
    });
    at = end;
  }
  return tree;
}
