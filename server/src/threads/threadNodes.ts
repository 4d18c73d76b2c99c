import type { LinkTable } from "./linkTable.js";
import type { MessageSummary, ThreadNode } from "./model.js";
import { compareThreads, sortSiblings } from "./order.js";

const noNodes: readonly ThreadNode[] = [];
const noMail: readonly MessageSummary[] = [];

/**
 * The trees of a table: ghosts that say nothing go (JWZ step 4), siblings and threads come in order (step 7). From the
 * leaves up, without recursion: threads may be deep. Linear, beside sorting.
 */
export function nodesOf(table: LinkTable): ThreadNode[] {
  const { parents } = table;
  const down = parentsFirst(parents);
  const keepers = keptParents(table, down);
  const lists: (ThreadNode[] | undefined)[] = [];
  lists.length = parents.length;
  const roots: ThreadNode[] = [];
  for (let step = down.length - 1; step >= 0; step--) {
    const at = down[step] ?? 0;
    const above = keepers[at] ?? gone;
    if (above === gone) continue;
    const node = makeNode(table, at, lists[at] ?? noNodes);
    lists[at] = undefined;
    const list = above === top ? roots : lists[above];
    if (list) list.push(node);
    else lists[above] = [node];
  }
  return roots.sort(compareThreads);
}

/** All numbers, each behind that of its parent. */
function parentsFirst(parents: readonly number[]): Int32Array {
  const firstChild = new Int32Array(parents.length).fill(-1);
  const nextSibling = new Int32Array(parents.length).fill(-1);
  const down = new Int32Array(parents.length);
  let count = 0;
  for (let at = parents.length - 1; at >= 0; at--) {
    const parent = parents[at] ?? -1;
    if (parent === -1) {
      down[count++] = at;
      continue;
    }
    nextSibling[at] = firstChild[parent] ?? -1;
    firstChild[parent] = at;
  }
  for (let step = 0; step < count; step++) {
    for (let child = firstChild[down[step] ?? 0] ?? -1; child !== -1; child = nextSibling[child] ?? -1) {
      down[count++] = child;
    }
  }
  return down;
}

/** Instead of a parent: it is a root. */
const top = -1;
/** Instead of a parent: it is not shown. */
const gone = -2;

/** Of each that is shown the nearest above it that is shown. */
function keptParents(table: LinkTable, down: Int32Array): Int32Array {
  const { parents } = table;
  const childCount = new Int32Array(parents.length);
  const isShown = new Uint8Array(parents.length);
  for (let step = down.length - 1; step >= 0; step--) {
    const at = down[step] ?? 0;
    const parent = parents[at] ?? -1;
    const children = childCount[at] ?? 0;
    const shows = isKept(table, at, children);
    if (shows) isShown[at] = 1;
    if (parent !== -1) childCount[parent] = (childCount[parent] ?? 0) + (shows ? 1 : children);
  }
  // For those that are not shown: what stands above those below them.
  const above = new Int32Array(parents.length);
  const result = new Int32Array(parents.length);
  for (const at of down) {
    const parent = parents[at] ?? -1;
    const nearest = parent === -1 ? top : isShown[parent] === 1 ? parent : (above[parent] ?? top);
    above[at] = nearest;
    result[at] = isShown[at] === 1 ? nearest : gone;
  }
  return result;
}

function isKept(table: LinkTable, at: number, childCount: number): boolean {
  if ((table.messages[at] ?? null) !== null || table.told.has(at)) return true;
  if (childCount === 0) return false;
  return table.referred.has(at) || (table.parents[at] === -1 && childCount > 1);
}

function makeNode(table: LinkTable, at: number, children: readonly ThreadNode[]): ThreadNode {
  const message = table.messages[at] ?? null;
  const told = table.told.get(at) ?? null;
  const { replyCount, latestDate } = sums({ message, told }, children);
  return {
    messageId: table.ids[at] ?? "",
    message,
    duplicates: table.duplicates.get(at) ?? noMail,
    children: sortSiblings(message?.subject ?? told?.subject ?? null, children),
    told,
    replyCount,
    latestDate,
  };
}

/** What a node knows of all below it, by what its children know. */
export function sums(
  { message, told }: Pick<ThreadNode, "message" | "told">,
  children: readonly ThreadNode[],
): Pick<ThreadNode, "replyCount" | "latestDate"> {
  let replyCount = 0;
  let latestDate = message?.date ?? told?.date ?? null;
  for (const child of children) {
    replyCount += child.replyCount + (child.message === null ? 0 : 1);
    if (child.latestDate !== null && (latestDate === null || child.latestDate > latestDate)) {
      latestDate = child.latestDate;
    }
  }
  return { replyCount, latestDate };
}
