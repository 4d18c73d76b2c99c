import type { CompletionItem } from "vscode-languageserver-protocol";
import type { CommitFacts, GitFacts } from "../feature.js";

/** `completionItem/resolve`: what a commit is, once somebody looks at it in the list. Whatever a client sends. */
export async function resolvedCompletion(item: unknown, git: Pick<GitFacts, "commit">): Promise<unknown> {
  const data = typeof item === "object" && item !== null && "data" in item ? item.data : undefined;
  if (typeof data !== "object" || data === null || !("uri" in data) || !("hash" in data)) return item;
  const { uri, hash } = data;
  if (typeof uri !== "string" || typeof hash !== "string") return item;
  const answer = await git.commit(uri, hash);
  if (!("found" in answer)) return item;
  // The client gets its own item back, with what it asked for.
  return { ...(item as CompletionItem), documentation: documentationOf(answer.found) };
}

function documentationOf({ hash, subject, author, firstTag, shortstat, fixedBy }: CommitFacts): string {
  const date = Number.isFinite(author.date) && Math.abs(author.date) < 8e15 ? new Date(author.date) : null;
  const lines = [
    `commit ${hash}`,
    `${author.name} <${author.address}>${date === null ? "" : `, ${date.toISOString().slice(0, 10)}`}`,
    "",
    subject,
    "",
    ...(firstTag ? [`First in ${firstTag}`] : []),
    ...(shortstat === undefined
      ? []
      : [`${shortstat.files} files, +${shortstat.insertions} -${shortstat.deletions}`]),
    ...(fixedBy === undefined || fixedBy.length === 0
      ? []
      : [`Fixed or reverted by ${fixedBy.map((one) => one.hash.slice(0, 12)).join(", ")}`]),
  ];
  return lines.join("\n").replace(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, " ");
}
