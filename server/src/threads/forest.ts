import type { MessageSummary, ThreadNode } from "./model.js";

/** A node with its place in the forest. */
export interface ForestEntry {
  /** Stable over rebuilds: file, Message-ID and a number where both repeat. */
  readonly id: string;
  readonly node: ThreadNode;
  readonly parent: ForestEntry | null;
}

/** The threads, and ways to find a place in them. */
export interface Forest {
  /** Newest first. */
  readonly roots: readonly ForestEntry[];
  /** Messages at hand, duplicates not counted. */
  readonly messageCount: number;
  entry(id: string): ForestEntry | undefined;
  childrenOf(entry: ForestEntry): readonly ForestEntry[];
  /** Where a message (or a duplicate) stands. */
  entryOf(message: MessageSummary): ForestEntry | undefined;
  rootOf(entry: ForestEntry): ForestEntry;
  /** From the root to the entry. */
  pathTo(entry: ForestEntry): readonly ForestEntry[];
}

export function createForest(roots: readonly ThreadNode[]): Forest {
  const byId = new Map<string, ForestEntry>();
  const byNode = new Map<ThreadNode, ForestEntry>();
  const byMessage = new Map<MessageSummary, ForestEntry>();
  const ordinals = new Map<string, number>();
  let messageCount = 0;
  const enter = (node: ThreadNode, parent: ForestEntry | null): ForestEntry => {
    const entry: ForestEntry = { id: freeId(node, ordinals), node, parent };
    byId.set(entry.id, entry);
    byNode.set(node, entry);
    if (node.message !== null) {
      messageCount++;
      byMessage.set(node.message, entry);
    }
    for (const duplicate of node.duplicates) byMessage.set(duplicate, entry);
    return entry;
  };
  const order = roots.map((root) => enter(root, null));
  const rootCount = order.length;
  for (let at = 0; at < order.length; at++) {
    const entry = order[at];
    if (entry) for (const child of entry.node.children) order.push(enter(child, entry));
  }
  const rootOf = (entry: ForestEntry): ForestEntry => {
    let at = entry;
    while (at.parent !== null) at = at.parent;
    return at;
  };
  return {
    roots: order.slice(0, rootCount),
    messageCount,
    entry: (id) => byId.get(id),
    childrenOf: (entry) => entry.node.children.flatMap((child) => byNode.get(child) ?? []),
    entryOf: (message) => byMessage.get(message),
    rootOf,
    pathTo(entry) {
      const path: ForestEntry[] = [];
      for (let at: ForestEntry | null = entry; at !== null; at = at.parent) path.push(at);
      return path.reverse();
    },
  };
}

function freeId(node: ThreadNode, ordinals: Map<string, number>): string {
  const base = `${node.message?.uri ?? ""}\n${node.messageId}`;
  const ordinal = ordinals.get(base) ?? 0;
  ordinals.set(base, ordinal + 1);
  return `${base}\n${ordinal}`;
}
