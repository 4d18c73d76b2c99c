import { parseSubject } from "../core/mail/subject.js";
import type { SubjectTag } from "../core/model.js";
import type { MessageSummary } from "./model.js";
import { compareText } from "./order.js";
import { sharedWords, titleWords } from "./titleWords.js";

/** Mail of one series that was sent (or written by git-format-patch) without any reference to one another. */
export interface SeriesLink {
  readonly parent: MessageSummary;
  readonly child: MessageSummary;
}

/** Patches of one series are dated by their commits when they come from git-format-patch: days, not minutes. */
const longestSpanMilliseconds = 30 * 24 * 3600 * 1000;

/** Mail of one series is sent in one go; what comes later must have a word in common with its head. */
const oneGoMilliseconds = 3600 * 1000;

interface Member {
  readonly message: MessageSummary;
  readonly tag: SubjectTag;
  readonly words: ReadonlySet<string>;
}

/**
 * Puts patches that refer to nothing under the cover letter, else under the first patch, of their series: mail of one
 * sender, with the same words in the brackets, the same version and total, each number once. Where a number
 * comes twice (sent again without saying so) the mail next to the head by date is taken and the other stays alone. Series
 * that were sent at the same time are told apart by the words of their titles.
 */
export function seriesLinks(messages: Iterable<MessageSummary>): SeriesLink[] {
  const groups = new Map<string, Member[]>();
  for (const message of messages) {
    // A cheap look first: most mail is no numbered patch.
    if (message.references.length > 0 || message.inReplyTo.length > 0 || !message.subject.startsWith("["))
      continue;
    const tag = parseSubject(message.subject);
    if (tag.isReply || !tag.isPatch || tag.index === null || tag.total === null) continue;
    const key = seriesKey(message, tag);
    const member = { message, tag, words: titleWords(tag.title) };
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
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

/** Heads that are tried for one patch: those next to it in time, on either side. */
const triedHeads = 4;

function linkGroup(group: readonly Member[], links: SeriesLink[]): void {
  const covers = group.filter(({ tag }) => tag.index === 0);
  const isHead: (member: Member) => boolean =
    covers.length > 0 ? ({ tag }) => tag.index === 0 : ({ tag }) => tag.index === 1;
  const heads = (covers.length > 0 ? covers : group.filter(isHead)).sort(compareMembers);
  if (heads.length === 0) return;
  const placed = linkRuns(group, isHead, links);
  // Each numbered place under each head is taken once, by the mail that is nearest in time.
  const claims: Claim[] = [];
  for (const child of group) {
    if (isHead(child) || placed.has(child)) continue;
    for (const headAt of nearbyHeads(child, heads)) {
      const head = heads[headAt];
      if (head === undefined || placed.has(head)) continue;
      const away = distance(head.message, child.message);
      const isLate = away > oneGoMilliseconds;
      const shared = sharedWords(head.words, child.words);
      // git-format-patch writes no Message-ID, and the date of the commit.
      const isFile = head.message.isSynthetic || child.message.isSynthetic;
      if (away > longestSpanMilliseconds || (isLate && !isFile && shared === 0)) continue;
      claims.push({ headAt, child, distance: away, isLate, shared: isLate ? 0 : shared });
    }
  }
  claims.sort(compareClaims);
  const taken = new Set<string>();
  for (const { headAt, child } of claims) {
    const place = `${headAt}:${child.tag.index ?? ""}`;
    const head = heads[headAt];
    if (head === undefined || taken.has(place) || placed.has(child)) continue;
    taken.add(place);
    placed.add(child);
    links.push({ parent: head.message, child: child.message });
  }
}

interface Claim {
  readonly headAt: number;
  readonly child: Member;
  readonly distance: number;
  readonly isLate: boolean;
  readonly shared: number;
}

const compareClaims = (a: Claim, b: Claim): number =>
  Number(a.isLate) - Number(b.isLate) ||
  b.shared - a.shared ||
  a.distance - b.distance ||
  a.headAt - b.headAt ||
  compareMembers(a.child, b.child);

/** Links heads that all their patches follow at once, with nothing between. Returns all that are placed now. */
function linkRuns(
  group: readonly Member[],
  isHead: (member: Member) => boolean,
  links: SeriesLink[],
): Set<Member> {
  const placed = new Set<Member>();
  let run: Member[] = [];
  const close = (): void => {
    const [head, ...children] = run;
    if (head === undefined || !isHead(head)) return;
    const numbers = new Set(run.map(({ tag }) => tag.index));
    const first = head.tag.index ?? 0;
    if (numbers.size !== run.length || numbers.size !== (head.tag.total ?? 0) + 1 - first) return;
    placed.add(head);
    for (const child of children) {
      placed.add(child);
      links.push({ parent: head.message, child: child.message });
    }
  };
  for (const member of [...group].sort(compareMembers)) {
    const before = run.at(-1)?.message.date ?? null;
    const { date } = member.message;
    const isNext = before !== null && date !== null && date - before <= oneGoMilliseconds;
    if (isHead(member) || !isNext) {
      close();
      run = [];
    }
    run.push(member);
  }
  close();
  return placed;
}

function compareMembers({ message: a }: Member, { message: b }: Member): number {
  return (
    (a.date ?? Number.MAX_SAFE_INTEGER) - (b.date ?? Number.MAX_SAFE_INTEGER) ||
    compareText(a.uri, b.uri) ||
    a.index - b.index ||
    compareText(a.messageId, b.messageId)
  );
}

/** Places in `heads` (by date, those without one last) of those next to a patch in time, and of some without a date. */
function nearbyHeads({ message }: Member, heads: readonly Member[]): number[] {
  const date = message.date ?? Number.MAX_SAFE_INTEGER;
  let low = 0;
  for (let high = heads.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((heads[middle]?.message.date ?? Number.MAX_SAFE_INTEGER) < date) low = middle + 1;
    else high = middle;
  }
  const found = new Set<number>();
  for (let at = low - triedHeads; at < low + triedHeads; at++) if (heads[at] !== undefined) found.add(at);
  for (let at = heads.length - 1; at >= heads.length - triedHeads && at >= 0; at--) {
    if (message.date === null || heads[at]?.message.date === null) found.add(at);
  }
  return [...found];
}

/** Milliseconds between two mails; those of one folder or file come before others where a date is missing. */
function distance(a: MessageSummary, b: MessageSummary): number {
  if (a.date === null || b.date === null) return a.uri === b.uri ? 0 : 1;
  return Math.abs(a.date - b.date);
}
