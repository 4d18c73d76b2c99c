const MAX_UNITS = 120;
/** Names that Windows gives to devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i;

/**
 * A file name out of a name that a mail gives: its last part, without separators, control and direction characters and
 * those that a file system forbids; never hidden, never an option, never empty, bounded, the extension kept.
 */
export function safeFileName(name: string, fallback = "attachment"): string {
  const last = name.slice(-2000).split(/[\\/]/).pop() ?? "";
  const plain = last
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[<>:"|?*]/g, "_")
    .replace(/\p{Zs}+/gu, " ")
    .replace(/[. ]+$/, "")
    .trimStart()
    .replace(/^[.~-]+/, (marks) => "_".repeat(Math.min(marks.length, 3)));
  const bounded = bound(plain);
  if (bounded === "" || /^_+$/.test(bounded)) return fallback;
  return DEVICE.test(bounded) ? `_${bounded}` : bounded;
}

function bound(name: string): string {
  if (name.length <= MAX_UNITS) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : "";
  const stem = name.slice(0, MAX_UNITS - extension.length);
  // Not in the middle of a surrogate pair.
  return `${/[\ud800-\udbff]$/.test(stem) ? stem.slice(0, -1) : stem}${extension}`;
}
