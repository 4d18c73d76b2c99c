import type { Attachment, DiffMention } from "../model.js";
import { indexOfWithin } from "../text/search.js";
import { readScrubbed, SCRUBBED_SEPARATOR } from "./scrubbed.js";

/** Mentions that are kept at most of one stretch; one flattened mail of a large series has hundreds. */
const MAX_MENTIONS = 2000;

/**
 * Each `diff --git a/x b/x` in `[start, end)`, whose lines stand all on one: the diff is told, and cannot be read any
 * more. Only pairs with the same name on both sides count, so that prose about the command is none.
 */
export function diffMentions(text: string, start: number, end: number): DiffMention[] {
  const mentions: DiffMention[] = [];
  const mark = "diff --git ";
  for (
    let at = indexOfWithin(text, mark, start, end);
    at !== -1 && mentions.length < MAX_MENTIONS;
    at = indexOfWithin(text, mark, at + mark.length, end)
  ) {
    const names = /^[a-w1]\/(\S{1,500}) (?:> ?){0,20}[b-w2]\/(\S{1,500})(?=\s|$)/.exec(
      text.slice(at + mark.length, Math.min(end, at + mark.length + 1100)),
    );
    if (!names) continue;
    const stop = at + mark.length + names[0].length;
    const path = names[2] ?? "";
    mentions.push({
      kind: "diffMention",
      span: { start: at, end: stop },
      path,
      pathSpan: { start: stop - path.length, end: stop },
    });
  }
  return mentions;
}

/** Longest head of a message in a thread view: it lists parent, siblings and replies. */
const MAX_HEAD = 20_000;

/** Behind `(permalink / raw)` of the head in a flattened line, or `start` where it has none. */
export function flattenedHeadEnd(text: string, start: number, end: number): number {
  const limit = Math.min(end, start + MAX_HEAD);
  const mark = indexOfWithin(text, "(permalink", start, limit);
  const close = mark === -1 ? -1 : indexOfWithin(text, ")", mark, limit);
  return close === -1 ? start : close + 1;
}

/** The parts that pipermail scrubbed, in `[start, end)` of one line. */
export function flattenedParts(text: string, line0: number, start: number, end: number): Attachment[] {
  const parts: Attachment[] = [];
  for (
    let at = indexOfWithin(text, SCRUBBED_SEPARATOR, start, end);
    at !== -1;
    at = indexOfWithin(text, SCRUBBED_SEPARATOR, at + SCRUBBED_SEPARATOR.length, end)
  ) {
    const scrubbed = readScrubbed(text, at + SCRUBBED_SEPARATOR.length, end);
    if (!scrubbed) continue;
    parts.push({
      kind: "attachment",
      span: { start: at, end: scrubbed.end },
      startLine0: line0,
      endLine0: line0 + 1,
      contentLine0: line0 + 1,
      name: scrubbed.name,
      contentType: scrubbed.contentType,
      disposition: "attachment",
      encoding: "identity",
      scrubbed: { url: scrubbed.url, urlSpan: scrubbed.urlSpan, sizeBytes: scrubbed.sizeBytes },
    });
  }
  return parts;
}
