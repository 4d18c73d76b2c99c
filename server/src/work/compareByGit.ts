import type { CancellationToken } from "vscode-languageserver";
import type { MailDocument, Message } from "../core/model.js";
import { exactDiff, exactFileHeader } from "../core/patch/exactDiff.js";
import {
  type GitRangeDiff,
  gitRangeDiff,
  type PatchToCommit,
  type VersionToCommit,
} from "../git/rangeDiff.js";
import type { ComparedPatch } from "../patches/compare/comparedPatch.js";
import type { LineStore } from "../patches/compare/lineStore.js";
import { patchInfo } from "../threads/ownTrailers.js";
import type { SidePatches } from "./compareSide.js";
import type { WorkServices } from "./services.js";

/** The diffs of patches as they were sent, kept beside what is compared. */
export interface PatchSources {
  add(patch: ComparedPatch | null, document: MailDocument, message: Message): void;
  /** null where something is missing, or was too much. */
  filesOf(patch: ComparedPatch): PatchToCommit["files"] | null;
  /** `base-commit:` of a mail; the last one counts. */
  baseCommit: string | null;
}

/** Characters of diffs that are kept for git. */
const maxCharacters = 8_000_000;
/** Each is three processes. */
const maxPatches = 200;

export function createPatchSources(): PatchSources {
  /** By the patch's lines, which stay the same object where it gets another number. */
  const files = new Map<Int32Array, PatchToCommit["files"]>();
  let characters = 0;
  const sources: PatchSources = {
    baseCommit: null,
    add(patch, document, message) {
      if (patch === null) return;
      sources.baseCommit = patchInfo(document, message).baseCommit ?? sources.baseCommit;
      if (characters > maxCharacters || files.size > maxPatches) return;
      const own = message.files
        .filter((file) => file.depth === 0)
        .map((file) => ({
          text: exactDiff(document.lines, file),
          header: exactFileHeader(document.lines, file),
        }));
      for (const { text } of own) characters += text.length;
      files.set(patch.lines, own);
    },
    filesOf: (patch) => files.get(patch.lines) ?? null,
  };
  return sources;
}

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
