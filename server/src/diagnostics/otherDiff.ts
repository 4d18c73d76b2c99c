import { LineKind } from "../core/model.js";
import type { RuleContext } from "./rule.js";

/** A mail that `git am` would read as a patch, and whose text stands there as git reads it. */
export function mayBePatch({ document, message }: RuleContext): boolean {
  return (
    message.role === "patch" &&
    document.model.form === "mail" &&
    message.encoding === "identity" &&
    message.attachments.length === 0
  );
}

/** Whether the subject says so, too, by `[PATCH]` or a number: a patch that is neither cover letter, reply nor report. */
export function announcesPatch(context: RuleContext): boolean {
  const { tag } = context.message;
  return mayBePatch(context) && tag.isPatch && !tag.isReply;
}

/** The first line of a context diff or of plain diff(1) output, where the mail has no hunk of a unified one; else null. */
export function otherDiffLine0({ document, message, files }: RuleContext): number | null {
  if (files.some((file) => file.hunks.length > 0 || file.isBinary || file.hasGitHeader)) return null;
  const { text } = document;
  const { lines } = document.model;
  for (let line0 = message.bodyLine0; line0 < message.endLine0; line0++) {
    if (lines.depth(line0) > 0 || lines.kind(line0) === LineKind.blank) continue;
    const start = lines.start(line0);
    const next = lines.start(line0 + 1);
    const first = text.charCodeAt(start);
    // `*** a/x.c`, `--- b/x.c`, a row of stars.
    if (first === 0x2a && text.startsWith("*** ", start)) {
      if (text.startsWith("--- ", next) && text.startsWith("*****", lines.start(line0 + 2))) return line0;
    } else if (first >= 0x30 && first <= 0x39) {
      // `12,13c12`, `< …` or `> …`.
      const command = text.slice(start, Math.min(lines.contentEnd(line0), start + 48));
      if (!/^\d{1,9}(?:,\d{1,9})?[acd]\d{1,9}(?:,\d{1,9})?$/.test(command)) continue;
      if (text.startsWith("< ", next) || text.startsWith("> ", next)) return line0;
    }
  }
  return null;
}
