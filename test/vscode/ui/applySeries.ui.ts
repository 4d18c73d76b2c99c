import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { gitIn } from "../harness/git.js";
import { testSettings } from "../harness/server.js";
import { trustFolder } from "../harness/trust.js";
import type { UiContext, UiFile } from "../harness/ui.js";

const driver = (lines: readonly string[]): string => `${lines.join("\n")}\n`;
const before = [
  "int frost_read(int raw)",
  "{",
  "\treturn raw >= 0 ? raw / 8 : -(-raw / 8);",
  "}",
  "",
  "int a;",
  "int b;",
  "int c;",
];

const dates = { GIT_AUTHOR_DATE: "2026-03-01T10:00:00+0100", GIT_COMMITTER_DATE: "2026-03-01T10:00:00+0100" };
const git = (folder: string, ...args: string[]): string => gitIn(folder, dates)(...args);

function reply(parent: string, from: string, subject: string, body: string, id: string): string {
  return `From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: ${from}\nDate: Tue, 3 Mar 2026 10:00:00 +0000\nSubject: Re: ${subject}\nMessage-ID: <${id}@example.org>\nIn-Reply-To: <${parent}>\n\n${body}\n\n`;
}

/** A series of two patches with answers, which applies, and a patch that does not. */
function prepare(folder: string): void {
  git(folder, "config", "user.name", "Cy Dahl");
  git(folder, "config", "user.email", "cy@example.org");
  writeFileSync(path.join(folder, "frost.c"), driver(before));
  git(folder, "commit", "-qam", "hwmon: (frost) Add variables");
  git(folder, "checkout", "-q", "-b", "work");
  writeFileSync(path.join(folder, "frost.c"), driver([...before.slice(0, 5), "long a;", ...before.slice(6)]));
  git(folder, "commit", "-qam", "hwmon: (frost) Make a long\n\nIt overflows.");
  writeFileSync(
    path.join(folder, "frost.c"),
    driver([...before.slice(0, 5), "long a;", "int b;", "long c;"]),
  );
  git(folder, "commit", "-qam", "hwmon: (frost) Make c long, too");
  const printed = git(folder, "format-patch", "--stdout", "--cover-letter", "--thread", "main..work")
    .replace("*** SUBJECT HERE ***", "hwmon: (frost) Longer variables")
    .replace(/^From: /gm, "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=x; b=abc\nFrom: ");
  const ids = [...printed.matchAll(/^Message-Id: <(.*)>$/gim)].map(([, id]) => id ?? "");
  writeFileSync(
    path.join(folder, "apply.mbox"),
    `${printed}\n\n${[
      reply(
        ids[1] ?? "",
        "Bo Lee <bo@example.com>",
        "[PATCH 1/2] hwmon: (frost) Make a long",
        "Reviewed-by: Bo Lee <bo@example.com>",
        "r1",
      ),
      reply(
        ids[0] ?? "",
        "Dana Ek <dana@example.com>",
        "[PATCH 0/2] hwmon: (frost) Longer variables",
        "Tested-by: Dana Ek <dana@example.com>",
        "r2",
      ),
      reply(
        ids[2] ?? "",
        "Eve <eve@example.net>",
        "[PATCH 2/2] hwmon: (frost) Make c long, too",
        "Acked-by: Bert Holm <bert@example.org>",
        "r3",
      ),
    ].join("")}`,
  );
  git(folder, "checkout", "-q", "main");
  git(folder, "branch", "-q", "-D", "work");
  writeFileSync(
    path.join(folder, "conflict.eml"),
    `From: Ada Frost <ada@example.org>\nDate: Wed, 4 Mar 2026 10:00:00 +0000\nSubject: [PATCH] hwmon: (frost) Make b short\nMessage-ID: <conflict@example.org>\n\nIt is small.\n---\n frost.c | 2 +-\n\ndiff --git a/frost.c b/frost.c\n--- a/frost.c\n+++ b/frost.c\n@@ -6,3 +6,3 @@\n int x;\n-int y;\n+short y;\n int z;\n-- \n2.39.5\n`,
  );
}

const rows = ({ page }: UiContext): Locator => page.locator(".quick-input-list .monaco-list-row");
const dialog = ({ page }: UiContext): Locator => page.locator(".monaco-dialog-box");
const input = ({ page }: UiContext): Locator => page.locator(".quick-input-widget .quick-input-box input");

/** Waits for a step of the questions by a text in it, and takes what is proposed. */
async function accept(context: UiContext, text: string | RegExp): Promise<void> {
  await context.page.locator(".quick-input-widget", { hasText: text }).waitFor();
  await rows(context).first().waitFor();
  await context.page.keyboard.press("Enter");
}

async function nameBranch(context: UiContext, name: string): Promise<void> {
  await context.page.locator(".quick-input-widget", { hasText: "Name of the new branch" }).waitFor();
  await input(context).fill(name);
  // Judged by the server while it is typed.
  await context.page
    .locator(".quick-input-widget", { hasText: /already|not a name/ })
    .waitFor({ state: "detached" });
  await context.page.keyboard.press("Enter");
}

/** Up to the modal question. */
async function ask(context: UiContext, branch: string): Promise<void> {
  await context.command("Patch Mail: Apply Series to a New Branch…");
  await rows(context).filter({ hasText: "Reviewed-by: Bo Lee" }).waitFor();
  await context.page.keyboard.press("Enter");
  await accept(context, "checked out here");
  await accept(context, "what is checked out");
  await nameBranch(context, branch);
  await dialog(context).waitFor();
}

const refs = (folder: string): string =>
  `${git(folder, "for-each-ref")}\n${git(folder, "rev-parse", "--abbrev-ref", "HEAD")}\n${git(folder, "status", "--porcelain", "-uno")}`;

export const ui: UiFile = {
  open: ["apply.mbox"],
  server: {
    trust: true,
    token: true,
    settings: { ...testSettings, "security.workspace.trust.startupPrompt": "never" },
  },
  prepare,
  tests: [
    {
      name: "in Restricted Mode nothing is applied, and a sentence says why",
      async run(context) {
        const { page } = context;
        await context.waitForLanguage("Patch Mail");
        const unchanged = refs(context.folder);
        await page.locator(".breadcrumbs-control", { hasText: "PATCH" }).waitFor();
        await context.command("Patch Mail: Apply Series to a New Branch…");
        await page.locator(".notification-toast", { hasText: "untrusted workspace" }).waitFor();
        await page.keyboard.press("Escape");
        assert.equal(refs(context.folder), unchanged);
        await trustFolder(page);
        await context.openFile("apply.mbox");
      },
    },
    {
      name: "the trailers that b4 would take are checked; a cancelled question leaves everything as it was",
      async run(context) {
        const { page } = context;
        const unchanged = refs(context.folder);
        await context.goTo(1);
        await context.command("Patch Mail: Apply Series to a New Branch…");
        await rows(context).filter({ hasText: "Acked-by: Bert Holm" }).waitFor();
        const isChecked = async (text: string): Promise<boolean> =>
          await rows(context)
            .filter({ hasText: text })
            .locator('input[type="checkbox"], .monaco-checkbox, .quick-input-list-checkbox')
            .first()
            .evaluate((box) =>
              box instanceof HTMLInputElement ? box.checked : box.getAttribute("aria-checked") === "true",
            );
        assert.equal(await isChecked("Reviewed-by: Bo Lee"), true);
        assert.equal(await isChecked("Tested-by: Dana Ek"), true);
        assert.equal(await isChecked("Acked-by: Bert Holm"), false, "sent by Eve");
        await rows(context).filter({ hasText: "sent by another: Eve" }).waitFor();
        await context.screenshot("apply-trailers");
        await page.keyboard.press("Escape");
        await ask(context, "topic/frost-ui");
        const text = await dialog(context).innerText();
        for (const words of [
          "Apply 2 patches of “hwmon: (frost) Longer variables” v1 to the new branch topic/frost-ui?",
          `Repository: ${context.folder}`,
          "Base: HEAD (main, ",
          "1. hwmon: (frost) Make a long",
          "2. hwmon: (frost) Make c long, too",
          "Reviewed-by: Bo Lee <bo@example.com>",
          "DKIM-Signature of example.org, in 2 of 2: not checked",
        ])
          assert.ok(text.replaceAll("\u00a0", " ").includes(words), `${words} in:\n${text}`);
        assert.ok(!text.includes("Acked-by"));
        await context.screenshot("apply-series");
        await dialog(context).locator(".monaco-button", { hasText: "Cancel" }).click();
        await dialog(context).waitFor({ state: "detached" });
        assert.equal(refs(context.folder), unchanged);
      },
    },
    {
      name: "once the question is answered, the branch has the patches with their trailers",
      async run(context) {
        const { page } = context;
        await ask(context, "topic/frost-ui");
        await dialog(context)
          .locator(".monaco-button", { hasText: /^Apply$/ })
          .click();
        const toast = page.locator(".notification-toast", { hasText: "2 patches on branch topic/frost-ui" });
        await toast.waitFor();
        await context.screenshot("apply-done");
        assert.equal(git(context.folder, "rev-parse", "--abbrev-ref", "HEAD"), "topic/frost-ui");
        assert.equal(
          git(context.folder, "log", "--reverse", "--format=%an, %cn: %B", "main.."),
          [
            "Ada Frost, Cy Dahl: hwmon: (frost) Make a long\n\nIt overflows.\n",
            "Reviewed-by: Bo Lee <bo@example.com>\nTested-by: Dana Ek <dana@example.com>\n",
            "Ada Frost, Cy Dahl: hwmon: (frost) Make c long, too\n",
            "Tested-by: Dana Ek <dana@example.com>",
          ].join("\n"),
        );
        await toast.locator(".monaco-button", { hasText: "Show Log" }).click();
        await page.locator(".part.panel", { hasText: "Make c long, too" }).waitFor();
        await page.keyboard.press("Control+j");
        await page.locator(".part.panel").waitFor({ state: "hidden" });
      },
    },
    {
      name: "a series is saved as an mbox that git am takes",
      async run(context) {
        const { page } = context;
        git(context.folder, "checkout", "-q", "-b", "exported", "main");
        await context.openFile("apply.mbox");
        await context.command("Patch Mail: Export Series for git am…");
        await accept(context, "With the trailers of replies");
        const file = path.join(context.folder, "saved.mbx");
        await input(context).waitFor();
        await page.waitForFunction(() =>
          document
            .querySelector<HTMLInputElement>(".quick-input-widget .quick-input-box input")
            ?.value.endsWith("20260301_cy_hwmon_frost_longer_variables.mbx"),
        );
        await input(context).fill(file);
        await page.keyboard.press("Enter");
        await page
          .locator(".notification-toast", {
            hasText: "Exported 2 patches of v1 with 2 trailers to saved.mbx",
          })
          .waitFor();
        git(context.folder, "am", "-q", file);
        assert.equal(git(context.folder, "diff", "topic/frost-ui"), "");
        assert.equal(
          git(context.folder, "log", "--format=%B", "main.."),
          git(context.folder, "log", "--format=%B", "main..topic/frost-ui"),
        );
      },
    },
    {
      name: "a patch that does not apply leads back to where one was",
      async run(context) {
        const { page } = context;
        git(context.folder, "checkout", "-q", "main");
        const unchanged = refs(context.folder);
        await context.openFile("conflict.eml");
        await context.command("Patch Mail: Apply Series to a New Branch…");
        // No trailers by mail: those of one's own alone.
        await rows(context).filter({ hasText: "Signed-off-by: you" }).waitFor();
        await page.keyboard.press("Enter");
        await accept(context, "checked out here");
        await accept(context, "what is checked out");
        await nameBranch(context, "topic/short");
        await dialog(context)
          .locator(".monaco-button", { hasText: /^Apply$/ })
          .click();
        await dialog(context).filter({ hasText: "Patch 1 of 1 does not apply" }).waitFor();
        await context.screenshot("apply-conflict");
        await dialog(context).locator(".monaco-button", { hasText: "Keep" }).click();
        await dialog(context).waitFor({ state: "detached" });
        assert.equal(git(context.folder, "rev-parse", "--abbrev-ref", "HEAD"), "topic/short");
        await context.command("Patch Mail: Abort Applying");
        await dialog(context)
          .locator(".monaco-button", { hasText: /^Abort$/ })
          .click();
        await page.locator(".statusbar", { hasText: "main is checked out again" }).waitFor();
        assert.equal(refs(context.folder), unchanged);
        assert.equal(readFileSync(path.join(context.folder, "frost.c"), "utf8"), driver(before));
      },
    },
    {
      name: "Enter keeps a conflict; once it is resolved, applying goes on",
      async run(context) {
        const { page, folder } = context;
        await context.openFile("conflict.eml");
        await context.command("Patch Mail: Apply Series to a New Branch…");
        await accept(context, "Signed-off-by: you");
        await accept(context, "checked out here");
        await accept(context, "what is checked out");
        await nameBranch(context, "topic/resolved");
        await dialog(context)
          .locator(".monaco-button", { hasText: /^Apply$/ })
          .click();
        await dialog(context).filter({ hasText: "Patch 1 of 1 does not apply" }).waitFor();
        await page.keyboard.press("Enter");
        await dialog(context).waitFor({ state: "detached" });
        assert.equal(git(folder, "rev-parse", "--abbrev-ref", "HEAD"), "topic/resolved");
        writeFileSync(path.join(folder, "frost.c"), driver([...before.slice(0, 6), "short b;", "int c;"]));
        git(folder, "add", "frost.c");
        await context.command("Patch Mail: Continue Applying");
        await page.locator(".notification-toast", { hasText: "1 patch on branch topic/resolved" }).waitFor();
        assert.equal(
          git(folder, "log", "--format=%an: %s", "main.."),
          "Ada Frost: hwmon: (frost) Make b short",
        );
      },
    },
  ],
};
