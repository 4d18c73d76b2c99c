import { describe, expect, it, vi } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { createDocumentStore } from "../../../server/src/lsp/documents.js";
import { analysedPart } from "../../../server/src/lsp/oversized.js";

const mail = "From: a@example.org\nSubject: x\n\ntext\n";

describe("the document store", () => {
  it("parses each version once, at the first question", () => {
    const counted = vi.fn(parse);
    const store = createDocumentStore(counted);
    store.open("file:///a.eml", "patch-mail", 1, mail);
    expect(counted).toHaveBeenCalledTimes(0);
    const first = store.analysis("file:///a.eml");
    expect(store.analysis("file:///a.eml")).toBe(first);
    expect(counted).toHaveBeenCalledTimes(1);
    store.change("file:///a.eml", 2, [{ range: range(3, 0, 3, 0), text: "more " }]);
    store.change("file:///a.eml", 3, [{ range: range(3, 0, 3, 0), text: "and " }]);
    expect(counted).toHaveBeenCalledTimes(1);
    expect(store.analysis("file:///a.eml")?.parsed).toMatchObject({ version: 3, languageId: "patch-mail" });
    expect(store.analysis("file:///a.eml")?.parsed.text).toContain("and more text");
    expect(counted).toHaveBeenCalledTimes(2);
  });

  it("forgets a document when it is closed", () => {
    const store = createDocumentStore(parse);
    store.open("file:///a.eml", "patch-mail", 1, mail);
    store.analysis("file:///a.eml");
    store.close("file:///a.eml");
    expect(store.analysis("file:///a.eml")).toBeUndefined();
    expect(store.version("file:///a.eml")).toBeUndefined();
    expect(store.uris()).toEqual([]);
  });

  it("keeps the models of the documents used last, within a bound, and always the newest", () => {
    const counted = vi.fn(parse);
    const store = createDocumentStore(counted, { maxParsedCharacters: mail.length * 2 });
    for (const name of ["a", "b", "c"]) store.open(name, "patch-mail", 1, mail);
    for (const name of ["a", "b", "a", "c"]) store.analysis(name);
    expect(counted).toHaveBeenCalledTimes(3);
    store.analysis("a");
    expect(counted).toHaveBeenCalledTimes(3);
    store.analysis("b");
    expect(counted).toHaveBeenCalledTimes(4);
    const huge = createDocumentStore(counted, { maxParsedCharacters: 1 });
    huge.open("a", "patch-mail", 1, mail);
    expect(huge.analysis("a")).toBe(huge.analysis("a"));
  });

  it("tells what happens, in order", () => {
    const store = createDocumentStore(parse);
    const events: string[] = [];
    store.listen((event, uri) => events.push(`${event} ${uri} ${store.version(uri)}`));
    store.open("a", "patch-mail", 1, mail);
    store.change("a", 2, [{ text: "" }]);
    store.change("b", 2, [{ text: "" }]);
    store.close("a");
    store.close("a");
    expect(events).toEqual(["open a 1", "change a 2", "close a undefined"]);
  });

  it.each([["\n"], ["\r\n"], ["\r"]])("follows random edits as a plain string would (line end %j)", (end) => {
    const store = createDocumentStore(parse);
    let text = mail.replaceAll("\n", end);
    store.open("a", "patch-mail", 1, text);
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let version = 2; version < 200; version++) {
      const lines = store.analysis("a")?.parsed.model.lines;
      if (lines === undefined) throw new Error("the document is open");
      const [low = 0, high = 0] = [random(text.length + 1), random(text.length + 1)].sort((a, b) => a - b);
      const start = lines.positionAt(low);
      const stop = lines.positionAt(Math.min(high, low + 5));
      const [from, to] = [lines.offsetAt(start), lines.offsetAt(stop)];
      const insert = ["", "x", end, "> 𝒳", `a${end}b`][random(5)] ?? "";
      store.change("a", version, [{ range: { start, end: stop }, text: insert }]);
      text = text.slice(0, from) + insert + text.slice(to);
      expect(store.text("a")).toBe(text);
    }
  });
});

describe("what is analysed of a large text", () => {
  const limits = { maxCharacters: 100, maxLines: 5, analysedCharacters: 20 };
  const lines = (text: string) => () => text.split("\n").length;

  it.each([
    ["short", "abc\n".repeat(4), 16, false],
    ["long with few lines", `${"x".repeat(30)}\ny`, 32, false],
    ["too many lines", "abc\n".repeat(20), 20, true],
    ["too long", "abcdef\n".repeat(20), 14, true],
    ["one long line", "x".repeat(200), 20, true],
    ["one long line of astral characters", `x${"𝒳".repeat(100)}`, 19, true],
  ])("%s", (_name, text, length, isCut) => {
    const part = analysedPart(text, lines(text), limits);
    expect(part.text).toBe(text.slice(0, length));
    expect(part.notice !== null).toBe(isCut);
  });

  it("does not count lines where they cannot matter", () => {
    const count = vi.fn(() => 1);
    analysedPart("x".repeat(20), count, limits);
    analysedPart("x".repeat(101), count, limits);
    expect(count).not.toHaveBeenCalled();
  });
});

function range(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
  return {
    start: { line: startLine, character: startCharacter },
    end: { line: endLine, character: endCharacter },
  };
}
