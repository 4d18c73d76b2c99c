import type { MessageSummary, ThreadNode } from "./model.js";
import { compareThreads, sortSiblings, subjectOf } from "./order.js";
import type { Series, SeriesVersion } from "./seriesModel.js";
import { sums } from "./threadNodes.js";

/** A patch further below its cover letter goes right below it. */
const maxSteps = 200;

/**
 * The same trees with each series in one: its newest version on top, older ones below it, newest first, patches that
 * stood elsewhere below their cover letter. Every message stays in exactly one tree, once. Linear, beside sorting.
 */
export function groupBySeries(roots: readonly ThreadNode[], all: readonly Series[]): readonly ThreadNode[] {
  const trees = treesOf(roots);
  const moves = movesOf(all, trees);
  return moves.size === 0 ? roots : rebuilt(trees, moves);
}

interface Trees {
  readonly roots: readonly ThreadNode[];
  /** Each behind its parent. */
  readonly nodes: readonly ThreadNode[];
  readonly parents: ReadonlyMap<ThreadNode, ThreadNode>;
  readonly nodeOf: ReadonlyMap<MessageSummary, ThreadNode>;
}

function treesOf(roots: readonly ThreadNode[]): Trees {
  const nodes: ThreadNode[] = [...roots];
  const parents = new Map<ThreadNode, ThreadNode>();
  const nodeOf = new Map<MessageSummary, ThreadNode>();
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at];
    if (node === undefined) continue;
    if (node.message !== null) nodeOf.set(node.message, node);
    for (const duplicate of node.duplicates) nodeOf.set(duplicate, node);
    for (const child of node.children) {
      parents.set(child, node);
      nodes.push(child);
    }
  }
  return { roots, nodes, parents, nodeOf };
}

interface Move {
  /** null: it becomes a root. */
  readonly parent: ThreadNode | null;
  /** It is the head of an older version. */
  readonly isOlder: boolean;
}

/**
 * What moves goes to the head of its version, heads to the newest head, and that one becomes a root: from each node that
 * moves it is two steps to a root, so there can be no loop.
 */
function movesOf(all: readonly Series[], trees: Trees): ReadonlyMap<ThreadNode, Move> {
  const moves = new Map<ThreadNode, Move>();
  const taken = new Set<ThreadNode>();
  for (const { versions } of all) {
    const newest = headNode(versions.at(-1), trees);
    if (newest === undefined || taken.has(newest)) continue;
    taken.add(newest);
    const before = moves.size;
    for (const version of versions.toReversed()) {
      const head = headNode(version, trees);
      if (head === undefined || (head !== newest && taken.has(head))) continue;
      if (head !== newest) moves.set(head, { parent: newest, isOlder: true });
      taken.add(head);
      for (const { message } of version.patches) {
        const node = trees.nodeOf.get(message);
        if (node === undefined || taken.has(node)) continue;
        taken.add(node);
        if (!standsBelow(node, head, trees)) moves.set(node, { parent: head, isOlder: false });
      }
    }
    if (moves.size > before && trees.parents.has(newest)) moves.set(newest, { parent: null, isOlder: false });
  }
  return moves;
}

/** A cover letter that is not at hand stands for its patches, too. */
function headNode(version: SeriesVersion | undefined, { nodeOf, parents }: Trees): ThreadNode | undefined {
  const node = version && nodeOf.get(version.head);
  const above = node && parents.get(node);
  return version?.cover === null && above !== undefined && above.message === null ? above : node;
}

function standsBelow(node: ThreadNode, head: ThreadNode, { parents }: Trees): boolean {
  let at = parents.get(node);
  for (let steps = 0; at !== undefined && steps < maxSteps; steps++) {
    if (at === head) return true;
    at = parents.get(at);
  }
  return false;
}

function rebuilt({ roots, nodes, parents }: Trees, moves: ReadonlyMap<ThreadNode, Move>): ThreadNode[] {
  const below = new Map<ThreadNode, ThreadNode[]>();
  const older = new Map<ThreadNode, ThreadNode[]>();
  const tops = roots.filter((root) => !moves.has(root));
  for (const node of nodes) {
    const move = moves.get(node);
    const parent = move === undefined ? parents.get(node) : move.parent;
    if (move?.parent === null) tops.push(node);
    if (parent === undefined || parent === null) continue;
    const lists = move?.isOlder === true ? older : below;
    const list = lists.get(parent);
    if (list) list.push(node);
    else lists.set(parent, [node]);
  }
  const order = [...tops];
  for (let at = 0; at < order.length; at++) {
    const node = order[at];
    if (node !== undefined) for (const lists of [below, older]) order.push(...(lists.get(node) ?? []));
  }
  const made = new Map<ThreadNode, ThreadNode>();
  const madeOf = (list: readonly ThreadNode[] | undefined): ThreadNode[] =>
    (list ?? []).flatMap((node) => made.get(node) ?? []);
  for (const node of order.reverse()) {
    const subject = node.message === null && node.told === null ? null : subjectOf(node);
    const own = madeOf(below.get(node));
    const versions = madeOf(older.get(node)).sort(compareThreads);
    const children = [...sortSiblings(subject, own), ...versions];
    const isSame =
      children.length === node.children.length && children.every((child, at) => child === node.children[at]);
    if (isSame) made.set(node, node);
    // A ghost is there for what stands below it.
    else if (node.message !== null || node.told !== null || children.length > 0) {
      made.set(node, { ...node, children, ...sums(node, children) });
    }
  }
  return madeOf(tops).sort(compareThreads);
}
