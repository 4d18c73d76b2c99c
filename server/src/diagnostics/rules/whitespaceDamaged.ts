import type { DiffFile } from "../../core/model.js";
import { LineKind } from "../../core/model.js";
import { type LineDamage, lineDamage } from "../lineDamage.js";
import type { Finding, MessageRule, RuleContext } from "../rule.js";
import { inFiles, structureLevel } from "../structure.js";

/** Files that are indented with tabs by the kernel's custom (coding-style.rst §1). */
const TAB_INDENTED = /(?:\.(?:c|h|S|dts|dtsi)|(?:^|\/)(?:Makefile|Kconfig|Kbuild)[^/]{0,40})$/;

type Damage = LineDamage | "stuffed" | "tabs";

const TELLS: Readonly<Record<Damage, string>> = {
  noBreakSpace:
    "The diff's blanks have become no-break spaces (U+00A0), so git cannot read it. The mail was sent through a mailer that rewrites white space: ask for it anew, sent with git send-email or b4.",
  wrapped:
    "The line above was wrapped by a mailer: this is its second half. Ask for the patch anew, sent with git send-email or b4.",
  leadingBlank:
    "This context line has lost its leading blank on the way. Ask for the patch anew, sent with git send-email or b4.",
  stuffed:
    "Context lines have one blank too many (format=flowed space-stuffing): the hunk will not match its file.",
  tabs: "The diff's tabs have become blanks on the way: the hunks will not match their files. Ask for the patch anew, sent with git send-email or b4.",
};

/** Damage that mailers and saved pages do to a diff. */
export const whitespaceDamaged: MessageRule = {
  scope: "message",
  id: "patch.whitespace-damaged",
  received: "warning",
  draft: "warning",
  description:
    "A diff whose white space was damaged on the way: tabs became blanks, leading blanks were lost, lines were wrapped.",
  oracle: "ours; git says “corrupt patch” or “patch does not apply”",
  explanation:
    "Told once for each message, at the first place. Tabs are said to be lost only in files that are indented with tabs by custom (`.c`, `.h`, `.S`, device trees, Makefile, Kconfig), where no line of the whole diff holds a tab, " +
    "three or more lines of the old file begin with eight blanks, and no line is indented by two to seven blanks or by four more than tabs give. On a page saved from an archive each hunk that lost something is told, as information.",
  example: {
    wrong:
      " int f(void)\n {\n         int ret = g();\n \n         if (ret)\n-                return 0;\n+                return ret;",
    right: " int f(void)\n {\n \tint ret = g();\n \n \tif (ret)\n-\t\treturn 0;\n+\t\treturn ret;",
  },
  runsOnPages: true,
  *check(context): Iterable<Finding> {
    const { lines } = context.document.model;
    if (context.isPage) {
      for (const problem of context.problems) {
        if (problem.code !== "corruptHunk" || !inFiles(context, problem.span.start)) continue;
        yield { span: problem.span, message: problem.message, level: "information" };
      }
      return;
    }
    const level = structureLevel(context) === "error" ? "warning" : "information";
    const found = firstCorruptLine(context) ?? stuffedLine(context) ?? tablessLine(context);
    if (!found) return;
    yield {
      span: { start: lines.start(found.line0), end: lines.contentEnd(found.line0) },
      message: TELLS[found.damage],
      level,
    };
  },
};

interface Place {
  readonly line0: number;
  readonly damage: Damage;
}

/** Looks at the line on which a hunk breaks: what it looks like says what happened to it. */
function firstCorruptLine(context: RuleContext): Place | null {
  const { lines } = context.document.model;
  for (const file of context.files) {
    if (file.isCombined) continue;
    for (const hunk of file.hunks) {
      const line0 = hunk.corruptLine0;
      if (line0 === null || line0 <= hunk.startLine0 || line0 >= Math.min(hunk.endLine0, lines.count))
        continue;
      const damage = lineDamage(lines.lineText(line0 - 1), lines.lineText(line0));
      if (damage !== null) return { line0, damage };
    }
  }
  return null;
}

/** Context begins with two blanks and a tab, never with one: RFC 3676 §4.4 space-stuffing left in place. */
function stuffedLine(context: RuleContext): Place | null {
  if (context.message.isFlowed) return null; // git takes the stuffing away again
  let first: number | null = null;
  let count = 0;
  for (const { line0, start } of hunkLines(context, () => true)) {
    const { lines } = context.document.model;
    if (lines.kind(line0) !== LineKind.context) continue;
    const { text } = context.document;
    if (text.charCodeAt(start + 1) === 0x09) return null;
    if (
      text.charCodeAt(start) === 0x20 &&
      text.charCodeAt(start + 1) === 0x20 &&
      text.charCodeAt(start + 2) === 0x09
    ) {
      first ??= line0;
      count++;
    }
  }
  return first !== null && count >= 3 ? { line0: first, damage: "stuffed" } : null;
}

function tablessLine(context: RuleContext): Place | null {
  const { text, model } = context.document;
  let first: number | null = null;
  let wide = 0;
  for (const { line0, start, end } of hunkLines(context, (file) => TAB_INDENTED.test(file.path))) {
    let at = start + 1;
    while (at < end && text.charCodeAt(at) === 0x20) at++;
    const indent = at - start - 1;
    // Projects that indent by two or four with blanks: their lines stand at other columns, too.
    if (at < end && ((indent > 1 && indent < 8) || indent % 8 === 4)) return null;
    // Not indexOf, which would look to the document's end for each line.
    for (let tab = start; tab < end; tab++) if (text.charCodeAt(tab) === 0x09) return null;
    if (indent >= 8 && at < end && model.lines.kind(line0) !== LineKind.added) {
      first ??= line0;
      wide++;
    }
  }
  return first !== null && wide >= 3 ? { line0: first, damage: "tabs" } : null;
}

function* hunkLines(
  context: RuleContext,
  wanted: (file: DiffFile) => boolean,
): Iterable<{ readonly line0: number; readonly start: number; readonly end: number }> {
  const { lines } = context.document.model;
  for (const file of context.files) {
    if (file.isCombined || !wanted(file)) continue;
    for (const hunk of file.hunks) {
      for (let line0 = hunk.startLine0 + 1; line0 < hunk.endLine0; line0++) {
        if (isHunkLine(lines.kind(line0)))
          yield { line0, start: lines.start(line0), end: lines.contentEnd(line0) };
      }
    }
  }
}

function isHunkLine(kind: number): boolean {
  return kind === LineKind.context || kind === LineKind.added || kind === LineKind.removed;
}
