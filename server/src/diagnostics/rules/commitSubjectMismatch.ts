import type { MessageRule } from "../rule.js";
import { subjectMismatches } from "../subjectMismatch.js";

/** checkpatch: GIT_COMMIT_ID, as far as it compares the subject. */
export const commitSubjectMismatch: MessageRule = {
  scope: "message",
  id: "log.commit-subject-mismatch",
  received: "information",
  draft: "warning",
  description: 'The subject in commit <hash> ("subject") is not the commit\'s.',
  oracle: "checkpatch 6.1: GIT_COMMIT_ID (the subject)",
  explanation:
    "Compared with the repository, exactly; over the end of a line, white space does not count. The message gives the right subject, and a quick fix writes it. Nothing is said where no repository knows the commit.",
  example: {
    wrong: 'Since commit 5b5a2b2c9a3e ("frost: read sign") …',
    right: 'Since commit 5b5a2b2c9a3e ("frost: Read the sign") …',
  },
  runsOnPages: false,
  asksCommits: true,
  check: (context) => subjectMismatches(context, "prose"),
};
