/** Fields that a draft is begun with; what a mail program writes anew (Date, Message-ID) or others did is left out. */
const keptField = /^(?:from|reply-to|to|cc|bcc|subject|in-reply-to|references):/i;
const mimeField = /^(?:mime-version|content-[a-z-]+):/i;
const multipart = /^content-type:[ \t]*(?:\r?\n[ \t]+)?multipart\//i;
const fieldStart = /^[!-9;-~]+:/;

/** UTF-8 as it stands, which is what an editor saves. */
const plainFields = [
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=UTF-8",
  "Content-Transfer-Encoding: 8bit",
];

/**
 * The text of a message as one to edit and to send: `isDecoded` where it is a decoded view, else the raw message. Text
 * without a mail header is given back as it is.
 */
export function draftText(text: string, isDecoded: boolean): string {
  const { fields, end } = headerOf(text);
  if (fields.length === 0) return text;
  // What stands in parts is told apart only by its own fields.
  const keepsParts = !isDecoded && fields.some((field) => multipart.test(field));
  const kept = fields.filter((field) => keptField.test(field) || (keepsParts && mimeField.test(field)));
  const lineEnd = text.slice(0, 10_000).includes("\r\n") ? "\r\n" : "\n";
  const added = keepsParts || isAscii(text, kept, end) ? [] : plainFields.map((field) => field + lineEnd);
  return [...kept, ...added, text.slice(end)].join("");
}

/** Header fields with their line ends, folded lines included; `end`: the empty line below them. */
function headerOf(text: string): { readonly fields: readonly string[]; readonly end: number } {
  const fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    const found = text.indexOf("\n", at);
    const next = found === -1 ? text.length : found + 1;
    const line = text.slice(at, next);
    const last = fields.length - 1;
    if (/^[ \t]/.test(line) && last >= 0) fields[last] += line;
    else if (fieldStart.test(line)) fields.push(line);
    else break;
    at = next;
  }
  return { fields, end: at };
}

function isAscii(text: string, kept: readonly string[], end: number): boolean {
  // oxlint-disable-next-line no-control-regex -- all of ASCII is meant
  const other = /[^\u0000-\u007f]/;
  return !other.test(text.slice(end)) && !kept.some((field) => other.test(field));
}
