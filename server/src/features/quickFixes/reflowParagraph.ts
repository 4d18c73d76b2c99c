import { defaultWidth, reflowChanges, whyNotReflowed } from "../reflowText.js";
import type { QuickFix } from "./quickFix.js";

/** Fills the paragraph of a line that is too long. Where a line of prose ends is the writer's choice, so it is never done to all. */
export const reflowParagraph: QuickFix = {
  rules: ["log.long-line"],
  isSafe: false,
  fixes({ document, message, span, context }) {
    if (whyNotReflowed(document, message, context.stateOptions?.(document)) !== null) return [];
    const { lines } = document.model;
    const width = context.options.formatWidth ?? defaultWidth;
    const line0 = lines.lineAt(span.start);
    const { changes } = reflowChanges(
      document,
      message,
      { width, fill: "long" },
      { from0: line0, to0: line0 + 1 },
    );
    return changes.length === 0 ? [] : [{ title: `Wrap the paragraph at ${width} columns`, changes }];
  },
};
