import type { QuickFix } from "./quickFix.js";

/** The header names another charset than that of the log, which is UTF-8. */
export const sayUtf8: QuickFix = {
  rules: ["mail.non-utf8-log"],
  // What the bytes of the file are, which an editor may have read in another charset, is not seen here.
  isSafe: false,
  fixes({ document, span }) {
    const value = document.text.slice(span.start, Math.min(span.end, span.start + 1000));
    const match = /;\s*charset\s*=\s*("[^"\r\n]{0,80}"|[^\s;"]{1,80})/i.exec(value);
    if (match?.[1] === undefined) return [];
    const end = span.start + match.index + match[0].length;
    return [
      {
        title: "Say charset=UTF-8",
        changes: [{ span: { start: end - match[1].length, end }, text: "UTF-8" }],
      },
    ];
  },
};
