import { parseSubject } from "../core/mail/subject.js";
import type { MessageSummary } from "./model.js";

/** Holders of one id that one mail is held against: bounded, since hostile mail has thousands. */
const tried = 4;
const minute = 60_000;
const zoneStep = 15 * minute;
const longestZone = 26 * 60 * minute;

/**
 * Whether mail with the same id, sender and subject is one mail, e.g. from two lists. Nobody rewrites the `Date:` of a mail,
 * but pages of archives, which give it to the minute or in their own time zone; and lists add headers and footers, and
 * take attachments away.
 */
export function isSameMail(a: MessageSummary, b: MessageSummary): boolean {
  const gap = a.date === null || b.date === null ? 0 : Math.abs(a.date - b.date);
  if (a.uri === b.uri) {
    const large = Math.max(a.byteLength ?? 0, b.byteLength ?? 0);
    const small = Math.min(a.byteLength ?? large, b.byteLength ?? large);
    return gap === 0 && !(large > 2 * small && large - small > 32 * 1024);
  }
  if (gap <= 5 * minute) return true;
  const rest = gap % zoneStep;
  return gap <= longestZone && (rest <= minute || zoneStep - rest <= minute);
}

/** Which of the mails (by date) that share an id another one answers, by its subject, count and version, else the date. */
export function answeredOf(child: MessageSummary, holders: readonly Holder[]): number | undefined {
  const tag = parseSubject(child.subject);
  const middle = child.date === null ? 0 : firstAfter(holders, child.date);
  let best: number | undefined;
  let bestScore = -1;
  const look = (at: number): void => {
    const holder = holders[at];
    if (holder === undefined || holder.message === child) return;
    const other = parseSubject(holder.message.subject);
    const isOfCount = tag.total !== null && tag.total === other.total;
    const score =
      (tag.isReply && tag.title === other.title && tag.index === other.index ? 4 : 0) +
      (isOfCount ? 2 : 0) +
      (tag.version === other.version ? 1 : 0);
    if (score <= bestScore) return;
    bestScore = score;
    best = holder.home;
  };
  for (let at = middle - 1; at >= middle - tried; at--) look(at);
  for (let at = middle; at < middle + tried; at++) look(at);
  return best;
}

/** A mail whose id others have, too, and the number of its node. */
export interface Holder {
  readonly home: number;
  readonly message: MessageSummary;
}

function firstAfter(holders: readonly Holder[], date: number): number {
  let low = 0;
  for (let high = holders.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((holders[middle]?.message.date ?? Number.MAX_SAFE_INTEGER) <= date) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of those with the same id, sender and subject the one that is the same mail. */
export function sameMailAmong(message: MessageSummary, known: readonly Holder[]): number | undefined {
  // The first ones, and the newest.
  const few = known.length <= 2 * tried ? known : [...known.slice(0, tried), ...known.slice(-tried)];
  return few.find((holder) => isSameMail(holder.message, message))?.home;
}
