import type { CommitReference } from "./commitReferences.js";
import type { CommitLookup, Finding, NamedCommit } from "./rule.js";

/** Longest subject that a message repeats. */
const maxSubject = 200;

/** What is to say of a commit that a repository does not know; null: nothing, or nothing certain. */
export function unknownCommit(reference: CommitReference, commits: CommitLookup): Finding | null {
  const { hash, hashSpan: span } = reference;
  const answer = commits.commit(hash);
  switch (answer?.kind) {
    case "missing":
      return {
        span,
        message: `${answer.repository} has no commit ${hash}: was it rebased, is it misspelled, or not fetched yet?`,
      };
    case "ambiguous":
      return {
        span,
        message: `In ${answer.repository} more than one commit begins with ${hash}: give more digits of it.`,
      };
    default:
      return null;
  }
}

/**
 * The right subject where the one that stands there is another; null where it is the same, or nothing is known. Exact, as
 * checkpatch and verify_fixes.sh compare it; where white space cannot be kept (a wrapped line) it does not count.
 */
export function otherSubject(
  { hash, subject }: Pick<CommitReference, "hash" | "subject">,
  commits: CommitLookup,
  isWrapped: boolean,
): Extract<NamedCommit, { kind: "found" }> | null {
  if (subject === null) return null;
  // Bytes that were read in the wrong charset are no difference of the writer's.
  if (subject.includes("\ufffd")) return null;
  const answer = commits.commit(hash);
  if (answer?.kind !== "found" || answer.subject === "" || answer.subject.includes("\ufffd")) return null;
  const isSame = isWrapped ? squeezed(answer.subject) === squeezed(subject) : answer.subject === subject;
  return isSame ? null : answer;
}

export const squeezed = (words: string): string => words.replace(/\s+/g, " ").trim();

/** A subject out of a repository as one short line of plain text. */
export function shownSubject(subject: string): string {
  const plain = subject.replace(/[\p{Cc}\p{Cf}]/gu, " ");
  return plain.length > maxSubject ? `${plain.slice(0, maxSubject)}…` : plain;
}
