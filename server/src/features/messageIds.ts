/** Message-IDs in header fields and in running text, with their places. */
import type { Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import type { MailLookup } from "./feature.js";
import { inlineMarks } from "./inlineMarks.js";
import { fieldAt } from "./locate.js";

export interface PlacedId {
  /** Without angle brackets. */
  readonly id: string;
  /** Offsets, without the brackets. */
  readonly start: number;
  readonly end: number;
}

/** Longest stretch of text that is searched. */
const longestText = 100_000;

/** Every `<…>` in `[start, end)`: for header fields, where nothing but Message-IDs stands in angle brackets. */
export function bracketedIds(text: string, start: number, end: number): PlacedId[] {
  const ids: PlacedId[] = [];
  const limit = Math.min(end, start + longestText);
  let open = -1;
  for (let at = start; at < limit; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x3c) open = at;
    else if (c === 0x3e && open !== -1) {
      if (at > open + 1) ids.push({ id: text.slice(open + 1, at), start: open + 1, end: at });
      open = -1;
    } else if (c <= 0x20) open = -1;
  }
  return ids;
}

/**
 * The Message-ID under `offset`: in a header field of ids, else in the line's text; null where there is none. With `mail`
 * also an id in angle brackets that looks like an address, where a message at hand has it.
 */
export function messageIdAt(
  message: Message,
  text: string,
  lines: LineTable,
  offset: number,
  mail?: Pick<MailLookup, "byMessageId">,
): PlacedId | null {
  const line0 = lines.lineAt(offset);
  const field = fieldAt(message, line0);
  if (field?.valueKind === "messageIds") {
    const ids = bracketedIds(text, field.valueSpan.start, field.valueSpan.end);
    const under = ids.find((id) => offset >= id.start - 1 && offset <= id.end + 1);
    // On the name, or between ids: the field's last id is the nearest relative (RFC 5322 §3.6.4).
    return under ?? ids[ids.length - 1] ?? null;
  }
  const end = lines.contentEnd(line0);
  const start = Math.max(lines.start(line0), offset - 2000);
  for (const mark of inlineMarks(text, lines, start, Math.min(end, offset + 2000))) {
    if (offset < mark.start - 1 || offset > mark.end + 1) continue;
    if (mark.kind === "messageId")
      return { id: text.slice(mark.start, mark.end), start: mark.start, end: mark.end };
    if (mark.kind === "url") return idOfUrl(text.slice(mark.start, mark.end), mark.start, mark.end);
  }
  if (mail === undefined || field?.valueKind === "addresses") return null;
  const under = bracketedIds(text, start, Math.min(end, offset + 2000)).find(
    (id) => offset >= id.start - 1 && offset <= id.end + 1,
  );
  return under !== undefined && mail.byMessageId(under.id).length > 0 ? under : null;
}

/** The Message-ID in an archive's URL (lore.kernel.org, patch.msgid.link, public-inbox elsewhere); null for others. */
export function idOfUrl(url: string, start: number, end: number): PlacedId | null {
  if (url.length > 1500) return null;
  const part = url
    .slice(url.indexOf("://") + 3)
    .split("/")
    .slice(1)
    .find((word) => word.includes("@") || word.includes("%40"));
  if (part === undefined) return null;
  const id = decoded(part);
  return id === null ? null : { id, start, end };
}

/** Undoes `%2F` and the like; null where the escapes are no UTF-8. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
