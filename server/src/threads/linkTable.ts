import type { MessageSummary, ToldMessage } from "./model.js";

/**
 * Ids and who stands below whom, while the threads are being made. Numbers in columns: a million messages are no million
 * small objects. Links are only ever added, never taken back.
 */
export interface LinkTable {
  /** Number of an id; a new one where it was not known. */
  numberOf(id: string): number;
  /** The number of an id, or -1. */
  known(id: string): number;
  /** A place of its own for another mail whose id is taken. */
  addApart(id: string): number;
  /** Makes `child` a child of `parent`, unless it has a parent or the two would form a loop. */
  link(parent: number, child: number): boolean;
  readonly ids: readonly string[];
  readonly messages: (MessageSummary | null)[];
  /** Above each; -1 for a root. */
  readonly parents: readonly number[];
  /** The same mail again, where there is any. */
  readonly duplicates: Map<number, MessageSummary[]>;
  readonly told: Map<number, ToldMessage>;
  /** A message at hand names it as its own parent: it stays visible even if it is missing. */
  readonly referred: Set<number>;
}

export function createLinkTable(): LinkTable {
  const numbers = new Map<string, number>();
  const ids: string[] = [];
  const messages: (MessageSummary | null)[] = [];
  const parents: number[] = [];
  // Towards the root of its tree, shortened on each walk (a disjoint-set forest).
  const roots: number[] = [];
  const addApart = (id: string): number => {
    const made = ids.length;
    ids.push(id);
    messages.push(null);
    parents.push(-1);
    roots.push(made);
    return made;
  };
  const rootOf = (start: number): number => {
    let root = start;
    for (let up = roots[root]; up !== undefined && up !== root; up = roots[root]) root = up;
    for (let at = start; at !== root; ) {
      const next = roots[at] ?? root;
      roots[at] = root;
      at = next;
    }
    return root;
  };
  return {
    numberOf(id) {
      const known = numbers.get(id);
      if (known !== undefined) return known;
      const made = addApart(id);
      numbers.set(id, made);
      return made;
    },
    known: (id) => numbers.get(id) ?? -1,
    addApart,
    link(parent, child) {
      if (parents[child] !== -1 || rootOf(parent) === child) return false;
      parents[child] = parent;
      roots[child] = parent;
      return true;
    },
    ids,
    messages,
    parents,
    duplicates: new Map(),
    told: new Map(),
    referred: new Set(),
  };
}
