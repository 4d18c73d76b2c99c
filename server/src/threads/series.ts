import { parseSubject } from "../core/mail/subject.js";
import type { SubjectTag } from "../core/model.js";
import type { MessageSummary } from "./model.js";
import { compareText } from "./order.js";

/** Mail of one series that was sent (or written by git-format-patch) without any reference to one another. */
export interface SeriesLink {
  readonly parent: MessageSummary;
  readonly child: MessageSummary;
}

/** Patches of one series are dated by their commits when they come from git-format-patch: days, not minutes. */
const longestSpanMilliseconds = 30 * 24 * 3600 * 1000;

interface Member {
  readonly message: MessageSummary;
  readonly tag: SubjectTag;
}

/**
 * Puts patches that refer to nothing under the cover letter, else under the first patch, of their series: mail of one
 * sender, with the same words in the brackets, the same version and total, each number once. Where a number
 * comes twice (sent again without saying so) the mail next to the head by date is taken and the other stays alone.
 */
export function seriesLinks(messages: readonly MessageSummary[]): SeriesLink[] {
  const groups = new Map<string, Member[]>();
  for (const message of messages) {
    // A cheap look first: most mail is no numbered patch.
    if (message.references.length > 0 || message.inReplyTo.length > 0 || !message.subject.startsWith("["))
      continue;
    const tag = parseSubject(message.subject);
    if (tag.isReply || !tag.isPatch || tag.index === null || tag.total === null) continue;
    const key = seriesKey(message, tag);
    const group = groups.get(key);
    if (group) group.push({ message, tag });
    else groups.set(key, [{ message, tag }]);
  }
  const links: SeriesLink[] = [];
  for (const group of groups.values()) if (group.length > 1) linkGroup(group, links);
  return links;
}

function seriesKey(message: MessageSummary, tag: SubjectTag): string {
  const words = tag.words
    .filter((word) => !/^\d{1,4}\/\d{1,4}$/.test(word))
    .map((word) => word.toUpperCase());
  // The name first: archives mangle addresses, and people send one series from two.
  const sender = (message.fromName || message.fromAddress).toLowerCase();
  return JSON.stringify([sender, tag.version, tag.total, words.sort(compareText)]);
}

function linkGroup(group: readonly Member[], links: SeriesLink[]): void {
  const heads = group.filter(({ tag }) => tag.index === 0);
  const usable = heads.length > 0 ? heads : group.filter(({ tag }) => tag.index === 1);
  if (usable.length === 0) return;
  // Each numbered place under each head is taken once, by the mail that is nearest in time.
  const claims: { head: Member; child: Member; distance: number }[] = [];
  for (const child of group) {
    if (usable.includes(child)) continue;
    const head = nearest(child, usable);
    if (head) claims.push({ head, child, distance: distance(head.message, child.message) });
  }
  claims.sort((a, b) => a.distance - b.distance || compareText(a.child.message.uri, b.child.message.uri));
  const taken = new Set<string>();
  for (const { head, child } of claims) {
    const place = `${usable.indexOf(head)}:${child.tag.index ?? ""}`;
    if (taken.has(place)) continue;
    taken.add(place);
    links.push({ parent: head.message, child: child.message });
  }
}

function nearest(child: Member, heads: readonly Member[]): Member | null {
  let best: Member | null = null;
  for (const head of heads.slice(0, 50)) {
    const away = distance(head.message, child.message);
    if (away > longestSpanMilliseconds) continue;
    if (best === null || away < distance(best.message, child.message)) best = head;
  }
  return best;
}

/** Milliseconds between two mails; those of one folder or file come before others where a date is missing. */
function distance(a: MessageSummary, b: MessageSummary): number {
  if (a.date === null || b.date === null) return a.uri === b.uri ? 0 : 1;
  return Math.abs(a.date - b.date);
}
