import { LineKind } from "../../core/model.js";
import { formatCharacterName } from "../../diagnostics/formatCharacters.js";
import type { Fix, QuickFix } from "./quickFix.js";

/** One that is not seen, or all of its line. Not of context and removed lines, which must stay as the file has them. */
export const removeFormatCharacters: QuickFix = {
  rules: ["mail.suspicious-unicode"],
  isSafe: false,
  fixes({ document, span }) {
    const { lines } = document.model;
    const { text } = document;
    const line0 = lines.lineAt(span.start);
    const kind = lines.kind(line0);
    if (kind === LineKind.context || kind === LineKind.removed) return [];
    const start = lines.start(line0);
    const all = [...text.slice(start, lines.contentEnd(line0)).matchAll(/\p{Cf}/gu)].map((match) => ({
      start: start + match.index,
      end: start + match.index + match[0].length,
    }));
    const one = all.find((place) => place.start === span.start);
    if (one === undefined) return [];
    const name = formatCharacterName(text.codePointAt(one.start) ?? 0);
    const fixes: Fix[] = [{ title: `Remove the character (${name})`, changes: [{ span: one, text: "" }] }];
    if (all.length > 1)
      fixes.push({
        title: `Remove all ${all.length} such characters of the line`,
        changes: all.map((place) => ({ span: place, text: "" })),
      });
    return fixes;
  },
};
