import { copyFileSync, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { root } from "../harness/project.js";
import type { UiFile } from "../harness/ui.js";

const seedFolder = path.join(root, "../shared/seeds");
/** Pages as browsers save them. */
const seeds = existsSync(seedFolder) ? readdirSync(seedFolder).filter((name) => name.endsWith(".txt")) : [];
if (seeds.length === 0) console.log("left out: a check of 5 saved pages, since ../shared/seeds is absent");

export const ui: UiFile = {
  open: ["reply.eml"],
  prepare(folder) {
    copyFileSync(path.join(root, "test/fixtures/mail/page.eml"), path.join(folder, "saved-page.txt"));
    for (const seed of seeds) copyFileSync(path.join(seedFolder, seed), path.join(folder, seed));
  },
  tests: [
    {
      name: "a page saved as .txt is patch mail, with its message in the breadcrumbs",
      async run(context) {
        await context.waitForLanguage("Patch Mail");
        await context.openFile("saved-page.txt");
        await context.waitForLanguage("Patch Mail");
        await context.page.locator(".breadcrumbs-control", { hasText: "hwmon" }).waitFor();
      },
    },
    ...seeds.map((seed) => ({
      name: `${seed} is patch mail`,
      async run(context: Parameters<UiFile["tests"][number]["run"]>[0]) {
        await context.openFile(seed);
        await context.waitForLanguage("Patch Mail");
        await context.page
          .locator(
            ".breadcrumbs-control .codicon-symbol-namespace, .breadcrumbs-control .codicon-symbol-module, .breadcrumbs-control .codicon-symbol-package",
          )
          .first()
          .waitFor();
        await context.screenshot(`page-${seed.slice(0, 3)}`);
      },
    })),
  ],
};
