import { parseSubject } from "../core/mail/subject.js";
import type { SubjectTag } from "../core/model.js";
import type { Badges } from "./badges.js";
import { countsBelow } from "./countsBelow.js";
import type { Forest, ForestEntry } from "./forest.js";
import type { MessageSummary, ThreadNode } from "./model.js";
import { subjectOf } from "./order.js";
import { plainLine } from "./plainLine.js";
import { cutForBadges, patchLabel } from "./shortLabel.js";

const maxCharacters = 500;

/** What a row of the Threads view stands for. */
export type ThreadItemKind =
  /** A message at hand. */
  | "message"
  /** Told by the overview of an archive page, and not at hand. */
  | "told"
  /** Referred to, and not at hand. */
  | "missing";

export type ThreadItemRole = "cover" | "patch" | "pull" | "reply" | "other";

/** One row of the Threads view, as it goes over the wire. */
export interface ThreadItem {
  /** Stable while the mail is the same. */
  readonly id: string;
  readonly parentId: string | null;
  readonly kind: ThreadItemKind;
  readonly role: ThreadItemRole;
  /** The subject; for a reply that repeats its parent's the sender, for a patch below its cover letter `1/3 title`. */
  readonly label: string;
  /** The label for a narrow row: without the brackets of a patch, and cut where badges must be seen behind it. */
  readonly shortLabel: string;
  /** Whole subject, decoded; "" where it is not known. */
  readonly subject: string;
  /** Name, else address; "" where it is not known. */
  readonly sender: string;
  readonly address: string;
  /** Milliseconds since 1970, or null. */
  readonly date: number | null;
  /** Newest date of it and all below it; null where there is none. */
  readonly latestDate: number | null;
  /** Messages below it that are at hand; numbered patches and cover letters are no replies. */
  readonly replyCount: number;
  readonly hasChildren: boolean;
  /** Rows below it are only an order: a page lost its indentation, and nothing else says who answers whom. */
  readonly isOrderOnly: boolean;
  /** Where to open it; null where it is not at hand. */
  readonly uri: string | null;
  /** 0-based line of the first header field. */
  readonly line0: number;
  /** Where it begins in that line (UTF-16 units); 0 but on flattened archive pages. */
  readonly character0: number;
  /** 0-based place of the message in its file (`patchMail/message`). */
  readonly ordinal: number;
  /** The file is compressed, or too large for an editor: its message opens by `patchMail/message`. */
  readonly isIndexOnly: boolean;
  /** It has parts beside its text, as far as its header says. */
  readonly mayHaveAttachments: boolean;
  /** Flags of a Maildir, letters of `DFPRST`; null elsewhere. */
  readonly flags: string | null;
  /** Without brackets; null where the mail has none. */
  readonly messageId: string | null;
  /** Other files that hold the same mail. */
  readonly duplicateUris: readonly string[];
  /** Mailing lists that it went to, in whichever copy says so; addresses, at most 20. */
  readonly lists: readonly string[];
  /** Where the series or patch stands: see `Badges`. */
  readonly badges: Badges;
  readonly isUnread: boolean;
  /** Unread messages below it. */
  readonly unreadBelow: number;
}

/** What a row shows beside what its message tells. */
export interface RowFacts {
  /** Messages of the file open one by one. */
  isIndexOnly(uri: string): boolean;
  isUnread(message: MessageSummary): boolean;
  /** Unread messages below a node. */
  unreadBelow(node: ThreadNode): number;
  /** Numbered patches and cover letters below a node (`isNumberedPatch`). */
  patchesBelow(node: ThreadNode): number;
  /** As far as they are known now. */
  badges(message: MessageSummary): Badges;
}

export const noBadges: Badges = { text: "", lines: [], label: "", tone: null };

/** Of mail of which nothing else is known. For all rows of a forest the same: it counts what is below them once. */
export const bareRows = (): RowFacts => ({
  isIndexOnly: () => false,
  isUnread: () => false,
  unreadBelow: () => 0,
  patchesBelow: countsBelow(isNumberedPatch),
  badges: () => noBadges,
});

/** The row of an entry. */
export function threadItem(entry: ForestEntry, facts: RowFacts = bareRows()): ThreadItem {
  const { node, parent } = entry;
  const { message, told } = node;
  const subject = subjectOf(node);
  const tag = parseSubject(subject);
  const sender = message ? message.fromName || message.fromAddress : (told?.sender ?? "");
  const kind = message ? "message" : told && !told.isGhost ? "told" : "missing";
  const role = roleOf(entry, tag);
  const whole = label(entry, kind, tag, sender);
  const short = shortLabel(whole, plainText(subject), role, tag);
  const badges = message === null ? noBadges : facts.badges(message);
  return {
    id: entry.id,
    parentId: parent?.id ?? null,
    kind,
    role,
    label: whole,
    shortLabel: badges.text === "" ? short : cutForBadges(short, parent === null),
    subject: plainText(subject),
    sender: plainText(sender),
    address: plainText(message?.fromAddress ?? ""),
    date: message?.date ?? told?.date ?? null,
    latestDate: node.latestDate,
    replyCount: node.replyCount - facts.patchesBelow(node),
    hasChildren: node.children.length > 0,
    isOrderOnly: node.children.some(
      (child) =>
        child.message === null && child.told?.isOrderOnly === true && child.told.parentId === node.messageId,
    ),
    uri: message?.uri ?? null,
    line0: message?.line0 ?? 0,
    character0: message?.character0 ?? 0,
    ordinal: message?.index ?? 0,
    isIndexOnly: message !== null && facts.isIndexOnly(message.uri),
    mayHaveAttachments: message?.mayHaveAttachments === true,
    flags: message?.flags ?? null,
    messageId: hasRealId(entry) ? node.messageId : null,
    duplicateUris: [...new Set(node.duplicates.map((duplicate) => duplicate.uri))],
    lists: listsOf(node),
    badges,
    isUnread: message !== null && facts.isUnread(message),
    unreadBelow: facts.unreadBelow(node),
  };
}

function listsOf({ message, duplicates }: ThreadNode): string[] {
  const lists = new Set<string>();
  for (const copy of [message, ...duplicates])
    for (const list of copy?.lists ?? []) lists.add(plainText(list));
  return [...lists].slice(0, 20);
}

/** A message at hand that is one of a series: below its cover letter it is no reply. */
export function isNumberedPatch(node: ThreadNode): boolean {
  if (node.message === null) return false;
  const subject = subjectOf(node);
  // A cheap look first: replies begin with "Re:".
  if (!subject.startsWith("[")) return false;
  const tag = parseSubject(subject);
  return tag.isPatch && !tag.isReply && tag.index !== null;
}

function hasRealId({ node }: ForestEntry): boolean {
  if (node.message !== null) return !node.message.isSynthetic;
  return (
    node.messageId.includes("@") && !node.messageId.startsWith("overview:") && !node.messageId.includes("#")
  );
}

function roleOf(entry: ForestEntry, tag: SubjectTag): ThreadItemRole {
  if (tag.isReply) return "reply";
  if (tag.isPull) return "pull";
  if (tag.isPatch) return tag.index === 0 ? "cover" : "patch";
  // Archive pages leave the "Re:" out.
  return entry.parent === null ? "other" : "reply";
}

function label(entry: ForestEntry, kind: ThreadItemKind, tag: SubjectTag, sender: string): string {
  if (kind === "missing") {
    // The first reply's subject is the best name that a missing root has.
    const series = entry.parent === null ? seriesBelow(entry) : "";
    if (series !== "") return `Missing: ${series}`;
    const title = entry.parent === null ? titleBelow(entry) : "";
    return title === "" ? "Missing message" : `Missing: ${title}`;
  }
  const subject = plainText(subjectOf(entry.node));
  if (repeatsParent(entry, tag) && sender !== "") return plainText(sender);
  if (isOfParentsSeries(entry, tag)) return plainText(`${tag.index ?? ""}/${tag.total ?? ""} ${tag.title}`);
  return subject === "" ? (kind === "told" && sender !== "" ? plainText(sender) : "(no subject)") : subject;
}

/** The label without the brackets of a patch, which the icon stands for. */
function shortLabel(whole: string, subject: string, role: ThreadItemRole, tag: SubjectTag): string {
  const isBracketed = whole === subject && (role === "cover" || role === "patch") && tag.title !== "";
  return isBracketed ? plainText(patchLabel(tag)) : whole;
}

/** A reply whose title is its parent's: the row above says it already. Ghosts in between are looked through. */
function repeatsParent(entry: ForestEntry, tag: SubjectTag): boolean {
  if (entry.parent === null) return false;
  const told = entry.node.message === null;
  if (told && subjectOf(entry.node) === "") return true;
  if (!tag.isReply && (tag.isPatch || tag.isPull)) return false;
  let above: ForestEntry | null = entry.parent;
  while (above !== null && subjectOf(above.node) === "") above = above.parent;
  if (above === null) return false;
  return sameTitle(parseSubject(subjectOf(above.node)).title, tag.title);
}

/** A patch below the mail that begins its series: version and tree stand in the row above. */
function isOfParentsSeries({ parent }: ForestEntry, tag: SubjectTag): boolean {
  if (parent === null || tag.isReply || !tag.isPatch || tag.index === null || tag.total === null)
    return false;
  const above = parseSubject(subjectOf(parent.node));
  return above.isPatch && !above.isReply && above.version === tag.version && above.total === tag.total;
}

function sameTitle(a: string, b: string): boolean {
  return bareTitle(a) === bareTitle(b);
}

/** b4 and the like write `Re: (subset) [PATCH …] title` when they have applied a part. */
function bareTitle(title: string): string {
  const bare = title.startsWith("(subset)") ? parseSubject(title.slice("(subset)".length)).title : title;
  return bare.toLowerCase();
}

/** `cover letter of [PATCH AUTOSEL 4.4 …/100]`, where patches with numbers stand right below; "" elsewhere. */
function seriesBelow({ node }: ForestEntry): string {
  const tags = node.children
    .filter(isNumberedPatch)
    .map((child) => parseSubject(subjectOf(child)))
    .filter(({ index, total }) => index !== null && index > 0 && total !== null && total > 1);
  const [first] = tags;
  if (first === undefined) return "";
  const words = first.words.map((word) =>
    /^\d{1,4}\/\d{1,4}$/.test(word) ? `…/${first.total ?? ""}` : word,
  );
  // Where all begins with 2 the first patch may have come in place of a cover letter.
  const isFirst = tags.every(({ index }) => (index ?? 0) > 1) && tags.some(({ index }) => index === 2);
  return plainText(`${isFirst ? "start" : "cover letter"} of [${words.join(" ")}]`);
}

function titleBelow(entry: ForestEntry): string {
  let node = entry.node.children[0];
  for (let steps = 0; node !== undefined && steps < 50; steps++) {
    const title = parseSubject(subjectOf(node)).title;
    if (title !== "") return plainText(title);
    node = node.children[0];
  }
  return "";
}

/** Mail is hostile: what a row shows is one line, and nothing in it is hidden. */
function plainText(text: string): string {
  return plainLine(text, maxCharacters);
}

/**
 * A number for all that the view shows of a thread: when it stays the same, the thread need not be drawn again.
 * FNV-1a over what items are made of; linear.
 */
export function signature(forest: Forest, root: ForestEntry, facts: RowFacts = bareRows()): number {
  let hash = 0x811c9dc5;
  const mixText = (text: string): void => {
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  };
  const mixNumber = (value: number): void => {
    hash = Math.imul(hash ^ (value | 0), 0x01000193);
    hash = Math.imul(hash ^ Math.floor(value / 0x1_0000_0000), 0x01000193);
  };
  const stack: ForestEntry[] = [root];
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node } = entry;
    mixText(entry.id);
    mixText(subjectOf(node));
    mixText(node.message?.fromName ?? node.told?.sender ?? "");
    mixNumber(node.message?.date ?? node.told?.date ?? -1);
    mixNumber(node.message?.line0 ?? -1);
    mixNumber(node.message?.character0 ?? 0);
    mixText(node.message?.flags ?? "");
    if (node.message !== null) {
      mixNumber(facts.isUnread(node.message) ? 1 : 0);
      for (const line of facts.badges(node.message).lines) mixText(line);
    }
    mixNumber(node.children.length);
    mixNumber(node.duplicates.length);
    for (const child of forest.childrenOf(entry)) stack.push(child);
  }
  return hash >>> 0;
}
