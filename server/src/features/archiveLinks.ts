/** Message-IDs of mail on their way to a URL or a shell: mail is hostile, so each way has its own check. */

/** Longest id that is taken: RFC 5322 §2.1.1 allows a line of 998 characters. */
const longestId = 998;

/** Characters of a path (RFC 3986 §3.3) that stand as they are in `Link:` tags, and neither a shell nor Markdown ends at. */
const PLAIN_IN_PATH = /%(?:21|24|2B|2C|3A|3D|40)/g;

/**
 * `https://lore.kernel.org/all/<id>/`, with `/` in the id as `%2F`, as public-inbox writes it.
 * null where the id is no printable ASCII (public-inbox cannot find it then) or too long.
 */
export function archiveLink(archiveUrl: string, messageId: string): string | null {
  if (!isPrintableId(messageId)) return null;
  const escaped = encodeURIComponent(messageId)
    .replace(/['()*]/g, percent)
    .replace(PLAIN_IN_PATH, (escape) => decodeURIComponent(escape));
  return `${archiveUrl.endsWith("/") ? archiveUrl : `${archiveUrl}/`}${escaped}/`;
}

/**
 * The id as one word of a POSIX shell, in single quotes where it holds anything but letters, digits and `@._%+=:,/-`.
 * null where that would not be enough or could be read as an option.
 */
export function shellWord(messageId: string): string | null {
  if (!isPrintableId(messageId) || messageId.startsWith("-")) return null;
  if (/^[\w@.%+=:,/-]+$/.test(messageId)) return messageId;
  return /^[\w@.%+=:,/~$!#^*{}?-]+$/.test(messageId) ? `'${messageId}'` : null;
}

/** Printable ASCII without white space and angle brackets. */
export function isPrintableId(messageId: string): boolean {
  return messageId.length > 0 && messageId.length <= longestId && /^[!-;=?-~]+$/.test(messageId);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
