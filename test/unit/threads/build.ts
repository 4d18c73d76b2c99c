import type { MessageSummary, ThreadNode } from "../../../server/src/threads/model.js";

let made = 0;

/** A message with sensible values; ids are written without brackets. */
export function mail(messageId: string, facts: Partial<MessageSummary> = {}): MessageSummary {
  return {
    uri: "file:///mail.mbox",
    index: made++,
    line0: 0,
    messageId,
    isSynthetic: false,
    inReplyTo: [],
    references: [],
    subject: "Subject",
    fromName: "Anna Berg",
    fromAddress: "anna@example.org",
    date: null,
    ...facts,
  };
}

/** Threads as text: two blanks for each level, ghosts in parentheses, the number of duplicates behind a `x`. */
export function picture(roots: readonly ThreadNode[]): string {
  const lines: string[] = [];
  const draw = (node: ThreadNode, depth: number): void => {
    const name = node.message === null ? `(${node.messageId})` : node.messageId;
    const copies = node.duplicates.length > 0 ? ` x${node.duplicates.length + 1}` : "";
    lines.push(`${"  ".repeat(depth)}${name}${copies}`);
    for (const child of node.children) draw(child, depth + 1);
  };
  for (const root of roots) draw(root, 0);
  return lines.join("\n");
}

/** The lines of a template string without its common indentation. */
export function lines(text: string): string {
  const rows = text.split("\n").filter((row) => row.trim() !== "");
  const indent = Math.min(...rows.map((row) => row.length - row.trimStart().length));
  return rows.map((row) => row.slice(indent).trimEnd()).join("\n");
}
