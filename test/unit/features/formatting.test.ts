import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TextEdit } from "vscode-languageserver-protocol";
import type { FeatureContext } from "../../../server/src/features/feature.js";
import { documentFormatting, rangeFormatting } from "../../../server/src/features/formatting.js";
import { reflowParagraph } from "../../../server/src/features/quickFixes/reflowParagraph.js";
import { mailInfo } from "../../corpus/git.js";
import { context, lineOf, offsetOf, options, parsed, replyMail, variants } from "./fixture.js";
import { applied, findingsOf, fixed, lineDiff } from "./quickFixes/fixture.js";

const long = "The count of widgets is lost when the machine sleeps, since nobody keeps it while Ada is away.";
const draft = `From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001
From: Ada Example <ada@example.org>
Date: Tue, 4 Mar 2025 10:11:12 +0100
Subject: [PATCH v2] widget: keep the count of all widgets, also while the machine that they are in sleeps

${long}
It was seen here:

[   12.345678] WARNING: CPU: 0 PID: 1 at drivers/widget/core.c:12 widget_first+0x12/0x34 [widget]
[   12.345679] Call Trace:

    an indented block that is much longer than the width which is asked for, as tables often are

- one
- ${long}

Fixes: 89abcdef0123 ("widget: a subject that is so long that the trailer is longer than the width, too")
Signed-off-by: Ada Example <ada@example.org>
---
Changes in v2:
- ${long}

 drivers/widget/core.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/drivers/widget/core.c b/drivers/widget/core.c
index 1111111111aa..2222222222bb 100644
--- a/drivers/widget/core.c
+++ b/drivers/widget/core.c
@@ -1,3 +1,3 @@ static int widget_first(void)
 int a;
-int b; /* a comment that makes the line longer than the width which is asked for in all prose */
+int c; /* a comment that makes the line longer than the width which is asked for in all prose */
 int d;
-- 
2.39.2

`;

const params = (uri: string) => ({ textDocument: { uri }, options: { tabSize: 8, insertSpaces: false } });

async function formatted(text: string, given: Partial<FeatureContext> = {}, uri?: string): Promise<string> {
  const document = parsed(text, uri);
  const edits: TextEdit[] = await documentFormatting.handle(document, params(document.uri), {
    ...context,
    ...given,
  });
  return applied(document, edits);
}

async function selected(text: string, first: string, last = first): Promise<string> {
  const document = parsed(text);
  const range = {
    start: { line: lineOf(document, first), character: 0 },
    end: { line: lineOf(document, last) + 1, character: 0 },
  };
  const edits = await rangeFormatting.handle(document, { ...params(document.uri), range }, context);
  return applied(document, edits);
}

describe("Format Document", () => {
  it.each(variants)("fills the log, the list and the changelog, and nothing else ($name)", async ({ of }) => {
    const text = of(draft);
    const after = await formatted(text);
    expect(lineDiff(text, after)).toEqual(
      [
        `-${long}`,
        "-It was seen here:",
        "+The count of widgets is lost when the machine sleeps, since nobody keeps it",
        "+while Ada is away. It was seen here:",
        `-- ${long}`,
        "+- The count of widgets is lost when the machine sleeps, since nobody keeps",
        "+  it while Ada is away.",
        `-- ${long}`,
        "+- The count of widgets is lost when the machine sleeps, since nobody keeps",
        "+  it while Ada is away.",
      ].map(of),
    );
    if (text.includes("\r")) expect(after.replaceAll("\r\n", "")).not.toContain("\n");
    expect(await formatted(after)).toBe(after);
  });

  it("takes the width of the settings", async () => {
    const after = await formatted(draft, { options: { ...options, formatWidth: 60 } });
    expect(after).toContain(
      "\nThe count of widgets is lost when the machine sleeps, since\nnobody keeps it while Ada is away.",
    );
  });

  it("gives git the same commit but for white space", async () => {
    const folder = mkdtempSync(join(tmpdir(), "patch-mail-format-"));
    const info = (text: string): string => {
      const found = mailInfo(folder, Buffer.from(text));
      return found === null ? "" : `${found.head}${found.log}${found.patch.toString()}`;
    };
    const [before, after] = [info(draft), info(await formatted(draft))];
    rmSync(folder, { recursive: true });
    expect(before).toContain("The count of widgets");
    expect(after).not.toBe(before);
    expect(after.split(/\s+/)).toEqual(before.split(/\s+/));
  });

  it("fills the comments of a reply, never quotes, attributions and the signature", async () => {
    const reply = replyMail
      .replace("Why this one?", long)
      .replace("> It does not.", `> ${long}`)
      .replace("from example.com", long);
    const after = await formatted(reply);
    expect(lineDiff(reply, after)).toEqual([
      `-${long}`,
      "+The count of widgets is lost when the machine sleeps, since nobody keeps it",
      "+while Ada is away.",
    ]);
  });

  it.each([
    [
      "received",
      (text: string) => text.replace("\nDate:", "\nReceived: from mx.example.org\nDate:"),
      /^It came by mail/,
    ],
    [
      "encoded",
      (text: string) => text.replace("\nDate:", "\nContent-Transfer-Encoding: quoted-printable\nDate:"),
      /is encoded/,
    ],
    [
      "format=flowed",
      (text: string) => text.replace("\nDate:", "\nContent-Type: text/plain; format=flowed\nDate:"),
      /format=flowed/,
    ],
  ])("leaves mail that is %s, and says why", async (_name, change, why) => {
    const said: string[] = [];
    const text = change(draft);
    expect(text).not.toBe(draft);
    expect(await formatted(text, { tell: (sentence) => said.push(sentence) })).toBe(text);
    expect(said).toEqual([expect.stringMatching(why)]);
  });

  it("leaves a view", async () => {
    expect(await formatted(draft, {}, "patch-mail:/decoded/x.eml")).toBe(draft);
  });

  it("leaves lines between trailers", async () => {
    const text = draft.replace("\nSigned-off-by:", `\n[ada: ${long}]\nSigned-off-by:`);
    expect(lineDiff(await formatted(draft), await formatted(text))).toEqual([`+[ada: ${long}]`]);
  });
});

describe("Format Selection", () => {
  it("fills the paragraphs that it touches, the short lines of theirs, too", async () => {
    const text = draft.replace("It was seen here:", "It was\nseen\nhere.");
    expect(lineDiff(text, await selected(text, "seen"))).toEqual([
      `-${long}`,
      "-It was",
      "-seen",
      "-here.",
      "+The count of widgets is lost when the machine sleeps, since nobody keeps it",
      "+while Ada is away. It was seen here.",
    ]);
  });

  it("leaves what is no prose", async () => {
    for (const words of ["WARNING", "an indented", "Fixes:", "Subject:", "int c", "diff --git", "2.39.2"])
      expect(await selected(draft, words), words).toBe(draft);
  });
});

describe("the rule of long lines", () => {
  it.each([
    ["a command", `  $ widget --count ${long}`],
    ["a row of a table", `| widgets | ${long} |`],
    ["an indented block", `    ${long}`],
    ["code", `\tprintf("%s", ${long});`],
  ])("only hints at %s, which Format Document leaves, and says that it may stay", async (_name, line) => {
    const text = `${draft.slice(0, draft.indexOf(long))}It is:\n\n${line}\n\nSigned-off-by: Ada Example <ada@example.org>\n${draft.slice(draft.indexOf("---\n"))}`;
    expect(await formatted(text)).toContain(`\n${line}\n`);
    const found = (await findingsOf(parsed(text))).filter(({ code }) => code === "log.long-line");
    expect(
      found.map(({ severity, message }) => [severity, JSON.stringify(message).includes("it may stay")]),
    ).toEqual([[4, true]]);
  });

  it("warns of what Format Document then wraps", async () => {
    const codes = async (text: string): Promise<unknown[]> =>
      (await findingsOf(parsed(text)))
        .filter(({ code, severity }) => code === "log.long-line" && severity === 2)
        .map(({ code }) => code);
    expect(await codes(draft)).toEqual(["log.long-line"]);
    expect(await codes(await formatted(draft))).toEqual([]);
  });
});

describe("the fix of a long line", () => {
  it("silences the rule, whatever stands around the line", async () => {
    for (const log of [
      long,
      `Hi,\n${long}\nIt was.`,
      `- one\n- ${long}\n- three`,
      `${long}\nhttps://example.org/a\n${long}`,
      `${long} It is: see commit 89abcdef0123 ("widget: count") and others - which are 2. of them`,
    ]) {
      const text = draft.slice(0, draft.indexOf(long)) + log + draft.slice(draft.indexOf("\n\n- one"));
      const one = text.replace(`\n- one\n- ${long}`, "");
      const { titles } = await fixed(one, "log.long-line", {
        // The rule tells of the first; a second paragraph has a fix of its own.
        stays: log.endsWith(`\n${long}`) ? 1 : 0,
      });
      expect(titles).toEqual(["Wrap the paragraph at 75 columns"]);
    }
  });

  it("wraps its paragraph, and no other", async () => {
    const document = parsed(draft);
    const at = offsetOf(document, long);
    const place = {
      document,
      message: document.model.messages[0] ?? expect.fail(),
      rule: "log.long-line",
      span: { start: at, end: at + long.length },
      context,
    };
    const [fix, ...more] = await reflowParagraph.fixes(place);
    expect([fix?.title, more]).toEqual(["Wrap the paragraph at 75 columns", []]);
    const edits = (fix?.changes ?? []).map(({ span, text }) => ({
      range: document.model.lines.rangeOf(span),
      newText: text,
    }));
    expect(lineDiff(draft, applied(document, edits))).toEqual([
      `-${long}`,
      "-It was seen here:",
      "+The count of widgets is lost when the machine sleeps, since nobody keeps it",
      "+while Ada is away. It was seen here:",
    ]);
  });
});
