/** `workspace/symbol`: any message by its subject or sender. */
import { parseSubject } from "../core/mail/subject.js";
import type { Forest } from "../threads/forest.js";
import type { MessageSummary } from "../threads/model.js";
import { plainLine } from "../threads/plainLine.js";
import type { Cancellation } from "./feature.js";

/** A SymbolInformation of LSP. */
export interface MessageSymbol {
  /** Subject and sender: clients look for the query in it once more. */
  readonly name: string;
  /** `SymbolKind.File` */
  readonly kind: 1;
  /** Date, sender and title: VS Code looks there for all words of the query but the first. */
  readonly containerName: string;
  readonly location: {
    readonly uri: string;
    readonly range: { readonly start: Place; readonly end: Place };
  };
}

interface Place {
  readonly line: number;
  readonly character: number;
}

const maxSymbols = 200;
const maxQuery = 200;
const maxCharacters = 200;
/** The token is looked at after so many messages. */
const lookEvery = 5000;

/**
 * Messages that hold all words of the query in subject or sender, in any case; those of the newest threads first, up to 200.
 * Linear.
 */
export function workspaceSymbols(forest: Forest, query: string, token: Cancellation): MessageSymbol[] {
  const words = query
    .slice(0, maxQuery)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const symbols: MessageSymbol[] = [];
  const stack = forest.roots.map(({ node }) => node).reverse();
  let count = 0;
  for (let node = stack.pop(); node !== undefined && symbols.length < maxSymbols; node = stack.pop()) {
    if (++count % lookEvery === 0 && token.isCancellationRequested) return [];
    if (node.message !== null && holds(node.message, words)) symbols.push(symbol(node.message));
    for (let at = node.children.length - 1; at >= 0; at--) {
      const child = node.children[at];
      if (child !== undefined) stack.push(child);
    }
  }
  return symbols;
}

function holds({ subject, fromName, fromAddress }: MessageSummary, words: readonly string[]): boolean {
  const text = `${subject}\n${fromName}\n${fromAddress}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function symbol(message: MessageSummary): MessageSymbol {
  const { subject, fromName, fromAddress, date, uri, line0 } = message;
  const sender = fromName === "" ? fromAddress : `${fromName} <${fromAddress}>`;
  const day = date === null || Math.abs(date) > 8.64e15 ? "" : new Date(date).toISOString().slice(0, 10);
  const title = parseSubject(subject).title;
  const place = { line: line0, character: 0 };
  return {
    name: plainLine(`${subject || "(no subject)"} — ${sender}`, maxCharacters),
    kind: 1,
    containerName: plainLine(`${day} ${fromName || fromAddress}: ${title}`, maxCharacters),
    location: { uri, range: { start: place, end: place } },
  };
}
