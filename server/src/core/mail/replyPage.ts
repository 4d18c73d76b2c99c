import { LineKind, type ReplyInstructions } from "../model.js";
import type { LineTable } from "../text/lineTable.js";

/** The command is one line in the source of the page, folded to one option a line; so many characters are read. */
const MAX_COMMAND = 60_000;

/** The reply instructions among lines that are marked as such already, with the options of their `git send-email`. */
export function readReplyInstructions(
  text: string,
  lines: LineTable,
  startLine0: number,
  endLine0: number,
): ReplyInstructions | null {
  let first = startLine0;
  while (first < endLine0 && lines.kind(first) !== LineKind.replyInstructions) first++;
  if (first === endLine0) return null;
  let end = first;
  let command = -1;
  while (end < endLine0 && lines.kind(end) === LineKind.replyInstructions) {
    if (command === -1 && /^\s{0,8}git send-email(?:\s|$)/.test(lines.lineText(end).slice(0, 40)))
      command = end;
    end++;
  }
  return {
    span: lines.spanOfLines(first, end),
    startLine0: first,
    endLine0: end,
    sendEmail: command === -1 ? null : optionsOf(text, lines.start(command), lines.start(end)),
  };
}

/** `--name=value` up to the path of the reply; public-inbox (Reply.pm) puts odd values in single quotes. */
function optionsOf(text: string, start: number, end: number): { name: string; value: string }[] {
  const source = text.slice(start, Math.min(end, start + MAX_COMMAND));
  const stop = source.indexOf("/path/to/");
  const options: { name: string; value: string }[] = [];
  for (const match of source
    .slice(0, stop === -1 ? source.length : stop)
    .matchAll(/(?:^|\s)--(in-reply-to|to|cc|bcc|subject)=((?:'[^']*'|\\'|[^\s'\\])+)/g)) {
    options.push({ name: match[1] ?? "", value: unquoted(match[2] ?? "") });
  }
  return options;
}

/** A POSIX shell word of single-quoted pieces and `\'`. */
function unquoted(word: string): string {
  return word.replace(/'([^']*)'|\\'/g, (whole, quoted: string | undefined) =>
    whole === "\\'" ? "'" : (quoted ?? ""),
  );
}
