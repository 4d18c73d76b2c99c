import type { Overview, OverviewEntry } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";
import { indexOfWithin } from "../text/search.js";
import { parseDate } from "./date.js";

/** One message of a saved public-inbox thread view (flat or nested), possibly flattened onto one line. */
export interface ViewMessage {
  readonly start: number;
  readonly end: number;
  readonly subject: string;
  readonly sender: string;
  readonly date: number | null;
  /** Behind the head. */
  readonly bodyOffset: number;
  readonly isFlattened: boolean;
  /** Entries of the head: the parent first, then siblings, itself, replies (public-inbox `View.pm`). */
  readonly links: readonly HeadLink[];
  readonly ownLink: number;
  readonly replies: number;
}

interface HeadLink {
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
  while (first < Math.min(lines.count, 4) && !text.startsWith("* ", lines.start(first))) first++;
  if (!text.startsWith("* ", lines.start(first))) return null;
  const head = text.slice(lines.start(first), lines.start(first) + 20_000);
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
  const messages: ViewMessage[] = [];
  for (const [at, start] of starts.entries()) {
    const message = readMessage(text, lines, start, starts[at + 1] ?? lines.start(tail));
    if (message) messages.push(message);
  }
  if (messages.length === 0) return null;
  return { messages, tailLine0: tail, overview: buildOverview(lines, messages, tail) };
}

/** A message begins at `* ` at a line's start, or right behind `messages in thread` where the line end was lost. */
function messageStarts(text: string, lines: LineTable, first: number, tail: number): number[] {
  const starts: number[] = [];
  const end = lines.start(tail);
  // Each look at a head reads up to 20,000 characters, so a text full of stars must not ask without end.
  let looks = 0;
  for (let line = first; line < tail; line++) {
    const start = lines.start(line);
    if (looks < 20_000 && text.startsWith("* ", start) && ++looks && isHead(text, start, end))
      starts.push(start);
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

function readMessage(text: string, lines: LineTable, start: number, end: number): ViewMessage | null {
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
  const lineEnd = lines.contentEnd(lines.lineAt(afterHead));
  return {
    start,
    end,
    subject: linksText.slice(0, subjectEnd).replace(/\s+/g, " ").trim(),
    sender: (from[1] ?? "").trim(),
    date: parseDate((from[2] ?? "").replace(/ {2,}/, " ")),
    bodyOffset: afterHead,
    // The head, the recipients and the text share a line.
    isFlattened: lineEnd - afterHead > 80,
    links: links.map(({ stamp, label }) => ({ stamp, label })),
    ownLink: links.findIndex((link) => link.isOwn),
    replies: counts ? Number(counts[2]) : 0,
  };
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

const GHOST = /^<([^<>\s]{1,300})>/;

/**
 * The exact tree from the heads: the first entry of a head is the parent, unless it is the message itself; the entries
 * right behind itself are its replies, as many as the count says, and a `[not found]` among them is its child.
 */
function buildOverview(lines: LineTable, messages: readonly ViewMessage[], tail: number): Overview {
  const entries: OverviewEntry[] = [];
  const parents: (number | null)[] = [];
  const ghosts = new Map<string, number>();
  const stampOf = (message: ViewMessage): string =>
    message.date === null ? "" : new Date(message.date).toISOString().slice(0, 16).replace("T", " ");
  const byStamp = new Map<string, number>();
  for (const [index, message] of messages.entries()) {
    byStamp.set(stampOf(message), index);
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
    const parent = message.links[0];
    if (parent && message.ownLink > 0)
      parents[index] =
        parent.stamp === "" ? ghost(parent.label, message) : (byStamp.get(parent.stamp) ?? null);
    for (
      let at = message.ownLink + 1;
      at <= message.ownLink + message.replies && at < message.links.length;
      at++
    ) {
      const link = message.links[at];
      const child = link && link.stamp === "" ? ghost(link.label, message) : null;
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
    const bodyLine = lines.lineAt(message.bodyOffset);
    for (let line = first; line <= bodyLine; line++)
      lines.kinds[line] = message.isFlattened ? LineKind.flattened : LineKind.pageBanner;
  }
  let mode: LineKind = LineKind.pageBanner;
  for (let line = view.tailLine0; line < lines.count; line++) {
    const start = lines.start(line);
    if (text.startsWith("Thread overview: ", start)) mode = LineKind.overview;
    else if (text.startsWith("This is a public inbox", start)) mode = LineKind.pageBanner;
    lines.kinds[line] = start === lines.contentEnd(line) ? LineKind.blank : mode;
  }
}
