import { parseSubject } from "../core/mail/subject.js";
import type { Overview, OverviewEntry } from "../core/model.js";
import type { MessageSummary, ToldMessage } from "./model.js";

const minuteMilliseconds = 60_000;

/**
 * The overview of an archive page as told messages, with the entry of each message of the page given by `messageOf`
 * (index of the entry -> that message). Ids are exact where the page or the message's References give them, else a key
 * of date, sender and subject, which is the same on every page of that thread. Where the tree was lost all stand below the
 * first one, marked as an order.
 */
export function toldByOverview(
  overview: Overview,
  messageOf: ReadonlyMap<number, MessageSummary>,
): ToldMessage[] {
  const { entries, hasTree } = overview;
  const ids: string[] = entries.map((entry) => (entry.ghost === null ? entryKey(entry) : entry.ghost));
  for (const [at, message] of messageOf) {
    ids[at] = message.messageId;
    if (hasTree) nameAncestors(entries, at, message, ids);
    else nameRoot(entries, at, message, ids);
  }
  const used = new Set<string>();
  for (let at = 0; at < ids.length; at++) {
    // "[not found]" without an id, or two mails of one minute, sender and subject: told apart by their place.
    if (ids[at] === "" || used.has(ids[at] ?? "")) ids[at] = `${ids[at] ?? ""}#${at}#${ids[0] ?? ""}`;
    used.add(ids[at] ?? "");
  }
  const rootId = ids[0] ?? null;
  const told = entries.map((entry, at): ToldMessage => {
    const shown = {
      messageId: ids[at] ?? "",
      isGhost: entry.ghost !== null,
      subject: entry.subject,
      sender: entry.sender,
      date: entry.date,
    };
    if (!hasTree) return { ...shown, parentId: at === 0 ? null : rootId, isOrderOnly: true };
    return { ...shown, parentId: entry.parent === null ? null : (ids[entry.parent] ?? null) };
  });
  if (!hasTree) {
    for (const message of messageOf.values()) {
      const id = message.references[0] ?? message.inReplyTo[0];
      // It is one of the rows, and nothing says which.
      if (id !== undefined && !used.has(id)) told.push(unplaced(id, rootId));
    }
  }
  return told;
}

function unplaced(messageId: string, parentId: string | null): ToldMessage {
  const nothing = { isGhost: true, subject: "", sender: "", date: null };
  return { messageId, parentId, ...nothing, isOrderOnly: true };
}

/** Without the tree only the first row's id may be known: the first of References, or what a patch of its series answers. */
function nameRoot(
  entries: readonly OverviewEntry[],
  at: number,
  message: MessageSummary,
  ids: string[],
): void {
  const root = entries[0];
  if (at === 0 || root === undefined) return;
  const own = parseSubject(message.subject);
  const cover = parseSubject(root.subject);
  const isOfSeries =
    own.isPatch && !own.isReply && cover.isPatch && cover.index === 0 && cover.total === own.total;
  const id = message.references[0] ?? (isOfSeries ? message.inReplyTo[0] : undefined);
  if (id !== undefined) ids[0] = id;
}

/** The References of a message are the ids of the entries above it, nearest last (RFC 5322 §3.6.4). */
function nameAncestors(
  entries: readonly OverviewEntry[],
  at: number,
  message: MessageSummary,
  ids: string[],
): void {
  const chain = message.references.length > 0 ? message.references : message.inReplyTo.slice(0, 1);
  let above = entries[at]?.parent ?? null;
  for (let back = chain.length - 1; back >= 0 && above !== null; back--) {
    const id = chain[back];
    const entry = entries[above];
    if (id === undefined || !entry) return;
    // A ghost's id is on the page itself: where the two differ, References skip somebody.
    if (entry.ghost !== null && entry.ghost !== "" && entry.ghost !== id) return;
    ids[above] = id;
    above = entry.parent;
  }
}

function entryKey(entry: OverviewEntry): string {
  return `overview:${Math.floor((entry.date ?? 0) / minuteMilliseconds)}|${entry.sender}|${entry.subject}`;
}

/**
 * Gives told messages the Message-IDs of mail at hand where date (to the minute) and sender name one mail only, so that
 * pages of one thread and a mailbox of it become one tree.
 */
export function resolveTold(
  messages: readonly MessageSummary[],
  told: readonly ToldMessage[],
): ToldMessage[] {
  if (told.length === 0) return [];
  const atMinute = new Map<string, MessageSummary[]>();
  const ids = new Set<string>();
  for (const message of messages) {
    ids.add(message.messageId);
    if (message.date === null) continue;
    const key = minuteKey(message.date, message.fromName || message.fromAddress);
    const list = atMinute.get(key);
    if (list) list.push(message);
    else atMinute.set(key, [message]);
  }
  const alias = new Map<string, string>();
  for (const entry of told) {
    if (entry.date === null || entry.isGhost || ids.has(entry.messageId)) continue;
    if (!entry.messageId.startsWith("overview:")) {
      // Named by References on one page, by its key on another.
      alias.set(keyOf(entry), entry.messageId);
      continue;
    }
    const candidates = (atMinute.get(minuteKey(entry.date, entry.sender)) ?? []).filter((message) =>
      isTitleOf(entry.subject, message.subject),
    );
    const found = new Set(candidates.map((message) => message.messageId));
    const [only] = found;
    if (only !== undefined && found.size === 1) alias.set(entry.messageId, only);
  }
  if (alias.size === 0) return [...told];
  const rename = (id: string): string => alias.get(id) ?? id;
  return told.map((entry) => ({
    ...entry,
    messageId: rename(entry.messageId),
    parentId: entry.parentId === null ? null : rename(entry.parentId),
  }));
}

const minuteKey = (date: number, sender: string): string =>
  `${Math.floor(date / minuteMilliseconds)}|${sender}`;

const keyOf = (told: ToldMessage): string =>
  `overview:${Math.floor((told.date ?? 0) / minuteMilliseconds)}|${told.sender}|${told.subject}`;

/** Overviews leave out what repeats the line above, and put `"` in its place. */
function isTitleOf(told: string, subject: string): boolean {
  const start = told.replace(/\s*"\s*$/, "").replace(/^re:\s*/i, "");
  return subject.replace(/^re:\s*/i, "").startsWith(start);
}
