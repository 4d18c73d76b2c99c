import { describe, expect, it } from "vitest";
import { readName, splitGitNames, unquote } from "../../../server/src/core/patch/paths.js";
import { messageOf } from "./read.js";

describe("git's quoting", () => {
  it.each([
    ["plain", "plain"],
    ["a\\tb\\nc", "a\tb\nc"],
    ["fr\\303\\266st", "fröst"],
    ["\\360\\237\\247\\212", "🧊"],
    ['a\\"b\\\\c', 'a"b\\c'],
    ["ö🧊\\t", "ö🧊\t"],
    ["\\", ""],
    ["a\\q", "aq"],
  ])("of %j", (quoted, expected) => {
    expect(unquote(quoted)).toBe(expected);
  });
});

describe("a file name of a header line", () => {
  it.each<[string, string, string]>([
    ["a/frost.c", "a/frost.c", "a/frost.c"],
    ["a/two words.c", "a/two words.c", "a/two words.c"],
    ["a/frost.c\t2026-03-03 10:15:00.000000000 +0100", "a/frost.c", "a/frost.c"],
    ["a/frost.c 2026-03-03 10:15:00.123 +0100", "a/frost.c", "a/frost.c"],
    ["a/frost.c\t", "a/frost.c", "a/frost.c"],
    ["a/frost.c  ", "a/frost.c", "a/frost.c"],
    ['"a/t\\303\\244\\tb"', "a/tä\tb", '"a/t\\303\\244\\tb"'],
    ['"a/never closed', '"a/never closed', '"a/never closed'],
    ["/dev/null", "/dev/null", "/dev/null"],
    ["", "", ""],
  ])("%j", (text, path, written) => {
    const name = readName(text, 0, text.length);
    expect(name.path).toBe(path);
    expect(text.slice(name.span.start, name.span.end)).toBe(written);
  });
});

describe("the two names of diff --git", () => {
  it.each<[string, [string, string] | null]>([
    ["a/x b/x", ["a/x", "b/x"]],
    ["a/two words b/two words", ["a/two words", "b/two words"]],
    // parse-diff splits this one at the first " b/".
    ["a/p b/q b/p b/q", ["a/p b/q", "b/p b/q"]],
    ["a/old.c b/new.c", ["a/old.c", "b/new.c"]],
    ["x x", ["x", "x"]],
    ['"a/t\\tb" "b/t\\tb"', ["a/t\tb", "b/t\tb"]],
    ['a/x "b/t\\tb"', ["a/x", "b/t\tb"]],
    ['"a/t\\tb" b/x', ["a/t\tb", "b/x"]],
    ["i/x w/x", ["i/x", "w/x"]],
    ["one two three", null],
    ["alone", null],
    ["", null],
    ['"a/never closed b/x', null],
  ])("%s", (text, expected) => {
    const found = splitGitNames(text, 0, text.length);
    expect(found && [found.old.path, found.new.path]).toEqual(expected);
  });

  it("are looked for in time that grows with their length only", () => {
    expect(splitGitNames("a ".repeat(100_000), 0, 200_000)).toBeNull();
  });
});

describe("the paths of a file", () => {
  const pathsOf = (header: string): (string | null)[] => {
    const { files } = messageOf(`From: a@example.org\n\nx\n---\n${header}`);
    return [files[0]?.oldPath?.path ?? null, files[0]?.newPath?.path ?? null, files[0]?.status ?? null];
  };
  const hunk = "@@ -1 +1 @@\n-a\n+b\n";

  it.each<[string, string, (string | null)[]]>([
    ["git's", `diff --git a/d/x b/d/x\n--- a/d/x\n+++ b/d/x\n${hunk}`, ["d/x", "d/x", "modified"]],
    [
      "mnemonic prefixes",
      `diff --git i/d/x w/d/x\n--- i/d/x\n+++ w/d/x\n${hunk}`,
      ["d/x", "d/x", "modified"],
    ],
    ["no prefixes", `diff --git d/x d/x\n--- d/x\n+++ d/x\n${hunk}`, ["d/x", "d/x", "modified"]],
    ["two trees", `--- linux.orig/d/x\n+++ linux/d/x\n${hunk}`, ["d/x", "d/x", "modified"]],
    [
      "diff(1) with dates",
      `--- a/d/x\t2026-03-03 10:15:00 +0100\n+++ b/d/x\t2026-03-04 10:15:00 +0100\n${hunk}`,
      ["d/x", "d/x", "modified"],
    ],
    [
      "quoted",
      `diff --git "a/t\\303\\244\\tb" "b/t\\303\\244\\tb"\n--- "a/t\\303\\244\\tb"\n+++ "b/t\\303\\244\\tb"\n${hunk}`,
      ["tä\tb", "tä\tb", "modified"],
    ],
    [
      "a blank and ` b/` in the name",
      "diff --git a/p b/q b/p b/q\nold mode 100644\nnew mode 100755\n",
      ["p b/q", "p b/q", "modified"],
    ],
    [
      "a new file",
      "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+b\n",
      [null, "n", "added"],
    ],
    [
      "an empty new file",
      "diff --git a/n b/n\nnew file mode 100644\nindex 000000000000..e69de29bb2d1\n",
      [null, "n", "added"],
    ],
    [
      "a deleted file",
      "diff --git a/o b/o\ndeleted file mode 100644\n--- a/o\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n",
      ["o", null, "deleted"],
    ],
    [
      "a rename without a change",
      "diff --git a/d/old b/d/new\nsimilarity index 100%\nrename from d/old\nrename to d/new\n",
      ["d/old", "d/new", "renamed"],
    ],
    [
      "a copy with a change",
      `diff --git a/one b/two\nsimilarity index 90%\ncopy from one\ncopy to two\n--- a/one\n+++ b/two\n${hunk}`,
      ["one", "two", "copied"],
    ],
    [
      "svn's",
      `Index: d/x\n===================================================================\n--- d/x\t(revision 1)\n+++ d/x\t(working copy)\n${hunk}`,
      ["d/x", "d/x", "modified"],
    ],
    [
      "a file that diff(1) says is new",
      `--- a/n\t1970-01-01 00:00:00.000000000 +0000\n+++ b/n\t2026-03-03 10:15:00 +0100\n@@ -0,0 +1 @@\n+b\n`,
      [null, "n", "added"],
    ],
  ])("%s", (_name, header, expected) => {
    expect(pathsOf(header)).toEqual(expected);
  });
});
