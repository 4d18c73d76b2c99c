import type { MessageSummary, ThreadNode } from "./model.js";

/**
 * Unread messages below nodes, each subtree counted once: rows of a path ask for all of it, one for each message, and a
 * thread may be 50,000 replies deep. To be made anew when a message is read.
 */
export function unreadCounts(isUnread: (message: MessageSummary) => boolean): (node: ThreadNode) => number {
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
      for (const child of one.children) {
        count += (counts.get(child) ?? 0) + Number(child.message !== null && isUnread(child.message));
      }
      counts.set(one, count);
    }
    return counts.get(node) ?? 0;
  };
}
