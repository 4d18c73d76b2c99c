import type { ParsedMail } from "mailparser";

/** A message whose encodings are undone. */
export interface DecodedMail {
  readonly text: string;
  readonly attachments: readonly MailAttachment[];
}

export interface MailAttachment {
  readonly name: string;
  /** Lower case. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/**
 * A message with its transfer encodings and charsets undone, by mailparser, on the bytes of the file. HTML-only mail
 * becomes text; nothing remote is loaded. mailparser is large, so it is loaded at the first call.
 *
 * Known of mailparser 3.9: it takes the present time for a date that it cannot read (we read dates ourselves), it joins
 * the lines of format=flowed text, and it joins text parts that stand around an attachment. It gives no offsets, so
 * what needs these is decoded by ourselves (core/mail/decode….ts), and compared with it in test/corpus.
 *
 * @throws whatever mailparser throws on damage it does not bear; callers turn that into a sentence
 */
export async function decodeMail(bytes: Uint8Array): Promise<DecodedMail> {
  const { simpleParser } = await import("mailparser");
  const mail: ParsedMail = await simpleParser(Buffer.from(bytes), {
    skipImageLinks: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  });
  return {
    text: mail.text ?? "",
    attachments: mail.attachments.map((attachment) => ({
      name: attachment.filename ?? "",
      contentType: attachment.contentType,
      bytes: attachment.content,
    })),
  };
}

/**
 * The text of an HTML part, by the html-to-text of mailparser: nothing is rendered, run or loaded; pictures are left
 * out, links stay as their addresses, lines are broken at 80 characters. null where it gives up.
 */
export async function htmlAsText(html: string): Promise<string | null> {
  const { elements, quotes } = deepestNesting(html);
  if (elements > maxNesting || quotes * html.length > maxQuoted) return null;
  const lean = withoutTables(withoutPictures(html));
  return lean === null ? null : await textOf("text/html", "utf-8", Buffer.from(lean, "utf8"));
}

/** Each quote around a line is written before it again: 50 deep around 100,000 characters take some 50 ms. */
const maxQuoted = 30_000_000;
/** html-to-text lays tables out in a time that grows with the square of their cells. */
const maxCells = 10_000;

/** A table with more cells than anybody reads becomes lines; null where its tags are not to be found. */
function withoutTables(html: string): string | null {
  if (!hasManyCells(html)) return html;
  const lines = html.replace(/<\/?(?:table|t[bhrdf]\w{0,5})\b[^<>]{0,500}>/gi, (tag) =>
    /^<tr/i.test(tag) ? "<br>" : " ",
  );
  return hasManyCells(lines) ? null : lines;
}

function hasManyCells(html: string): boolean {
  let cells = 0;
  for (const _ of html.matchAll(/<t[dh]\b/gi)) if (++cells > maxCells) return true;
  return false;
}

/** Of a picture only its address would be left, and that is mostly one that counts who has looked. */
function withoutPictures(html: string): string {
  const start = /<img\b/gi;
  const pieces: string[] = [];
  let from = 0;
  for (let found = start.exec(html); found !== null; found = start.exec(html)) {
    const end = html.indexOf(">", found.index);
    if (end === -1) break;
    pieces.push(html.slice(from, found.index));
    from = end + 1;
    start.lastIndex = from;
  }
  return pieces.join("") + html.slice(from);
}

/**
 * Bytes in a charset that the Encoding standard leaves out and mailparser's iconv has (UTF-7, IBM code pages); null
 * where it has not.
 */
export async function decodeForeignCharset(bytes: Uint8Array, charset: string): Promise<string | null> {
  if (!/^[a-z0-9_.:-]{1,60}$/i.test(charset)) return null;
  // A charset that it does not know is read as UTF-8 without a word: there the bytes above ASCII mean nothing alone.
  const isKnown =
    /^utf-?7$/i.test(charset) || /[^\ufffd\s]/.test((await textOf("text/plain", charset, upperBytes)) ?? "");
  return isKnown ? await textOf("text/plain", charset, bytes) : null;
}

/** 0xff … 0x80: in no order that UTF-8 knows. */
const upperBytes = Uint8Array.from({ length: 128 }, (_, at) => 255 - at);

async function textOf(contentType: string, charset: string, content: Uint8Array): Promise<string | null> {
  const head = `Content-Type: ${contentType}; charset=${charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  const lines = Buffer.from(content).toString("base64").replace(/.{76}/g, "$&\r\n");
  try {
    return (await decodeMail(Buffer.from(`${head}${lines}\r\n`, "latin1"))).text;
  } catch {
    return null;
  }
}

/** html-to-text walks elements recursively, twice: deeper ones overflow its stack. */
const maxNesting = 500;

/** How deep elements may be nested, at most: open tags without their closing ones; and quotes among them. */
function deepestNesting(html: string): { readonly elements: number; readonly quotes: number } {
  let depth = 0;
  let elements = 0;
  let quotes = 0;
  for (let at = html.indexOf("<"); at !== -1; at = html.indexOf("<", at + 1)) {
    const code = html.charCodeAt(at + 1) | 0x20;
    if (html.charCodeAt(at + 1) === 0x2f) depth = Math.max(0, depth - 1);
    else if (code >= 0x61 && code <= 0x7a && !VOID.test(html.slice(at + 1, at + 12))) {
      depth++;
      if (/^<blockquote/i.test(html.slice(at, at + 11))) quotes++;
    }
    if (depth > elements) elements = depth;
  }
  return { elements, quotes: Math.min(quotes, elements) };
}

/** Elements that never have an end tag, or need none. */
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|p|param|source|track|wbr|li|td|tr|th|o:p)\b/i;
