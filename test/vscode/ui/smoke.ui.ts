import assert from "node:assert/strict";
import type { UiFile } from "../harness/ui.js";

export const ui: UiFile = {
  open: ["review.mbox"],
  tests: [
    {
      name: "a mailbox opens as Patch Mail",
      async run({ waitForLanguage, lines, screenshot }) {
        await waitForLanguage("Patch Mail");
        assert.match((await lines())[0] ?? "", /^From /);
        await screenshot("smoke");
      },
    },
  ],
};
