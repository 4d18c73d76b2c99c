import { describe, expect, it } from "vitest";
import {
  codeLens,
  codeLensesOf,
  type LensData,
  resolvedLens,
} from "../../../server/src/features/codeLens.js";
import { comments } from "../../../server/src/features/comments.js";
import type { CommentLookup, PatchComment } from "../../../server/src/features/feature.js";
import { context, lineOf, mailOf, options, parsed, patchMail, replyMail } from "./fixture.js";

const patch = parsed(patchMail);
const [from] = mailOf({ uri: "file:///mail/reply.eml", line0: 7, index: 2, subject: "Re: x" }).thread("");
const commentOn = (path: string, hunk: number): PatchComment => {
  if (from === undefined) throw new Error("no mail");
  return { path, hunk, from, isIndexOnly: false, line0: 12, endLine0: 14, isDecoded: false };
};
const told: CommentLookup = {
  onPatch: (id) =>
    id === "20250304101112.1234-2-ada@example.org"
      ? [
          commentOn("drivers/widget/core.c", 1),
          commentOn("drivers/widget/core.c", 1),
          commentOn("drivers/widget/core.c", -1),
        ]
      : [],
};

/** `line: titles`, as an editor shows them. */
function shown(document: typeof patch, what: "hunks" | "files" | "off", lookup?: CommentLookup): string[] {
  const byLine = new Map<number, string[]>();
  for (const lens of codeLensesOf(document, what, lookup)) {
    expect(lens.command).toBeUndefined();
    const { line } = lens.range.start;
    byLine.set(line, [...(byLine.get(line) ?? []), resolvedLens(lens).command?.title ?? "?"]);
  }
  return [...byLine].map(
    ([line, titles]) => `${document.model.lines.content(line).slice(0, 16)}: ${titles.join(" · ")}`,
  );
}

const both = "Open side by side · Go to source";

describe("lenses", () => {
  it("stand above each file and hunk, with comments where there are any", () => {
    expect(shown(patch, "hunks", told)).toEqual([
      `diff --git a/dri: ${both} · 3 comments`,
      `@@ -1,3 +1,3 @@ : ${both}`,
      `@@ -10,3 +10,3 @: ${both} · 2 comments`,
      `diff --git a/dri: ${both}`,
      `@@ -1,2 +1 @@: ${both}`,
    ]);
  });
  it("by setting above files and hunks with comments alone, or nowhere", () => {
    expect(shown(patch, "files", told)).toEqual([
      `diff --git a/dri: ${both} · 3 comments`,
      `@@ -10,3 +10,3 @: ${both} · 2 comments`,
      `diff --git a/dri: ${both}`,
    ]);
    expect(shown(patch, "off", told)).toEqual([]);
  });
  it("in quotes, too", () => {
    expect(shown(parsed(replyMail), "hunks")).toHaveLength(3);
  });
  it("lead to the file or hunk, and into the source at its first change", () => {
    const lenses = codeLensesOf(patch, "hunks", undefined);
    const line = lineOf(patch, "@@ -10,3");
    const commands = lenses
      .filter(({ range }) => range.start.line === line)
      .map((lens) => resolvedLens(lens).command);
    expect(commands.map((command) => [command?.command, command?.arguments])).toEqual([
      ["patchMail.openSideBySide", [{ uri: patch.uri, line }]],
      ["patchMail.goToSource", [{ uri: patch.uri, line: lineOf(patch, "-int f;") }]],
    ]);
  });
  it("a rename without hunks has nothing side by side", () => {
    const rename = parsed("diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n");
    expect(shown(rename, "hunks")).toEqual(["diff --git a/x b: Go to source"]);
  });
  it("large patches have lenses above files, very large ones none", () => {
    const file = (hunks: number): string =>
      `--- a/x\n+++ b/x\n${Array.from({ length: hunks }, (_, at) => `@@ -${at},1 +${at},1 @@\n-a\n+b\n`).join("")}`;
    expect(codeLensesOf(parsed(file(999)), "hunks", undefined)).toHaveLength(2000);
    expect(codeLensesOf(parsed(file(1000)), "hunks", undefined)).toHaveLength(2);
    expect(codeLensesOf(parsed(file(1).repeat(1001)), "hunks", undefined)).toEqual([]);
  });
  it("are not for editors without our commands, and cost nothing there", () => {
    expect(codeLens.isOff?.({ ...options, commands: false })).toBe(true);
    expect(codeLens.isOff?.({ ...options, codeLens: "off" })).toBe(true);
    expect(codeLens.isOff?.(options)).toBe(false);
  });
  it("what is not ours comes back as it was", () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    for (const data of [undefined, null, 1, {}, { kind: "x" }, { kind: "source", uri: 1 }] as unknown[])
      expect(resolvedLens({ range, data })).toEqual({ range, data });
    const data: LensData = { uri: "file:///x", line: 1, sourceLine: 2, kind: "comments", count: 1 };
    expect(resolvedLens({ range, data }).command?.title).toBe("1 comment");
  });
});

describe("patchMail/comments", () => {
  const at = async (words: string): Promise<unknown> => {
    const position = { line: lineOf(patch, words), character: 0 };
    const found = await comments.handle(
      patch,
      { textDocument: { uri: patch.uri }, position },
      { ...context, comments: told },
    );
    return found === null ? null : found.length;
  };
  it("of the hunk at the cursor, of the file in its header", async () => {
    expect(await at("+int g;")).toBe(2);
    expect(await at("+int c;")).toBe(0);
    expect(await at("index 1111111111aa")).toBe(3);
    expect(await at("The count is lost")).toBeNull();
  });
});
