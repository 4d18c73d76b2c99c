import type { Finding, MessageRule } from "../rule.js";
import { structureLevel } from "../structure.js";

/** git: "invalid mode on line N". */
export const badMode: MessageRule = {
  scope: "message",
  id: "patch.bad-mode",
  received: "error",
  draft: "error",
  description: "A file mode that is no octal number.",
  oracle: "git apply: “invalid mode on line N”",
  explanation:
    "`old mode`, `new mode`, `new file mode`, `deleted file mode` and the end of the `index` line take 100644, 100755, 120000 or 160000.",
  example: { wrong: "new file mode 10064x", right: "new file mode 100644" },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const level = structureLevel(context);
    const { lines } = context.document.model;
    for (const { file, faults } of context.headerFaults) {
      for (const fault of faults) {
        if (fault.kind !== "mode") continue;
        const line0 = file.startLine0 + fault.line;
        yield {
          span: { start: lines.start(line0), end: lines.contentEnd(line0) },
          message: fault.message,
          level,
        };
      }
    }
  },
};
