import type { ThreadNode } from "./model.js";
import { subjectOf } from "./order.js";

/** What a filter asks of one message; all terms must hold. */
export interface ThreadFilter {
  readonly terms: readonly FilterTerm[];
}

export interface FilterTerm {
  readonly field: "any" | "subject" | "from" | "id";
  /** Lower case. */
  readonly text: string;
}

const fields: Readonly<Record<string, FilterTerm["field"]>> = {
  s: "subject",
  subject: "subject",
  f: "from",
  from: "from",
  m: "id",
  id: "id",
};

/**
 * Reads a filter as typed: words that must all be found, in any case, in the subject, the sender or the Message-ID;
 * `s:`, `f:` and `m:` (public-inbox's prefixes; also `subject:`, `from:`, `id:`) bind a word to one of these, double
 * quotes keep words together. Null where there is nothing to look for.
 */
export function parseFilter(text: string): ThreadFilter | null {
  const terms: FilterTerm[] = [];
  for (const word of words(text.slice(0, 1000))) {
    const colon = word.indexOf(":");
    const field = colon > 0 ? fields[word.slice(0, colon).toLowerCase()] : undefined;
    const value = (field === undefined ? word : word.slice(colon + 1)).replaceAll('"', "").toLowerCase();
    if (value !== "") terms.push({ field: field ?? "any", text: value });
  }
  return terms.length > 0 ? { terms } : null;
}

function words(text: string): string[] {
  const result: string[] = [];
  let word = "";
  let inQuotes = false;
  for (const character of text) {
    if (character === '"') inQuotes = !inQuotes;
    if (!inQuotes && /\s/.test(character)) {
      if (word !== "") result.push(word);
      word = "";
    } else word += character;
  }
  if (word !== "") result.push(word);
  return result;
}

/** Whether a node itself is what the filter asks for. */
export function matches(node: ThreadNode, filter: ThreadFilter): boolean {
  const subject = subjectOf(node).toLowerCase();
  const from = node.message
    ? `${node.message.fromName} <${node.message.fromAddress}>`.toLowerCase()
    : (node.told?.sender ?? "").toLowerCase();
  const id = node.messageId.toLowerCase();
  return filter.terms.every(({ field, text }) => {
    switch (field) {
      case "subject":
        return subject.includes(text);
      case "from":
        return from.includes(text);
      case "id":
        return id.includes(text);
      case "any":
        return subject.includes(text) || from.includes(text) || id.includes(text);
      default:
        return field satisfies never;
    }
  });
}

export interface FilteredThreads {
  /** What matches, with the nodes above it; the rest of a thread is left out. */
  readonly roots: readonly ThreadNode[];
  readonly matchCount: number;
}

/** The part of the threads that leads to matching nodes. Linear; without recursion, since threads may be deep. */
export function filterThreads(roots: readonly ThreadNode[], filter: ThreadFilter): FilteredThreads {
  const order: { readonly node: ThreadNode; readonly parent: number }[] = roots.map((node) => ({
    node,
    parent: -1,
  }));
  for (let at = 0; at < order.length; at++) {
    for (const child of order[at]?.node.children ?? []) order.push({ node: child, parent: at });
  }
  const kept: ThreadNode[][] = order.map(() => []);
  const result: ThreadNode[] = [];
  let matchCount = 0;
  // Children stand behind their parents: from the end, each node knows what was kept below it.
  for (let at = order.length - 1; at >= 0; at--) {
    const { node, parent } = order[at] ?? { node: undefined, parent: -1 };
    if (!node) continue;
    const below = (kept[at] ?? []).reverse();
    const isMatch = matches(node, filter);
    if (isMatch) matchCount++;
    if (!isMatch && below.length === 0) continue;
    const isWhole =
      below.length === node.children.length && below.every((child, i) => child === node.children[i]);
    const out = isWhole ? node : { ...node, children: below };
    if (parent === -1) result.push(out);
    else kept[parent]?.push(out);
  }
  return { roots: result.reverse(), matchCount };
}
