import { describe, expect, it } from "vitest";
import { commitWordAt } from "../../../server/src/features/commitWord.js";
import { copyInfoAt } from "../../../server/src/features/copyInfo.js";
import type { GitFacts, ParsedDocument } from "../../../server/src/features/feature.js";
import { inlineMarks } from "../../../server/src/features/inlineMarks.js";
import { context, noGit, parsed } from "./fixture.js";

/** Each line of a commit log and the hashes in it; `?` before one that only a repository can tell from a word. */
const cases: readonly (readonly [string, ...string[]])[] = [
  ["See commit 89abcdef0123 here.", "89abcdef0123"],
  ["See commit 89ABCDEF0123.", "89ABCDEF0123"],
  ["(89abcdef0123)", "89abcdef0123"],
  [
    "[ Upstream commit 89abcdef0123456789abcdef0123456789abcdef ]",
    "89abcdef0123456789abcdef0123456789abcdef",
  ],
  ["commit 89abcdef0123456789abcdef0123456789abcdef upstream.", "89abcdef0123456789abcdef0123456789abcdef"],
  ["commits 1234567 and 89abcde", "1234567", "89abcde"],
  ["in v6.1-12-gabcdef123456 it was right", "abcdef123456"],
  ["short 89abcde is told by git alone", "?89abcde"],
  ["change-id: 20250304-widget-89abcdef0123"],
  ["a patch-id: 89abcdef0123456789abcdef0123456789abcdef"],
  ["number 123456789012, word defacedfaced, 0x89abcdef0123, foo-89abcdef0123, ffff89ab.89abcdef0123"],
  ["550e8400-e29b-41d4-a716-446655440000"],
  ["commit 0000000000000000000000000000000000000000 is none"],
  ["d41d8cd98f00b204e9800998ecf8427e is an MD5"],
  ["mail <89abcdef0123@example.org>"],
  ["89abcdef0123 89abcdef4567 are a dump's words"],
  [`${"8a".repeat(33)} is longer than any`],
];

const open = (line: string): ParsedDocument =>
  parsed(`From: ben@example.com\nSubject: [PATCH] x\n\n${line}\n\nText.\n---\n`);

/** All words that the rule takes for a hash, by asking it at each character, both ends included. */
function hashes({ text, model }: ParsedDocument, line: string): string[] {
  const found = new Map<number, string>();
  const start = text.indexOf(line);
  for (let offset = start; offset <= start + line.length; offset++) {
    const word = commitWordAt(text, model.lines, offset);
    if (word) found.set(word.span.start, `${word.isLikely ? "" : "?"}${word.hash}`);
  }
  return [...found.values()];
}

describe("a commit's hash in a text", () => {
  it.each(cases)("%s", (line, ...expected) => {
    expect(hashes(open(line), line)).toEqual(expected);
  });

  it.each(cases)("is coloured where it needs no repository: %s", (line, ...expected) => {
    const { text, model } = open(line);
    const start = text.indexOf(line);
    const marks = inlineMarks(text, model.lines, start, start + line.length);
    const coloured = marks
      .filter(({ kind }) => kind === "hash")
      .map((mark) => text.slice(mark.start, mark.end));
    expect(coloured).toEqual(expected.filter((hash) => !hash.startsWith("?")));
  });

  it.each(cases)("is what the copy commands ask git for: %s", async (line, ...expected) => {
    const document = open(line);
    const asked = new Set<string>();
    const git: GitFacts = {
      ...noGit,
      async commit(_uri, hash) {
        asked.add(hash);
        return { notFound: "None." };
      },
    };
    const start = document.text.indexOf(line);
    for (let offset = start; offset <= start + line.length; offset++) {
      await copyInfoAt(document, offset, { ...context, git });
    }
    expect([...asked]).toEqual(expected.map((hash) => hash.replace("?", "").toLowerCase()));
  });

  it("may begin on the line after its `commit`, also in a quote", () => {
    const document = parsed(
      "From: a@example.org\nSubject: Re: x\n\nB wrote:\n> this was commit\n> 1234567 then\n",
    );
    const { text, model } = document;
    expect(commitWordAt(text, model.lines, text.indexOf("1234567"))).toMatchObject({ isNamed: true });
  });

  it("is none on an index line, in a diffstat or in code unless it is called a commit", () => {
    const { text, model } = parsed(
      "diff --git a/x b/x\nindex 89abcdef0123..89abcdef4567 100644\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n 89abcdef89ab\n+/* commit 89abcdefabcd */\n",
    );
    const at = (words: string) => commitWordAt(text, model.lines, text.indexOf(words));
    expect(at("89abcdef0123")).toBeNull();
    expect(at("89abcdef89ab")).toBeNull();
    expect(at("89abcdefabcd")).toMatchObject({ isNamed: true });
  });
});
