import type { MessageRule } from "../rule.js";
import { subjectMismatches } from "../subjectMismatch.js";

/** verify_fixes.sh: “Subject does not match target commit subject”. */
export const fixesSubjectMismatch: MessageRule = {
  scope: "message",
  id: "trailer.fixes-subject-mismatch",
  received: "information",
  draft: "warning",
  presets: { plain: "off" },
  description: "The subject in a Fixes trailer is not that of the commit.",
  oracle: "verify_fixes.sh: “Subject does not match target commit subject”; checkpatch 6.18: BAD_FIXES_TAG",
  explanation:
    "Compared with the repository, exactly: no word is left out, no case changed, nothing wrapped. The message gives the right subject, and a quick fix writes the trailer as `git log -1 --abbrev=12 --format='Fixes: %h (\"%s\")' <commit>` does. Nothing is said where no repository knows the commit.",
  example: {
    wrong: 'Fixes: 5b5a2b2c9a3e ("frost: read sign")',
    right: 'Fixes: 5b5a2b2c9a3e ("frost: Read the sign")',
  },
  runsOnPages: false,
  asksCommits: true,
  check: (context) => subjectMismatches(context, "fixes"),
};
