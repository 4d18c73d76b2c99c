import type { QuickFix } from "./quickFix.js";

/** `BugLink:` becomes `Link:` or `Closes:`, as the writer means it. */
export const nameLink: QuickFix = {
  rules: ["log.use-link"],
  isSafe: false,
  fixes({ span }) {
    return ["Link:", "Closes:"].map((name) => ({
      title: `Write ${name}`,
      changes: [{ span, text: name }],
    }));
  },
};
