import { describe, expect, it } from "vitest";
import { headerNames, quotedName, withoutFolders } from "../../../server/src/core/patch/headerNames.js";

describe("names in a file's header", () => {
  it.each([
    ["diff --git a/x b/x\n", ["a/x", "b/x"]],
    ["diff --git a/with space b/with space\nold mode 100644\n", ["a/with space", "b/with space"]],
    ["diff --git a/a b/a b/a b/a\n", ["a/a b/a", "b/a b/a"]],
    ["diff --git i/x w/x\n", ["i/x", "w/x"]],
    ["diff --git long-prefix/x y/x\n", ["long-prefix/x", "y/x"]],
    ["diff --git a/x b/y\nrename from x\nrename to y\n", ["x", "y"]],
    ['diff --git "a/\\303\\274.c" "b/\\303\\274.c"\n', ["a/\xc3\xbc.c", "b/\xc3\xbc.c"]],
    ['diff --git a/x "b/\\"q\\t"\n', ["a/x", 'b/"q\t']],
    ["--- /dev/null\n+++ b/new.c\t2024-01-01\n", ["b/new.c"]],
    ["--- a/x 2024-01-01 10:00:00.123 +0100\n+++ b/x 2024-01-01 10:00:00\n", ["a/x", "b/x"]],
    ['--- "a/\\\\\\a"\n', ["a/\\\x07"]],
    ["diff --git nothing\n", []],
  ])("%j", (header, names) => {
    expect(headerNames(header)).toEqual(names);
  });

  it("quoted names are read as they were", () => {
    for (const name of ["a/x", 'a/"\\', "a/\xc3\xbc \n", "a/\x01\x7f"])
      expect(headerNames(`--- ${quotedName(name)}\n`)).toEqual([name]);
  });

  it("folders are taken away as -p does", () => {
    expect(["a/b/c", "a"].map((name) => withoutFolders(name, 1))).toEqual(["b/c", null]);
    expect(withoutFolders("a/b", 0)).toBe("a/b");
  });

  it("a long line of blanks and slashes takes no time of its square", () => {
    expect(headerNames(`diff --git ${"a/ ".repeat(2700)}\n`.repeat(400))).toEqual([]);
  });
});
