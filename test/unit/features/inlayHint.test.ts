import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inlayHint, lineNumberHints } from "../../../server/src/features/inlayHint.js";
import { createRandom } from "../../bench/random.js";
import { context, lineOf, options, parsed, patchMail, replyMail } from "./fixture.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-hints-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Two versions of a file, and what git says is between them. */
interface Versions {
  readonly old: readonly string[];
  readonly now: readonly string[];
  readonly diff: string;
}

function generated(seed: number, context_: number): Versions {
  const random = createRandom(seed);
  const old = Array.from({ length: 200 }, (_, at) => `line ${at} ${random.below(50)}`);
  const now = old.flatMap((line, at) => {
    const what = random.below(12);
    if (what === 0) return [];
    if (what === 1) return [`changed ${at}`];
    return what === 2 ? [line, `added ${at}`] : [line];
  });
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  fs.writeFileSync(path.join(folder, "old"), text(old));
  fs.writeFileSync(path.join(folder, "new"), text(now));
  const { stdout } = spawnSync("git", ["diff", "--no-index", `-U${context_}`, "old", "new"], {
    cwd: folder,
    encoding: "utf8",
  });
  return { old, now, diff: stdout };
}

describe.each([0, 1, 3, 10])("git's diffs with %i lines of context", (count) => {
  let versions: Versions;
  beforeAll(() => {
    versions = generated(count + 1, count);
  });
  it.each(["", "> ", "> > > "])(
    "each number is the line of the file that says the same, behind %j",
    (mark) => {
      const text = versions.diff.replace(/^(?=.)/gm, mark);
      const document = parsed(mark === "" ? text : `From: Ben <b@example.com>\nSubject: Re: x\n\n${text}\n`);
      const { lines } = document.model;
      const hints = lineNumberHints(document, "both", 0, lines.count);
      const changed = versions.diff.split("\n").filter((line) => /^[ +-](?![+-]{2} )/.test(line));
      expect(hints).toHaveLength(changed.length);
      for (const { position, label } of hints) {
        const content = lines.lineText(position.line).slice(position.character);
        const old = label.slice(0, 3);
        const now = label.slice(4, 7);
        // What stands behind the mark begins at a multiple of a tab.
        expect((mark.length + label.length + 1) % 8).toBe(0);
        expect(label).toHaveLength(15 - mark.length);
        const own = content.slice(1);
        if (content.startsWith("+")) expect(old.trim()).toBe("");
        else expect(versions.old[Number(old) - 1]).toBe(own);
        if (content.startsWith("-")) expect(now.trim()).toBe("");
        else expect(versions.now[Number(now) - 1]).toBe(own);
      }
    },
  );
});

/** The column behind the line with a hint in it, as an editor with tabs of 8 draws it. */
function columnOf(line: string, hintAt: number, hint: string): number {
  let column = 0;
  for (const c of line.slice(0, hintAt) + hint + line.slice(hintAt))
    column = c === "\t" ? column - (column % 8) + 8 : column + 1;
  return column;
}

describe("what is shown", () => {
  const patch = parsed(patchMail);
  const labels = (mode: "new" | "old" | "both"): string[] =>
    lineNumberHints(patch, mode, lineOf(patch, "@@ -10,3"), lineOf(patch, "int h;") + 1).map(({ label }) =>
      label.replaceAll("\u00a0", "_"),
    );
  const wide = (words: readonly string[], width: number): string[] =>
    words.map((word) => word.padEnd(width, "_"));
  it("one side, or both, all of the same width", () => {
    expect(labels("new")).toEqual(wide(["10", "__", "11", "12"], 7));
    expect(labels("old")).toEqual(wide(["10", "11", "__", "12"], 7));
    expect(labels("both")).toEqual(wide(["10_10", "11___", "___11", "12_12"], 7));
  });
  it.each(["new", "old", "both"] as const)("keeps code with tabs in its columns: %s", (mode) => {
    const rows =
      "@@ -98,3 +998,3 @@\n \tif (a)\n-\t\tb;\n+\t\tc;\n \t}\n@@ -1200,2 +2100,2 @@\n \t/* d\n-\t * e\n+\t * f\n";
    const text = `--- a/x\n+++ b/x\n${rows}`;
    for (const mark of ["", "> ", "> > "]) {
      const quoted = text.replace(/^(?=.)/gm, mark);
      const document = parsed(
        mark === "" ? quoted : `From: B <b@example.com>\nSubject: Re: x\n\n${quoted}\n`,
      );
      const { lines } = document.model;
      const hints = lineNumberHints(document, mode, 0, lines.count);
      expect(hints).toHaveLength(7);
      const columns = hints.map(({ position, label }) => {
        const line = lines.lineText(position.line);
        return {
          code: line.slice(position.character + 1),
          column: columnOf(line, position.character, label),
        };
      });
      // As far from the first tab stop as the file has it: all hunks of the file alike.
      const [first] = columns;
      for (const { code, column } of columns) {
        const inFile = columnOf(code, code.length, "");
        expect(column - inFile).toBe(
          (first?.column ?? 0) - columnOf(first?.code ?? "", first?.code.length ?? 0, ""),
        );
      }
    }
  });
  it("of a range only its lines, counted from the hunk's header", () => {
    const line = lineOf(patch, "int h;");
    const found = lineNumberHints(patch, "new", line, line + 1);
    expect(found).toEqual([{ position: { line, character: 0 }, label: "12".padEnd(7, "\u00a0") }]);
  });
  it("comments do not count; behind a cut nothing is numbered", () => {
    const reply = parsed(replyMail);
    const at = (document: typeof reply, words: string): unknown =>
      lineNumberHints(document, "new", 0, document.model.lines.count).find(
        ({ position }) => position.line === lineOf(document, words),
      )?.label;
    expect(at(reply, "> +int c;")).toMatch(/2\s*$/);
    const cut = parsed(replyMail.replace("Why this one?", "[...]").replace(">  int d;\n", ""));
    expect(at(cut, "> -int b;")).toBeDefined();
    expect(at(cut, "> +int c;")).toBeUndefined();
    expect(at(cut, "> +int g;")).toMatch(/11\s*$/);
  });
  it("nothing by default, and the document is not even parsed for it", () => {
    expect(inlayHint.isOff?.(options)).toBe(true);
    expect(inlayHint.isOff?.({ ...options, lineNumbers: "new" })).toBe(false);
    const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
    const params = { textDocument: { uri: patch.uri }, range };
    expect(inlayHint.handle(patch, params, context)).toEqual([]);
  });
  it("a patch of 100,000 lines gives a screen's worth", () => {
    const long = parsed(`--- a/x\n+++ b/x\n@@ -0,0 +1,100000 @@\n${"+x\n".repeat(100_000)}`);
    expect(lineNumberHints(long, "new", 0, long.model.lines.count)).toHaveLength(5000);
    expect(lineNumberHints(long, "new", 99_999, 100_001).map(({ label }) => label)).toHaveLength(2);
  });
});
