import type { CancellationToken } from "vscode-languageserver";
import { commitMail } from "../git/commitMail.js";
import { readableMessage } from "../mailboxes/readableMessage.js";
import type { LineStore } from "../patches/compare/lineStore.js";
import { createPatchSet } from "../patches/compare/patchSet.js";
import { upstreamCommit } from "../patches/compare/upstreamCommit.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import { plainLine } from "../threads/plainLine.js";
import { type CompareSide, dayOf, nothing, type SidePatches } from "./comparedSide.js";
import { readMail } from "./seriesMail.js";
import type { WorkServices } from "./services.js";

/** `patchMail/upstreamOf`: the commit that the backport at a place was made from. */
export interface UpstreamResult {
  /** As the log names it; null where it names none. */
  readonly commit: string | null;
  /** Why it cannot be compared, as a sentence; else null. */
  readonly problem: string | null;
}

export async function findUpstream(
  services: WorkServices,
  params: ThreadOfParams,
  token: CancellationToken,
): Promise<UpstreamResult> {
  const summary = services.messageAt(params);
  const mail = summary && (await readMail(services, summary, token));
  if (!mail || mail.message.role !== "patch") return { commit: null, problem: "This is no patch." };
  const commit = upstreamCommit(mail.document, mail.message);
  if (commit !== null) return { commit, problem: null };
  const problem =
    "This patch names no upstream commit: no “commit … upstream.”, “[ Upstream commit … ]” or “(cherry picked from commit …)” in its log.";
  return { commit, problem };
}

/** The commit of a repository of the document as a side with one patch. */
export async function readCommit(
  { git }: WorkServices,
  store: LineStore,
  { textDocument: { uri } }: CompareSide,
  commit: string,
  token: CancellationToken,
): Promise<SidePatches> {
  const workplaces = await git.workplaces(uri);
  if ("unavailable" in workplaces) return nothing(workplaces.unavailable);
  const ended = new AbortController();
  const listener = token.onCancellationRequested(() => ended.abort());
  try {
    for (const workplace of workplaces) {
      const bytes = await commitMail(workplace, commit, ended.signal);
      const mail = bytes === null ? null : await readableMessage(withoutSeparator(bytes));
      if (mail === null) continue;
      const set = createPatchSet(store);
      set.add(mail.document, mail.message, 1);
      const { patches, notes } = set.result();
      const title = plainLine(mail.message.tag.title, 200);
      const id = commit.slice(0, 12);
      const own = patches.map((patch) => ({ ...patch, id: commit, isCommit: true }));
      return {
        name: `commit ${id}`,
        detail: dayOf(mail.message.date),
        title,
        notes,
        patches: own,
        problem: null,
      };
    }
  } finally {
    listener.dispose();
  }
  const shown = plainLine(commit, 40);
  return nothing(
    `There is no commit ${shown} in the repository, or it is a merge. It may have to be fetched.`,
  );
}

/** One message, as `readableMessage` takes it. */
function withoutSeparator(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.indexOf(10) + 1);
}
