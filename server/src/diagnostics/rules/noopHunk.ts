import type { Finding, MessageRule } from "../rule.js";
import { inFiles, structureLevel } from "../structure.js";

/** A hunk without `+` and `-`: git refuses it with "corrupt patch". */
export const noopHunk: MessageRule = {
  scope: "message",
  id: "patch.noop-hunk",
  received: "error",
  draft: "error",
  description: "A hunk that neither adds nor removes a line.",
  oracle: "git apply: “corrupt patch at line N”",
  explanation:
    "A hunk of context alone changes nothing, and git refuses the whole patch for it. Take the hunk out.",
  example: { wrong: "@@ -1,2 +1,2 @@\n a\n b", right: "@@ -1,2 +1,2 @@\n a\n-b\n+c" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const level = structureLevel(context);
    for (const problem of context.problems) {
      if (problem.code !== "noopHunk" || !inFiles(context, problem.span.start)) continue;
      yield { span: problem.span, message: problem.message, level };
    }
  },
};
