import type { FactsOf } from "./facts.js";
import { compareText } from "./order.js";
import { type Member, plainTitle } from "./seriesMembers.js";
import type { VersionDraft } from "./versionDraft.js";

const day = 24 * 3600 * 1000;
/** Between a version and the next; people come back to their work. */
const longestGapMilliseconds = 400 * day;
/** For a title that has changed. */
const similarGapMilliseconds = 90 * day;
/** A series that was sent again without saying so. */
const resendGapMilliseconds = 180 * day;
/** Versions of one sender that one with a new title is held against: the newest before it. */
const triedVersions = 30;

/** The versions of each series, oldest first. Linear, beside sorting. */
export function linkVersions(drafts: readonly VersionDraft[], factsOf: FactsOf): VersionDraft[][] {
  const order = [...drafts].sort(compareDrafts);
  const sets = createSets(order.length);
  joinByChangeId(order, sets, factsOf);
  joinByReply(order, sets);
  joinByTitle(order, sets);
  joinByPatches(order, sets);
  joinBySimilarity(order, sets);
  const series = new Map<number, VersionDraft[]>();
  for (const [at, draft] of order.entries()) {
    const root = sets.find(at);
    const list = series.get(root);
    if (list) list.push(draft);
    else series.set(root, [draft]);
  }
  return [...series.values()].map((list) =>
    list.sort((a, b) => a.version - b.version || compareDrafts(a, b)),
  );
}

function compareDrafts(a: VersionDraft, b: VersionDraft): number {
  return (
    (a.date ?? Number.MAX_SAFE_INTEGER) - (b.date ?? Number.MAX_SAFE_INTEGER) ||
    a.version - b.version ||
    compareText(a.head.messageId, b.head.messageId) ||
    compareText(a.head.uri, b.head.uri) ||
    a.head.index - b.head.index
  );
}

interface Sets {
  find(at: number): number;
  join(a: number, b: number): void;
}

/** A disjoint-set forest; the smaller number is the root. */
function createSets(count: number): Sets {
  const roots = Int32Array.from({ length: count }, (_, at) => at);
  const find = (start: number): number => {
    let root = start;
    while ((roots[root] ?? root) !== root) root = roots[root] ?? root;
    for (let at = start; at !== root; ) {
      const next = roots[at] ?? root;
      roots[at] = root;
      at = next;
    }
    return root;
  };
  return {
    find,
    join(a, b) {
      const one = find(a);
      const other = find(b);
      roots[Math.max(one, other)] = Math.min(one, other);
    },
  };
}

/** `change-id:` of b4 names a series over all its versions. */
function joinByChangeId(order: readonly VersionDraft[], sets: Sets, factsOf: FactsOf): void {
  const byId = new Map<string, number>();
  for (const [at, { head, patches }] of order.entries()) {
    for (const message of [head, ...patches.map((patch) => patch.message)]) {
      const changeId = factsOf(message)?.changeId ?? null;
      if (changeId === null) continue;
      const known = byId.get(changeId);
      if (known === undefined) byId.set(changeId, at);
      else sets.join(known, at);
    }
  }
}

/** A higher version that was sent as a reply to a lower one. */
function joinByReply(order: readonly VersionDraft[], sets: Sets): void {
  const numberOf = new Map<Member, number>();
  for (const [at, { group }] of order.entries()) for (const member of group.members) numberOf.set(member, at);
  for (const [at, draft] of order.entries()) {
    for (const { above } of draft.group.members) {
      const other = above === null ? undefined : numberOf.get(above);
      const before = other === undefined ? undefined : order[other];
      if (other === undefined || before === undefined || other === at) continue;
      if (draft.version <= before.version || draft.tree !== before.tree) continue;
      const isSameWork =
        draft.sender === before.sender || plainTitle(draft.headTitle) === plainTitle(before.headTitle);
      if (isSameWork) sets.join(at, other);
    }
  }
}

/** The same sender and title; each is held against the one before it. */
function joinByTitle(order: readonly VersionDraft[], sets: Sets): void {
  const latest = new Map<string, number>();
  for (const [at, draft] of order.entries()) {
    const title = plainTitle(draft.headTitle);
    if (title === "") continue;
    const key = `${draft.sender}\n${draft.tree}\n${title}`;
    const other = latest.get(key);
    latest.set(key, at);
    const before = other === undefined ? undefined : order[other];
    if (other === undefined || before === undefined) continue;
    if (isReroll(before, draft, longestGapMilliseconds) || isResent(before, draft)) sets.join(at, other);
  }
}

function isReroll(before: VersionDraft, draft: VersionDraft, longest: number): boolean {
  return draft.version > before.version && gap(before, draft) <= longest;
}

function gap(a: VersionDraft, b: VersionDraft): number {
  return a.date === null || b.date === null ? 0 : Math.abs(a.date - b.date);
}

/** The same number again: marked so, or all patches with the same titles. Pull requests have one title for years. */
function isResent(before: VersionDraft, draft: VersionDraft): boolean {
  if (draft.version !== before.version || draft.isPull || gap(before, draft) > resendGapMilliseconds)
    return false;
  if (draft.isResend) return true;
  const titles = (of: VersionDraft): string =>
    of.group.members
      .map(({ tag }) => `${tag.index ?? 1} ${plainTitle(tag.title)}`)
      .sort(compareText)
      .join("\n");
  return draft.total === before.total && titles(draft) === titles(before);
}

/** Half of the patches of the smaller one have the same titles, whatever the cover letter is called. */
function joinByPatches(order: readonly VersionDraft[], sets: Sets): void {
  const latest = new Map<string, number>();
  for (const [at, draft] of order.entries()) {
    const shared = new Map<number, number>();
    const titles = new Set(
      draft.group.members.filter(({ tag }) => tag.index !== 0).map(({ tag }) => plainTitle(tag.title)),
    );
    for (const title of titles) {
      if (title === "") continue;
      const key = `${draft.sender}\n${draft.tree}\n${title}`;
      const other = latest.get(key);
      latest.set(key, at);
      if (other !== undefined) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    for (const [other, count] of shared) {
      const before = order[other];
      if (before === undefined || draft.isPull || before.isPull) continue;
      const smaller = Math.min(titles.size, before.patches.length);
      if (2 * count < smaller) continue;
      if (isReroll(before, draft, longestGapMilliseconds) || (draft.isResend && isResent(before, draft))) {
        sets.join(at, other);
      }
    }
  }
}

/**
 * A higher version whose title has changed, and that nothing else leads back: the nearest title of the same sender, in a
 * series that has none of the versions that are linked with it.
 */
function joinBySimilarity(order: readonly VersionDraft[], sets: Sets): void {
  const bySender = new Map<string, number[]>();
  const versionsOf = new Map<number, Set<number>>();
  const lowest = new Map<number, number>();
  for (const [at, { version }] of order.entries()) {
    const root = sets.find(at);
    const versions = versionsOf.get(root);
    if (versions) versions.add(version);
    else versionsOf.set(root, new Set([version]));
    const known = lowest.get(root);
    if (known === undefined || version < (order[known]?.version ?? 0)) lowest.set(root, at);
  }
  for (const [at, draft] of order.entries()) {
    const key = `${draft.sender}\n${draft.tree}\n${draft.isPull}`;
    const before = bySender.get(key) ?? [];
    const root = sets.find(at);
    if (draft.version > 1 && lowest.get(root) === at) {
      const own = versionsOf.get(root) ?? new Set<number>();
      const words = wordsOf(draft.headTitle);
      let best = -1;
      let bestLikeness = 0.6;
      for (const other of before) {
        const candidate = order[other];
        if (candidate === undefined || !isReroll(candidate, draft, similarGapMilliseconds)) continue;
        if (own.size > 1 && !areApart(own, versionsOf.get(sets.find(other)))) continue;
        const likeness = likenessOf(words, wordsOf(candidate.headTitle));
        if (likeness >= bestLikeness) {
          best = other;
          bestLikeness = likeness;
        }
      }
      if (best !== -1) {
        const versions = versionsOf.get(sets.find(best));
        if (versions) for (const version of own) versions.add(version);
        const start = lowest.get(sets.find(best));
        sets.join(at, best);
        const joined = sets.find(at);
        if (versions) versionsOf.set(joined, versions);
        if (start !== undefined) lowest.set(joined, start);
      }
    }
    before.push(at);
    bySender.set(key, before.length > triedVersions ? before.slice(1) : before);
  }
}

function areApart(a: ReadonlySet<number>, b: ReadonlySet<number> | undefined): boolean {
  for (const version of a) if (b?.has(version)) return false;
  return true;
}

function wordsOf(title: string): ReadonlySet<string> {
  return new Set(
    plainTitle(title)
      .replace(/\bi\/o\b/g, "io")
      .split(/[^\p{L}\p{N}_]+/u)
      .filter((word) => word !== ""),
  );
}

/** Words that both have, of all that either has. */
function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  const all = a.size + b.size - both;
  return all === 0 ? 0 : both / all;
}
