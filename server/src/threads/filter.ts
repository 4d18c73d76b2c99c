import { type FilterFacts, messageMatches, threadMatches } from "./filterMatch.js";
import { type FilterField, type FilterTerm, threadFields } from "./filterTerm.js";
import type { ThreadNode } from "./model.js";

/** What a filter asks for; all terms must hold. */
export interface ThreadFilter {
  /** Asked of each message. */
  readonly message: readonly FilterTerm[];
  /** Asked of a thread as a whole. */
  readonly thread: readonly FilterTerm[];
}

const maxCharacters = 1000;

const fields: Readonly<Record<string, FilterField>> = {
  s: "subject",
  subject: "subject",
  f: "from",
  from: "from",
  m: "id",
  id: "id",
  tc: "to",
  to: "to",
  dfn: "file",
  file: "file",
  is: "is",
  state: "state",
  by: "by",
  has: "has",
  silent: "silent",
};

/** What may stand in front of a colon. */
export const filterFieldNames: readonly string[] = Object.keys(fields);

/**
 * Reads a filter as typed: words that must all be found, in any case, in the subject, the sender or the Message-ID. Double
 * quotes keep words together. These bind a word, with `-` in front it must not hold; where public-inbox has a prefix for it,
 * it is that one:
 * of a message: `s:` subject, `f:` sender, `m:` Message-ID, `tc:` To or Cc, `dfn:` (`file:`) a file that its patch touches,
 * `is:unread`, `is:mine` (touches files that MAINTAINERS gives to me);
 * of its thread: `state:` of the series (`new`, `review`, `changes`, `reviewed`, `applied`, `dropped`, `deferred`,
 * `superseded`), `by:` somebody wrote in it, `has:replies`, `silent:14` days without mail.
 * `me` as the whole value of `f:`, `tc:` and `by:` is the user. Null where there is nothing to look for.
 */
export function parseFilter(text: string): ThreadFilter | null {
  const message: FilterTerm[] = [];
  const thread: FilterTerm[] = [];
  for (const word of filterWords(text)) {
    const isNegated = word.startsWith("-");
    const colon = word.indexOf(":");
    const name = colon > 0 ? word.slice(isNegated ? 1 : 0, colon).toLowerCase() : "";
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const value = (field === undefined ? word : word.slice(colon + 1)).replaceAll('"', "").toLowerCase();
    if (value === "") continue;
    const isOfThread = threadFields.some((each) => each === field);
    const term = { field: field ?? "any", text: value, isNegated: isNegated && field !== undefined };
    (isOfThread ? thread : message).push(term);
  }
  return message.length + thread.length > 0 ? { message, thread } : null;
}

/** The words of a filter as typed, quotes included; of a long one those of its beginning. */
export function filterWords(text: string): string[] {
  const result: string[] = [];
  let word = "";
  let inQuotes = false;
  for (const character of text.slice(0, maxCharacters)) {
    if (character === '"') inQuotes = !inQuotes;
    if (!inQuotes && /\s/.test(character)) {
      if (word !== "") result.push(word);
      word = "";
    } else word += character;
  }
  if (word !== "") result.push(word);
  return result;
}

export interface FilteredThreads {
  /** What matches, with the nodes above it; the rest of a thread is left out. */
  readonly roots: readonly ThreadNode[];
  readonly matchCount: number;
}

/** The part of the threads that leads to matching nodes. Linear; without recursion, since threads may be deep. */
export function filterThreads(
  roots: readonly ThreadNode[],
  filter: ThreadFilter,
  facts: FilterFacts,
): FilteredThreads {
  const order: { readonly node: ThreadNode; readonly parent: number }[] = [];
  for (const node of roots) {
    if (filter.thread.every((term) => threadMatches(node, term, facts) !== term.isNegated)) {
      order.push({ node, parent: -1 });
    }
  }
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
    const isMatch = filter.message.every((term) => messageMatches(node, term, facts) !== term.isNegated);
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
