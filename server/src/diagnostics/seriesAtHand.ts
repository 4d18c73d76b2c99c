import { parseSubject } from "../core/mail/subject.js";
import type { MailDocument, Message } from "../core/model.js";
import type { MessageSummary } from "../threads/model.js";
import type { DocumentRuleContext } from "./rule.js";

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

interface OpenSeries extends SeriesAtHand {
  readonly messages: Message[];
  first: Message;
}

const cache = new WeakMap<MailDocument, readonly SeriesAtHand[]>();

/** The numbered series of a document: same thread, sender, version and count. */
export function seriesAtHand({ document }: DocumentRuleContext): readonly SeriesAtHand[] {
  const { model } = document;
  const known = cache.get(model);
  if (known) return known;
  const found = collect(model);
  cache.set(model, found);
  return found;
}

function collect({ messages }: MailDocument): readonly SeriesAtHand[] {
  const found: OpenSeries[] = [];
  const open = new Map<string, OpenSeries>();
  for (const message of messages) {
    const { tag } = message;
    if (message.role !== "patch" && message.role !== "cover") continue;
    const { index, total } = tag;
    if (index === null || total === null || total < 2 || total > LONGEST_SERIES || tag.isReply) continue;
    const sender = message.sender?.address.toLowerCase() ?? "";
    const root = message.references[0] ?? message.inReplyTo[0] ?? message.messageId ?? "";
    const key = [root, sender, tag.version, total, tag.isResend].join("\n");
    const series = open.get(key);
    // Files of git format-patch, put one behind the other, have no ids: a new beginning is another series.
    const isAnother = root === "" && index <= 1 && (series?.messages.at(-1)?.tag.index ?? -1) >= index;
    if (series === undefined || isAnother) {
      const begun = { version: tag.version, total, sender, messages: [message], first: message };
      open.set(key, begun);
      found.push(begun);
    } else {
      series.messages.push(message);
      if ((series.first.tag.index ?? 0) > index) series.first = message;
    }
  }
  return found;
}

/** The patches and covers of the same series in other mail that is known, by their number. */
export function seriesElsewhere(
  series: SeriesAtHand,
  context: DocumentRuleContext,
): readonly MessageSummary[] {
  const { first, total, version, sender } = series;
  if (first.messageId === null) return [];
  return context.thread(first.messageId).filter(({ subject, fromAddress }) => {
    const tag = parseSubject(subject);
    return (
      !tag.isReply &&
      tag.index !== null &&
      tag.total === total &&
      tag.version === version &&
      fromAddress.toLowerCase() === sender
    );
  });
}

/** The numbers that are at hand, 0 for the cover, in the document and in other mail. */
export function indexesAtHand(series: SeriesAtHand, context: DocumentRuleContext): ReadonlySet<number> {
  const indexes = new Set(series.messages.map(({ tag }) => tag.index ?? 0));
  for (const { subject } of seriesElsewhere(series, context)) indexes.add(parseSubject(subject).index ?? 0);
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
