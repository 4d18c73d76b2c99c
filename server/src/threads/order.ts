import { parseSubject } from "../core/mail/subject.js";
import type { SubjectTag } from "../core/model.js";
import type { ThreadNode } from "./model.js";

/** By UTF-16 code units: the same on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Threads with the newest mail first; a draft that has no date yet is newer than all, other mail without one older. */
export function compareThreads(a: ThreadNode, b: ThreadNode): number {
  return (
    newestDate(b) - newestDate(a) ||
    compareText(a.messageId, b.messageId) ||
    compareText(a.message?.uri ?? "", b.message?.uri ?? "") ||
    (a.message?.index ?? 0) - (b.message?.index ?? 0)
  );
}

function newestDate({ latestDate, message }: ThreadNode): number {
  if (latestDate !== null) return latestDate;
  return message?.flags?.includes("D") === true ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}

/** How threads are sorted; see `sortThreads`. */
export type ThreadSort = "activity" | "date" | "subject" | "sender";

/**
 * Threads by their newest mail (as they come), by their first mail's date, both newest first, or by its title or sender
 * from A to Z. What is equal keeps its place.
 */
export function sortThreads(roots: readonly ThreadNode[], sort: ThreadSort): readonly ThreadNode[] {
  if (sort === "activity") return roots;
  if (sort === "date") {
    const dates = roots.map((root) => ({ root, date: dateOf(root) ?? Number.MIN_SAFE_INTEGER }));
    return dates.sort((a, b) => b.date - a.date).map(({ root }) => root);
  }
  const texts = roots.map((root) => {
    const { message, told } = root;
    const sender = message ? message.fromName || message.fromAddress : (told?.sender ?? "");
    const text = sort === "subject" ? parseSubject(subjectOf(root)).title : sender;
    return { root, text: text.toLowerCase() };
  });
  // Without a title or a sender: at the end.
  return texts
    .sort((a, b) => Number(a.text === "") - Number(b.text === "") || compareText(a.text, b.text))
    .map(({ root }) => root);
}

/** What is known of a node's subject: the mail's own, or the one that an overview tells. */
export function subjectOf(node: ThreadNode): string {
  return node.message?.subject ?? node.told?.subject ?? "";
}

interface SiblingKey {
  readonly node: ThreadNode;
  /** 0: a patch of the series that the parent begins; 1: all else. */
  readonly rank: number;
  readonly patchIndex: number;
  readonly date: number;
}

/**
 * Children in reading order: the patches of the parent's own series by their number, then all else by date, oldest
 * first, drafts without a date last. Patches of another version come among the replies, by date.
 * `parentSubject`: null where it is not known.
 */
export function sortSiblings(
  parentSubject: string | null,
  children: readonly ThreadNode[],
): readonly ThreadNode[] {
  if (children.length < 2) return children;
  // A cheap look first: most mail is no patch.
  const hasPatches = children.some((child) => subjectOf(child).startsWith("["));
  const parentTag = hasPatches && parentSubject !== null ? parseSubject(parentSubject) : null;
  return children
    .map((node) => siblingKey(node, parentTag))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (a.rank === 0 ? a.patchIndex - b.patchIndex : 0) ||
        a.date - b.date ||
        a.patchIndex - b.patchIndex ||
        compareText(a.node.messageId, b.node.messageId) ||
        compareText(a.node.message?.uri ?? "", b.node.message?.uri ?? "") ||
        (a.node.message?.index ?? 0) - (b.node.message?.index ?? 0),
    )
    .map((key) => key.node);
}

function siblingKey(node: ThreadNode, parentTag: SubjectTag | null): SiblingKey {
  const date = dateOf(node) ?? Number.MAX_SAFE_INTEGER;
  const subject = subjectOf(node);
  if (!subject.startsWith("[")) return { node, rank: 1, patchIndex: Number.MAX_SAFE_INTEGER, date };
  const tag = parseSubject(subject);
  const isPatch = tag.isPatch && !tag.isReply && tag.index !== null;
  // A missing parent (null) is most likely the cover letter: its patches come first, too.
  const isOfSeries =
    isPatch && (parentTag === null || (parentTag.isPatch && parentTag.version === tag.version));
  return { node, rank: isOfSeries ? 0 : 1, patchIndex: tag.index ?? Number.MAX_SAFE_INTEGER, date };
}

/** A ghost stands where the oldest mail below it does. */
function dateOf(node: ThreadNode): number | null {
  let at: ThreadNode | undefined = node;
  for (let steps = 0; at && steps < 50; steps++) {
    const date = at.message?.date ?? at.told?.date ?? null;
    if (date !== null) return date;
    at = at.children[0];
  }
  return null;
}
