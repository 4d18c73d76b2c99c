import type { QuickFix } from "./quickFix.js";
import { withoutLines } from "./wholeLines.js";

/** Takes the line out. */
export const removeGerritChangeId: QuickFix = {
  rules: ["log.gerrit-change-id"],
  // An indented one is told of, or git takes it for a part of the line above.
  isSafe: ({ document: { text }, span }) => /\S/.test(text.charAt(span.start)),
  fixes({ document, span }) {
    const line0 = document.model.lines.lineAt(span.start);
    return [{ title: "Remove Gerrit's Change-Id", changes: [withoutLines(document, line0, line0 + 1)] }];
  },
};
