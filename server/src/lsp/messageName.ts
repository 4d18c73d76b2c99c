/** Whether a message's header has that id; ids in a body are another's. */
export function hasId(text: string, messageId: string): boolean {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  return text.slice(0, Math.min(end, 200_000)).includes(messageId);
}

/** A name for a file or a tab, out of the subject: letters, digits and a few signs, so nothing of the mail is a path. */
export function nameOf(text: string): string {
  const subject = /^subject:((?:.*)(?:\r?\n[ \t].*)*)/im.exec(text.slice(0, 100_000))?.[1] ?? "";
  const plain = subject
    .slice(0, 500)
    .replace(/[^\p{L}\p{N}.,_+-]+/gu, " ")
    .replace(/^[ .-]+|[ .]+$/g, "")
    .slice(0, 100);
  return `${plain === "" ? "message" : plain}.eml`;
}
