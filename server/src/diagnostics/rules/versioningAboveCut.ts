import { changelogIn } from "../changelog.js";
import { logLines } from "../logLines.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** submitting-patches.rst; checkpatch of 6.9 and later: COMMIT_LOG_VERSIONING, for links alone. */
export const versioningAboveCut: MessageRule = {
  scope: "message",
  id: "log.versioning-above-cut",
  received: "hint",
  draft: "warning",
  presets: { drm: "off", plain: "off" },
  description: "What changed since an earlier version stands in the commit log, not below the --- line.",
  oracle: "checkpatch 6.12: COMMIT_LOG_VERSIONING (of links only)",
  explanation:
    "`v2: …` and `Changes in v2:` are for the reviewers of this posting: above the `---` they become part of the history for good (submitting-patches.rst, “The canonical patch format”). In the graphics trees it is the custom to keep them: preset `drm` is silent.",
  example: {
    wrong:
      "The register is signed: without this the driver shows 4095 degrees.\n\nv2: fix the mask\n\nSigned-off-by: Ann Author <ann@example.org>\n---",
    right:
      "The register is signed: without this the driver shows 4095 degrees.\n\nSigned-off-by: Ann Author <ann@example.org>\n---\nv2: fix the mask",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    const found = changelogIn(logLines(context.document, context.message));
    if (found === null) return;
    yield {
      span: { start: found.first.start, end: found.first.end },
      message: "What changed between versions is not for the history: move it below the --- line.",
    };
  },
};
