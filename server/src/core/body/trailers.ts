/** Names besides `*-by` that are trailers whatever their value. */
const NAMES = new Set([
  "fixes",
  "link",
  "closes",
  "cc",
  "message-id",
  "in-reply-to",
  "depends-on",
  "change-id",
  "upstream-status",
  "cherry-picked-from",
]);

/** Names that prose uses as well ("BUG: the lock is held"): trailers only in front of a link. */
const LINK_NAMES = new Set([
  "bug",
  "bugs",
  "buglink",
  "bugzilla",
  "references",
  "reference",
  "see-also",
  "discussion",
  "lore",
  "url",
  "patchwork",
  "resolves",
  "fixed",
]);

/**
 * Length of the trailer name at `start`, without its colon, or 0 where the line is no trailer
 * (git-interpret-trailers(1); the kernel's submitting-patches.rst). Any `*-by:` counts, other names only when known.
 */
export function trailerName(text: string, start: number, end: number): number {
  const limit = Math.min(end, start + 40);
  let at = start;
  while (at < limit) {
    const c = text.charCodeAt(at);
    const isToken =
      (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === 0x2d;
    if (!isToken) break;
    at++;
  }
  if (at === start || at >= limit || text.charCodeAt(at) !== 0x3a || at + 1 > end) return 0;
  const name = text.slice(start, at).toLowerCase();
  const isLinkName = LINK_NAMES.has(name);
  if (!isLinkName && !name.endsWith("-by") && !NAMES.has(name)) return 0;
  // "Link:" alone in prose, or "Fixes:" as a headline, says nothing.
  for (let value = at + 1; value < end; value++) {
    if (text.charCodeAt(value) <= 0x20) continue;
    return !isLinkName || text.startsWith("http", value) || text.charCodeAt(value) === 0x3c ? at - start : 0;
  }
  return 0;
}

/** `base-commit:`, `prerequisite-patch-id:` (git-format-patch(1)), `change-id:` (b4). */
export function isPatchInfo(text: string, start: number, end: number): boolean {
  const c = text.charCodeAt(start);
  if (c !== 0x62 && c !== 0x70 && c !== 0x63 && c !== 0x69) return false;
  if (text.startsWith("base-commit: ", start)) return isHexFrom(text, start + 13, end, 7);
  if (text.startsWith("prerequisite-patch-id: ", start)) return isHexFrom(text, start + 23, end, 7);
  return (
    text.startsWith("change-id: ", start) ||
    text.startsWith("prerequisite-change-id: ", start) ||
    text.startsWith("prerequisite-message-id: ", start)
  );
}

function isHexFrom(text: string, start: number, end: number, least: number): boolean {
  let at = start;
  while (at < end) {
    const c = text.charCodeAt(at);
    if (!((c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x66))) break;
    at++;
  }
  return at - start >= least;
}
