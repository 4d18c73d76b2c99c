import { describe, expect, it, vi } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { semanticTokenData } from "../../../server/src/features/semanticTokens.js";
import { createDocumentStore, type DocumentStore } from "../../../server/src/lsp/documents.js";

const header =
  "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n" +
  "From: Ada Example <ada@example.org>\nSubject: [PATCH] widget: count\nDate: x\n\nLog.\n---\n";

function patch(files: number): string {
  const file = (index: number): string =>
    `diff --git a/w${index}.c b/w${index}.c\n--- a/w${index}.c\n+++ b/w${index}.c\n` +
    "@@ -1,3 +1,3 @@ static int first(void)\n int a;\n-int b;\n+int c;\n int d;\n";
  return `${header}${Array.from({ length: files }, (_, index) => file(index)).join("")}-- \n2.39.2\n`;
}

const uri = "file:///a.patch";
const text = patch(8);
/** The line of `+int c;` in the file of that number. */
const added = (file: number): number => header.split("\n").length - 1 + file * 8 + 6;

function opened(): { store: DocumentStore; counted: ReturnType<typeof vi.fn> } {
  const counted = vi.fn(parse);
  const store = createDocumentStore(counted);
  store.open(uri, "patch-mail", 1, text);
  return { store, counted };
}

function type(store: DocumentStore, version: number, line: number, character: number, words: string): void {
  const at = { line, character };
  store.change(uri, version, [{ range: { start: at, end: at }, text: words }]);
}

/** The tokens of all lines, by lines alone and by a parse of its own. */
function tokens(store: DocumentStore): { quick: number[] | null; full: number[] | null } {
  const lines = store.lines(uri);
  if (lines === undefined) throw new Error("the store has no lines");
  const fresh = { text: lines.text, model: parse(lines.text).document };
  return {
    quick: semanticTokenData(lines, { hunkTokens: "lines" }),
    full: semanticTokenData(fresh, { hunkTokens: "lines" }),
  };
}

describe("the lines of an edited document", () => {
  it("are those of a parse, without one, key after key and file after file", () => {
    const { store, counted } = opened();
    store.analysis(uri);
    const keys: [line: number, character: number, words: string][] = [
      [added(3), 5, "x"],
      [added(3), 6, "y"],
      [added(3), 0, "+int new;\n"],
      [added(1), 7, "\n+int more;"],
      [added(5) + 2, 1, "z"],
      [5, 3, " and more"],
    ];
    let version = 1;
    for (const [line, character, words] of keys) {
      type(store, ++version, line, character, words);
      const { quick, full } = tokens(store);
      expect(quick).toEqual(full);
    }
    // The store's own parser; the windows around the edits are read by another road.
    expect(counted).toHaveBeenCalledTimes(1);
    expect(store.analysis(uri)?.parsed).toMatchObject({
      version,
      text: expect.stringContaining("+int more;"),
    });
    expect(counted).toHaveBeenCalledTimes(2);
  });

  it("may be asked for after several edits, and twice", () => {
    const { store } = opened();
    store.analysis(uri);
    type(store, 2, added(3), 5, "x");
    type(store, 3, added(4), 5, "x");
    const lines = store.lines(uri);
    expect(lines?.text).toContain("+int xc;");
    expect(store.lines(uri)?.model).toBe(lines?.model);
    const { quick, full } = tokens(store);
    expect(quick).toEqual(full);
  });

  it.each<[string, (store: DocumentStore) => void]>([
    ["before anything was analysed", (store) => type(store, 2, added(3), 5, "x")],
    ["without an edit", (store) => store.analysis(uri)],
    [
      "after the whole text was replaced",
      (store) => {
        store.analysis(uri);
        store.change(uri, 2, [{ text }]);
      },
    ],
    [
      "after several edits at once",
      (store) => {
        store.analysis(uri);
        const range = { start: { line: added(3), character: 5 }, end: { line: added(3), character: 5 } };
        store.change(uri, 2, [
          { range, text: "x" },
          { range, text: "y" },
        ]);
      },
    ],
    [
      "after an edit of the header",
      (store) => {
        store.analysis(uri);
        type(store, 2, 2, 9, "x");
      },
    ],
    [
      "after the document was closed",
      (store) => {
        store.analysis(uri);
        type(store, 2, added(3), 5, "x");
        store.close(uri);
      },
    ],
  ])("are not there %s", (_, prepare) => {
    const { store } = opened();
    prepare(store);
    expect(store.lines(uri)).toBeUndefined();
  });

  it("are not there for an oversized document, of which only a part is analysed", () => {
    const limits = { maxCharacters: 100, maxLines: 1000, analysedCharacters: 80 };
    const store = createDocumentStore(parse, { limits });
    store.open(uri, "patch-mail", 1, text);
    expect(store.analysis(uri)?.notice).not.toBeNull();
    type(store, 2, 4, 1, "x");
    expect(store.lines(uri)).toBeUndefined();
  });

  it("leave nothing behind where a change cannot be applied", () => {
    const { store, counted } = opened();
    store.analysis(uri);
    type(store, 2, added(3), 5, "x");
    // A client's mistake: no position at all.
    expect(() => store.change(uri, 3, [{ range: undefined as never, text: "y" }, null as never])).toThrow();
    expect(store.lines(uri)).toBeUndefined();
    store.analysis(uri);
    expect(counted).toHaveBeenCalledTimes(2);
  });
});
