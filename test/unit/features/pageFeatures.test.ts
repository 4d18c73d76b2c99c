import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { definition } from "../../../server/src/features/definition.js";
import { documentLink, treeLinks } from "../../../server/src/features/documentLink.js";
import { documentSymbols } from "../../../server/src/features/documentSymbol.js";
import { foldsOf } from "../../../server/src/features/folds.js";
import { hover } from "../../../server/src/features/hover.js";
import { semanticTokenData } from "../../../server/src/features/semanticTokens.js";
import { TokenType } from "../../../server/src/features/semanticTokensLegend.js";
import { createFinder } from "../../../server/src/work/finder/index.js";
import type { WorkServices } from "../../../server/src/work/services.js";
import { context, lineOf, noTree, options, parsed, placedTokens } from "./fixture.js";

const fixture = (name: string) =>
  parsed(readFileSync(new URL(`../../fixtures/mail/${name}`, import.meta.url), "utf8"));

/** `type:text` of each token. */
function tokensOf(document: ReturnType<typeof parsed>): string[] {
  const data = semanticTokenData(document, options) ?? [];
  const names = Object.fromEntries(Object.entries(TokenType).map(([name, type]) => [type, name]));
  const shown: string[] = [];
  for (const { line0, column, length, type } of placedTokens(data)) {
    const start = document.model.lines.start(line0) + column;
    shown.push(`${names[type]}:${document.text.slice(start, start + length)}`);
  }
  return shown;
}

describe("a robot's report", () => {
  const document = fixture("robot-report.eml");

  it("links its findings and listings to files that are here", async () => {
    const tree = {
      find: async (uri: string, path: string) => (uri === document.uri ? `file:///linux/${path}` : null),
    };
    const links = await documentLink.handle(
      document,
      { textDocument: { uri: document.uri } },
      { ...context, tree },
    );
    const local = links.filter(({ target }) => target?.startsWith("file:"));
    expect(local.map(({ range, target }) => [range.start.line, target])).toEqual([
      [lineOf(document, ">> drivers"), "file:///linux/drivers/hwmon/frost.c#L75,24"],
      [lineOf(document, "vim +75"), "file:///linux/drivers/hwmon/frost.c#L75"],
    ]);
  });

  it("asks for each file once, and for nothing after a cancellation", async () => {
    const asked: string[] = [];
    const tree = {
      find: async (_uri: string, path: string) => {
        asked.push(path);
        return null;
      },
    };
    expect(await treeLinks(document, tree)).toEqual([]);
    expect(asked).toEqual(["drivers/hwmon/frost.c"]);
    expect(await treeLinks(document, tree, { isCancellationRequested: true })).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it("leads from a place of a file to the file, as the links do, and nowhere without it", async () => {
    const tree = { find: async (_uri: string, path: string) => `file:///linux/${path}` };
    const ask = async (words: string, character: number, here = tree as typeof noTree) => {
      const position = { line: lineOf(document, words), character };
      const finder = createFinder({ tree: here, git: { trusted: false } } as WorkServices);
      const params = { textDocument: { uri: document.uri }, position };
      const found = await definition.handle(document, params, { ...context, finder });
      return found.map((one) => {
        const [uri, { start }] = "uri" in one ? [one.uri, one.range] : [one.targetUri, one.targetRange];
        return [uri, start.line, start.character];
      });
    };
    expect(await ask(">> drivers", 10)).toEqual([["file:///linux/drivers/hwmon/frost.c", 74, 23]]);
    expect(await ask("vim +75", 12)).toEqual([["file:///linux/drivers/hwmon/frost.c", 74, 0]]);
    expect(await ask(">> drivers", 10, noTree)).toEqual([]);
    expect(await ask(">> drivers", 60)).toEqual([]);
  });

  it("colours what is new and the line that it means; the rest reads as text", () => {
    const report = tokensOf(document).filter((token) => token.startsWith("patchMailReport:"));
    expect(report).toEqual([
      expect.stringMatching(/^patchMailReport:>> drivers.*Wsign-compare\]$/),
      expect.stringMatching(/^patchMailReport:> 75\t/),
    ]);
    const names = tokensOf(document).filter((token) => token.startsWith("patchMailHeaderName:"));
    expect(names.slice(-7).map((token) => token.split(":")[1])).toEqual([
      ...["url", "base", "patch link", "patch subject", "config", "compiler"],
      "reproduce (this is a W=1 build)",
    ]);
  });

  it("folds its listing", () => {
    const fold = foldsOf(document).find(({ subject }) => subject === "listing");
    expect(fold).toMatchObject({ startLine0: lineOf(document, "vim +75"), label: "drivers/hwmon/frost.c" });
  });
});

describe("a page", () => {
  it("shows its overview as a tree", () => {
    const overview = documentSymbols(fixture("page.eml"))[0]?.children?.at(-1);
    expect(overview).toMatchObject({ name: "Thread overview", detail: "7 messages, 1 not in the archive" });
    const first = overview?.children?.[0];
    expect(first?.children?.map(({ name }) => name)).toEqual([
      "[PATCH v2 1/3] hwmon: (frost) Fix temperatures below zero",
      "[PATCH v2 2/3] hwmon: (frost) Report the alarm of the second channel",
      "[PATCH v2 3/3] hwmon: (frost) Document the driver",
    ]);
    expect(first?.children?.[0]?.children?.[0]).toMatchObject({
      name: "Bo Lindqvist",
      detail: "2026-03-09 13:40, this message",
    });
  });

  it("shows a hunk mended where its counts prove it, for reading only", async () => {
    const { text } = fixture("page.eml");
    const document = parsed(text.replace(/^ (?=\S|\t)/gm, ""));
    const position = { line: lineOf(document, "@@ -47,7"), character: 3 };
    const plain = { ...context, options: { ...options, hoverMarkdown: false } };
    const shown = await hover.handle(document, { textDocument: { uri: document.uri }, position }, plain);
    const words = JSON.stringify(shown?.contents);
    expect(words).toContain("4 context lines lost the leading blank when the page was saved.");
    expect(words).toContain("For reading only: 4 context lines have their leading blank again");
    expect(words).toContain("return 0;");
  });

  it("colours what a flattened line held of a diff", () => {
    const head = "* x\n@ 2026-03-09  9:17 Ada Berg\n  0 siblings, 0 replies; 1+ messages in thread\n";
    const text = `${head}From: Ada Berg @ 2026-03-09  9:17 UTC (permalink / raw) To: list Hi, see diff --git a/x/y.c b/x/y.c index 1..2 and commit 0123456789ab ("x") for more of it.\n`;
    const document = parsed(text);
    expect(document.model.form).toBe("threadView");
    expect(tokensOf(document).slice(-4)).toEqual([
      "patchMailPage:From: Ada Berg @ 2026-03-09  9:17 UTC (permalink / raw)",
      "patchMailDiffMeta:diff --git a/x/y.c b/",
      "patchMailFilePath:x/y.c",
      "patchMailHash:0123456789ab",
    ]);
  });
});
