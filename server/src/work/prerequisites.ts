import type { CancellationToken } from "vscode-languageserver";
import { parseSubject } from "../core/mail/subject.js";
import { patchIds } from "../git/patchIds.js";
import type { Workplace } from "../git/workplace.js";
import type { ExactPatch } from "../mailboxes/exactPatch.js";
import type { MessageSummary } from "../threads/model.js";
import { exactBytes, type PatchSet } from "./patchesToCheck.js";
import type { WorkServices } from "./services.js";

/** Patches that are read to find a prerequisite, and their size together. */
const maxCandidates = 600;
const maxCharacters = 48 << 20;

/**
 * The patches that a series says it needs, by git's patch id, among the mail at hand: those sent before it, the newest first,
 * and of those with the same sender.
 *
 * @returns one for each id, in order; null where the mail has none
 */
export async function findPrerequisites(
  services: WorkServices,
  workplace: Workplace,
  { prerequisites, patches, sentAt }: PatchSet,
  token: CancellationToken,
  signal: AbortSignal,
): Promise<readonly (ExactPatch | null)[]> {
  if (prerequisites.length === 0) return [];
  const own = new Set(patches.map(({ uri, ordinal }) => `${ordinal} ${uri}`));
  const isCandidate = (message: MessageSummary): boolean => {
    const { isReply, isPatch } = kindOf(message);
    const facts = services.series.factsOf(message);
    return isPatch && !isReply && !own.has(`${message.index} ${message.uri}`) && facts?.patch !== null;
  };
  const until = sentAt ?? Number.POSITIVE_INFINITY;
  const age = ({ date }: MessageSummary): number => {
    const before = until - (date ?? 0);
    // What was sent later comes last.
    return before >= 0 ? before : Number.MAX_SAFE_INTEGER;
  };
  const candidates = allMessages(services)
    .filter(isCandidate)
    .sort((a, b) => age(a) - age(b))
    .slice(0, maxCandidates);
  const read: ExactPatch[] = [];
  let length = 0;
  for (const candidate of candidates) {
    if (token.isCancellationRequested || length > maxCharacters) break;
    const exact = await exactBytes(services, candidate, token)
      .then((bytes) => services.exactPatch(bytes))
      .catch(() => null);
    if (exact === null || exact.files.length === 0) continue;
    length += exact.files.reduce((sum, { text }) => sum + text.length, 0);
    read.push(exact);
  }
  const ids = await patchIds(
    workplace,
    read.map(({ files }) => files.map(({ text }) => text).join("")),
    { signal },
  );
  const byId = new Map<string, ExactPatch>();
  for (const [at, id] of ids) {
    const patch = read[at];
    if (patch && !byId.has(id)) byId.set(id, patch);
  }
  return prerequisites.map((id) => byId.get(id) ?? null);
}

function kindOf({ subject }: MessageSummary): { readonly isPatch: boolean; readonly isReply: boolean } {
  const parsed = parseSubject(subject);
  return { isPatch: parsed.isPatch && parsed.index !== 0, isReply: parsed.isReply };
}

function allMessages({ mail }: WorkServices): MessageSummary[] {
  const found: MessageSummary[] = [];
  const stack = mail.forest().roots.map(({ node }) => node);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.message !== null) found.push(node.message);
    stack.push(...node.children);
  }
  return found;
}
