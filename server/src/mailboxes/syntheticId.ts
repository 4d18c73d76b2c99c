/**
 * An id for a message that has none: stable as long as the file keeps its name and the message its place. Of a Maildir's
 * file that is the name without its flags, wherever it lies: it must not change when the mail was read.
 */
export function syntheticId(uri: string, index: number): string {
  return `${stableUri(uri)}#${index}`;
}

/** `.../cur/1700000000.1.host:2,S` and `.../new/1700000000.1.host` are one mail (cr.yp.to/proto/maildir.html). */
function stableUri(uri: string): string {
  const slash = uri.lastIndexOf("/");
  const folder = uri.slice(Math.max(0, slash - 4), slash);
  if (folder !== "/cur" && folder !== "/new") return uri;
  const name = uri.slice(slash + 1).replace(/(?::|%3A)2(?:,|%2C)[A-Za-z]{0,20}$/i, "");
  return `${uri.slice(0, slash - 4)}/${name}`;
}
