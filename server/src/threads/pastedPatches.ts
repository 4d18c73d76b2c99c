import type { MailDocument, Message } from "../core/model.js";

/** Lines above a diff in which its `---` is looked for: a diffstat and notes stand between. */
const maxNotes = 2000;

/**
 * Lines of the body (in the document) that are trailers of a patch which somebody pasted into a reply: those right above
 * the `---` in front of a diff. They are the log's, and nobody gives them in this mail. Linear.
 */
export function pastedTrailerLines({ lines }: MailDocument, message: Message): ReadonlySet<number> {
  const found = new Set<number>();
  if (message.role === "patch") return found;
  const own = new Set<number>();
  for (const { depth, line0, endLine0 } of message.trailers) {
    for (let line = line0; depth === 0 && line < endLine0; line++) own.add(line);
  }
  if (own.size === 0) return found;
  let above = message.bodyLine0;
  for (const file of message.files) {
    if (file.depth > 0) continue;
    const first = Math.max(above, file.startLine0 - maxNotes);
    for (let line = file.startLine0 - 1; line >= first; line--) {
      const length = lines.contentEnd(line) - lines.start(line);
      if (length < 3 || length > 5 || lines.depth(line) > 0 || lines.content(line).trimEnd() !== "---")
        continue;
      for (let trailer = line - 1; own.has(trailer); trailer--) found.add(trailer);
      break;
    }
    above = file.endLine0;
  }
  return found;
}
