import { LineKind } from "../../core/model.js";
import type { QuickFix } from "./quickFix.js";

/** The last line of a patch was copied without its line end, which makes the hunk corrupt for git. */
export const endLastLine: QuickFix = {
  rules: ["patch.corrupt-hunk"],
  // A last line that was cut in its middle looks the same; of context git would tell.
  isSafe: ({ document: { model } }) => model.lines.kind(model.lines.count - 1) !== LineKind.added,
  fixes({ document: { text }, span }) {
    if (span.end !== text.length || /[\r\n]$/.test(text.slice(-1))) return [];
    const first = text.indexOf("\n");
    const lineEnd = first > 0 && text.charAt(first - 1) === "\r" ? "\r\n" : "\n";
    return [
      {
        title: "End the last line",
        changes: [{ span: { start: text.length, end: text.length }, text: lineEnd }],
      },
    ];
  },
};
