import type { MessageSummary, ThreadNode, ToldMessage } from "./model.js";
import { compareText, compareThreads, sortSiblings } from "./order.js";
import { seriesLinks } from "./series.js";

/** What threads are made of. */
export interface ThreadInput {
  readonly messages: readonly MessageSummary[];
  /** What overviews of archive pages tell (overview.ts `resolveTold`). */
  readonly told: readonly ToldMessage[];
}

/** References that are looked at in one message: the first, and the last ones. Longer lists come from hostile mail. */
export const maxReferences = 200;

/** A message or ghost while its place is being found. Links are only ever added, never taken back. */
interface Container {
  readonly id: string;
  message: MessageSummary | null;
  duplicates: MessageSummary[];
  told: ToldMessage | null;
  parent: Container | null;
  children: Container[];
  /** A message at hand names it as its own parent: it stays visible even if it is missing. */
  isReferredParent: boolean;
  /** Towards the root of its tree, shortened on each walk (a disjoint-set forest). */
  root: Container;
}

/**
 * Threads of mail by Message-ID, In-Reply-To and References, after Jamie Zawinski, "message threading" (jwz.org,
 * steps 1–4 and 7), as trees of messages and ghosts. Every message is in exactly one tree, once (as a node's `message`
 * or, where it is the same mail again, among its `duplicates`), and the result does not depend on the order in which messages arrive.
 *
 * Where we differ, and why:
 * - A message's own header decides over what other mail's References make of it, whichever comes first; so links are
 *   added in two passes, and none is ever taken back. That makes a loop a question of "the same root?", near O(1).
 * - No grouping by subject (step 5): kernel lists repeat subjects ("[GIT PULL]", each stable release) in mail that has
 *   nothing in common. Only a series sent without any reference is put together (series.ts).
 * - A missing message that is the parent named by one at hand stays (step 4 would drop it): it says that something is
 *   missing, and which.
 *
 * O(n) in messages and references, beside sorting.
 */
export function buildThreads(input: ThreadInput): ThreadNode[] {
  const table = new Map<string, Container>();
  const containers: Container[] = [];
  const get = (id: string): Container => {
    const known = table.get(id);
    if (known) return known;
    const made = makeContainer(id);
    table.set(id, made);
    containers.push(made);
    return made;
  };

  const { placed, inFile } = place(input.messages, get, containers);
  for (const told of input.told) {
    const container = get(told.messageId);
    const known = container.told;
    const isBetter = known === null || (known.subject === "" && told.subject !== "");
    if (isBetter || (known.isOrderOnly && !told.isOrderOnly)) container.told = told;
  }

  // Newest first: where two claim to answer each other, the later one is the reply.
  const byDate = [...placed].sort((a, b) => compareArrival(b.message, a.message));
  for (const { container, message } of byDate) {
    const parentId = parentOf(message, table);
    if (parentId === null) continue;
    const parent = inFile.get(fileKey(parentId, message.uri)) ?? get(parentId);
    if (link(parent, container)) parent.isReferredParent = true;
  }
  for (const told of input.told) {
    if (told.parentId !== null && !told.isOrderOnly) link(get(told.parentId), get(told.messageId));
  }
  for (const { message } of byDate) linkChain(message.references, get);
  const homes = new Map(placed.map(({ container, message }) => [message, container]));
  for (const { parent, child } of seriesLinks([...homes.keys()])) {
    const above = homes.get(parent);
    const below = homes.get(child);
    if (above && below) link(above, below);
  }
  // Last, since it says no more than that they are of one thread.
  for (const told of input.told) {
    if (told.parentId !== null && told.isOrderOnly) link(get(told.parentId), get(told.messageId));
  }
  return finish(containers.filter((container) => container.parent === null));
}

function makeContainer(id: string): Container {
  const container: Omit<Container, "root"> & { root: Container | null } = {
    id,
    message: null,
    duplicates: [],
    told: null,
    parent: null,
    children: [],
    isReferredParent: false,
    root: null,
  };
  return Object.assign(container, { root: container as Container });
}

interface Placed {
  readonly container: Container;
  readonly message: MessageSummary;
}

interface Places {
  readonly placed: readonly Placed[];
  /**
   * Of ids that different mails share: the first of these in each file, by `fileKey`. A reply most likely answers the
   * one that it lies beside.
   */
  readonly inFile: ReadonlyMap<string, Container>;
}

/** Gives each message its container; the same mail again goes to `duplicates`, another mail with that id apart. */
function place(
  messages: readonly MessageSummary[],
  get: (id: string) => Container,
  containers: Container[],
): Places {
  const placed: Placed[] = [];
  // Of ids that came twice; by sender and subject, since an id that everybody uses may be there a thousand times.
  const namesakes = new Map<string, Map<string, Container>>();
  for (const message of [...messages].sort(compareArrival)) {
    const first = get(message.messageId);
    if (first.message === null) {
      first.message = message;
      placed.push({ container: first, message });
      continue;
    }
    let all = namesakes.get(message.messageId);
    if (!all) {
      all = new Map([[mailKey(first.message), first]]);
      namesakes.set(message.messageId, all);
    }
    const same = all.get(mailKey(message));
    if (same) {
      same.duplicates.push(message);
      continue;
    }
    const apart = makeContainer(message.messageId);
    apart.message = message;
    all.set(mailKey(message), apart);
    containers.push(apart);
    placed.push({ container: apart, message });
  }
  const inFile = new Map<string, Container>();
  for (const [id, all] of namesakes) {
    for (const container of all.size > 1 ? all.values() : []) {
      for (const copy of [container.message, ...container.duplicates]) {
        if (copy === null) continue;
        const key = fileKey(id, copy.uri);
        if (!inFile.has(key)) inFile.set(key, container);
      }
    }
  }
  return { placed, inFile };
}

const fileKey = (id: string, uri: string): string => `${id}\n${uri}`;

/** Equal for the same mail in two files. Not the date: lists and archives write it anew. */
const mailKey = ({ fromAddress, subject }: MessageSummary): string =>
  `${fromAddress.toLowerCase()}\n${subject}`;

/** A total order of messages that depends on nothing but themselves. */
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
function parentOf(message: MessageSummary, table: ReadonlyMap<string, Container>): string | null {
  const self = message.messageId;
  const recent = message.references.slice(-maxReferences).filter((id) => id !== self);
  const answered = message.inReplyTo.slice(0, maxReferences).filter((id) => id !== self);
  const last = recent.at(-1);
  if (last !== undefined && answered.some((id) => recent.includes(id))) return last;
  const atHand = answered.find((id) => (table.get(id)?.message ?? null) !== null);
  return atHand ?? last ?? answered[0] ?? null;
}

/** Step 1B: ids of one References field are a line of descent, where nothing better is known of them. */
function linkChain(references: readonly string[], get: (id: string) => Container): void {
  const bounded =
    references.length > maxReferences
      ? [...references.slice(0, 1), ...references.slice(1 - maxReferences)]
      : references;
  let before: Container | null = null;
  for (const id of bounded) {
    const container: Container = get(id);
    if (before !== null) link(before, container);
    before = container;
  }
}

/** Makes `child` a child of `parent`, unless it has a parent or the two would form a loop. */
function link(parent: Container, child: Container): boolean {
  if (child.parent !== null || rootOf(parent) === child) return false;
  child.parent = parent;
  child.root = parent;
  parent.children.push(child);
  return true;
}

function rootOf(container: Container): Container {
  let root = container;
  while (root.root !== root) root = root.root;
  for (let at = container; at !== root; ) {
    const next = at.root;
    at.root = root;
    at = next;
  }
  return root;
}

interface Mutable extends ThreadNode {
  children: ThreadNode[];
  replyCount: number;
  latestDate: number | null;
}

/** Step 4 (ghosts that say nothing go) and step 7 (order), from the leaves up, without recursion: threads may be deep. */
function finish(roots: readonly Container[]): ThreadNode[] {
  const order: Container[] = [...roots];
  for (let at = 0; at < order.length; at++) {
    const container = order[at];
    if (container) for (const child of container.children) order.push(child);
  }
  const results = new Map<Container, ThreadNode[]>();
  for (let at = order.length - 1; at >= 0; at--) {
    const container = order[at];
    if (!container) continue;
    const children: ThreadNode[] = [];
    for (const child of container.children) {
      for (const node of results.get(child) ?? []) children.push(node);
      results.delete(child);
    }
    const isRoot = container.parent === null;
    if (isKept(container, isRoot, children.length)) results.set(container, [makeNode(container, children)]);
    else results.set(container, children);
  }
  return roots.flatMap((root) => results.get(root) ?? []).sort(compareThreads);
}

function isKept(container: Container, isRoot: boolean, childCount: number): boolean {
  if (container.message !== null || container.told !== null) return true;
  if (childCount === 0) return false;
  return container.isReferredParent || (isRoot && childCount > 1);
}

function makeNode(container: Container, children: ThreadNode[]): ThreadNode {
  const node: Mutable = {
    messageId: container.id,
    message: container.message,
    duplicates: container.duplicates,
    told: container.told,
    children,
    replyCount: 0,
    latestDate: container.message?.date ?? container.told?.date ?? null,
  };
  for (const child of children) {
    node.replyCount += child.replyCount + (child.message === null ? 0 : 1);
    if (child.latestDate !== null && (node.latestDate === null || child.latestDate > node.latestDate)) {
      node.latestDate = child.latestDate;
    }
  }
  node.children = sortSiblings(node, children);
  return node;
}
