import { logReferences } from "../../diagnostics/commitReferences.js";
import { hashIn, paragraphAt, remarkOf, shownCommit, writeReference } from "../writeCommit.js";
import type { Fix, FixPlace, QuickFix } from "./quickFix.js";

/** Completes `commit <hash> ("subject")` out of the repository. */
export const commitReference: QuickFix = {
  rules: ["log.commit-id-style", "log.commit-subject-mismatch", "log.unknown-commit"],
  isSafe: false,
  async fixes({ document, message, span, context }: FixPlace): Promise<readonly Fix[]> {
    const log = message.commitLog;
    if (log === null) return [];
    const named = logReferences(document, message).prose.find(
      (one) => one.span.start <= span.start && span.start < one.span.end,
    );
    const hash = named?.hashSpan ?? hashIn(document, span);
    if (hash === null || hash.start < log.span.start || hash.end > log.span.end) return [];
    const digits = document.text.slice(hash.start, hash.end);
    const commit = await context.commits?.name(document.uri, digits, named?.subject ?? null);
    if (!commit) return [];
    const change = writeReference(document, paragraphAt(document, log, hash.start), hash, commit);
    if (change.text === document.text.slice(change.span.start, change.span.end)) return [];
    const title = `Write “commit ${shownCommit(commit)}”${remarkOf(commit)}`;
    return [{ title, changes: [change] }];
  },
};
