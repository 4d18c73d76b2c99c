import { LineKind } from "../../core/model.js";
import { laterWarning, mayBeContextLater } from "./laterPatches.js";
import type { QuickFix } from "./quickFix.js";

/** Of an added line whose file has LF ends. */
export const removeCr: QuickFix = {
  rules: ["patch.dos-line-endings"],
  isSafe: (place) => !mayBeContextLater(place),
  fixes(place) {
    const { document, span } = place;
    const { lines } = document.model;
    const line0 = lines.lineAt(span.start);
    const start = lines.contentEnd(line0);
    const end = lines.start(line0 + 1);
    // The whole line end: no client can name the place between CR and LF.
    if (lines.kind(line0) !== LineKind.added || document.text.slice(start, end) !== "\r\n") return [];
    return [
      {
        title: `End the line in LF alone${laterWarning(place)}`,
        changes: [{ span: { start, end }, text: "\n" }],
      },
    ];
  },
};
