import type { FixPlace, QuickFix } from "./quickFix.js";
import { rewritten, trailerAt } from "./trailerEdits.js";

/** `Fixes: <hash> ("subject")` where hash and subject stand there, and no repository has to be asked. */
export const fixesForm: QuickFix = {
  rules: ["trailer.bad-fixes"],
  // Case and blanks; words that go, and marks that come, its writer looks at.
  isSafe: (place) => readFixes(place)?.isFormOnly === true,
  fixes(place) {
    const read = readFixes(place);
    const trailer = trailerAt(place);
    if (read === null || trailer === undefined) return [];
    const { lines } = place.document.model;
    if (read.text === lines.lineText(trailer.line0)) return [];
    return [
      {
        title: "Write “Fixes:” in its form, with the subject that stands there",
        changes: [rewritten(lines, trailer, read.text)],
      },
    ];
  },
};

/** The trailer as it should be, out of what stands in its one line; null where something is missing, or may be something else. */
function readFixes(place: FixPlace): { readonly text: string; readonly isFormOnly: boolean } | null {
  const trailer = trailerAt(place);
  if (trailer?.lowerName !== "fixes" || trailer.indent > 0 || trailer.endLine0 > trailer.line0 + 1)
    return null;
  const match = /^(commit )?([0-9a-f]{12,40}) (.{3,400})$/i.exec(trailer.value.replace(/[ \t]+/g, " "));
  const [, word = "", hash = "", rest = ""] = match ?? [];
  if (match === null) return null;
  const subject = subjectOf(rest);
  // Blanks of the subject are those of the commit.
  if (subject === null || !trailer.value.endsWith(rest)) return null;
  return {
    text: `Fixes: ${hash.toLowerCase()} ("${subject}")`,
    isFormOnly: word === "" && rest === `("${subject}")`,
  };
}

/** Out of `("…")`, `(…)` or `"…"`; null where a mark is missing or more follows. */
function subjectOf(rest: string): string | null {
  const inside = /^\((.*)\)$/.exec(rest)?.[1];
  const quoted = /^"(.*)"$/.exec(inside ?? rest)?.[1];
  const subject = quoted ?? inside;
  if (subject === undefined || subject.trim() !== subject || subject === "") return null;
  // Half of a pair: what was meant is not clear.
  return quoted === undefined && /^["'“]|["'”]$/.test(subject) ? null : subject;
}
