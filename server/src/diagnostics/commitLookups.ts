import type { Message } from "../core/model.js";
import type { CommitAnswer, CommitQuestion, PatchClues } from "../features/commitSource.js";
import type { ParsedDocument } from "../features/parsedDocument.js";
import { patchClues } from "./patchClues.js";
import type { CommitLookup } from "./rule.js";

/**
 * What the rules are given to ask of repositories, message by message.
 *
 * @param ask what is known by now; null: nothing yet, and the question may be noted down
 */
export function commitLookups(
  document: ParsedDocument,
  ask: (question: CommitQuestion) => CommitAnswer | null,
): (message: Message) => CommitLookup {
  const cluesOf = patchClues(document);
  return (message) => {
    let found: PatchClues | undefined;
    const clues = (): PatchClues => (found ??= cluesOf(message));
    return {
      commit(hash) {
        const answer = ask({ what: "commit", hash: hash.toLowerCase(), clues: clues() });
        return answer?.kind === "ancestry" ? null : answer;
      },
      ancestry(hash) {
        const answer = ask({ what: "ancestry", hash: hash.toLowerCase(), clues: clues() });
        return answer?.kind === "ancestry" ? answer : null;
      },
    };
  };
}

/** Tells questions apart. */
export const keyOf = ({ what, hash, clues }: CommitQuestion): string => {
  const { base, blobs, paths } = clues;
  return [what, hash, base, ...blobs, ...paths].join("\n");
};
