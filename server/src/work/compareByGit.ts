import type { CancellationToken } from "vscode-languageserver";
import {
  type GitRangeDiff,
  gitRangeDiff,
  type PatchToCommit,
  type VersionToCommit,
} from "../git/rangeDiff.js";
import type { LineStore } from "../patches/compare/lineStore.js";
import type { SidePatches } from "./comparedSide.js";
import type { WorkServices } from "./services.js";

/** What `git range-diff` itself says, in the first repository that both versions apply to; else a sentence why not. */
export async function compareByGit(
  { git }: WorkServices,
  store: LineStore,
  old: SidePatches,
  now: SidePatches,
  uri: string,
  token: CancellationToken,
): Promise<GitRangeDiff> {
  const before = toCommit(store, old);
  const after = toCommit(store, now);
  if (before === null || after === null) return { problem: "There is too much for git range-diff." };
  const workplaces = await git.workplaces(uri);
  if ("unavailable" in workplaces) return { problem: workplaces.unavailable };
  const ended = new AbortController();
  const listener = token.onCancellationRequested(() => ended.abort());
  let problem = "";
  try {
    for (const workplace of workplaces) {
      const found = await gitRangeDiff(workplace, before, after, ended.signal);
      if ("text" in found) return found;
      problem ||= `git range-diff was not used since ${found.problem}.`;
    }
  } finally {
    listener.dispose();
  }
  return { problem };
}

function toCommit(store: LineStore, { name, patches, sources }: SidePatches): VersionToCommit | null {
  const made: PatchToCommit[] = [];
  for (const patch of patches) {
    const files = sources?.filesOf(patch);
    if (files === undefined || files === null) return null;
    const { number, lines, logStart, diffStart } = patch;
    const end = diffStart === 0 ? lines.length : diffStart;
    const log = Array.from(lines.subarray(logStart, end), (id) => store.textOf(id).slice(logIndent));
    const [, author = "", address = ""] = authorLine.exec(store.textOf(lines[1] ?? -1)) ?? [];
    made.push({ number, author, address, message: log.join("\n").trimEnd(), files });
  }
  return { name, baseCommit: sources?.baseCommit ?? null, patches: made };
}

const logIndent = 4;
const authorLine = /^Author: ([^<]{0,1000})<([^>]{0,1000})>$/;
