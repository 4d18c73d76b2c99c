import { descriptionBelowCut } from "../changelog.js";
import { hasDescription } from "../logLines.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** b4: the description of a patch stands below the cut. */
export const misplacedBody: MessageRule = {
  scope: "message",
  id: "log.misplaced-body",
  received: "information",
  draft: "warning",
  description:
    "The description stands below the --- line, where git am drops it, and the log above has none.",
  oracle: "b4: a body that is only below the `---`; checkpatch: COMMIT_MESSAGE",
  explanation:
    "`git am` takes for the commit log what stands above the `---`. Below it is the place for what changed since the last version and for notes to reviewers. Move the description up.",
  example: {
    wrong:
      "Signed-off-by: Ann Author <ann@example.org>\n---\nThe register is signed, and the driver reads it as unsigned.",
    right:
      "The register is signed, and the driver reads it as unsigned.\n\nSigned-off-by: Ann Author <ann@example.org>\n---",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const { document, message } = context;
    if (!isPostedPatch(context) || hasDescription(document, message)) return;
    const below = descriptionBelowCut(document, message);
    if (below === null) return;
    yield {
      span: document.model.lines.spanOfLines(below.startLine0, below.endLine0),
      message:
        "git am drops what stands below the ---, and the log above has no description: move this above the ---.",
    };
  },
};
