import { type OffsetMap, OffsetMapBuilder } from "./offsetMap.js";

/** A joined line is broken where it gets longer: nobody's paragraph is. */
const maxJoined = 100_000;

/** A text made of another one; `map` leads from its offsets to that one's. */
export interface RewrittenText {
  readonly text: string;
  readonly map: OffsetMap;
}

/**
 * format=flowed (RFC 3676) as fixed lines: what was broken softly is joined, stuffing is undone. Unquoted lines become
 * what `git mailinfo` makes of them, so a diff that was stuffed applies. Quoted lines keep their marks and the blank
 * behind these; only lines of one depth are joined. `text` has LF line ends.
 */
export function unflow(text: string, deletesSpace: boolean): RewrittenText {
  const builder = new OffsetMapBuilder();
  const pieces: string[] = [];
  const take = (start: number, end: number): void => {
    if (end <= start) return;
    pieces.push(text.slice(start, end));
    builder.add(end - start, start, end);
  };
  /** Quote depth of the line that goes on; -1: none does. */
  let openDepth = -1;
  let joined = 0;
  const close = (at: number): void => {
    if (openDepth === -1) return;
    pieces.push("\n");
    builder.add(1, at, at);
    openDepth = -1;
  };
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    const next = found === -1 ? end : end + 1;
    let content = start;
    while (text.charCodeAt(content) === 0x3e && content < end) content++;
    const depth = content - start;
    const isStuffed = content < end && text.charCodeAt(content) === 0x20;
    const isSignature = isSeparator(text, content, end) || (isStuffed && isSeparator(text, content + 1, end));
    const body = isStuffed ? content + 1 : content;
    // "> > x" in a reply that was quoted by hand: its marks are no text to be joined.
    const goesOn =
      openDepth === depth &&
      !isSignature &&
      joined < maxJoined &&
      !(depth > 0 && text.charCodeAt(body) === 0x3e);
    if (!goesOn) {
      close(start);
      joined = 0;
      // Of a quote the blank behind the marks stays: it reads so, and everybody writes it.
      if (depth > 0) take(start, body);
    }
    const isSoft = !isSignature && end > body && text.charCodeAt(end - 1) === 0x20 && found !== -1;
    take(body, isSoft && deletesSpace ? end - 1 : end);
    joined += end - body;
    if (isSoft) openDepth = depth;
    else {
      openDepth = -1;
      take(end, next);
    }
    start = next;
  }
  close(text.length);
  return { text: pieces.join(""), map: builder.build() };
}

/** `-- `: the separator of a signature is no soft line. */
function isSeparator(text: string, start: number, end: number): boolean {
  return end - start === 3 && text.startsWith("-- ", start);
}

/**
 * CRLF line ends as LF; a CR by itself stays. Where other lines end in LF, the CRs are the text's own (a diff of a DOS file)
 * and stay, as git-mailinfo(1) keeps them. A null map: nothing was changed.
 */
export function withLineFeeds(text: string): { readonly text: string; readonly map: OffsetMap | null } {
  if (!text.includes("\r\n") || /(?:^|[^\r])\n/.test(text)) return { text, map: null };
  const builder = new OffsetMapBuilder();
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\r\n", start);
    if (found === -1) {
      pieces.push(text.slice(start));
      builder.add(text.length - start, start, text.length);
      break;
    }
    pieces.push(text.slice(start, found));
    pieces.push("\n");
    builder.add(found - start, start, found);
    builder.add(1, found, found + 2);
    start = found + 2;
  }
  return { text: pieces.join(""), map: builder.build() };
}
