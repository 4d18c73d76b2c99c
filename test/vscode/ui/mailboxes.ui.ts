import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import {
  mailWithAttachments,
  replyToAttachments,
  writeLargeMailbox,
  writePackedMailbox,
} from "../harness/mail.js";
import type { UiContext, UiFile } from "../harness/ui.js";

const largeBytes = 100 * 1024 * 1024;

/** Rows by their accessible label, which has the whole subject: beside badges it is cut short. */
const named = ({ page }: UiContext, words: string): Locator =>
  page.locator(`.part.sidebar .customview-tree .monaco-list-row[aria-label*="${words}"]`);

const rows = ({ page }: UiContext): Locator =>
  page.locator(".part.sidebar .customview-tree .monaco-list-row");
const files = ({ page }: UiContext): Locator => page.locator(".explorer-folders-view .monaco-list-row");
const tabs = ({ page }: UiContext): Locator => page.locator(".tabs-container .tab");

async function showExplorer(context: UiContext): Promise<void> {
  // Threads selects the message that was opened last: where it does so in this moment, the view comes back once.
  for (let attempt = 1; ; attempt++) {
    await context.page.keyboard.press("Control+Shift+e");
    try {
      await files(context).first().waitFor({ timeout: 3000 });
      await context.page.waitForTimeout(300);
      if (await files(context).first().isVisible()) return;
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** Chooses from the Explorer's context menu of a file. */
async function fromMenu(context: UiContext, file: string, entry: string): Promise<void> {
  await showExplorer(context);
  await files(context).filter({ hasText: file }).first().click({ button: "right" });
  const item = context.page.locator(".monaco-menu .action-item", { hasText: entry }).first();
  await item.waitFor();
  for (let attempt = 1; ; attempt++) {
    await item.click();
    try {
      await item.waitFor({ state: "hidden", timeout: 2000 });
      return;
    } catch (error) {
      // A menu takes no click that comes too soon after it has opened.
      if (attempt === 3) throw error;
    }
  }
}

/** Types into the view's filter. */
async function filter(context: UiContext, text: string): Promise<void> {
  await context.command("Patch Mail: Focus on Threads View");
  await context.command("Patch Mail: Filter Threads");
  const input = context.page.locator(".quick-input-widget .quick-input-box input");
  await input.waitFor();
  await input.fill(text);
  await context.page.locator(".part.sidebar", { hasText: `Filter “${text}”` }).waitFor();
  await context.page.keyboard.press("Enter");
}

export const ui: UiFile = {
  prepare(folder) {
    writeLargeMailbox(path.join(folder, "large.mbox"), largeBytes);
    writePackedMailbox(path.join(folder, "t.mbox.gz"), 30);
    writeFileSync(path.join(folder, "attached.eml"), mailWithAttachments());
    writeFileSync(path.join(folder, "attached-reply.eml"), replyToAttachments());
  },
  tests: [
    {
      name: "100 MB from the Explorer's context menu: Threads lists it, a message of it opens by itself",
      async run(context) {
        // What the extension contributes is known then.
        await context.page.locator('.activitybar .action-label[aria-label^="Patch Mail"]').waitFor();
        await fromMenu(context, "large.mbox", "Open Mailbox");
        await named(context, "Change number").first().waitFor({ timeout: 60_000 });
        // The row that is selected is the one that the arrow keys start from.
        await context.page
          .locator(".part.sidebar .customview-tree .monaco-list:focus .monaco-list-row.selected.focused")
          .filter({ hasText: "Change number" })
          .waitFor();
        await filter(context, "number 1234");
        await named(context, "Change number 1234").first().click();
        await context.line("This is change number 1234.").waitFor();
        await context.waitForLanguage("Patch Mail");
        await context.line("Message-ID: <large-1234@example.org>").waitFor();
        assert.equal(await tabs(context).count(), 1);
        await context.screenshot("mailbox-large");
      },
    },
    {
      name: "by Open With: its tab closes, and Threads has the mailbox",
      async run(context) {
        await context.command("View: Close All Editors");
        await tabs(context).first().waitFor({ state: "detached" });
        await fromMenu(context, "large.mbox", "Open With...");
        const entry = context.page.locator(".quick-input-list .monaco-list-row", {
          hasText: "Threads (Patch Mail)",
        });
        await entry.first().click();
        await context.page.locator(".part.sidebar .customview-tree").waitFor();
        await named(context, "Change number 1234").first().click();
        await context.line("This is change number 1234.").waitFor();
        await context.page
          .locator('.tabs-container .tab[data-resource-name="large.mbox"]')
          .waitFor({ state: "detached" });
        assert.equal(await tabs(context).count(), 1);
      },
    },
    {
      name: "a compressed mailbox opens in Threads by a click",
      async run(context) {
        await context.command("Patch Mail: Clear Filter of Threads");
        await showExplorer(context);
        await files(context).filter({ hasText: "reply.eml" }).last().click();
        const preview = context.page.locator('.tabs-container .tab[data-resource-name="reply.eml"]');
        await preview.waitFor();
        await files(context).filter({ hasText: "t.mbox.gz" }).first().click();
        await context.page.locator(".part.sidebar .customview-tree").waitFor();
        await filter(context, "Packed change 7");
        await named(context, "Packed change 7").first().waitFor();
        // The mailbox is there, so its tab has been, too; the preview that was read is back.
        await context.page
          .locator('.tabs-container .tab[data-resource-name="t.mbox.gz"]')
          .waitFor({ state: "detached" });
        await preview.waitFor();
        await named(context, "Packed change 7").first().click();
        await context.line("This is change number 7.").waitFor();
        await context.line("Message-ID: <packed-7@example.org>").waitFor();
        await context.screenshot("mailbox-packed");
      },
    },
    {
      name: "a jump to the parent opens that message of the mailbox",
      async run(context) {
        await filter(context, "Packed change 29");
        await named(context, "Packed change 29").first().click();
        await context.line("This is change number 29.").waitFor();
        await context.line("This is change number 29.").click();
        await context.page.keyboard.press("Shift+Alt+u");
        await context.line("This is change number 0.").waitFor();
        await context.line("Message-ID: <packed-0@example.org>").waitFor();
      },
    },
    {
      name: "VS Code's own page for a large file: a notification offers Threads",
      async run(context) {
        await showExplorer(context);
        await files(context).filter({ hasText: "large.mbox" }).first().click();
        await context.page.locator(".monaco-editor-pane-placeholder", { hasText: "very large" }).waitFor();
        // VS Code under test shows no toasts: they wait behind the bell.
        await context.page.locator('[id="status.notifications"] .codicon-bell-dot').waitFor();
        await context.command("Notifications: Show Notifications");
        const toast = context.page.locator(".notifications-center .notification-list-item", {
          hasText: "too large",
        });
        await toast.first().waitFor();
        await context.screenshot("mailbox-too-large");
        await toast.locator(".monaco-button", { hasText: "Show in Threads" }).click();
        await context.page
          .locator('.tabs-container .tab[data-resource-name="large.mbox"]')
          .waitFor({ state: "detached" });
        await context.page.locator(".part.sidebar .customview-tree").waitFor();
      },
    },
    {
      name: "attachments stand under their message; one opens as a patch",
      async run(context) {
        await filter(context, "two attachments");
        const row = named(context, "frost: two attachments").first();
        await row.waitFor();
        // It has a reply: a filtered view is open down to its leaves.
        await rows(context).filter({ hasText: "trace.dat" }).waitFor();
        const patch = rows(context).filter({ hasText: "frost-fix.patch" });
        await patch.click();
        await context.line("@@ -1 +1 @@").waitFor();
        await context.waitForLanguage("Patch Mail");
        await context.screenshot("attachments");
        await context.command("Patch Mail: Open Raw Message");
        const lines = mailWithAttachments().split("\n");
        await context.waitForCursor(lines.indexOf("Content-Type: text/x-patch"));
        // Without an editor, the palette has only the view to go by.
        await context.command("View: Close All Editors");
        await tabs(context).first().waitFor({ state: "detached" });
      },
    },
    {
      name: "the attachment whose row is chosen in Threads is saved without a question",
      async run(context) {
        await rows(context).filter({ hasText: "trace.dat" }).click();
        await context.command("Patch Mail: Save Attachment…");
        await context.page.waitForFunction(() =>
          document
            .querySelector<HTMLInputElement>(".quick-input-widget .quick-input-box input")
            ?.value.endsWith("/trace.dat"),
        );
        await context.page.keyboard.press("Escape");
        await context.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
      },
    },
    {
      name: "a name that leads out of the folder is saved inside of it",
      async run(context) {
        await context.openFile("attached.eml");
        await context.line("[-- Attachment #2: ").waitFor();
        await context.command("Patch Mail: Save Attachment…");
        const choice = context.page.locator(".quick-input-list .monaco-list-row", {
          hasText: "frost-fix.patch",
        });
        await choice.first().click();
        const input = context.page.locator(".quick-input-widget .quick-input-box input");
        await context.page.locator(".quick-input-widget", { hasText: "Save Attachment" }).waitFor();
        await context.page.waitForFunction(() =>
          document
            .querySelector<HTMLInputElement>(".quick-input-widget .quick-input-box input")
            ?.value.endsWith("frost-fix.patch"),
        );
        const proposed = await input.inputValue();
        assert.equal(path.dirname(proposed), context.folder, proposed);
        assert.doesNotMatch(path.basename(proposed), /^\.|[/\\]/);
        await context.page.keyboard.press("Enter");
        await context.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
        await context.page.locator(".statusbar", { hasText: "Saved" }).waitFor();
        const target = path.join(context.folder, path.basename(proposed));
        assert.match(readFileSync(target, "utf8"), /^--- a\/frost\.c\n/);
        assert.equal(existsSync(path.join(context.folder, "..", "frost-fix.patch")), false);
      },
    },
    {
      name: "open mailboxes are open again after a reload of the window",
      async run(context) {
        await context.page.reload();
        await context.page.locator(".part.sidebar .customview-tree").waitFor({ timeout: 60_000 });
        await rows(context).first().waitFor({ timeout: 60_000 });
        await filter(context, "Packed change 9");
        await named(context, "Packed change 9").first().waitFor({ timeout: 60_000 });
      },
    },
    {
      name: "a closed mailbox goes from Threads",
      async run(context) {
        await context.command("Patch Mail: Close Mailbox");
        await context.page.locator(".quick-input-widget .quick-input-box input").fill("t.mbox.gz");
        const entry = context.page.locator(".quick-input-list .monaco-list-row.focused");
        await entry.filter({ hasText: "t.mbox.gz" }).waitFor();
        await context.page.keyboard.press("Enter");
        await named(context, "Packed change 9").first().waitFor({ state: "detached" });
      },
    },
  ],
};
