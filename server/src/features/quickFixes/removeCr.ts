import { LineKind } from "../../core/model.js";
import type { QuickFix } from "./quickFix.js";

/** Of an added line whose file has LF ends. */
export const removeCr: QuickFix = {
  rules: ["patch.dos-line-endings"],
  isSafe: true,
  fixes({ document, span }) {
    const { lines } = document.model;
    const line0 = lines.lineAt(span.start);
    const start = lines.contentEnd(line0);
    const end = lines.start(line0 + 1);
    // The whole line end: no client can name the place between CR and LF.
    if (lines.kind(line0) !== LineKind.added || document.text.slice(start, end) !== "\r\n") return [];
    return [{ title: "End the line in LF alone", changes: [{ span: { start, end }, text: "\n" }] }];
  },
};
