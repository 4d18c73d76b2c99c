import { expect, it } from "vitest";
import { prose } from "../../../../server/src/features/hover/content.js";
import { headerMeanings } from "../../../../server/src/features/hover/headerMeanings.js";
import { trailerMeanings } from "../../../../server/src/features/trailerMeanings.js";
import { contextOf, documentOf, gitStub, hoverAt } from "./check.js";

it("makes code of what our sentences have between backticks", () => {
  expect(prose("`git am` takes it, `git apply` not.")).toEqual([
    { kind: "code", text: "git am" },
    { kind: "text", text: " takes it, " },
    { kind: "code", text: "git apply" },
    { kind: "text", text: " not." },
  ]);
});

it("finds backticks in pairs in all that is said of trailers and header fields", () => {
  const said = [...trailerMeanings.map((row) => row.meaning), ...headerMeanings.values()];
  for (const words of said) expect(words.split("`").length % 2, words).toBe(1);
});

it("shows a hover on a header field no escaped backtick", async () => {
  const document = documentOf("From: Ada <ada@example.org>\nSubject: x\n\nx\n");
  const shown = await hoverAt(document, "Fr|om:", contextOf(gitStub(), { markdown: true }));
  expect(shown?.text).toMatch(/^\*\*From\*\*: Who wrote the message\. `git am` takes it/);
});

it("links a blob that cannot be looked up to the archive's search", async () => {
  const mail = [
    "From: a@example.org\nSubject: x\n\n---\ndiff --git a/f b/f\n",
    "index 1a2b3c4..5d6e7f8 100644\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n",
  ];
  const git = { ...gitStub(), blob: async () => ({ unavailable: "There is no git repository here." }) };
  const shown = await hoverAt(documentOf(mail.join("")), "index 1a|2b", contextOf(git, { markdown: true }));
  expect(shown?.text).toMatch(
    /There is no git repository here\.\n\n\[Search the archive\]\(https:.*\?q=dfblob%3A1a2b3c4\)$/,
  );
});
