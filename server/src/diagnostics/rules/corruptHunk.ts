import { LineKind } from "../../core/model.js";
import { damageWords, lineDamage } from "../lineDamage.js";
import type { Finding, Level, MessageRule, RuleContext } from "../rule.js";
import { inFiles, structureLevel, unstuffedLine0 } from "../structure.js";

/** git: "corrupt patch at line N"; checkpatch: CORRUPTED_PATCH. */
export const corruptHunk: MessageRule = {
  scope: "message",
  id: "patch.corrupt-hunk",
  received: "error",
  draft: "error",
  description: "A hunk whose lines are not what its @@ header counts.",
  oracle: "git apply: “corrupt patch at line N”",
  explanation:
    "An omitted count is 1, an explicit 0 is 0. A line that begins with a blank, and an empty one, counts on both sides, `-` on the old, `+` on the new, `\\` on neither. " +
    "Lines added right behind a hunk that is already complete are silently dropped by git: that is a warning. " +
    "The last line needs its line end, too: one that was copied without it makes the patch corrupt. " +
    "git stops at the first damaged hunk, so in each message only the first one is an error. A mailer that wraps lines may damage many: in text that may be edited each further place is reported as information, in received mail the error says how many there are. " +
    "Count the lines again, or ask for the patch to be sent again. In a diff that a reply merely sketches it is information only.",
  example: {
    wrong: "@@ -1,3 +1,4 @@\n a\n+b\n c",
    right: "@@ -1,2 +1,3 @@\n a\n+b\n c",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const level = structureLevel(context);
    const found = [
      ...miscounted(context, level),
      ...brokenHeaders(context, level),
      ...flowedLines(context, level),
      ...unterminated(context, level),
    ].sort((a, b) => a.span.start - b.span.start);
    const error = found.findIndex((finding) => finding.level === "error");
    const rest = found.splice((error === -1 ? 0 : error) + 1);
    const last = found.pop();
    if (!last) return;
    yield* found;
    // Where the text may be edited each place is to be mended; of mail that came one is enough.
    const isEditable = rest.length > 0 && context.isEditable();
    yield isEditable || rest.length === 0
      ? last
      : { ...last, message: `${last.message} ${othersOf(rest.length)}` };
    if (!isEditable) return;
    for (const finding of rest) yield error === -1 ? finding : { ...finding, level: "information" };
  },
};

const othersOf = (count: number): string =>
  count === 1 ? "Another hunk of this patch is damaged, too." : `So are ${count} more places of this patch.`;

/** Hunks whose lines do not add up, and lines behind those that do. */
function* miscounted(context: RuleContext, level: Level): Iterable<Finding> {
  for (const { code, span, message } of context.problems) {
    if (!inFiles(context, span.start)) continue;
    if (code === "corruptHunk") yield { span, message: damageAt(context, span.start) ?? message, level };
    else if (code === "linesPastHunk") yield { span, message, level: level === "error" ? "warning" : level };
  }
}

/** Words for what a mailer has done to the line that breaks its hunk; null where it looks like none of that. */
function damageAt({ document, files, state }: RuleContext, offset: number): string | null {
  const { lines } = document.model;
  const line0 = lines.lineAt(offset);
  const isBroken = files.some(({ startLine0, endLine0, hunks }) =>
    line0 < startLine0 || line0 > endLine0 ? false : hunks.some(({ corruptLine0 }) => corruptLine0 === line0),
  );
  const damage = isBroken ? lineDamage(lines.lineText(line0 - 1), lines.lineText(line0)) : null;
  return damage === null ? null : `${damageWords(damage, state)} git says “corrupt patch”.`;
}

/** Context that git damages itself, since the mail says format=flowed and is none. */
function* flowedLines(context: RuleContext, level: Level): Iterable<Finding> {
  const { lines } = context.document.model;
  for (const file of context.files) {
    for (const hunk of file.isCombined ? [] : file.hunks) {
      const line0 = hunk.corruptLine0 === null ? unstuffedLine0(context, hunk) : null;
      if (line0 === null) continue;
      yield {
        span: { start: lines.start(line0), end: lines.contentEnd(line0) },
        message:
          "The mail says format=flowed, so git takes away the first blank of this line, and no context line remains: “corrupt patch”. Send it without format=flowed.",
        level,
      };
    }
  }
}

/** A whole hunk whose last line lacks its line end, as where text was copied without it. */
function* unterminated(context: RuleContext, level: Level): Iterable<Finding> {
  const { text } = context.document;
  const { lines } = context.document.model;
  const last0 = lines.count - 1;
  const hunk = context.files.at(-1)?.hunks.at(-1);
  if (hunk?.endLine0 !== lines.count || hunk.corruptLine0 !== null || text.endsWith("\n")) return;
  const kind = lines.kind(last0);
  if (kind !== LineKind.added && kind !== LineKind.removed && kind !== LineKind.context) return;
  yield {
    span: { start: lines.start(last0), end: text.length },
    message:
      "The last line of the patch has no line end: git says “corrupt patch”. Put an empty line behind it, or add the line end.",
    level,
  };
}

/** `@@ -1,3` right where a hunk is due, and not a whole header: git says "corrupt patch", too. */
function* brokenHeaders(context: RuleContext, level: Level): Iterable<Finding> {
  const { lines } = context.document.model;
  for (const file of context.files) {
    const line0 = file.endLine0;
    if (file.isCombined || line0 >= context.message.endLine0 || lines.kind(line0) === LineKind.hunkHeader)
      continue;
    if (!context.document.text.startsWith("@@ -", lines.start(line0))) continue;
    yield {
      span: { start: lines.start(line0), end: lines.contentEnd(line0) },
      message:
        "This hunk header is not whole (“@@ -a,b +c,d @@”): git says “corrupt patch”. Was the line wrapped?",
      level,
    };
  }
}
