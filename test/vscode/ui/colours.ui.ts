import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { builtInThemes, contrast, firstForeground, loadTheme } from "../../themes/builtInThemes.js";
import { root } from "../harness/project.js";
import { testSettings } from "../harness/server.js";
import type { UiContext, UiFile, UiTest } from "../harness/ui.js";

const mailbox = `From mboxrd@z Thu Jan  1 00:00:00 1970
From: Anna Berg <anna.berg@example.org>
Subject: [PATCH v2] lamp: Switch it on
Date: Mon, 9 Mar 2026 10:17:30 +0100
Message-ID: <lamp-1@example.org>
X-Mailer: git-send-email 2.39.5

Plain words of the commit log.
Since commit 4d20602059bb the lamp is off.

Fixes: 4d20602059bb ("lamp: Add it")
Signed-off-by: Anna Berg <anna.berg@example.org>
---
 lamp.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/lamp.c b/lamp.c
index 0123456789ab..ba9876543210 100644
--- a/lamp.c
+++ b/lamp.c
@@ -1,4 +1,4 @@ int lamp(void)
 	int context; /* remark
-	return removed;
+	return added;
 	return context;
 }
-- 
2.51.0

From mboxrd@z Thu Jan  1 00:00:00 1970
From: Bo Lindqvist <bo@example.com>
Subject: Re: [PATCH v2] lamp: Switch it on
Date: Mon, 9 Mar 2026 11:17:30 +0100
Message-ID: <lamp-2@example.com>
In-Reply-To: <lamp-1@example.org>

On Mon, 9 Mar 2026 10:17:30 +0100, Anna Berg wrote:
> level one
> > level two
> > > level three
> > > > level four
> > > > > level five
> > > > > > level six
> > > > > > > level seven
> @@ -1,4 +1,4 @@ int lamp(void)
>  	int quoted_context;
> -	return quoted_removed;
> +	return quoted_added;
>  	return quoted_context;
>  }
> - a bullet below the hunk

The words of the writer.

[   12.345690] WARNING: possible circular locking dependency detected
[   12.345702] 7.0.0-rc3-lamp #14 Not tainted

-- 
Bo Lindqvist

From mboxrd@z Thu Jan  1 00:00:00 1970
From: kernel test robot <robot@example.com>
Subject: Re: [PATCH v2] lamp: Switch it on
Date: Mon, 9 Mar 2026 12:17:30 +0100
Message-ID: <lamp-3@example.com>
In-Reply-To: <lamp-1@example.org>

Hi Anna,

kernel test robot noticed the following build warnings:

All warnings (new ones prefixed by >>):

>> lamp.c:3:2: warning: the robot's warning
`;

/** What is read off the screen: a token type, a line, and words of it that must have the type's colour. */
const places: readonly (readonly [type: string, line: string, words: string])[] = [
  ["patchMailSeparator", "From mboxrd@z", "mboxrd"],
  ["patchMailHeaderName", "Subject: [PATCH", "Subject"],
  ["patchMailHeaderAddress", "From: Anna", "Anna Berg"],
  ["patchMailHeaderSubject", "Subject: [PATCH", "Switch it on"],
  ["patchMailHeaderDate", "Date: Mon", "9 Mar"],
  ["patchMailMessageId", "Message-ID: <lamp-1", "lamp-1@"],
  ["patchMailHeaderValue", "X-Mailer", "git-send-email"],
  ["patchMailHash", "Since commit", "4d20602059bb"],
  ["patchMailTrailerName", "Signed-off-by", "Signed-off-by"],
  ["patchMailTrailerPerson", "Signed-off-by", "Anna Berg"],
  ["patchMailTrailerValue", "Fixes:", "lamp: Add it"],
  ["patchMailCutLine", "---", "---"],
  ["patchMailFilePath", " lamp.c |", "lamp.c"],
  ["patchMailDiffstatAdded", " lamp.c |", "+"],
  ["patchMailDiffstatRemoved", " lamp.c |", "-"],
  ["patchMailDiffMeta", "diff --git", "diff --git"],
  ["patchMailDiffHunk", "@@ -1,4", "-1,4"],
  ["patchMailDiffSection", "@@ -1,4", "lamp(void)"],
  ["patchMailDiffAdded", "+	return added", "+"],
  ["patchMailDiffAdded", "+	return added", "added"],
  ["patchMailDiffRemoved", "-	return removed", "-"],
  ["patchMailDiffRemoved", "-	return removed", "removed"],
  ["patchMailSignature", "2.51.0", "2.51.0"],
  ["patchMailAttribution", "On Mon", "wrote"],
  ["patchMailQuote1", "> level one", "level one"],
  ["patchMailQuote2", "> > level two", "level two"],
  ["patchMailQuote3", "> > > level three", "level three"],
  ["patchMailQuote4", "> > > > level four", "level four"],
  ["patchMailQuote5", "> > > > > level five", "level five"],
  ["patchMailQuote6", "> > > > > > level six", "level six"],
  ["patchMailQuote1", "> > > > > > > level seven", "level seven"],
  ["patchMailDiffContext", ">  	int quoted_context", "quoted_context"],
  ["patchMailDiffRemoved", "> -	return quoted_removed", "quoted_removed"],
  ["patchMailDiffAdded", "> +	return quoted_added", "quoted_added"],
  // Only the server can know this: the counts of the hunk header say that the hunk has ended.
  ["patchMailQuote1", "> - a bullet", "a bullet"],
  ["patchMailComment", "The words", "words"],
  ["patchMailDump", "[   12.345690]", "circular"],
  ["patchMailReport", ">> lamp.c:3:2", "robot's"],
];

const pagePlaces: typeof places = [["patchMailPage", "Thread overview:", "overview"]];

interface Manifest {
  readonly contributes: {
    readonly semanticTokenTypes: readonly { readonly id: string }[];
    readonly configurationDefaults: {
      readonly "editor.semanticTokenColorCustomizations": Readonly<
        Record<string, { readonly rules: Readonly<Record<string, string>> }>
      >;
    };
    readonly semanticTokenScopes: readonly { readonly scopes: Readonly<Record<string, readonly string[]>> }[];
  };
}

const { contributes } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
const customised = contributes.configurationDefaults["editor.semanticTokenColorCustomizations"];

/** One line on screen: its text, and the colour of each character as `#rrggbb`. */
interface PaintedLine {
  readonly text: string;
  readonly colours: readonly string[];
}

async function painted(context: UiContext): Promise<{ lines: readonly PaintedLine[]; paper: string }> {
  return context.editor.evaluate((editor) => {
    const hex = (colour: string) => {
      const parts = (colour.match(/\d+(?:\.\d+)?/g) ?? []).slice(0, 3).map(Number);
      return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
    };
    const lines = [...editor.querySelectorAll(".view-line")].map((line) => {
      let text = "";
      const colours: string[] = [];
      for (const span of line.querySelectorAll("span[class*=mtk]")) {
        const words = (span.textContent ?? "").replaceAll("\u00a0", " ");
        const colour = hex(getComputedStyle(span).color);
        for (let at = 0; at < words.length; at++) colours.push(colour);
        text += words;
      }
      return { text, colours };
    });
    const background = editor.querySelector(".monaco-editor-background") ?? editor;
    return { lines, paper: hex(getComputedStyle(background).backgroundColor) };
  });
}

/** The text as the screen shows it: tabs are blanks there. */
function squeezed(text: string): string {
  return text.replaceAll(/[\t ]+/g, " ").trim();
}

function colourOf(lines: readonly PaintedLine[], start: string, words: string): string | undefined {
  const line = lines.find(({ text }) => squeezed(text).startsWith(squeezed(start)));
  // A mark stands at the start of its line, the bars of a diffstat at its end.
  const at =
    start.includes("|") && words.length === 1 ? line?.text.lastIndexOf(words) : line?.text.indexOf(words);
  return at === undefined || at < 0 ? undefined : line?.colours[at];
}

/** Reads the screen until all colours are right: tokens of the grammar come first, the server's after them. */
async function settled(
  context: UiContext,
  wanted: typeof places,
  expected: (type: string) => string,
): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { lines } = await painted(context);
    const wrong = wanted
      .map(([type, line, words]) => ({
        type,
        line,
        words,
        is: colourOf(lines, line, words),
        want: expected(type),
      }))
      .filter(({ is, want }) => is !== want);
    if (wrong.length === 0) return;
    if (Date.now() > deadline)
      assert.fail(`colours on screen:\n${wrong.map((one) => JSON.stringify(one)).join("\n")}`);
    // The next frame: the screen changes in frames.
    await context.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
}

/** Brings a file to the front, by its tab if it has one. */
async function show(context: UiContext, name: string): Promise<void> {
  const tab = context.page.locator(`.tabs-container .tab[data-resource-name="${name}"]`);
  if ((await tab.count()) === 0) return context.openFile(name);
  await tab.click();
  await context.page.locator(`.tabs-container .tab.active[data-resource-name="${name}"]`).waitFor();
}

/** Sets the theme in the user's settings and opens the window anew, with the file in front. */
async function wear(context: UiContext, label: string, file: string): Promise<void> {
  const { page } = context;
  const settings = path.join(context.server.profile, "data/User/settings.json");
  writeFileSync(settings, JSON.stringify({ ...testSettings, "workbench.colorTheme": label }));
  await page.reload();
  await page.locator(`.monaco-workbench[class*="${file.replace(".json", "-json")}"]`).waitFor();
  await context.editor.locator(".view-line").first().waitFor();
}

/** Names of the themes in the settings. */
const labels: Readonly<Record<(typeof builtInThemes)[number]["name"], string>> = {
  "Dark Modern": "Default Dark Modern",
  "Light Modern": "Default Light Modern",
  "Dark High Contrast": "Default High Contrast",
  "Light High Contrast": "Default High Contrast Light",
};

function inTheme(theme: (typeof builtInThemes)[number]): UiTest {
  return {
    name: `${theme.name} colours each kind of token, readably`,
    async run(context) {
      const { page } = context;
      await page.setViewportSize({ width: 1200, height: 2000 });
      await wear(context, labels[theme.name], theme.file);
      await show(context, "colours.mbox");
      const themes = path.join(
        path.dirname(context.server.install.server),
        "../extensions/theme-defaults/themes",
      );
      const rules = loadTheme(path.join(themes, theme.file));
      const own: Readonly<Record<string, string>> = customised[`[${labels[theme.name]}]`]?.rules ?? {};
      const expected = (type: string) =>
        (
          own[type] ??
          firstForeground(rules, contributes.semanticTokenScopes[0]?.scopes[type] ?? []) ??
          "none"
        ).toLowerCase();

      await settled(context, places, expected);
      const { lines, paper } = await painted(context);
      const plain = colourOf(lines, "Plain words", "words") ?? "";
      assert.equal(plain, theme.foreground.toLowerCase());
      assert.equal(paper, theme.background.toLowerCase());
      for (const [type, line, words] of places) {
        const colour = colourOf(lines, line, words) ?? "";
        assert.notEqual(colour, plain, type);
        assert.ok(contrast(colour, paper) >= 4.5, `${type}: contrast ${contrast(colour, paper)}`);
      }
      const levels = places.filter(([type]) => /Quote\d$/.test(type)).slice(0, 7);
      const shown = levels.map(([, line, words]) => colourOf(lines, line, words));
      shown.forEach((colour, at) => assert.notEqual(colour, shown[at + 1], `levels ${at + 1} and ${at + 2}`));
      // The code of an unquoted hunk keeps the grammar's colours of C, and an open comment ends with its line.
      const keyword = colourOf(lines, "+	return added", "return");
      assert.notEqual(keyword, colourOf(lines, "+	return added", "added"));
      assert.equal(colourOf(lines, " 	return context", "return"), keyword);
      assert.equal(colourOf(lines, " 	return context", "context"), plain);
      // No alarm about a bracket whose partner stands outside of the hunk.
      assert.equal(colourOf(lines, " }", "}"), plain);
      await context.screenshot(`colours-${theme.file.replace(".json", "")}`);

      await show(context, "page.eml");
      await settled(context, pagePlaces, expected);
    },
  };
}

export const ui: UiFile = {
  open: ["colours.mbox"],
  prepare(folder) {
    writeFileSync(path.join(folder, "colours.mbox"), mailbox);
    writeFileSync(
      path.join(folder, "page.eml"),
      readFileSync(path.join(root, "test/fixtures/mail/page.eml")),
    );
  },
  tests: [
    {
      name: "the places to look at are of each token type",
      async run() {
        const seen = new Set([...places, ...pagePlaces].map(([type]) => type));
        assert.deepEqual(
          contributes.semanticTokenTypes.map(({ id }) => id).filter((id) => !seen.has(id)),
          [],
        );
      },
    },
    ...builtInThemes.map(inTheme),
  ],
};
