import type { ThreadNode } from "./model.js";

/**
 * How many nodes below a node are such, each subtree counted once: rows of a path ask for all of it, one for each
 * message, and a thread may be 50,000 replies deep. To be made anew when what is counted has changed.
 */
export function countsBelow(isCounted: (node: ThreadNode) => boolean): (node: ThreadNode) => number {
  const counts = new WeakMap<ThreadNode, number>();
  return (node) => {
    const known = counts.get(node);
    if (known !== undefined) return known;
    // Parents before children; counted from the end, each node adds up what is below it.
    const order = [node];
    for (let at = 0; at < order.length; at++) {
      for (const child of order[at]?.children ?? []) if (!counts.has(child)) order.push(child);
    }
    for (const one of order.reverse()) {
      let count = 0;
      for (const child of one.children) count += (counts.get(child) ?? 0) + Number(isCounted(child));
      counts.set(one, count);
    }
    return counts.get(node) ?? 0;
  };
}
