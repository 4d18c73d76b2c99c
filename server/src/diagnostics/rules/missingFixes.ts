import { LineKind } from "../../core/model.js";
import { isPatchWithLog, logEnd } from "../commitLog.js";
import type { Finding, MessageRule, RuleContext } from "../rule.js";
import { trailersNamed } from "../trailerLines.js";

/** Lines of a log that are looked at. */
const MOST_LINES = 5000;

/** checkpatch: MISSING_FIXES_TAG. */
export const missingFixes: MessageRule = {
  scope: "message",
  id: "trailer.missing-fixes",
  received: "hint",
  draft: "warning",
  presets: { plain: "off", stable: "off" },
  description:
    "The commit log speaks of a bug (a sanitizer's report, a call trace, stable, syzkaller), and has no Fixes.",
  oracle: "checkpatch 6.7 and later: MISSING_FIXES_TAG",
  explanation:
    "A patch that fixes a bug names the commit that brought it in, so that it can be carried back as far as that. Reported where the log holds `BUG: KASAN:` or its kin, `UBSAN:`, `Call Trace:`, `stable@` or `syzkaller`. Reverts and backports need none: they name their commit otherwise.",
  example: {
    wrong: "BUG: KASAN: slab-use-after-free in frost_read\n\nSigned-off-by: Ann Author <ann@example.org>",
    right:
      'BUG: KASAN: slab-use-after-free in frost_read\n\nFixes: 1a2b3c4d5e6f ("hwmon: Add driver for frost")\nSigned-off-by: Ann Author <ann@example.org>',
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    if (trailersNamed(context, "fixes").length > 0) return;
    const sign = signOfBug(context);
    if (sign !== null)
      yield {
        span: logEnd(context),
        message: `The log has “${sign}”: does the patch fix a bug? Then add “Fixes:” with the commit that brought it in.`,
      };
  },
};

const SIGN = /BUG: K[A-Z]SAN: |UBSAN: |Call Trace:|stable@|syzkaller/;
const OTHERWISE_NAMED =
  /^This reverts commit|^commit [0-9a-f]{12,40} upstream\.?|^\[ Upstream commit [0-9a-f]{12,40} \]|^\(cherry picked from commit |^Fixes[: ]/i;

/** The first sign of a bug; null where there is none, or the log names the commit otherwise. */
function signOfBug({ document, message }: RuleContext): string | null {
  const { lines } = document.model;
  const log = message.commitLog;
  if (!log) return null;
  let sign: string | null = null;
  const end = Math.min(log.endLine0, log.startLine0 + MOST_LINES);
  for (let line0 = log.startLine0; line0 < end; line0++) {
    if (lines.kind(line0) === LineKind.blank) continue;
    const text = lines.content(line0).slice(0, 500);
    if (OTHERWISE_NAMED.test(text.trimStart())) return null;
    sign ??= SIGN.exec(text)?.[0].trim() ?? null;
  }
  return sign;
}
