import type { Overview, OverviewEntry } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { indexOfWithin } from "../text/search.js";
import type { Span } from "../text/span.js";
import { parseDate } from "./date.js";
import { parseSubject } from "./subject.js";

/** One message of a saved public-inbox thread view (flat or nested), possibly flattened onto one line. */
export interface ViewMessage {
  readonly start: number;
  readonly end: number;
  readonly subject: string;
  readonly sender: string;
  readonly senderSpan: Span;
  readonly date: number | null;
  /** Behind the head's last line, or, where the message is flattened, behind its date. */
  readonly bodyOffset: number;
  /** First line of the text: behind `To: …; +Cc: …`, which the page writes for the header. */
  readonly bodyLine0: number;
  /** Behind the text: where `^ permalink raw reply` stands, or `end`. */
  readonly footOffset: number;
  readonly isFlattened: boolean;
  /** Entries of the head: the parent first, then siblings, itself, replies (public-inbox `View.pm`). */
  readonly links: readonly HeadLink[];
  readonly ownLink: number;
  readonly replies: number;
  /** Index of the parent among the messages; null for a root, or where the archive does not have it. */
  readonly parent: number | null;
}

type UnplacedMessage = Omit<ViewMessage, "parent">;

export interface HeadLink {
  /** `YYYY-MM-DD HH:MM`, hour in two places; "" for `[not found]`. */
  readonly stamp: string;
  /** Text behind the mark: a name, a subject, or `<id>` of a ghost. */
  readonly label: string;
}

export interface ThreadView {
  readonly messages: readonly ViewMessage[];
  /** Where "end of thread" begins. */
  readonly tailLine0: number;
  readonly overview: Overview | null;
}

/** Reads a saved thread view; null where the text is none: it begins `* SUBJECT` with `messages in thread` in its head. */
export function readThreadView(text: string, lines: LineTable): ThreadView | null {
  let first = 0;
  // Above the first message stands what each page of the archive begins with.
  while (first < Math.min(lines.count, 8) && starOf(text, lines.start(first)) === -1) first++;
  const star = starOf(text, lines.start(first));
  if (star === -1) return null;
  const head = text.slice(star, star + 20_000);
  if (!/messages? in thread/.test(head) || !/\(permalink(?: \/ raw)?\)/.test(head)) return null;
  let tail = lines.count;
  for (let line = first; line < lines.count; line++) {
    if (
      text.startsWith("end of thread, other threads:", lines.start(line)) ||
      text.startsWith("Thread overview: ", lines.start(line))
    ) {
      tail = line;
      break;
    }
  }
  const starts = messageStarts(text, lines, first, tail);
  const unplaced: UnplacedMessage[] = [];
  for (const [at, start] of starts.entries()) {
    const message = readMessage(text, lines, start, starts[at + 1] ?? lines.start(tail));
    if (message) unplaced.push(message);
  }
  if (unplaced.length === 0) return null;
  const messages = placed(unplaced);
  return { messages, tailLine0: tail, overview: buildOverview(lines, messages, tail) };
}

/** Offset of the star that a message begins with, behind what a browser puts before an entry of a nested list; or -1. */
function starOf(text: string, start: number): number {
  let at = start;
  while (at < start + 60 && isListMark(text.charCodeAt(at))) at++;
  return text.startsWith("* ", at) ? at : -1;
}

/** Blank, tab, `•`, `◦`. */
const isListMark = (c: number): boolean => c === 0x20 || c === 0x09 || c === 0x2022 || c === 0x25e6;

/** A message begins at `* ` at a line's start, or right behind `messages in thread` where the line end was lost. */
function messageStarts(text: string, lines: LineTable, first: number, tail: number): number[] {
  const starts: number[] = [];
  const end = lines.start(tail);
  // Each look at a head reads up to 20,000 characters, so a text full of stars must not ask without end.
  let looks = 0;
  for (let line = first; line < tail; line++) {
    const start = lines.start(line);
    const star = looks < 20_000 ? starOf(text, start) : -1;
    if (star !== -1 && ++looks && isHead(text, star, end)) starts.push(star);
    const mark = "messages in thread* ";
    const glued = indexOfWithin(text, mark, start, lines.contentEnd(line));
    if (glued !== -1 && isHead(text, glued + mark.length - 2, end)) starts.push(glued + mark.length - 2);
  }
  return starts;
}

function isHead(text: string, start: number, end: number): boolean {
  const head = text.slice(start, Math.min(end, start + 20_000));
  const count = head.search(/messages? in thread/);
  const link = head.indexOf("(permalink");
  return count !== -1 && link !== -1 && count < link;
}

function readMessage(text: string, lines: LineTable, start: number, end: number): UnplacedMessage | null {
  const head = text.slice(start, Math.min(end, start + 20_000));
  const from =
    /From: ([^@\r\n]{0,200}?) @ (\d{4}-\d\d-\d\d {1,2}\d{1,2}:\d\d) UTC \(permalink(?: \/ raw)?\)/.exec(head);
  if (!from) return null;
  const linksText = head.slice(2, from.index);
  const links = readLinks(linksText);
  const counts = /(\d+) siblings?, (\d+) repl(?:y|ies); \d+\+? messages? in thread/.exec(linksText);
  const firstLink = links[0];
  const subjectEnd = firstLink ? firstLink.at : linksText.length;
  const afterHead = start + from.index + from[0].length;
  const headLine0 = lines.lineAt(afterHead);
  // The head, the recipients and the text share a line.
  const isFlattened = lines.contentEnd(headLine0) - afterHead > 80;
  const senderStart = start + from.index + "From: ".length;
  return {
    start,
    end,
    subject: linksText.slice(0, subjectEnd).replace(/\s+/g, " ").trim(),
    sender: (from[1] ?? "").trim(),
    senderSpan: { start: senderStart, end: senderStart + (from[1] ?? "").length },
    date: parseDate((from[2] ?? "").replace(/ {2,}/, " ")),
    bodyOffset: afterHead,
    bodyLine0: isFlattened ? headLine0 : behindRecipients(lines, headLine0 + 1, end),
    footOffset: isFlattened ? flattenedFoot(text, afterHead, end) : footOf(text, lines, headLine0 + 1, end),
    isFlattened,
    links: links.map(({ stamp, label }) => ({ stamp, label })),
    ownLink: links.findIndex((link) => link.isOwn),
    replies: counts ? Number(counts[2]) : 0,
  };
}

/** `  To: a; +Cc: b`, their folded lines, `In-Reply-To: <id>`: what the page shows of the header. */
function behindRecipients(lines: LineTable, from: number, end: number): number {
  let line = from;
  while (line < from + 200 && lines.start(line) < end) {
    const content = lines.lineText(line).slice(0, 200);
    const isOwn = /^ {0,2}(?:To|Cc): |^In-Reply-To: </.test(content);
    const isFolded = line > from && /^(?:\t| {4,})\S/.test(content);
    if (!isOwn && !isFolded) break;
    line++;
  }
  return line;
}

const FOOT = "^ permalink raw reply";

/** Start of the line `^ permalink raw reply`, looked for from the end: a quoted one further up is text. */
function footOf(text: string, lines: LineTable, from: number, end: number): number {
  const last = lines.lineAt(Math.max(0, end - 1));
  for (let line = last; line >= Math.max(from, last - 12); line--)
    if (text.startsWith(FOOT, lines.start(line))) return Math.min(end, lines.start(line));
  return end;
}

/** Where it stands in a line: the last one in the message, which may have `[parent not found: …]` below. */
function flattenedFoot(text: string, from: number, end: number): number {
  const tail = Math.max(from, end - 1000);
  const at = text.slice(tail, end).lastIndexOf(FOOT);
  return at === -1 ? end : tail + at;
}

function readLinks(head: string): { at: number; stamp: string; label: string; isOwn: boolean }[] {
  const marks = [...head.matchAll(/(@ )?(?:(\d{4}-\d\d-\d\d) {1,2}(\d{1,2}:\d\d)|\[not found\])/g)];
  return marks.map((mark, at) => {
    const behind = mark.index + mark[0].length;
    const stop = marks[at + 1]?.index ?? head.length;
    return {
      at: mark.index,
      stamp: mark[2] ? `${mark[2]} ${(mark[3] ?? "").padStart(5, "0")}` : "",
      label: head
        .slice(behind, stop)
        .replace(/\s+/g, " ")
        .replace(/^ ?` ?/, "")
        .trim(),
      isOwn: mark[1] !== undefined,
    };
  });
}

/** The messages with their parents: the first entry of a head is the parent, unless it is the message itself. */
function placed(messages: readonly UnplacedMessage[]): ViewMessage[] {
  const atStamp = new Map<string, number[]>();
  for (const [index, message] of messages.entries()) {
    const stamp = stampOf(message.date);
    const list = atStamp.get(stamp);
    if (list) list.push(index);
    else atStamp.set(stamp, [index]);
  }
  const clues = messages.map((message) => ({
    title: parseSubject(message.subject).title,
    replyStamps: new Set(repliesOf(message).map((link) => link.stamp)),
  }));
  return messages.map((message, index) => {
    const link = message.ownLink > 0 ? message.links[0] : undefined;
    if (!link || link.stamp === "") return { ...message, parent: null };
    const stamp = stampOf(message.date);
    let parent: number | null = null;
    let most = -1;
    // A series is sent within a minute: sender, title, the other's own list of replies and the place tell them apart.
    for (const candidate of nearest(atStamp.get(link.stamp) ?? [], index)) {
      const other = messages[candidate];
      if (!other || candidate === index) continue;
      let score = link.label.endsWith(other.sender) ? 8 : 0;
      if (other.subject !== "" && link.label.startsWith(other.subject)) score += 4;
      if (clues[candidate]?.replyStamps.has(stamp)) score += 2;
      if (clues[candidate]?.title === clues[index]?.title) score++;
      if (score > most || (score === most && candidate < index)) {
        parent = candidate;
        most = score;
      }
    }
    return { ...message, parent };
  });
}

/** Candidates for a parent that are looked at: a thread has no hundreds of messages in one minute. */
const MAX_CANDIDATES = 100;

/** The last ones in front of `index`, and where there are none, all. */
function nearest(candidates: readonly number[], index: number): readonly number[] {
  if (candidates.length <= MAX_CANDIDATES) return candidates;
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candidates[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return candidates.slice(Math.max(0, low - MAX_CANDIDATES), Math.max(low, 1));
}

const stampOf = (date: number | null): string =>
  date === null ? "" : new Date(date).toISOString().slice(0, 16).replace("T", " ");

/** The entries right behind the message itself, as many as its count says. */
function repliesOf({ links, ownLink, replies }: UnplacedMessage): readonly HeadLink[] {
  return links.slice(ownLink + 1, ownLink + 1 + replies);
}

const GHOST = /^<([^<>\s]{1,300})>/;

/**
 * The exact tree from the heads: the first entry of a head is the parent, unless it is the message itself; the entries
 * right behind itself are its replies, as many as the count says, and a `[not found]` among them is its child.
 */
function buildOverview(lines: LineTable, messages: readonly ViewMessage[], tail: number): Overview {
  const entries: OverviewEntry[] = [];
  const parents: (number | null)[] = [];
  const ghosts = new Map<string, number>();
  for (const [index, message] of messages.entries()) {
    const line0 = lines.lineAt(message.start);
    entries.push({
      line0,
      span: { start: message.start, end: Math.max(message.start, Math.min(message.bodyOffset, message.end)) },
      date: message.date,
      subject: message.subject,
      sender: message.sender,
      ghost: null,
      parent: null,
      isThisMessage: false,
      messageIndex: index,
    });
    parents.push(null);
  }
  const ghost = (label: string, message: ViewMessage): number | null => {
    const id = GHOST.exec(label)?.[1];
    if (!id) return null;
    const known = ghosts.get(id);
    if (known !== undefined) return known;
    ghosts.set(id, entries.length);
    entries.push({
      line0: lines.lineAt(message.start),
      span: { start: message.start, end: message.start + 1 },
      date: null,
      subject: "",
      sender: "",
      ghost: id,
      parent: null,
      isThisMessage: false,
      messageIndex: null,
    });
    parents.push(null);
    return entries.length - 1;
  };
  for (const [index, message] of messages.entries()) {
    const link = message.ownLink > 0 ? message.links[0] : undefined;
    parents[index] = link && link.stamp === "" ? ghost(link.label, message) : message.parent;
    for (const reply of repliesOf(message)) {
      const child = reply.stamp === "" ? ghost(reply.label, message) : null;
      if (child !== null) parents[child] = index;
    }
  }
  return {
    span: lines.spanOfLines(tail, lines.count),
    startLine0: tail,
    endLine0: lines.count,
    entries: entries.map((entry, at) => ({
      ...entry,
      parent: parents[at] === at ? null : (parents[at] ?? null),
    })),
    hasTree: true,
    announced: announcedBy(lines, tail),
  };
}

/** The message's one line, and what the page has below it (`[parent not found: …]`). */
function markFlattened(lines: LineTable, { start, end, footOffset }: ViewMessage): void {
  for (let line = lines.lineAt(start); lines.start(line) < end && line < lines.count; line++) {
    const isEmpty = lines.start(line) === lines.contentEnd(line);
    const isPages = lines.start(line) > footOffset;
    lines.kinds[line] = isEmpty ? LineKind.blank : isPages ? LineKind.pageBanner : LineKind.flattened;
  }
}

/** `^ permalink raw reply` and what stands below it; a line that the next message begins in is that one's, too. */
function markFoot(lines: LineTable, { footOffset, end }: ViewMessage): void {
  for (let line = lines.lineAt(footOffset); line < lines.count && lines.start(line) < end; line++)
    lines.kinds[line] = lines.start(line) === lines.contentEnd(line) ? LineKind.blank : LineKind.pageBanner;
}

/** "Thread overview: 10+ messages" near the end. */
function announcedBy(lines: LineTable, tail: number): number | null {
  for (let line = tail; line < Math.min(lines.count, tail + 10); line++) {
    const count = /^Thread overview: (\d{1,7})/.exec(lines.lineText(line).slice(0, 40))?.[1];
    if (count !== undefined) return Number(count);
  }
  return null;
}

/** Marks the lines of a thread view: flattened messages, heads, the overview at the end. */
export function markThreadView(text: string, lines: LineTable, view: ThreadView): void {
  for (const message of view.messages) {
    const first = lines.lineAt(message.start);
    if (message.isFlattened) {
      markFlattened(lines, message);
      continue;
    }
    for (let line = first; line < message.bodyLine0; line++) lines.kinds[line] = LineKind.pageBanner;
    markFoot(lines, message);
  }
  let mode: LineKind = LineKind.pageBanner;
  for (let line = view.tailLine0; line < lines.count; line++) {
    const start = lines.start(line);
    if (text.startsWith("Thread overview: ", start)) mode = LineKind.overview;
    else if (text.startsWith("This is a public inbox", start)) mode = LineKind.pageBanner;
    lines.kinds[line] = start === lines.contentEnd(line) ? LineKind.blank : mode;
  }
}
