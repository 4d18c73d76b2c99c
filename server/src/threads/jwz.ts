import { createLinkTable, type LinkTable } from "./linkTable.js";
import type { MessageSummary, ThreadNode, ToldMessage } from "./model.js";
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
  const table = createLinkTable();
  const order = byArrival(input.messages);
  const { homes, inFile } = place(order, table);
  for (const told of input.told) noteTold(table, told);

  // Newest first: where two claim to answer each other, the later one is the reply.
  for (let at = order.length - 1; at >= 0; at--) {
    const home = homes[at] ?? -1;
    const message = order[at];
    if (home === -1 || message === undefined) continue;
    const parentId = parentOf(message, table);
    if (parentId === null) continue;
    const beside = inFile.size > 0 ? inFile.get(fileKey(parentId, message.uri)) : undefined;
    const parent = beside ?? table.numberOf(parentId);
    if (table.link(parent, home)) table.referred.add(parent);
  }
  for (const { messageId, parentId, isOrderOnly } of input.told) {
    if (parentId !== null && !isOrderOnly) table.link(table.numberOf(parentId), table.numberOf(messageId));
  }
  linkChains(order, homes, table);
  linkByFacts(order, homes, table, options);
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
  /** By place in the order of arrival: the number of its node; -1 for the same mail again. */
  readonly homes: readonly number[];
  /**
   * Of ids that different mails share: the first of these in each file, by `fileKey`. A reply most likely answers the
   * one that it lies beside.
   */
  readonly inFile: ReadonlyMap<string, number>;
}

/** Gives each message its place; the same mail again goes to `duplicates`, another mail with that id apart. */
function place(order: readonly MessageSummary[], table: LinkTable): Places {
  const { messages, duplicates } = table;
  const homes: number[] = [];
  // Of ids that came twice; by sender and subject, since an id that everybody uses may be there a thousand times.
  const namesakes = new Map<string, Map<string, number>>();
  for (const message of order) {
    const first = table.numberOf(message.messageId);
    const holder = messages[first] ?? null;
    if (holder === null) {
      messages[first] = message;
      homes.push(first);
      continue;
    }
    let all = namesakes.get(message.messageId);
    if (!all) {
      all = new Map([[mailKey(holder), first]]);
      namesakes.set(message.messageId, all);
    }
    const key = mailKey(message);
    const same = all.get(key);
    if (same !== undefined) {
      const copies = duplicates.get(same);
      if (copies) copies.push(message);
      else duplicates.set(same, [message]);
      homes.push(-1);
      continue;
    }
    const apart = table.addApart(message.messageId);
    messages[apart] = message;
    all.set(key, apart);
    homes.push(apart);
  }
  const inFile = new Map<string, number>();
  for (const [id, all] of namesakes) {
    for (const home of all.size > 1 ? all.values() : []) {
      for (const copy of [messages[home] ?? null, ...(duplicates.get(home) ?? [])]) {
        if (copy === null) continue;
        const key = fileKey(id, copy.uri);
        if (!inFile.has(key)) inFile.set(key, home);
      }
    }
  }
  return { homes, inFile };
}

const fileKey = (id: string, uri: string): string => `${id}\n${uri}`;

/** Equal for the same mail in two files. Not the date: lists and archives write it anew. */
const mailKey = ({ fromAddress, subject }: MessageSummary): string =>
  `${fromAddress.toLowerCase()}\n${subject}`;

/** The messages by date, in a total order that depends on nothing but themselves. */
function byArrival(messages: readonly MessageSummary[]): MessageSummary[] {
  return [...messages].sort(compareArrival);
}

function compareArrival(a: MessageSummary, b: MessageSummary): number {
  return (
    (a.date ?? Number.MAX_SAFE_INTEGER) - (b.date ?? Number.MAX_SAFE_INTEGER) ||
    compareText(a.messageId, b.messageId) ||
    compareText(a.uri, b.uri) ||
    a.index - b.index
  );
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
function linkChains(order: readonly MessageSummary[], homes: readonly number[], table: LinkTable): void {
  const byLength: (readonly string[])[][] = [];
  for (let at = order.length - 1; at >= 0; at--) {
    const references = order[at]?.references ?? [];
    if (references.length < 2 || homes[at] === -1) continue;
    const length = Math.min(references.length, maxReferences);
    const list = byLength[length];
    if (list) list.push(references);
    else byLength[length] = [references];
  }
  for (let length = byLength.length - 1; length >= 2; length--) {
    for (const references of byLength[length] ?? []) linkChain(references, table);
  }
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
  order: readonly MessageSummary[],
  homes: readonly number[],
  table: LinkTable,
  options: ThreadOptions,
): void {
  const loose = new Map<MessageSummary, number>();
  for (const [at, message] of order.entries()) {
    const home = homes[at] ?? -1;
    if (home === -1 || message.references.length > 0 || message.inReplyTo.length > 0) continue;
    loose.set(message, home);
  }
  for (const { parent, child } of seriesLinks(loose.keys())) {
    const above = loose.get(parent);
    const below = loose.get(child);
    if (above !== undefined && below !== undefined) table.link(above, below);
  }
  if (!options.bySubject) return;
  const isPlaced = (at: number): boolean => (homes[at] ?? -1) !== -1;
  for (const { parentAt, childAt } of subjectLinks(order, isPlaced)) {
    table.link(homes[parentAt] ?? 0, homes[childAt] ?? 0);
  }
}
