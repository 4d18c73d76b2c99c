import type { Page } from "playwright-core";

/** Trusts the folder of a window in restricted mode, as a user does: from the status bar. */
export async function trustFolder(page: Page): Promise<void> {
  await page.locator('[id="status.workspaceTrust"]').click();
  await page
    .locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/ })
    .first()
    .click();
  await page.locator('[id="status.workspaceTrust"]').waitFor({ state: "detached" });
}
