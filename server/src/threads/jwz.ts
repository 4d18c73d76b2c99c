import { createLinkTable, type LinkTable } from "./linkTable.js";
import type { MessageSummary, ThreadNode, ToldMessage } from "./model.js";
import { answeredOf, type Holder, sameMailAmong } from "./namesakes.js";
import { compareText } from "./order.js";
import { seriesLinks } from "./series.js";
import { subjectLinks } from "./subjectLinks.js";
import { nodesOf } from "./threadNodes.js";

/** What threads are made of. */
export interface ThreadInput {
  readonly messages: readonly MessageSummary[];
  /** What overviews of archive pages tell (overview.ts `resolveTold`). */
  readonly told: readonly ToldMessage[];
}

export interface ThreadOptions {
  /**
   * `patchMail.threads.bySubject`: a reply whose header names nobody stands below the mail of that subject
   * (subjectLinks.ts).
   */
  readonly bySubject: boolean;
}

export const defaultThreadOptions: ThreadOptions = { bySubject: true };

/** References that are looked at in one message: the first, and the last ones. Longer lists come from hostile mail. */
export const maxReferences = 200;
/** Ids of one In-Reply-To that are looked at. */
const maxAnswered = 20;

/**
 * Threads of mail by Message-ID, In-Reply-To and References, after Jamie Zawinski, "message threading" (jwz.org,
 * steps 1–4 and 7), as trees of messages and ghosts. Every message is in exactly one tree, once (as a node's `message`
 * or, where it is the same mail again, among its `duplicates`), and the result does not depend on the order in which messages arrive.
 *
 * Where we differ, and why:
 * - A message's own header decides over what other mail's References make of it, whichever comes first; so links are
 *   added in two passes, and none is ever taken back. That makes a loop a question of "the same root?", near O(1).
 * - Of other mail's References the longest are believed first: mailers cut them short in the middle.
 * - No grouping by subject (step 5) of mail that is no reply: kernel lists repeat subjects ("[GIT PULL]", each stable
 *   release) in mail that has nothing in common. A series sent without any reference is put together (series.ts), and a
 *   reply without any finds its mail by its subject (subjectLinks.ts; may be switched off).
 * - A missing message that is the parent named by one at hand stays (step 4 would drop it): it says that something is
 *   missing, and which.
 *
 * O(n) in messages and references, beside sorting.
 */
export function buildThreads(
  input: ThreadInput,
  options: ThreadOptions = defaultThreadOptions,
): ThreadNode[] {
  const { messages } = input;
  const table = createLinkTable();
  const order = byArrival(messages);
  const { homes, shared } = place(messages, order, table);
  for (const told of input.told) noteTold(table, told);

  // Ids are looked up in the order in which the mail came, which is how it lies in memory; linked by date.
  const named = new Int32Array(messages.length).fill(-1);
  let at = -1;
  for (const message of messages) {
    at++;
    const parentId = homes[at] === -1 ? null : parentOf(message, table);
    if (parentId === null) continue;
    named[at] = namesakeOf(message, parentId, shared) ?? table.numberOf(parentId);
  }
  // Newest first: where two claim to answer each other, the later one is the reply.
  for (let step = order.length - 1; step >= 0; step--) {
    const child = order[step] ?? 0;
    const parent = named[child] ?? -1;
    if (parent !== -1 && table.link(parent, homes[child] ?? 0)) table.referred.add(parent);
  }
  for (const { messageId, parentId, isOrderOnly } of input.told) {
    if (parentId !== null && !isOrderOnly) table.link(table.numberOf(parentId), table.numberOf(messageId));
  }
  linkChains(messages, order, named, table);
  linkByFacts(messages, order, homes, table, options);
  // Last, since it says no more than that they are of one thread.
  for (const { messageId, parentId, isOrderOnly } of input.told) {
    if (parentId !== null && isOrderOnly) table.link(table.numberOf(parentId), table.numberOf(messageId));
  }
  return nodesOf(table);
}

function noteTold(table: LinkTable, told: ToldMessage): void {
  const place = table.numberOf(told.messageId);
  const known = table.told.get(place);
  const isBetter = known === undefined || (known.subject === "" && told.subject !== "");
  if (isBetter || (known.isOrderOnly && !told.isOrderOnly)) table.told.set(place, told);
}

interface Places {
  /** Of each message: the number of its node; -1 for the same mail again. */
  readonly homes: Int32Array;
  /**
   * Of ids that different mails share: these, by date, under the id and, those of one file, under `fileKey`. A reply most
   * likely answers the one that it lies beside.
   */
  readonly shared: ReadonlyMap<string, readonly Holder[]>;
}

/** Where different mails have the id, the one that is most likely answered. */
function namesakeOf(message: MessageSummary, parentId: string, shared: Places["shared"]): number | undefined {
  if (shared.size === 0) return undefined;
  const holders = shared.get(fileKey(parentId, message.uri)) ?? shared.get(parentId);
  return holders === undefined ? undefined : answeredOf(message, holders);
}

/** Gives each message its place; the same mail again goes to `duplicates`, another mail with that id apart. */
function place(messages: readonly MessageSummary[], order: readonly number[], table: LinkTable): Places {
  const { duplicates } = table;
  const homes = new Int32Array(messages.length);
  for (let at = 0; at < messages.length; at++) homes[at] = table.numberOf(messages[at]?.messageId ?? "");
  // Of ids that came twice; by sender and subject, since an id that everybody uses may be there a thousand times.
  const namesakes = new Map<string, Map<string, Holder[]>>();
  for (const at of order) {
    const message = messages[at];
    const first = homes[at] ?? 0;
    const holder = table.messages[first] ?? null;
    if (message === undefined) continue;
    if (holder === null) {
      table.messages[first] = message;
      continue;
    }
    let all = namesakes.get(message.messageId);
    if (!all) {
      all = new Map([[mailKey(holder), [{ home: first, message: holder }]]]);
      namesakes.set(message.messageId, all);
    }
    const key = mailKey(message);
    const known = all.get(key) ?? [];
    const same = sameMailAmong(message, known);
    if (same !== undefined) {
      const copies = duplicates.get(same);
      if (copies) copies.push(message);
      else duplicates.set(same, [message]);
      homes[at] = -1;
      continue;
    }
    const apart = table.addApart(message.messageId);
    table.messages[apart] = message;
    known.push({ home: apart, message });
    all.set(key, known);
    homes[at] = apart;
  }
  return { homes, shared: sharedIds(namesakes, table) };
}

function sharedIds(
  namesakes: ReadonlyMap<string, ReadonlyMap<string, readonly Holder[]>>,
  table: LinkTable,
): Places["shared"] {
  const shared = new Map<string, readonly Holder[]>();
  for (const [id, byKey] of namesakes) {
    const all = [...byKey.values()].flat();
    if (all.length < 2) continue;
    all.sort((a, b) => compareDates(a.message, b.message) || a.home - b.home);
    shared.set(id, all);
    const byFile = new Map<string, Holder[]>();
    for (const holder of all) {
      const copies = table.duplicates.get(holder.home) ?? [];
      for (const uri of new Set([holder.message, ...copies].map((copy) => copy.uri))) {
        const list = byFile.get(uri);
        if (list) list.push(holder);
        else byFile.set(uri, [holder]);
      }
    }
    for (const [uri, list] of byFile) shared.set(fileKey(id, uri), list);
  }
  return shared;
}

const compareDates = (a: MessageSummary, b: MessageSummary): number =>
  (a.date ?? Number.MAX_SAFE_INTEGER) - (b.date ?? Number.MAX_SAFE_INTEGER);

const fileKey = (id: string, uri: string): string => `${id}\n${uri}`;

/** Equal for the same mail in two files; `isSameMail` decides. */
const mailKey = ({ fromAddress, subject }: MessageSummary): string =>
  `${fromAddress.toLowerCase()}\n${subject}`;

/** Places of the messages by date, in a total order that depends on nothing but the mail. */
function byArrival(messages: readonly MessageSummary[]): number[] {
  const dates = Float64Array.from(messages, ({ date }) => date ?? Number.MAX_SAFE_INTEGER);
  const order = messages.map((_, at) => at);
  return order.sort((a, b) => {
    const later = (dates[a] ?? 0) - (dates[b] ?? 0);
    if (later !== 0) return later;
    const one = messages[a];
    const other = messages[b];
    return one && other ? compareArrival(one, other) : 0;
  });
}

/** Of mail of the same date. */
function compareArrival(a: MessageSummary, b: MessageSummary): number {
  return compareText(a.messageId, b.messageId) || compareText(a.uri, b.uri) || a.index - b.index;
}

/**
 * The parent that a message names: the last of its References (RFC 5322 §3.6.4). In-Reply-To where there are none, and
 * where it names a mail at hand that they do not know; one that is not at hand may be mangled (gmane did that). Of several
 * ids in In-Reply-To the first that is at hand, else the first.
 */
function parentOf({ messageId, references, inReplyTo }: MessageSummary, table: LinkTable): string | null {
  const first = Math.max(0, references.length - maxReferences);
  let last: string | null = null;
  for (let at = references.length - 1; at >= first && last === null; at--) {
    const id = references[at];
    if (id !== undefined && id !== messageId) last = id;
  }
  let answered: string | null = null;
  let atHand: string | null = null;
  const count = Math.min(inReplyTo.length, maxAnswered);
  for (let at = 0; at < count; at++) {
    const id = inReplyTo[at];
    if (id === undefined || id === messageId) continue;
    if (last !== null && (id === last || references.includes(id, first))) return last;
    answered ??= id;
    if (atHand === null && (table.messages[table.known(id)] ?? null) !== null) atHand = id;
  }
  return atHand ?? last ?? answered;
}

/**
 * Step 1B: ids of one References field are a line of descent, where nothing better is known of them. The longest first:
 * the shorter ones may have been cut in the middle.
 */
function linkChains(
  messages: readonly MessageSummary[],
  order: readonly number[],
  named: Int32Array,
  table: LinkTable,
): void {
  const byLength: (readonly string[])[][] = [];
  for (let step = order.length - 1; step >= 0; step--) {
    const at = order[step] ?? 0;
    const references = messages[at]?.references ?? [];
    // Of mail that is there already, the first one speaks.
    if (references.length < 2 || named[at] === -1) continue;
    const parent = table.messages[named[at] ?? -1] ?? null;
    if (parent !== null && tellsTheSame(parent, references)) continue;
    const length = Math.min(references.length, maxReferences);
    const list = byLength[length];
    if (list) list.push(references);
    else byLength[length] = [references];
  }
  for (let length = byLength.length - 1; length >= 2; length--) {
    for (const references of byLength[length] ?? []) linkChain(references, table);
  }
}

/** The parent is at hand, and its own References are those of its reply, as they should be: nothing new. */
function tellsTheSame(parent: MessageSummary, references: readonly string[]): boolean {
  const above = parent.references;
  const length = references.length - 1;
  return (
    references[length] === parent.messageId &&
    above.length === length &&
    above[0] === references[0] &&
    above[length - 1] === references[length - 1]
  );
}

function linkChain(references: readonly string[], table: LinkTable): void {
  // The first one, and the last ones.
  const skipped = Math.max(0, references.length - maxReferences);
  let before = -1;
  for (let at = 0; at < references.length; at++) {
    if (at > 0 && at <= skipped) continue;
    const place = table.numberOf(references[at] ?? "");
    if (before !== -1) table.link(before, place);
    before = place;
  }
}

/** Links of mail whose own header has none. */
function linkByFacts(
  messages: readonly MessageSummary[],
  order: readonly number[],
  homes: Int32Array,
  table: LinkTable,
  options: ThreadOptions,
): void {
  const loose = new Map<MessageSummary, number>();
  for (const at of order) {
    const home = homes[at] ?? -1;
    const message = messages[at];
    if (home === -1 || message === undefined) continue;
    if (message.references.length === 0 && message.inReplyTo.length === 0) loose.set(message, home);
  }
  for (const { parent, child } of seriesLinks(loose.keys())) {
    const above = loose.get(parent);
    const below = loose.get(child);
    if (above !== undefined && below !== undefined) table.link(above, below);
  }
  if (!options.bySubject) return;
  for (const { parentAt, childAt } of subjectLinks(messages, order)) {
    const above = homes[parentAt] ?? -1;
    const below = homes[childAt] ?? -1;
    if (above !== -1 && below !== -1) table.link(above, below);
  }
}
