/** Lists of one message that are kept. */
const maxLists = 16;
/** Of a field's value that is looked at: patches to everybody have long ones. */
const maxValue = 16_384;

/**
 * Addresses of the mailing lists that a message went to, lower case, none twice: those of To and Cc that stand at a host of
 * lists, and the one that List-Id names (RFC 2919 §2). Raw values of the header fields. Linear.
 */
export function listsOf(listId: string, to: string, cc: string): string[] {
  const lists = new Set<string>();
  const named = idOf(listId);
  addLists(to, named, lists);
  addLists(cc, named, lists);
  // The copy's own list may stand in Bcc, or nowhere.
  const own = named === null ? null : addressOf(named);
  if (own !== null && lists.size < maxLists) lists.add(own);
  return [...lists];
}

/** `Linux Ext4 <linux-ext4.vger.kernel.org>`: the last part in angle brackets. */
function idOf(listId: string): string | null {
  const value = listId.slice(0, 2000);
  const open = value.lastIndexOf("<");
  const close = open === -1 ? -1 : value.indexOf(">", open);
  const id = (close === -1 ? value : value.slice(open + 1, close)).trim().toLowerCase();
  return /^[\w.+-]{1,200}$/.test(id) && id.includes(".") ? id : null;
}

function addLists(value: string, named: string | null, lists: Set<string>): void {
  const text = value.length > maxValue ? value.slice(0, maxValue) : value;
  for (let at = text.indexOf("@"); at !== -1 && lists.size < maxLists; at = text.indexOf("@", at + 1)) {
    const end = endOf(text, at + 1, 1);
    const host = text.slice(at + 1, end).toLowerCase();
    // A list at a host of its own kind is told by List-Id alone; people's addresses are not even cut out.
    const isListHost = isHostOfLists(host);
    if (!isListHost && !(named?.endsWith(host) ?? false)) continue;
    const local = text.slice(endOf(text, at - 1, -1) + 1, at).toLowerCase();
    if (local !== "" && (isListHost || `${local}.${host}` === named)) lists.add(`${local}@${host}`);
  }
}

/** First place from `start` on, in that direction, that is no part of an address. At most 200 characters are looked at. */
function endOf(text: string, start: number, step: 1 | -1): number {
  let at = start;
  for (let count = 0; count < 200; count++, at += step) {
    const c = text.charCodeAt(at);
    const isPart =
      (c >= 0x61 && c <= 0x7a) ||
      (c >= 0x41 && c <= 0x5a) ||
      (c >= 0x30 && c <= 0x39) ||
      c === 0x2e ||
      c === 0x2d ||
      c === 0x2b ||
      c === 0x5f;
    if (!isPart) break;
  }
  return at;
}

/** Hosts of which every address is a list; `lists.…` are so by custom. */
const listHosts: ReadonlySet<string> = new Set([
  "vger.kernel.org",
  "lists.linux.dev",
  "kvack.org",
  "googlegroups.com",
  "alsa-project.org",
  "linuxtv.org",
  "nongnu.org",
]);

function isHostOfLists(host: string): boolean {
  return host.startsWith("lists.") || listHosts.has(host);
}

/** `linux-ext4.vger.kernel.org` as an address; null where nothing tells which dot stands for the `@`. */
function addressOf(id: string): string | null {
  for (let dot = id.indexOf("."); dot !== -1; dot = id.indexOf(".", dot + 1)) {
    const host = id.slice(dot + 1);
    if (isHostOfLists(host)) return `${id.slice(0, dot)}@${host}`;
  }
  const dot = id.indexOf(".");
  return dot > 0 && id.indexOf(".", dot + 1) !== -1 ? `${id.slice(0, dot)}@${id.slice(dot + 1)}` : null;
}
