import type { Span } from "../core/text/span.js";

/** A link to mail in an archive that is not lore.kernel.org. */
export interface ArchiveUrl {
  readonly url: string;
  /** Offset of the link in the text that was searched, and behind it. */
  readonly span: Span;
  /** Name of the archive. */
  readonly host: string;
  /** Where the link itself holds the mail's Message-ID, without brackets; else null. */
  readonly messageId: string | null;
}

/** Archives whose mail lore.kernel.org has, too, and which may go (checkpatch's PREFER_LORE_ARCHIVE names most of them). */
const ARCHIVES: readonly { readonly host: RegExp; readonly name: string }[] = [
  { host: /^(?:www\.)?lkml\.org$/, name: "lkml.org" },
  { host: /^(?:www\.)?marc\.info$/, name: "marc.info" },
  { host: /^(?:www\.)?spinics\.net$/, name: "spinics.net" },
  { host: /^(?:www\.|mid\.)?mail-archive\.com$/, name: "mail-archive.com" },
  { host: /^lists\.infradead\.org$/, name: "lists.infradead.org" },
  { host: /^(?:[\w-]+\.)?gmane\.(?:org|io)$/, name: "gmane.org" },
];
/** Archives of which a part is meant. */
const FOLDERS: readonly { readonly start: RegExp; readonly name: string }[] = [
  { start: /^lists\.ozlabs\.org\/(?:pipermail|archives)\//, name: "lists.ozlabs.org" },
  { start: /^(?:www\.)?ozlabs\.org\/pipermail\//, name: "ozlabs.org" },
  { start: /^lists\.freedesktop\.org\/archives\/dri-devel\//, name: "lists.freedesktop.org" },
  { start: /^mailman\.alsa-project\.org\/pipermail\//, name: "mailman.alsa-project.org" },
];

/** How long a link is looked at. */
const LONGEST = 1000;

/** Links to such archives in a line, in order, ten at most. */
export function archiveUrls(text: string): ArchiveUrl[] {
  const found: ArchiveUrl[] = [];
  let from = 0;
  while (found.length < 10) {
    const at = text.indexOf("http", from);
    if (at === -1) return found;
    const match = /^https?:\/\/([^\s<>"')\]]{1,1000})/.exec(text.slice(at, at + LONGEST));
    from = at + 4;
    if (match === null) continue;
    // A stop or comma behind a link is the sentence's.
    const url = match[0].replace(/[.,;:]+$/, "");
    from = at + url.length;
    const place = url.replace(/^https?:\/\//, "");
    const host = (place.split(/[/?#:]/, 1)[0] ?? "").toLowerCase();
    const name =
      ARCHIVES.find((one) => one.host.test(host))?.name ??
      FOLDERS.find((one) => one.start.test(place))?.name ??
      null;
    if (name !== null)
      found.push({ url, span: { start: at, end: at + url.length }, host: name, messageId: idIn(place) });
  }
  return found;
}

/**
 * `marc.info/?i=<id>`, `mail-archive.com/search?l=mid&q=<id>`, `mid.mail-archive.com/<id>`, `mid.gmane.org/<id>`. The path of
 * `mail-archive.com/<list>@<host>/msg1.html` holds the list's address, and a search without `l=mid` may be for a person's.
 */
function idIn(place: string): string | null {
  const match =
    /^(?:www\.)?marc\.info\/\?(?:[^#]{0,200}&)?i=([^&#]+)/.exec(place) ??
    (/^(?:www\.)?mail-archive\.com\/search\?(?:[^#]{0,900}&)?(?:l=mid(?:[&#]|$)|q=mid(?::|%3a))/i.test(place)
      ? /[?&]q=([^&#]+)/.exec(place)
      : null) ??
    /^mid\.(?:gmane\.(?:org|io)|mail-archive\.com)\/([^#?/]+)\/?$/.exec(place);
  if (match === null) return null;
  let id: string;
  try {
    id = decodeURIComponent(match[1] ?? "");
  } catch {
    return null;
  }
  id = id.replace(/^mid:/, "").replace(/^<(.*)>$/, "$1");
  return /^[!-;=?-~]+@[!-;=?-~]+$/.test(id) ? id : null;
}
