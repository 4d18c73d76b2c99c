import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FeatureOptions, ParsedDocument } from "../../../server/src/features/feature.js";
import { semanticTokenData } from "../../../server/src/features/semanticTokens.js";
import {
  semanticTokenModifiers,
  semanticTokenTypes,
} from "../../../server/src/features/semanticTokensLegend.js";
import { lineOf, parsed, patchMail, replyMail, variants } from "./fixture.js";
import { tokenFaults } from "./invariants.js";

type Mode = FeatureOptions["hunkTokens"];

/** The tokens of the first line that holds `words`: `Type` or `Type.quoted`, and the text. */
function tokensOf(document: ParsedDocument, words: string, hunkTokens: Mode = "lines"): string[] {
  const wanted = lineOf(document, words);
  const data = semanticTokenData(document, { hunkTokens }, wanted, wanted + 1) ?? [];
  const found: string[] = [];
  let column = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [line = 0, delta = 0, length = 0, type = 0, bits = 0] = data.slice(at, at + 5);
    expect(at === 0 ? line : 0).toBe(at === 0 ? wanted : line);
    column += delta;
    const modifiers = semanticTokenModifiers
      .filter((_, bit) => bits & (1 << bit))
      .map((name) => name.slice(9));
    const name = [semanticTokenTypes[type]?.slice(9), ...modifiers].join(".");
    found.push(`${name} ${document.model.lines.lineText(wanted).slice(column, column + length)}`);
  }
  return found;
}

describe("tokens of a patch", () => {
  const document = parsed(patchMail);
  it.each([
    [
      "From 0123",
      [
        "Separator From ",
        "Hash 0123456789abcdef0123456789abcdef01234567",
        "Separator  Mon Sep 17 00:00:00 2001",
      ],
    ],
    ["From: Ada", ["HeaderName From", "HeaderAddress Ada Example <ada@example.org>"]],
    ["Date:", ["HeaderName Date", "HeaderDate Tue, 4 Mar 2025 10:11:12 +0100"]],
    ["Subject:", ["HeaderName Subject", "HeaderSubject [PATCH v2 1/2] widget: keep the count"]],
    ["Message-ID:", ["HeaderName Message-ID", "MessageId <20250304101112.1234-2-ada@example.org>"]],
    ["Dan Example", ["HeaderAddress Dan Example <dan@example.com>"]],
    ["The count is", []],
    ["bullet begins", []],
    ["and another", []],
    ["broken by", ["Hash 89abcdef0123"]],
    ["core.c and", ["FilePath drivers/widget/core.c", "MessageId 20250101120000.77-1-ben@example.com"]],
    ["Fixes:", ["TrailerName Fixes", "Hash 89abcdef0123", 'TrailerValue  ("widget: count")']],
    ["Signed-off-by", ["TrailerName Signed-off-by", "TrailerPerson Ada Example <ada@example.org>"]],
    ["core.c | 4", ["FilePath drivers/widget/core.c", "DiffstatAdded ++", "DiffstatRemoved --"]],
    [
      "2 files",
      ["DiffMeta 2 files changed", "DiffstatAdded 2 insertions(+)", "DiffstatRemoved 3 deletions(-)"],
    ],
    ["diff --git", ["DiffMeta diff --git", "FilePath a/drivers/widget/core.c b/drivers/widget/core.c"]],
    ["index 1111", ["DiffMeta index", "Hash 1111111111aa", "Hash 2222222222bb", "DiffMeta 100644"]],
    ["--- a/", ["DiffMeta ---", "FilePath a/drivers/widget/core.c"]],
    ["@@ -1,3", ["DiffHunk @@ -1,3 +1,3 @@", "DiffSection static int widget_first(void)"]],
    ["int a;", ["DiffContext  int a;"]],
    ["int b;", ["DiffRemoved -int b;"]],
    ["int c;", ["DiffAdded +int c;"]],
    ["-- ", ["CutLine ---"]],
    ["2.39.2", ["Signature 2.39.2"]],
  ])("%s", (words, expected) => {
    // "-- " is first found in no line but the signature's; "---" has no blank behind it.
    if (words === "-- ")
      expect(tokensOf(parsed("From: a@example.org\n\nx\n---\ny\n"), "---")).toEqual(expected);
    else expect(tokensOf(document, words)).toEqual(expected);
  });

  it("colours a field of many lines by its name, wherever a range begins, looking up once", () => {
    const folded = parsed(
      `From: ada@example.org\nTo: a@example.org,\n${" b@example.org,\n".repeat(50_000)}\nx\n`,
    );
    const lookedAt: number[] = [];
    const kind = folded.model.lines.kind.bind(folded.model.lines);
    const lines = Object.create(folded.model.lines, {
      kind: {
        value: (line0: number) => {
          lookedAt.push(line0);
          return kind(line0);
        },
      },
    }) as typeof folded.model.lines;
    const data = semanticTokenData(
      { ...folded, model: { ...folded.model, lines } },
      { hunkTokens: "lines" },
      40_000,
      50_000,
    );
    const address = semanticTokenTypes.indexOf("patchMailHeaderAddress");
    expect(data?.filter((_, at) => at % 5 === 3)).toEqual(new Array(10_000).fill(address));
    expect(lookedAt.length).toBeLessThan(100_000);
  });

  it("gives the signature below the last hunk no deletion", () => {
    const line0 = lineOf(document, "2.39.2") - 1;
    const data = semanticTokenData(document, { hunkTokens: "lines" }, line0, line0 + 1) ?? [];
    expect(data).toEqual([line0, 0, 3, semanticTokenTypes.indexOf("patchMailSignature"), 0]);
  });

  it("leaves the content of hunks to the grammar in the mode for it", () => {
    expect(tokensOf(document, "int a;", "markers")).toEqual([]);
    expect(tokensOf(document, "int b;", "markers")).toEqual(["DiffRemoved -"]);
    expect(tokensOf(document, "int c;", "markers")).toEqual(["DiffAdded +"]);
  });
});

describe("hunks of a saved page, in the mode that leaves content to the grammar", () => {
  const page = readFileSync(new URL("../../fixtures/mail/page.eml", import.meta.url), "utf8");
  const trimmed = parsed(page.replace(/^ (?=\S|\t)/gm, ""));
  const [hunk] = trimmed.model.messages[0]?.files[0]?.hunks ?? [];

  it("are coloured where their context has lost its blanks, since the grammar is out of them", () => {
    expect(hunk?.unmarkedLines).toBeGreaterThan(0);
    const { lines } = trimmed.model;
    const changed = Array.from({ length: (hunk?.endLine0 ?? 0) - (hunk?.startLine0 ?? 0) }, (_line, at) =>
      lines.lineText((hunk?.startLine0 ?? 0) + at),
    ).filter((line) => /^[+-]./.test(line));
    expect(changed.length).toBeGreaterThan(1);
    for (const line of changed)
      expect(tokensOf(trimmed, line, "markers")).toEqual([
        `Diff${line.startsWith("+") ? "Added" : "Removed"} ${line}`,
      ]);
  });

  it("are left to it where they are whole", () => {
    const whole = parsed(page);
    const line = whole.model.lines.lineText((hunk?.startLine0 ?? 0) + 4);
    expect(tokensOf(whole, line, "markers").join()).not.toContain(line);
  });
});

describe("tokens of a reply", () => {
  const document = parsed(replyMail);
  it.each([
    ["On Tue, Mar 04", ["Attribution On Tue, Mar 04, 2025 at 10:11:12AM +0100, Ada Example wrote:"]],
    ["Does it hold?", ["Quote1.Quoted > ", "Quote2.Quoted > Does it hold?"]],
    ["Really.", ["Quote1.Quoted > ", "Quote2.Quoted > ", "Quote3.Quoted > Really."]],
    ["a bullet", ["Quote1.Quoted > - a bullet begins with a dash"]],
    ["-int b;", ["Quote1.Quoted > ", "DiffRemoved.Quoted -int b;"]],
    ["+int c;", ["Quote1.Quoted > ", "DiffAdded.Quoted +int c;"]],
    ["Why this one?", ["Comment Why this one?"]],
    ["And this", ["Comment And this, with commit ", "Hash 89abcdef0123", "Comment  in mind?"]],
    ["References:", ["HeaderName References", "MessageId <20250304101112.1234-1-ada@example.org>"]],
    [
      " <20250304101112.1234-2",
      ["HeaderName In-Reply-To", "MessageId <20250304101112.1234-2-ada@example.org>"],
    ],
  ])("%s", (words, expected) => {
    expect(tokensOf(document, words)).toEqual(expected);
  });

  it("colours a quoted hunk's whole line in either mode: a grammar cannot know its state", () => {
    expect(tokensOf(document, "-int b;", "markers")).toEqual([
      "Quote1.Quoted > ",
      "DiffRemoved.Quoted -int b;",
    ]);
  });

  it("begins again with the first colour at level seven", () => {
    const text = "From: a@example.org\nSubject: Re: x\n\n> > > > > > > seven\n> > > > > > six\n";
    expect(tokensOf(parsed(text), "seven").at(-1)).toBe("Quote1.Quoted > seven");
  });

  it("ends with few tokens at ten thousand levels", () => {
    const deep = parsed(`From: a@example.org\nSubject: Re: x\n\n${">".repeat(10_000)} deep\nx\n`);
    expect(tokensOf(deep, "deep").length).toBeLessThan(100);
    expect(tokenFaults(deep)).toEqual([]);
  });
});

it("answers a range with the tokens that all has for its lines", () => {
  const document = parsed(`${patchMail}From ben@example.com Wed Mar  5 09:00:00 2025\n${replyMail}`);
  const whole = semanticTokenData(document, { hunkTokens: "lines" }) ?? [];
  const { count } = document.model.lines;
  const joined: number[] = [];
  let lastLine = 0;
  for (let start = 0; start < count; start += 7) {
    const part =
      semanticTokenData(document, { hunkTokens: "lines" }, start, Math.min(count, start + 7)) ?? [];
    let line = 0;
    for (let at = 0; at < part.length; at += 5) {
      line += part[at] ?? 0;
      const isFirst = at === 0;
      joined.push(isFirst ? line - lastLine : (part[at] ?? 0), ...part.slice(at + 1, at + 5));
    }
    if (part.length > 0) lastLine = line;
  }
  expect(joined).toEqual(whole);
});

it("answers null when cancelled", () => {
  const document = parsed(patchMail);
  expect(
    semanticTokenData(document, { hunkTokens: "lines" }, 0, 100, { isCancellationRequested: true }),
  ).toBeNull();
});

describe.each(variants)("$name", ({ of }) => {
  it.each([
    ["patch", patchMail],
    ["reply", replyMail],
    ["both in a mailbox", `${patchMail}From ben@example.com Wed Mar  5 09:00:00 2025\n${replyMail}`],
    ["a lone CR", "From: a@example.org\rSubject: x\r\r> a\r> b\r\rc\r"],
    ["empty", ""],
  ])("%s: tokens are sorted and disjoint", (_name, text) => {
    expect(tokenFaults(parsed(of(text)))).toEqual([]);
  });
});

it("has a name for each type that the manifest can take", () => {
  for (const name of [...semanticTokenTypes, ...semanticTokenModifiers])
    expect(name).toMatch(/^patchMail[A-Z]\w+$/);
  expect(new Set(semanticTokenTypes).size).toBe(semanticTokenTypes.length);
});
