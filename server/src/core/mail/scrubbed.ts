import type { Span } from "../text/span.js";

/** What pipermail puts between the parts of a mail (Mailman 2, `Handlers/Scrubber.py`). */
export const SCRUBBED_SEPARATOR = "-------------- next part --------------";

/** Characters of a notice that are read: a name, a type and a URL. */
const MAX_NOTICE = 3000;

export interface Scrubbed {
  /** Behind the notice. */
  readonly end: number;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number | null;
  readonly url: string | null;
  readonly urlSpan: Span | null;
}

const NOTICE =
  /^\s{0,8}(?:An? (?:non-text|HTML|embedded message|embedded and charset-unspecified text)(?: attachment)? was scrubbed\.\.\.|Skipped content of type (\S{1,100}))/;

/**
 * The notice about a part that pipermail keeps elsewhere, at `start` behind the separator, also where its lines became one;
 * null where the part itself stands there.
 */
export function readScrubbed(text: string, start: number, limit: number): Scrubbed | null {
  const end = Math.min(limit, start + MAX_NOTICE);
  const source = text.slice(start, end);
  const notice = NOTICE.exec(source);
  if (!notice) return null;
  // "URL: <…>" is last; older versions leave the brackets out.
  const url = /\bURL: {1,4}(?:<(\S{1,1500}?)>|(https?:\/\/\S{1,1500}))/.exec(source);
  const stop = url && isNear(source, url.index) ? url.index + url[0].length : notice[0].length;
  const fields = source.slice(notice[0].length, stop);
  const value = (name: string): string =>
    new RegExp(
      `(?:^|\\s)${name}: {0,4}(.{0,300}?)(?=\\s(?:Name|Type|Size|Desc|URL|From|Subject|Date):|[\\r\\n]|$)`,
    )
      .exec(fields)?.[1]
      ?.trim() ?? "";
  const link = stop > notice[0].length ? (url?.[1] ?? url?.[2] ?? null) : null;
  const linkStart = link === null ? -1 : start + (url?.index ?? 0) + (url?.[0] ?? "").indexOf(link);
  const size = /^(\d{1,12})/.exec(value("Size"))?.[1];
  return {
    end: start + stop,
    name: value("Name"),
    contentType: (
      value("Type") ||
      notice[1] ||
      (notice[0].includes("HTML")
        ? "text/html"
        : notice[0].includes("message")
          ? "message/rfc822"
          : "text/plain")
    ).toLowerCase(),
    sizeBytes: size === undefined ? null : Number(size),
    url: link,
    urlSpan: link === null ? null : { start: linkStart, end: linkStart + link.length },
  };
}

/** Another separator before the URL: that one is another part's. */
function isNear(source: string, urlAt: number): boolean {
  const next = source.indexOf(SCRUBBED_SEPARATOR);
  return next === -1 || next > urlAt;
}
