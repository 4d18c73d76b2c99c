import { otherFields } from "../core/mail/decodeView.js";
import { decodeEncodedWords } from "../core/mail/encodedWords.js";
import { oneLine } from "../core/mail/encodeWords.js";
import { type GitAuthor, gitAuthor } from "../core/mail/gitAuthor.js";
import { hasCr } from "../core/mail/gitText.js";
import { findField } from "../core/mail/header.js";
import type { MailDocument, Message } from "../core/model.js";
import type { LineTable } from "../core/text/lineTable.js";
import { addressField, quotedPrintable, textField } from "./mailHeader.js";

export interface AmMailOptions {
  /**
   * `Name: value`, one line each, or two with a remark below (`[for the driver]`): put behind the last trailer of the log,
   * as b4 does; those it has are not repeated.
   */
  readonly trailers?: readonly string[];
  /** Message-ID of the series' first mail, so that readers keep them together. */
  readonly inReplyTo?: string | null;
}

const noCommit = "0".repeat(40);
/** What no mailer has written into the body: separators of a view, what an archive's page adds. */
const notMail = new Set(["partSeparator", "partHeader", "pageBanner", "overview", "replyInstructions"]);
const nothing: ReadonlySet<string> = new Set();

/**
 * One patch as a mail of its own, as `git format-patch` writes it: `git am` makes the same author, date, log and diff of it
 * as of the message. LF; the log is UTF-8, the diff as `gitText` keeps it: `gitBytes` gives the mail. An in-body `From:`, `Subject:` or `Date:` stands in the header instead.
 *
 * The message must be readable as it stands: of an encoded one, `document` is its decoded view. null where there is nothing
 * to apply (no diff of its own), nobody who wrote it, or where the text is still encoded.
 */
export function amMail(
  document: MailDocument,
  message: Message,
  { trailers = [], inReplyTo = null }: AmMailOptions = {},
): string | null {
  const { lines } = document;
  const isEncoded =
    message.encoding !== "identity" || message.attachments.some(({ encoding }) => encoding !== "identity");
  if (isEncoded || message.header.fields.length === 0) return null;
  if (!message.files.some((file) => file.depth === 0)) return null;
  const body = readBody(document, message);
  const author = body.from ?? gitAuthor(headerText(lines, message, "from")) ?? message.sender;
  if (author === null || (author.name === "" && author.address === "")) return null;
  const rows = withTrailers(body.rows, trailers);
  const date = body.date ?? headerText(lines, message, "date");
  const head = [
    `From ${message.commit ?? noCommit} Mon Sep 17 00:00:00 2001`,
    addressField("From", author),
    ...(date === "" ? [] : [`Date: ${oneLine(date)}`]),
    textField("Subject", subjectOf(message, body.subject)),
    ...idField("Message-ID", message.messageId),
    ...(inReplyTo === message.messageId ? [] : idField("In-Reply-To", inReplyTo)),
  ];
  return [...head, ...bodyText(rows)].join("\n");
}

/** git sees only the title; readers want to know of version and number. */
function subjectOf({ subject, tag }: Message, inBody: string | null): string {
  if (inBody === null) return subject;
  return tag.words.length > 0 && !inBody.startsWith("[") ? `[${tag.words.join(" ")}] ${inBody}` : inBody;
}

/** For `git am --message-id`, and for finding the mail again. */
function idField(name: string, id: string | null): string[] {
  return id !== null && /^[!-;=?-~]{1,900}$/.test(id) ? [`${name}: <${id}>`] : [];
}

function headerText(lines: LineTable, message: Message, name: string): string {
  const field = findField(message.header, name);
  return field === null ? "" : lines.text.slice(field.valueSpan.start, field.valueSpan.end);
}

/** The empty line, and the body; encoded only where it would not arrive as it is. */
function bodyText(rows: readonly string[]): string[] {
  // A line `From …` ends a message of an mbox, and `git mailsplit` drops a CR before LF.
  if (rows.some((row) => row.startsWith("From ") || hasCr(row)))
    return [...mimeFields("quoted-printable"), "", quotedPrintable(rows)];
  // oxlint-disable-next-line no-control-regex -- all of ASCII is meant
  const isAscii = rows.every((row) => !/[^\u0000-\u007f]/.test(row));
  return [...(isAscii ? [] : mimeFields("8bit")), "", ...rows, ""];
}

const mimeFields = (encoding: string): string[] => [
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=UTF-8",
  `Content-Transfer-Encoding: ${encoding}`,
];

interface Body {
  /** Without in-body header and line ends. */
  readonly rows: readonly string[];
  readonly from: GitAuthor | null;
  readonly subject: string | null;
  readonly date: string | null;
}

/** The body as `git mailinfo` takes it (mailinfo.c): empty lines, in-body fields, an empty line, then the log. */
function readBody(document: MailDocument, message: Message): Body {
  const { lines } = document;
  const found = new Map<string, string>();
  let line0 = message.bodyLine0;
  const ownLines = bodyLines(document, message);
  let at = 0;
  let last: string | null = null;
  for (; at < ownLines.length; at++) {
    line0 = ownLines[at] ?? line0;
    const row = lines.lineText(line0);
    if (row === "") {
      if (last === null) continue;
      break;
    }
    // git's own separator, escaped; a subject on a line of its own.
    if (last === null && /^>From [0-9a-f]{40} /.test(row)) continue;
    const field =
      /^(From|Subject|Date):[ \t]*(.*)$/i.exec(row.slice(0, 4000)) ?? /^()(\[PATCH\]\s.*)$/.exec(row);
    const name = field?.[1] === "" ? "subject" : field?.[1]?.toLowerCase();
    if (name !== undefined && !found.has(name)) {
      found.set(name, field?.[2] ?? "");
      last = name;
    } else if (last !== null && /^[ \t]/.test(row)) {
      found.set(last, `${found.get(last) ?? ""} ${row.trim()}`);
    } else break;
  }
  while (at < ownLines.length && lines.lineText(ownLines[at] ?? 0) === "") at++;
  const subject = found.get("subject");
  const file = message.files.find(({ depth }) => depth === 0);
  const isSentWithCr = file === undefined || lines.endsInCrlf(file.startLine0);
  return {
    rows: ownLines.slice(at).map((own) => rowText(lines, own, isSentWithCr)),
    from: gitAuthor(found.get("from") ?? ""),
    subject: subject === undefined ? null : oneLine(decodeEncodedWords(subject)),
    date: found.get("date") ?? null,
  };
}

/** Lines that the mail's writer has sent, up to the end of the diff and what git puts below it. */
function bodyLines({ lines, form }: MailDocument, message: Message): number[] {
  const isView = findField(message.header, otherFields) !== null;
  const added = isView || form !== "mail" ? notMail : nothing;
  const own = message.files.filter((file) => file.depth === 0);
  const diffEnd0 = own.at(-1)?.endLine0 ?? message.endLine0;
  const isSound = own.at(-1)?.hunks.at(-1)?.corruptLine0 == null;
  const found: number[] = [];
  for (const block of message.blocks) {
    if (added.has(block.kind)) continue;
    const isBelow = block.startLine0 >= diffEnd0;
    // What lists and mail programs add below is left out, unless it may be the rest of a damaged hunk.
    if (isBelow && isSound && block.kind !== "patchInfo" && block.kind !== "blank") {
      if (block.kind === "signature") addSignature(lines, block.startLine0, block.endLine0, found);
      if (block.kind !== "text") break;
      continue;
    }
    for (let line0 = block.startLine0; line0 < block.endLine0; line0++) {
      if (!isView || block.depth > 0 || !isViewNote(lines, line0)) found.push(line0);
    }
  }
  while (found.length > 0 && lines.lineText(found.at(-1) ?? 0) === "") found.pop();
  return found;
}

/** A sentence that the decoded view puts beside a part's text (decodeView.ts). */
const isViewNote = (lines: LineTable, line0: number): boolean =>
  lines.text.startsWith("[-- ", lines.start(line0)) &&
  /^\[-- (?:Text|The charset|\d+ more characters) .*--\]$/.test(lines.lineText(line0));

/** `-- ` and git's version, as `git format-patch` writes them; other signatures stay behind. */
function addSignature(lines: LineTable, startLine0: number, endLine0: number, found: number[]): void {
  if (lines.lineText(startLine0) !== "-- ") return;
  if (!/^\d[\w.() -]{0,60}$/.test(lines.lineText(startLine0 + 1)) || endLine0 <= startLine0 + 1) return;
  found.push(startLine0, startLine0 + 1);
}

/** A CR is the source's where the header lines of the diff have none. */
function rowText(lines: LineTable, line0: number, isSentWithCr: boolean): string {
  const row = lines.lineText(line0);
  return !isSentWithCr && lines.endsInCrlf(line0) ? `${row}\r` : row;
}

/** Where the log ends for git: at `---`, `--- path`, `diff -…` or `Index: ` (mailinfo.c `patchbreak`). */
const isPatchBreak = (row: string): boolean =>
  row.startsWith("diff -") || row.startsWith("Index: ") || /^---(?:\s*$| \S)/.test(row);

/** The body with a `---` below the log, and more trailers in it. */
function withTrailers(rows: readonly string[], trailers: readonly string[]): string[] {
  const end = rows.findIndex(isPatchBreak);
  const log = rows.slice(0, end === -1 ? rows.length : end);
  const rest = rows.slice(log.length);
  const hasCutLine = /^---\s*$/.test(rest[0] ?? "");
  return [...logWithTrailers(log, trailers), ...(hasCutLine ? [] : ["---", ""]), ...rest];
}

function logWithTrailers(log: readonly string[], trailers: readonly string[]): string[] {
  const kept = [...log];
  const known = new Set(log.map(trailerKey));
  const added: string[] = [];
  for (const trailer of trailers) {
    const [first = "", note = ""] = trailer.split("\n", 2).map(oneLine);
    const key = trailerKey(first);
    if (key === "" || known.has(key)) continue;
    known.add(key);
    added.push(first, ...(note === "" ? [] : [note]));
  }
  if (added.length === 0) return kept;
  while (kept.length > 0 && kept.at(-1)?.trim() === "") kept.pop();
  const last = kept.findLastIndex((row) => row.trim() === "");
  const hasBlock = kept.slice(last + 1).some((row) => trailerKey(row) !== "");
  // The title is a paragraph of its own, so a log of trailers alone is a block, too.
  return [...kept, ...(hasBlock || kept.length === 0 ? [] : [""]), ...added];
}

/** What two equal trailers have in common, "" for a line that is none. b4 looks at name and value without their case. */
function trailerKey(row: string): string {
  const found = /^([A-Za-z][\w-]{0,60}):[ \t]*(\S.*)$/.exec(row.slice(0, 2000));
  if (found === null) return "";
  return `${found[1] ?? ""}: ${(found[2] ?? "").trim().replace(/\s+/g, " ")}`.toLowerCase();
}
