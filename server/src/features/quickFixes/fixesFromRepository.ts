import { logTrailers } from "../../diagnostics/commitLog.js";
import { logReferences } from "../../diagnostics/commitReferences.js";
import { fixesLine, hashIn, remarkOf, shownCommit } from "../writeCommit.js";
import type { Fix, FixPlace, QuickFix } from "./quickFix.js";

/** Writes the trailer as `git log -1 --abbrev=12 --format='Fixes: %h ("%s")'` does. */
export const fixesFromRepository: QuickFix = {
  rules: ["trailer.bad-fixes", "trailer.fixes-subject-mismatch", "trailer.fixes-unknown"],
  isSafe: false,
  async fixes({ document, message, span, context }: FixPlace): Promise<readonly Fix[]> {
    const { text, model } = document;
    const line0 = model.lines.lineAt(span.start);
    const trailer = logTrailers(message).find((one) => line0 >= one.line0 && line0 < one.endLine0);
    if (trailer === undefined || trailer.name.toLowerCase() !== "fixes") return [];
    const { start } = trailer.nameSpan;
    const { end } = trailer.valueSpan;
    const hash = hashIn(document, trailer.valueSpan);
    if (hash === null || hash.start >= end) return [];
    const known = logReferences(document, message).fixes.find(
      ({ hashSpan }) => hashSpan.start === hash.start,
    );
    const commit = await context.commits?.name(
      document.uri,
      text.slice(hash.start, hash.end),
      known?.subject ?? subjectBehind(text.slice(hash.end, end)),
    );
    if (!commit) return [];
    const line = `${fixesLine(commit)}${noteBehind(text.slice(hash.end, end))}`;
    if (line === text.slice(start, end)) return [];
    return [
      {
        title: `Write “Fixes: ${shownCommit(commit)}”${remarkOf(commit)}`,
        changes: [{ span: { start, end }, text: line }],
      },
    ];
  },
};

/** The subject of `Fixes: <hash> "subject"`, whose form is not that of a reference; null where none is quoted. */
const subjectBehind = (value: string): string | null =>
  /^\s{0,4}\(?\s{0,4}["“](.{1,400})["”]/s.exec(value)?.[1]?.replace(/\s+/g, " ") ?? null;

/** `# v5.10` and `(v5.10)` behind the subject stay. */
function noteBehind(value: string): string {
  const note = /"\)\s{1,20}((?:#|\()[^\r\n"]{0,200})$/.exec(value.slice(-400))?.[1];
  return note === undefined ? "" : ` ${note.trimEnd()}`;
}
