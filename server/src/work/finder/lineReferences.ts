import type { LineTable } from "../../core/text/lineTable.js";
import type { Cancellation } from "../../features/feature.js";
import type { GoToPlace } from "../../features/finder.js";
import { isMailStoreError } from "../../mailboxes/mailStore.js";
import type { MessageFacts, PatchAnchor } from "../../threads/facts.js";
import { diffLineSum } from "../../threads/lineSum.js";
import type { MessageSummary } from "../../threads/model.js";
import { placeComments } from "../../threads/placeComments.js";
import { quotesRow, sameRow } from "../../threads/sameRow.js";
import { mailOf } from "../../threads/seriesPlaces.js";
import { readMail } from "../seriesMail.js";
import { type FinderParts, targetOf } from "./parts.js";

/** A line of a patch, in a text that holds it. */
export interface PatchLine {
  readonly summary: MessageSummary;
  readonly lines: LineTable;
  readonly line0: number;
  /** Counted from the message's first header line, or in its decoded view. */
  readonly lineInMessage: number;
}

/** Messages of a series, or a thread, that are read for one question. */
const maxMessages = 3000;
/** Messages above a reply whose diffs are looked at. */
const maxAbove = 20;

/** The line in one version. */
interface Held {
  readonly anchor: PatchAnchor;
  readonly row: number;
}

/**
 * The comments that quote a line of a patch, in all versions of the series that still hold the line, in the order of the
 * mail; with `withOwn` the line itself in each of them, too.
 */
export async function lineReferences(
  parts: FinderParts,
  line: PatchLine,
  withOwn: boolean,
  token: Cancellation,
): Promise<GoToPlace[]> {
  const { services } = parts;
  const factsOf = createFacts(parts, token);
  const own = await factsOf(line.summary);
  const row = own?.anchor ? rowOf(own.anchor, line) : -1;
  if (!own?.anchor || row === -1) return [];
  const messages = relatedMail(parts, line.summary);
  const held = new Map<string, Held>();
  const places: GoToPlace[] = [];
  for (const message of messages) {
    if (token.isCancellationRequested) return [];
    const facts = await factsOf(message);
    const found = facts?.anchor ? sameRow(own.anchor, row, facts.anchor) : -1;
    if (!facts?.anchor || found === -1) continue;
    held.set(message.messageId, { anchor: facts.anchor, row: found });
    if (!withOwn) continue;
    places.push({
      kind: "mail",
      target: targetOf(parts, message, facts.anchor.line0 + found, facts.isDecoded),
    });
  }
  for (const message of messages) {
    const facts = await factsOf(message);
    if (token.isCancellationRequested || !facts?.quoted) continue;
    for (const [index, comment] of placeComments(
      facts.comments,
      facts.quoted,
      await anchorsAbove(services.mail, message, factsOf),
    ).entries()) {
      const at = comment.place === null ? undefined : held.get(comment.place.messageId);
      if (comment.place === null || at === undefined) continue;
      let isQuoted = quotesRow(facts.quoted, index, comment.place, at.anchor, at.row);
      if (isQuoted === "perhaps") isQuoted = await isInQuote(parts, message, comment.line0, at, token);
      if (isQuoted)
        places.push({ kind: "mail", target: targetOf(parts, message, comment.line0, facts.isDecoded) });
    }
  }
  return places;
}

type FactsNow = (message: MessageSummary) => Promise<MessageFacts | null>;

/** Facts that are known, else those of the bytes, read now; each once. */
function createFacts({ services }: FinderParts, token: Cancellation): FactsNow {
  const read = new Map<MessageSummary, Promise<MessageFacts | null>>();
  return (message) => {
    const known = read.get(message) ?? services.factsNow(message, token);
    read.set(message, known);
    return known;
  };
}

/** The row of the line; found by what it says where the counts differ (raw text of an encoded mail). */
function rowOf(anchor: PatchAnchor, { lines, line0, lineInMessage }: PatchLine): number {
  const sum = diffLineSum(lines.text, lines.contentStart(line0), lines.contentEnd(line0));
  const counted = lineInMessage - anchor.line0;
  if (anchor.sums[counted] === sum) return counted;
  return sum === 0 ? -1 : anchor.sums.indexOf(sum);
}

/** All mail of the series, oldest version first, else of the thread. */
function relatedMail({ services }: FinderParts, message: MessageSummary): readonly MessageSummary[] {
  const { series, mail } = services;
  series.all();
  const place = series.places.placeOf(message);
  const ofSeries = place?.series.versions.flatMap(mailOf) ?? [];
  return [...new Set([...ofSeries, message, ...mail.thread(message.messageId)])].slice(0, maxMessages);
}

/** Diffs of the mail above a reply, nearest first. */
async function anchorsAbove(
  mail: FinderParts["services"]["mail"],
  reply: MessageSummary,
  factsOf: FactsNow,
): Promise<readonly PatchAnchor[]> {
  const anchors = new Set<PatchAnchor>();
  for (const id of [...reply.references.slice(-maxAbove), ...reply.inReplyTo.slice(0, 1)].reverse()) {
    const above = mail.byMessageId(id)[0];
    const anchor = above === undefined || above === reply ? null : (await factsOf(above))?.anchor;
    if (anchor) anchors.add(anchor);
  }
  return [...anchors];
}

/** Whether the quoted text that a comment answers holds the line. */
async function isInQuote(
  { services }: FinderParts,
  message: MessageSummary,
  commentLine0: number,
  { anchor, row }: Held,
  token: Cancellation,
): Promise<boolean> {
  try {
    const mail = await readMail(services, message, token);
    const base = mail?.message.header.startLine0 ?? 0;
    const answers = mail?.message.comments.find((one) => one.startLine0 - base === commentLine0)?.answers;
    if (!mail || !answers) return false;
    const { lines } = mail.document;
    for (let line0 = answers.startLine0; line0 < answers.endLine0; line0++) {
      if (diffLineSum(lines.text, lines.contentStart(line0), lines.contentEnd(line0)) === anchor.sums[row])
        return true;
    }
    return false;
  } catch (error) {
    if (isMailStoreError(error)) return false;
    throw error;
  }
}
