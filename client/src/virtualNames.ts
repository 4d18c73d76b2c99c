/** Names of virtual files, as tabs, Problems and Go Back show them. Nothing of a mail leads anywhere. */

const decodedMark = " (decoded)";
/** Files that are named by someone; in a Maildir the name is a number. */
const mailFile = /\.(?:eml|patch|diff|mbox|mbx|txt)$/i;

/**
 * A path segment out of text of a mail (a subject, a file's path): no control characters, no separators that could
 * lead elsewhere, no dot or space at the end, bounded.
 */
export function safeName(text: string, fallback: string): string {
  // "net: fix it" reads better as "net fix it" than with a sign in place of the colon.
  const name = Array.from(text.slice(0, 200).replaceAll(": ", " "), (character) =>
    character < " " || '\\/:*?"<>|\u007f'.includes(character) ? "_" : character,
  ).join("");
  return withoutEnd(name).trimStart() || fallback;
}

/** Without dots and spaces at the end; by steps, since a pattern for it would go back and forth over long rows of dots. */
function withoutEnd(name: string): string {
  let end = name.length;
  while (end > 0 && /[.\s]/.test(name.charAt(end - 1))) end--;
  return name.slice(0, end);
}

/** What one message of a mailbox is called: its subject, else its number (`index` is 0-based). */
export function messageStem(subject: string, index: number): string {
  return safeName(subject, `message ${index + 1}`);
}

/** What a file of mail is called, without its folder and extension; "" where its name says nothing to a reader. */
export function fileStem(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return mailFile.test(name) ? name.replace(mailFile, "") : "";
}

/** The name of a raw message of a mailbox. */
export function messageName(stem: string): string {
  return `${stem}.eml`;
}

/** The name of a decoded view: with a mark that tells it from the raw text in another tab. */
export function decodedName(stem: string): string {
  return `${safeName(stem, "message")}${decodedMark}.eml`;
}

/** The path with the name of the raw message, for the path of its decoded view. */
export function rawName(path: string): string {
  const end = `${decodedMark}.eml`;
  return path.endsWith(end) ? messageName(path.slice(0, -end.length)) : path;
}
