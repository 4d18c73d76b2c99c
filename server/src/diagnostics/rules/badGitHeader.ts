import { LineKind } from "../../core/model.js";
import type { Finding, MessageRule } from "../rule.js";
import { structureLevel } from "../structure.js";

/** git: "bad git-diff", "header lacks filename information", "inconsistent header lines", "patch with only garbage". */
export const badGitHeader: MessageRule = {
  scope: "message",
  id: "patch.bad-git-header",
  received: "error",
  draft: "error",
  description: "A file header whose names contradict each other or are missing.",
  oracle:
    "git apply: “bad git-diff”, “header lacks filename information”, “inconsistent header lines”, “patch with only garbage”",
  explanation:
    "In a new file `---` must say `/dev/null`, in a deleted one `+++`, and with rename or copy lines both must say the same names as these. " +
    "Where `---` or `+++` merely differ from the `diff --git` line, git takes the patch with the name that stands there: that is a warning.",
  example: {
    wrong: "diff --git a/x.c b/x.c\nnew file mode 100644\n--- a/x.c\n+++ b/x.c",
    right: "diff --git a/x.c b/x.c\nnew file mode 100644\n--- /dev/null\n+++ b/x.c",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const level = structureLevel(context);
    const { lines } = context.document.model;
    for (const { file, faults } of context.headerFaults) {
      for (const fault of faults) {
        if (fault.kind === "mode") continue;
        const line0 = file.startLine0 + fault.line;
        yield {
          span: { start: lines.start(line0), end: lines.contentEnd(line0) },
          message: fault.message,
          level: fault.isRefused || level !== "error" ? level : "warning",
        };
      }
    }
    for (const file of context.files) {
      if (file.hasGitHeader || file.path !== "" || file.hunks.length === 0) continue;
      if (lines.kind(file.startLine0) === LineKind.hunkHeader) continue; // patch.hunk-without-header tells it
      yield {
        span: { start: lines.start(file.startLine0), end: lines.contentEnd(file.startLine0) },
        message: "This file header names no file: git says “unable to find filename in patch”.",
        level,
      };
    }
  },
};
