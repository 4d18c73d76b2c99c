import { createForest, type ForestEntry } from "../threads/forest.js";
import { bareRows, type RowFacts, threadItem } from "../threads/items.js";
import type { MessageSummary, ThreadNode } from "../threads/model.js";
import { isoDate, jsonText } from "./jsonText.js";
import { printable } from "./outline.js";

/** What `patch-mail threads --json` prints of a message; `children` come behind these. */
export interface NodeReport {
  /** Of mail without one an id of ours that stays the same. */
  readonly messageId: string;
  readonly subject: string;
  /** null where it is not known. */
  readonly from: { readonly name: string; readonly address: string } | null;
  /** ISO 8601, UTC; null where there is none. */
  readonly date: string | null;
  /** Named by others, and not at hand. */
  readonly missing: boolean;
  /** Addresses of the mailing lists of all copies. */
  readonly lists: readonly string[];
}

function nodeReport({ messageId, message, duplicates, told }: ThreadNode): NodeReport {
  const sender = told === null || told.sender === "" ? null : { name: told.sender, address: "" };
  return {
    messageId,
    subject: message?.subject ?? told?.subject ?? "",
    from: message === null ? sender : fromOf(message),
    date: isoDate(message?.date ?? told?.date ?? null),
    missing: message === null,
    lists: [...new Set([message, ...duplicates].flatMap((copy) => copy?.lists ?? []))],
  };
}

export function fromOf({ fromName, fromAddress }: MessageSummary): NodeReport["from"] {
  return fromName === "" && fromAddress === "" ? null : { name: fromName, address: fromAddress };
}

/** A thread a line; without recursion, since threads may be deeper than `JSON.stringify` goes. */
export function* threadsJson(roots: readonly ThreadNode[]): Generator<string> {
  yield "[";
  for (const [at, root] of roots.entries()) {
    yield at > 0 ? ",\n" : "\n";
    yield* nodeJson(root);
  }
  yield "\n]\n";
}

function* nodeJson(root: ThreadNode): Generator<string> {
  const open = (node: ThreadNode): string => `${jsonText(nodeReport(node)).slice(0, -1)},"children":[`;
  const path = [{ node: root, next: 0 }];
  yield open(root);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const child = top.node.children[top.next];
    if (child === undefined) {
      path.pop();
      yield "]}";
      continue;
    }
    yield `${top.next > 0 ? "," : ""}${open(child)}`;
    top.next++;
    path.push({ node: child, next: 0 });
  }
}

/** Deeper rows stand no further to the right. */
const maxIndent = 40;

/** A message a line, replies below with two blanks more; threads apart by an empty line. */
export function* threadsOutline(roots: readonly ThreadNode[]): Generator<string> {
  const forest = createForest(roots);
  const rows = bareRows();
  for (const [at, root] of forest.roots.entries()) {
    if (at > 0) yield "\n";
    const stack: { readonly entry: ForestEntry; readonly depth: number }[] = [{ entry: root, depth: 0 }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const { entry, depth } = top;
      yield `${row(entry, depth, rows)}\n`;
      for (const child of [...forest.childrenOf(entry)].reverse())
        stack.push({ entry: child, depth: depth + 1 });
    }
  }
}

function row(entry: ForestEntry, depth: number, rows: RowFacts): string {
  const { label, sender } = threadItem(entry, rows);
  const { date, lists, missing, messageId } = nodeReport(entry.node);
  const facts = [
    label === sender ? "" : sender,
    missing ? messageId : "",
    date?.slice(0, 16).replace("T", " ") ?? "",
    depth === 0 ? lists.join(" ") : "",
  ].filter((fact) => fact !== "");
  const tail = facts.length > 0 ? `  (${facts.join(", ")})` : "";
  return printable(`${" ".repeat(2 * Math.min(depth, maxIndent))}${label}${tail}`);
}
