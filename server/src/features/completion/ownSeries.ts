import { logReferences } from "../../diagnostics/commitReferences.js";
import type { AroundPatch, KnownCommit } from "../writing.js";
import type { CompletionPlace } from "./place.js";
import { titleOf, versionOf } from "./titles.js";

const maxPatches = 200;

/**
 * Says of a commit whether a patch can be meant to mend it: not the patch itself nor others of its series, which are commits of the
 * writer's own branch, nor what was written on top of them, nor what another `Fixes:` of the log names.
 */
export function mayBeFixed(
  place: CompletionPlace,
  around: AroundPatch | undefined,
  userAddress: string | undefined,
): (commit: KnownCommit) => boolean {
  const { message, document, line0 } = place;
  const { messages, lines } = document.model;
  const own = new Set([message, ...messages].flatMap(({ commit }) => commit ?? []));
  const titles = new Set([message, ...messages].filter(({ tag }) => tag.isPatch).map(titleOfMail));
  for (const subject of seriesSubjects(place)) titles.add(titleOf(subject));
  const named = logReferences(document, message)
    .fixes.filter(({ hashSpan }) => lines.lineAt(hashSpan.start) !== line0)
    .map(({ hash }) => hash);
  const writers = new Set(
    [userAddress, message.author?.address, message.sender?.address].map((one) => one?.toLowerCase()),
  );
  const after = new Set(around?.after);
  return ({ hash, subject, authorAddress }) =>
    !own.has(hash) &&
    !titles.has(subject.slice(0, 500).toLowerCase()) &&
    !(after.has(hash) && writers.has(authorAddress.toLowerCase())) &&
    !named.some((one) => hash.startsWith(one));
}

const titleOfMail = ({ subject }: { readonly subject: string }): string => titleOf(subject);

/** Subjects of the writer's other patches: of the thread, and beside this one in its folder, as git format-patch leaves them. */
function seriesSubjects({ context, document, message }: CompletionPlace): string[] {
  const folder = document.uri.slice(0, document.uri.lastIndexOf("/") + 1);
  const thread =
    message.messageId === null ? [] : context.mail.thread(message.messageId).slice(0, maxPatches);
  const beside =
    context.mail.newest?.(
      maxPatches,
      ({ uri, subject, fromAddress }) =>
        uri.startsWith(folder) &&
        !uri.includes("/", folder.length) &&
        versionOf(subject) !== null &&
        fromAddress.toLowerCase() === message.sender?.address.toLowerCase(),
    ) ?? [];
  return [...thread, ...beside]
    .map(({ subject }) => subject)
    .filter((subject) => versionOf(subject) !== null);
}
