import type { FactsOf } from "./facts.js";
import type { MessageSummary } from "./model.js";
import { compareText } from "./order.js";
import type { Member } from "./seriesMembers.js";
import { sharedWords, titleWords } from "./titleWords.js";

const hour = 3600 * 1000;
/** Between mail that refers to something: git-send-email takes minutes. */
const linkedGapMilliseconds = 24 * hour;
/** Mail without any reference may be dated by the commits (git-format-patch). */
const looseGapMilliseconds = 30 * 24 * hour;
/** A patch sent once more by itself, or late. */
const againGapMilliseconds = 7 * 24 * hour;
/** Groups of the same sender, version and count that one more piece is held against: those nearest before it. */
const triedGroups = 8;
/** Numbers of a version at hand that a late one is taken for the rest of, whatever it is called. */
const manyNumbers = 3;
/** Members above a patch that are looked at, for series in which each patch answers the one before. */
const triedAbove = 8;

/** Members of one version of one series, or one patch that has no number. */
export interface VersionGroup {
  readonly members: Member[];
  /** A mail without a number that stands for the cover letter. */
  cover: MessageSummary | null;
  /** What was said about that mail. */
  coverReplies: readonly MessageSummary[];
}

/**
 * Puts members together that are one version: those below one cover letter, one parent or each other, with the same
 * version and count; then pieces that no header links, by sender, version, count, words in the brackets and time.
 */
export function versionGroups(members: readonly Member[], factsOf: FactsOf): VersionGroup[] {
  const groups = mergePieces(withOddCovers(withOtherSenders(piecesOf(members))));
  return withPlainCovers(groups, factsOf);
}

/** What the header links. */
function piecesOf(members: readonly Member[]): VersionGroup[] {
  const pieces: VersionGroup[] = [];
  const pieceOf = new Map<Member, VersionGroup>();
  const byParent = new Map<string, VersionGroup>();
  for (const member of members) {
    let piece = isNumbered(member) ? pieceAbove(member, pieceOf) : undefined;
    const beside = `${member.parentNode}\n${versionKey(member)}`;
    const hasPlace = isNumbered(member) && member.parentNode !== -1;
    if (hasPlace) piece ??= byParent.get(beside);
    if (piece) piece.members.push(member);
    else {
      piece = { members: [member], cover: null, coverReplies: [] };
      pieces.push(piece);
      if (hasPlace) byParent.set(beside, piece);
    }
    pieceOf.set(member, piece);
  }
  return pieces;
}

function pieceAbove(member: Member, pieceOf: ReadonlyMap<Member, VersionGroup>): VersionGroup | undefined {
  let above = member.above;
  for (let steps = 0; above !== null && steps < triedAbove; steps++) {
    const isSame = isNumbered(above) && sameVersion(above, member);
    // A relay may send the patches of others below its cover.
    if (isSame && (above.sender === member.sender || above.tag.index === 0)) return pieceOf.get(above);
    above = above.above;
  }
  return undefined;
}

/**
 * Patches of others in the same series, as `git format-patch` writes them without a cover letter: below the first patch or
 * beside it, of the same version and count, with numbers that nobody else there has.
 */
function withOtherSenders(pieces: readonly VersionGroup[]): VersionGroup[] {
  const pieceOf = new Map<Member, VersionGroup>();
  for (const piece of pieces) for (const member of piece.members) pieceOf.set(member, piece);
  const beside = new Map<string, VersionGroup>();
  const numbers = new Map<VersionGroup, Set<number | null>>();
  const numbersOf = (piece: VersionGroup): Set<number | null> => {
    const known = numbers.get(piece) ?? new Set(piece.members.map(({ tag }) => tag.index));
    numbers.set(piece, known);
    return known;
  };
  const result: VersionGroup[] = [];
  for (const piece of pieces) {
    const [first] = piece.members;
    const home = first === undefined || !isNumbered(first) ? undefined : homeOf(first, pieceOf, beside);
    const own = numbersOf(piece);
    const isApart =
      home !== undefined && home !== piece && [...own].every((each) => !numbersOf(home).has(each));
    if (home === undefined || !isApart) {
      result.push(piece);
      continue;
    }
    for (const member of piece.members) {
      home.members.push(member);
      pieceOf.set(member, home);
    }
    for (const each of own) numbersOf(home).add(each);
  }
  return result;
}

/** The piece of another sender that stands above a patch, or has the same parent. */
function homeOf(
  member: Member,
  pieceOf: ReadonlyMap<Member, VersionGroup>,
  beside: Map<string, VersionGroup>,
): VersionGroup | undefined {
  const own = pieceOf.get(member);
  let above = member.above;
  for (let steps = 0; above !== null && steps < triedAbove; steps++) {
    if (isNumbered(above) && sameVersion(above, member)) return pieceOf.get(above);
    above = above.above;
  }
  if (member.parentNode === -1 || own === undefined) return undefined;
  const key = `${member.parentNode}\n${versionKey({ ...member, sender: "" })}`;
  const found = beside.get(key);
  if (found === undefined) beside.set(key, own);
  return found;
}

export function isNumbered({ tag }: Member): boolean {
  return tag.index !== null && tag.total !== null;
}

function sameVersion({ tag: a }: Member, { tag: b }: Member): boolean {
  return (
    a.version === b.version &&
    a.total === b.total &&
    a.isResend === b.isResend &&
    a.isPull === b.isPull &&
    stableTree(a.words) === stableTree(b.words)
  );
}

function versionKey({ sender, tag }: Member): string {
  return `${sender}\n${tag.version}\n${tag.total ?? ""}\n${tag.isResend}\n${tag.isPull}\n${stableTree(tag.words)}`;
}

/** `5.4` of `[PATCH 5.4 09/80]`: the same patches go to several stable trees. "" where there is none. */
export function stableTree(words: readonly string[]): string {
  const tree = words.find(
    (word) =>
      /^v?\d{1,3}\.\d{1,4}(?:\.\d{1,4}|[.-][a-z\d]{1,8}|\.y)?$/i.test(word) && !/^v[12]\.(?!6)/i.test(word),
  );
  return (tree ?? "").replace(/^v/i, "");
}

function mergeKey(member: Member): string {
  const words = member.tag.words
    .filter((word) => !/^\d{1,4}\/\d{1,4}$/.test(word))
    .map((word) => word.toUpperCase())
    .sort(compareText);
  return `${versionKey(member)}\n${words.join(" ")}`;
}

interface OpenGroup extends VersionGroup {
  /** Those of its newest piece. */
  date: number | null;
  readonly uri: string;
  readonly isLinked: boolean;
  /** git-format-patch writes no Message-ID, and the date of the commit. */
  readonly isFile: boolean;
  readonly titles: Map<number, string>;
  readonly words: Set<string>;
}

/** Between a cover letter and patches that say another version or count than it: they were sent in one go. */
const oneGoMilliseconds = hour;

/**
 * Patches right below a cover letter that has none of its own: sent with it, even if the cover says `v3 0/4` and they
 * `1/4`, or `0/23` and they `1/24`. Two versions that are both said are two.
 */
function withOddCovers(pieces: readonly VersionGroup[]): VersionGroup[] {
  const lone = new Map<Member, VersionGroup>();
  for (const piece of pieces) {
    const [only] = piece.members;
    if (only !== undefined && piece.members.length === 1 && only.tag.index === 0) lone.set(only, piece);
  }
  const result: VersionGroup[] = [];
  for (const piece of pieces) {
    const [first] = piece.members;
    const cover = first?.above ?? null;
    const home = cover === null ? undefined : lone.get(cover);
    if (first === undefined || cover === null || home === undefined || !isSentWith(piece, cover)) {
      result.push(piece);
      continue;
    }
    lone.delete(cover);
    for (const member of piece.members) home.members.push(member);
  }
  return result;
}

function isSentWith(piece: VersionGroup, cover: Member): boolean {
  return piece.members.every(({ message, tag, sender, parent, above }) => {
    const isBelow = above === cover && parent === cover.message && sender === cover.sender;
    const { version } = cover.tag;
    if (!isBelow || tag.index === null || tag.index === 0 || tag.isPull !== cover.tag.isPull) return false;
    if (tag.version !== version && tag.version !== 1 && version !== 1) return false;
    const gap = (message.date ?? 0) - (cover.message.date ?? 0);
    return message.date === null || cover.message.date === null || Math.abs(gap) <= oneGoMilliseconds;
  });
}

/** What no header links. */
function mergePieces(pieces: readonly VersionGroup[]): VersionGroup[] {
  const result: VersionGroup[] = [];
  const byKey = new Map<string, OpenGroup[]>();
  for (const piece of pieces) {
    const [first] = piece.members;
    if (first === undefined) continue;
    if (!isNumbered(first)) {
      result.push(piece);
      continue;
    }
    const open: OpenGroup = {
      ...piece,
      date: dateOf(piece),
      uri: first.message.uri,
      isLinked: first.message.references.length > 0 || first.message.inReplyTo.length > 0,
      isFile: first.message.isSynthetic,
      titles: new Map(piece.members.map(({ tag }) => [tag.index ?? 0, tag.title])),
      words: new Set(piece.members.flatMap(({ tag }) => [...titleWords(tag.title)])),
    };
    const key = mergeKey(first);
    const list = byKey.get(key);
    if (list) list.push(open);
    else byKey.set(key, [open]);
  }
  for (const list of byKey.values()) for (const group of mergeList(list)) result.push(group);
  return result;
}

function mergeList(pieces: readonly OpenGroup[]): readonly OpenGroup[] {
  const groups: OpenGroup[] = [];
  for (const piece of [...pieces].sort(comparePieces)) {
    const near = groups.slice(-triedGroups);
    const fits = near
      .map((group) => nearnessOf(group, piece))
      .filter(({ group, isNear }) => isNear && hasRoom(group, piece))
      .sort((a, b) => b.shared - a.shared || a.gap - b.gap)[0]?.group;
    const home = fits ?? near.find((group) => isAgain(group, piece));
    if (home === undefined) {
      groups.push(piece);
      continue;
    }
    for (const member of piece.members) home.members.push(member);
    for (const [index, title] of piece.titles) if (!home.titles.has(index)) home.titles.set(index, title);
    for (const word of piece.words) home.words.add(word);
    home.date = piece.date ?? home.date;
  }
  return groups;
}

/** Beyond one go mail must have a word of its titles in common; within, the words tell apart what was sent side by side. */
function nearnessOf(
  group: OpenGroup,
  piece: OpenGroup,
): { readonly group: OpenGroup; readonly gap: number; readonly shared: number; readonly isNear: boolean } {
  const gap = gapOf(group, piece);
  const shared = gap > longestGap(group, piece) ? 0 : sharedWords(group.words, piece.words);
  const isLate = gap > oneGoMilliseconds;
  // What fills a gap in many numbers of that count is no chance.
  const fills = gap <= againGapMilliseconds && Math.max(group.titles.size, piece.titles.size) >= manyNumbers;
  const isKin = shared > 0 || fills || group.isFile || piece.isFile;
  const isNear = gap <= longestGap(group, piece) && (!isLate || isKin);
  return { group, gap, shared: isLate ? 0 : shared, isNear };
}

function comparePieces(a: OpenGroup, b: OpenGroup): number {
  return (
    (a.date ?? Number.MAX_SAFE_INTEGER) - (b.date ?? Number.MAX_SAFE_INTEGER) ||
    compareText(a.members[0]?.message.messageId ?? "", b.members[0]?.message.messageId ?? "") ||
    compareText(a.uri, b.uri)
  );
}

function gapOf(a: OpenGroup, b: OpenGroup): number {
  if (a.date === null || b.date === null) return a.uri === b.uri ? 0 : 1;
  return Math.abs(a.date - b.date);
}

const longestGap = (a: OpenGroup, b: OpenGroup): number =>
  a.isLinked || b.isLinked ? linkedGapMilliseconds : looseGapMilliseconds;

/** No number of the two is the same. */
function hasRoom(group: OpenGroup, piece: OpenGroup): boolean {
  for (const index of piece.titles.keys()) if (group.titles.has(index)) return false;
  return true;
}

/** One patch of the group, sent once more. */
function isAgain(group: OpenGroup, piece: OpenGroup): boolean {
  if (piece.titles.size !== 1 || group.titles.size < 2 || gapOf(group, piece) > againGapMilliseconds)
    return false;
  const [[index, title] = [-1, ""]] = piece.titles;
  return index > 0 && group.titles.get(index) === title;
}

/** Earliest date of the members. */
export function dateOf({ members }: VersionGroup): number | null {
  let date: number | null = null;
  for (const { message } of members) {
    if (message.date !== null && (date === null || message.date < date)) date = message.date;
  }
  return date;
}

/** A mail of the same sender that has no number, and all patches below: `[GIT PULL]`, or a cover letter without `0/n`. */
function withPlainCovers(groups: readonly VersionGroup[], factsOf: FactsOf): VersionGroup[] {
  const ofOne = new Map<MessageSummary, VersionGroup>();
  for (const group of groups) {
    const [only] = group.members;
    if (only !== undefined && group.members.length === 1 && !isNumbered(only)) ofOne.set(only.message, group);
  }
  const taken = new Set<VersionGroup>();
  for (const group of groups) {
    const [first] = group.members;
    const parent = first?.parent ?? null;
    if (first === undefined || parent === null || group.members.length < 2 || !isNumbered(first)) continue;
    const isBelowOne = group.members.every((member) => member.parent === parent && member.tag.index !== 0);
    const isSender = (parent.fromName || parent.fromAddress).toLowerCase() === first.sender;
    if (!isBelowOne || !isSender || /^\s*re:/i.test(parent.subject)) continue;
    const above = ofOne.get(parent);
    const [own] = above?.members ?? [];
    if (above === undefined || own === undefined) {
      // Not a patch or cover by its subject: a thread's first mail may be one all the same.
      if (parent.inReplyTo.length > 0 || first.above !== null) continue;
    } else {
      const isPatch = !own.tag.isPull && factsOf(parent)?.patch !== null;
      if (isPatch || own.tag.version !== first.tag.version || taken.has(above)) continue;
      taken.add(above);
      group.coverReplies = own.replies;
    }
    group.cover = parent;
  }
  return groups.filter((group) => !taken.has(group));
}
