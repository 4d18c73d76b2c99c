import { isPatchWithLog } from "./commitLog.js";
import { type LogReferences, logReferences } from "./commitReferences.js";
import { otherSubject, shownSubject } from "./commitWords.js";
import type { Finding, RuleContext } from "./rule.js";

/** The commits of one kind that the log names with another subject than theirs. */
export function* subjectMismatches(context: RuleContext, kind: keyof LogReferences): Iterable<Finding> {
  if (!isPatchWithLog(context)) return;
  const { text } = context.document;
  for (const reference of logReferences(context.document, context.message)[kind]) {
    const { subjectSpan } = reference;
    if (subjectSpan === null) continue;
    // White space does not count over a line end; that a trailer is wrapped is said by trailer.bad-fixes.
    const isWrapped = text.slice(subjectSpan.start, subjectSpan.end).includes("\n");
    const found = otherSubject(reference, context.commits, isWrapped);
    if (found !== null)
      yield {
        span: subjectSpan,
        message: `The subject of commit ${found.hash.slice(0, 12)} is “${shownSubject(found.subject)}”: write it exactly so.`,
      };
  }
}
