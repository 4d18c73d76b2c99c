import { parseSubject } from "../core/mail/subject.js";
import type { FactsOf } from "./facts.js";
import type { MessageSummary, ThreadNode } from "./model.js";
import { compareText } from "./order.js";
import { type LooseReply, type Member, membersOf } from "./seriesMembers.js";
import type { Series, SeriesPatch, SeriesVersion } from "./seriesModel.js";
import { withLonePatches } from "./seriesPartial.js";
import { linkVersions } from "./seriesRerolls.js";
import { dateOf, isNumbered, stableTree, type VersionGroup, versionGroups } from "./seriesVersions.js";
import type { VersionDraft } from "./versionDraft.js";

/** The series of some mail. */
export interface AllSeries {
  /** Those with the newest version first. */
  readonly series: readonly Series[];
  /** Mail that belongs to none, and may name a patch by its title. */
  readonly others: readonly MessageSummary[];
}

/**
 * All series of the threads (jwz.ts), in all their versions. Facts of bodies are used as far as they are known: change-ids, and
 * whether a mail has a diff. Linear, beside sorting; the result does not depend on the order in which mail arrived.
 */
export function seriesOf(roots: readonly ThreadNode[], factsOf: FactsOf): AllSeries {
  const { members, loose, others } = membersOf(roots, factsOf);
  const groups = versionGroups(members, factsOf);
  const drafts = groups.flatMap(draftOf);
  const unplaced = placeLoose(drafts, loose);
  const series: Series[] = [];
  for (const rerolls of linkVersions(drafts, factsOf)) {
    const [first] = rerolls;
    if (first !== undefined) series.push(makeSeries(rerolls, first));
  }
  series.sort(compareSeries);
  return { series, others: [...others, ...unplaced] };
}

function draftOf(group: VersionGroup): VersionDraft[] {
  const byNumber = new Map<number, Member[]>();
  const covers: Member[] = [];
  for (const member of [...group.members].sort(compareMembers)) {
    const index = isNumbered(member) ? (member.tag.index ?? 1) : 1;
    if (index === 0) covers.push(member);
    else {
      const list = byNumber.get(index);
      if (list) list.push(member);
      else byNumber.set(index, [member]);
    }
  }
  const patches = [...byNumber].sort(([a], [b]) => a - b).flatMap(([index, all]) => patchOf(index, all));
  const anyMember = covers[0] ?? group.members.find(({ message }) => message === patches[0]?.message);
  const first = anyMember ?? group.members[0];
  if (first === undefined) return [];
  const cover = covers[0]?.message ?? group.cover;
  const draft: VersionDraft = {
    group: {
      ...group,
      cover,
      coverReplies: [...group.coverReplies, ...covers.flatMap(({ replies }) => replies)],
    },
    head: cover ?? first.message,
    headTitle: (cover === null || cover === first.message
      ? first.tag.title
      : parseSubject(cover.subject).title
    ).replace(/^:\s*/, ""),
    coverAgain: covers.slice(1).map(({ message }) => message),
    sender: first.sender,
    // A cover letter and its patches may differ (seriesVersions.ts): the one that says it is right.
    version: group.members.reduce((highest, { tag }) => Math.max(highest, tag.version), 1),
    isResend: first.tag.isResend,
    isPull: first.tag.isPull,
    tree: stableTree(first.tag.words),
    total: isNumbered(first) ? totalOf(group, first) : null,
    date: dateOf(group),
    patches,
    loose: [],
  };
  return [draft];
}

/** As the patches say it; the cover letter may be wrong. */
function totalOf({ members }: VersionGroup, first: Member): number | null {
  return members.find(({ tag }) => tag.index !== 0)?.tag.total ?? first.tag.total;
}

function patchOf(index: number, all: readonly Member[]): SeriesPatch[] {
  const [first, ...again] = all;
  if (first === undefined) return [];
  const replies = all.flatMap((member) => member.replies).sort(compareMail);
  return [{ index, message: first.message, again: again.map(({ message }) => message), replies }];
}

const compareMembers = (a: Member, b: Member): number => compareMail(a.message, b.message);

/** By date, oldest first. */
export function compareMail(a: MessageSummary, b: MessageSummary): number {
  return (
    (a.date ?? Number.MAX_SAFE_INTEGER) - (b.date ?? Number.MAX_SAFE_INTEGER) ||
    compareText(a.messageId, b.messageId) ||
    compareText(a.uri, b.uri) ||
    a.index - b.index
  );
}

/**
 * Gives replies to patches that are not at hand to the version of that number and count in their thread; what is above
 * them decides where there is none. Returns those that belong to no version.
 */
function placeLoose(drafts: readonly VersionDraft[], loose: readonly LooseReply[]): MessageSummary[] {
  const byThread = new Map<string, VersionDraft>();
  const byMember = new Map<Member, VersionDraft>();
  for (const draft of drafts) {
    for (const member of draft.group.members) {
      byMember.set(member, draft);
      const key = `${member.thread}\n${draft.version}\n${draft.total ?? ""}`;
      if (!byThread.has(key)) byThread.set(key, draft);
    }
  }
  const unplaced: MessageSummary[] = [];
  for (const reply of loose) {
    const { version, total } = reply.tag;
    const above = reply.above === null ? undefined : byMember.get(reply.above);
    const isOfAbove = above?.version === version && above.total === total;
    const draft = isOfAbove ? above : (byThread.get(`${reply.thread}\n${version}\n${total ?? ""}`) ?? above);
    if (draft) draft.loose.push(reply);
    else unplaced.push(reply.message);
  }
  return unplaced;
}

function makeSeries(rerolls: readonly VersionDraft[], first: VersionDraft): Series {
  const drafts = withLonePatches(rerolls);
  const versions: SeriesVersion[] = [];
  let newest = first;
  for (const draft of drafts) {
    const version = makeVersion(draft, versions.at(-1));
    versions.push(version);
    // Some patches of a series do not rename it.
    if (version.partialOf === null) newest = draft;
  }
  return {
    id: first.head.messageId,
    title: newest.headTitle,
    author: { name: newest.head.fromName, address: newest.head.fromAddress },
    versions,
  };
}

const noPatches: readonly SeriesPatch[] = [];

function makeVersion(draft: VersionDraft, before: SeriesVersion | undefined): SeriesVersion {
  const { group, total, patches } = draft;
  const { replies, toMissing } = allReplies(draft);
  const isPartial = before !== undefined && isPartialReroll(draft, before);
  const own = new Set(patches.map(({ index }) => index));
  const reused = isPartial
    ? [...before.patches, ...before.reused]
        .filter(({ index }) => !own.has(index))
        .sort((a, b) => a.index - b.index)
    : noPatches;
  for (const { index } of reused) own.add(index);
  return {
    version: draft.version,
    // Sent again with the number it had, whether it says so or not.
    isResend: draft.isResend || before?.version === draft.version,
    isRfc: group.members.some(({ tag }) => tag.isRfc),
    isPull: draft.isPull,
    trees: treesOf(group),
    total,
    cover: group.cover,
    coverAgain: draft.coverAgain,
    head: draft.head,
    patches,
    partialOf: isPartial ? before.version : null,
    reused,
    get missing() {
      const numbers: number[] = [];
      for (let index = 1; index <= (total ?? 0); index++) if (!own.has(index)) numbers.push(index);
      return numbers;
    },
    duplicates: [
      ...(draft.coverAgain.length > 0 ? [0] : []),
      ...patches.filter(({ again }) => again.length > 0).map(({ index }) => index),
    ],
    date: draft.date,
    replies,
    toMissing,
  };
}

function allReplies({ group, patches, loose }: VersionDraft): {
  readonly replies: readonly MessageSummary[];
  readonly toMissing: ReadonlyMap<number, readonly MessageSummary[]>;
} {
  const replies = [...group.coverReplies];
  for (const patch of patches) for (const reply of patch.replies) replies.push(reply);
  const toMissing = new Map<number, MessageSummary[]>();
  const atHand = new Set(patches.map(({ index }) => index));
  for (const { message, tag } of loose) {
    replies.push(message);
    const index = tag.index ?? 0;
    if (index === 0 || atHand.has(index)) continue;
    const list = toMissing.get(index);
    if (list) list.push(message);
    else toMissing.set(index, [message]);
  }
  return { replies: replies.sort(compareMail), toMissing };
}

/** b4's partial reroll (or lone patches, seriesPartial.ts): no cover letter, the same count, and each patch a reply to the one of its number in the version before. */
function isPartialReroll(draft: VersionDraft, before: SeriesVersion): boolean {
  const { group, patches, total, version } = draft;
  if (group.cover !== null || total === null || total !== before.total || version <= before.version)
    return false;
  if (patches.length >= total) return false;
  if (draft.isOfLonePatches === true) return true;
  const known = new Map<number, Set<MessageSummary>>();
  for (const { index, message, again } of [...before.patches, ...before.reused])
    known.set(index, new Set([message, ...again]));
  return group.members.every(({ above, tag }) => {
    const index = tag.index ?? 0;
    return above !== null && known.get(index)?.has(above.message) === true;
  });
}

const notTrees = /^(?:RFC[-/]?)?(?:PATCH|RFC|V\d|RESEND|REPOST|PULL|GIT|AUTOSEL|REVIEW|SUBSET|\d)/i;

/** What the brackets say besides the usual: `net-next`, `5.4`. */
function treesOf({ members }: VersionGroup): readonly string[] {
  const trees = new Set<string>();
  for (const { tag } of members) {
    for (const word of tag.words) {
      if (trees.size < 10 && (!notTrees.test(word) || /^(?:\d{1,3}|v[3-9]|v2(?=\.6))\.\d/i.test(word)))
        trees.add(word.slice(0, 60));
    }
  }
  return [...trees];
}

function compareSeries(a: Series, b: Series): number {
  const date = (series: Series): number => series.versions.at(-1)?.date ?? Number.MIN_SAFE_INTEGER;
  return date(b) - date(a) || compareText(a.id, b.id);
}
