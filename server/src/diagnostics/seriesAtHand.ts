import { parseSubject } from "../core/mail/subject.js";
import type { MailDocument, Message, SubjectTag } from "../core/model.js";
import type { DocumentRuleContext } from "./rule.js";
import { seriesParts } from "./seriesParts.js";

/** A longer series is not counted: its numbers are hardly meant. */
const LONGEST_SERIES = 999;

/** One version of a numbered series, as far as the document has it. */
export interface SeriesAtHand {
  readonly version: number;
  readonly total: number;
  /** Address in lower case. */
  readonly sender: string;
  /** Those that the document holds, in its order. */
  readonly messages: readonly Message[];
  /** The one with the lowest number: where findings of the series stand. */
  readonly first: Message;
}

const cache = new WeakMap<MailDocument, readonly SeriesAtHand[]>();

/** The numbered series of a document: same thread, sender, version and count, and tied to each other (seriesParts.ts). */
export function seriesAtHand({ document }: DocumentRuleContext): readonly SeriesAtHand[] {
  const { model } = document;
  const known = cache.get(model);
  if (known) return known;
  const found = collect(model);
  cache.set(model, found);
  return found;
}

function collect({ messages }: MailDocument): readonly SeriesAtHand[] {
  const groups: Message[][] = [];
  const open = new Map<string, Message[]>();
  for (const message of messages) {
    const { tag } = message;
    if (message.role !== "patch" && message.role !== "cover") continue;
    const { index, total } = tag;
    if (index === null || total === null || total < 2 || total > LONGEST_SERIES || tag.isReply) continue;
    const root = message.references[0] ?? message.inReplyTo[0] ?? message.messageId ?? "";
    const key = [root, senderOf(message), tag.version, total].join("\n");
    const group = open.get(key);
    // Files of git format-patch, put one behind the other, have no ids: a new beginning is another series.
    const isAnother = root === "" && index <= 1 && (group?.at(-1)?.tag.index ?? -1) >= index;
    if (group === undefined || isAnother) {
      const begun = [message];
      open.set(key, begun);
      groups.push(begun);
    } else group.push(message);
  }
  return groups.flatMap(split).toSorted((a, b) => (a.messages[0]?.index ?? 0) - (b.messages[0]?.index ?? 0));
}

const senderOf = ({ sender }: Message): string => sender?.address.toLowerCase() ?? "";

/** The series among mails of one thread, sender, version and count. */
function split(group: readonly Message[]): SeriesAtHand[] {
  const isThreaded = group.some(({ messageId, inReplyTo }) => messageId !== null || inReplyTo.length > 0);
  const parts = isThreaded ? seriesParts(group) : [[...group.keys()]];
  return parts.flatMap((part) => {
    const messages = part.flatMap((at) => group[at] ?? []);
    const [begin] = messages;
    if (begin === undefined) return [];
    const first = messages.reduce((low, one) => ((low.tag.index ?? 0) > (one.tag.index ?? 0) ? one : low));
    const { version, total } = begin.tag;
    return [{ version, total: total ?? 0, sender: senderOf(begin), messages, first }];
  });
}

/** A numbered patch or cover letter of other mail. */
export interface Elsewhere {
  readonly messageId: string;
  readonly tag: SubjectTag;
}

/** The patches and covers of the same series in other mail that is known. */
export function seriesElsewhere(series: SeriesAtHand, context: DocumentRuleContext): readonly Elsewhere[] {
  const { first, total, version, sender, messages } = series;
  if (first.messageId === null) return [];
  const count = `/${total}`;
  const own = new Set(messages.map(({ messageId }) => messageId));
  const others = context.thread(first.messageId).flatMap((summary) => {
    const { subject, fromAddress, messageId } = summary;
    // A thread may be large, and have many series.
    if (fromAddress.length !== sender.length || !subject.includes(count) || own.has(messageId)) return [];
    const tag = parseSubject(subject);
    return !tag.isReply &&
      tag.index !== null &&
      tag.total === total &&
      tag.version === version &&
      fromAddress.toLowerCase() === sender
      ? [{ ...summary, tag }]
      : [];
  });
  const [part = []] = seriesParts([...messages, ...others]);
  return part.flatMap((at) => others[at - messages.length] ?? []);
}

/** The numbers that are at hand, 0 for the cover, in the document and in other mail. */
export function indexesAtHand(series: SeriesAtHand, context: DocumentRuleContext): ReadonlySet<number> {
  const indexes = new Set(series.messages.map(({ tag }) => tag.index ?? 0));
  for (const { tag } of seriesElsewhere(series, context)) indexes.add(tag.index ?? 0);
  return indexes;
}

/**
 * Whether the series has no cover letter, as far as that can be known: its first patch begins the thread, or answers a mail
 * that is at hand and is no cover; or all of its patches stand in one file, and none has an id.
 */
export function lacksCover(series: SeriesAtHand, context: DocumentRuleContext): boolean {
  const indexes = indexesAtHand(series, context);
  if (indexes.has(0)) return false;
  const one = series.messages.find(({ tag }) => tag.index === 1);
  if (one === undefined) return false;
  const isWhole = (): boolean => {
    for (let index = 1; index <= series.total; index++) if (!indexes.has(index)) return false;
    return true;
  };
  if (one.messageId === null) return isWhole();
  const parent = one.inReplyTo[0] ?? one.references.at(-1);
  // A thread of one mail may have lost its relatives: the others must be there to show that it began with this one.
  if (parent === undefined) return indexes.size > 1;
  return (
    context.document.model.messages.some(({ messageId }) => messageId === parent) ||
    context.thread(one.messageId).some(({ messageId }) => messageId === parent)
  );
}
