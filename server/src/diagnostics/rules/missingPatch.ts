import { subjectSpan } from "../commitLog.js";
import type { DocumentFinding, DocumentRule } from "../rule.js";
import { indexesAtHand, seriesAtHand } from "../seriesAtHand.js";

/** A numbered series of which patches are not at hand. */
export const missingPatch: DocumentRule = {
  scope: "document",
  id: "series.missing-patch",
  received: "hint",
  draft: "hint",
  description: "A patch of a numbered series is not at hand, although others of its thread are.",
  oracle: "b4 am: “Missing N/M”",
  explanation:
    "Reported once for each series and version, at its cover letter or first patch, and only where at least two mails of the series are known, from the same file or from the other mail that is open: a lone `.eml` is no fault.",
  example: {
    wrong: "[PATCH v2 1/3] …\n[PATCH v2 3/3] …",
    right: "[PATCH v2 1/3] …\n[PATCH v2 2/3] …\n[PATCH v2 3/3] …",
  },
  *checkDocument(context): Iterable<DocumentFinding> {
    for (const series of seriesAtHand(context)) {
      const indexes = indexesAtHand(series, context);
      const { first, total } = series;
      if (indexes.size < 2) continue;
      const missing: number[] = [];
      for (let index = 1; index <= total; index++) if (!indexes.has(index)) missing.push(index);
      if (missing.length === 0) continue;
      yield {
        messageIndex: first.index,
        span: subjectSpan(first),
        message: `Of this series ${list(missing)} of ${total} ${missing.length === 1 ? "is" : "are"} not at hand, neither in this file nor in other mail that is open.`,
      };
    }
  },
};

/** `patch 3`, `patches 3 and 5`, `patches 3, 5–9 and 12`. */
function list(numbers: readonly number[]): string {
  const runs: string[] = [];
  let start = numbers[0] ?? 0;
  for (const [at, number] of numbers.entries()) {
    if (numbers[at + 1] === number + 1) continue;
    runs.push(start === number ? `${number}` : `${start}–${number}`);
    start = numbers[at + 1] ?? 0;
  }
  const last = runs.pop() ?? "";
  const all = runs.length > 0 ? `${runs.join(", ")} and ${last}` : last;
  return `${numbers.length === 1 ? "patch" : "patches"} ${all}`;
}
