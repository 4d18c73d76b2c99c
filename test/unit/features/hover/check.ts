import { readFileSync } from "node:fs";
import type { Hover } from "vscode-languageserver-types";
import { parse } from "../../../../server/src/core/parse.js";
import type { FeatureContext, GitFacts, ParsedDocument } from "../../../../server/src/features/feature.js";
import { hover } from "../../../../server/src/features/hover.js";
import type { MessageSummary } from "../../../../server/src/threads/model.js";

export const archiveUrl = "https://lore.kernel.org/all/";

export function readMail(name: string): string {
  return readFileSync(new URL(`mail/${name}`, import.meta.url), "utf8");
}

export function documentOf(text: string): ParsedDocument {
  const { document, problems } = parse(text);
  return {
    uri: "file:///mail/series.mbox",
    version: 1,
    languageId: "patch-mail",
    text,
    model: document,
    problems,
  };
}

/** A git that answers everything in the same way and writes down what it was asked. */
export function gitStub(
  answer: Awaited<ReturnType<GitFacts["commit"]>> = { unavailable: "No git here." },
): GitFacts & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    commit: async (_uri, hash) => {
      asked.push(`commit ${hash}`);
      return answer;
    },
    blob: async (_uri, hash) => {
      asked.push(`blob ${hash}`);
      return { found: { hash, sizeBytes: 1234 }, repository: "/home/jane/linux" };
    },
    user: async () => null,
  };
}

export function contextOf(
  git: GitFacts,
  { mail = [], markdown = false }: { mail?: readonly MessageSummary[]; markdown?: boolean } = {},
): FeatureContext {
  return {
    options: {
      foldingRangeLimit: null,
      lineFoldingOnly: true,
      hoverMarkdown: markdown,
      archiveUrl,
      hierarchicalSymbols: true,
      hunkTokens: "lines",
      lineNumbers: "off",
      codeLens: "off",
      commands: false,
    },
    git,
    mail: {
      byMessageId: (id) => mail.filter((summary) => summary.messageId === id),
      thread: () => [],
    },
    tree: { find: async () => null },
    token: { isCancellationRequested: false },
  };
}

/** Summaries of a document's own messages, as the mail index would give them. */
export function summariesOf(document: ParsedDocument): MessageSummary[] {
  return document.model.messages.map((message) => ({
    uri: document.uri,
    index: message.index,
    line0: message.header.startLine0,
    messageId: message.messageId ?? "",
    isSynthetic: false,
    inReplyTo: message.inReplyTo,
    references: message.references,
    subject: message.subject,
    fromName: message.sender?.name ?? "",
    fromAddress: message.sender?.address ?? "",
    date: message.date,
  }));
}

export interface Shown {
  readonly text: string;
  /** The text of the hover's range. */
  readonly range: string;
}

/**
 * Hovers over a place: `near` is a piece of the text (its only or `nth` occurrence), with `|` before the character
 * under the pointer; without a `|` its first character.
 */
export async function hoverAt(
  document: ParsedDocument,
  near: string,
  context: FeatureContext,
  nth = 1,
): Promise<Shown | null> {
  const mark = near.includes("|") ? near.indexOf("|") : 0;
  const needle = near.replace("|", "");
  let at = -1;
  for (let n = 0; n < nth; n++) at = document.text.indexOf(needle, at + 1);
  if (at === -1) throw new Error(`not in the fixture: ${needle}`);
  const { lines } = document.model;
  const result: Hover | null = await hover.handle(
    document,
    { textDocument: { uri: document.uri }, position: lines.positionAt(at + mark) },
    context,
  );
  if (!result) return null;
  const { contents, range } = result;
  if (typeof contents === "string" || Array.isArray(contents) || !("kind" in contents) || !range) {
    throw new Error("a hover has markup content and a range");
  }
  return {
    text: contents.value,
    range: document.text.slice(lines.offsetAt(range.start), lines.offsetAt(range.end)),
  };
}
