/** `patchMail/navigate`: where a jump goes from a position, or why it goes nowhere. */
import type { Location, Position, Range, TextDocumentIdentifier } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import { parseSubject } from "../core/mail/subject.js";
import { LineKind, type MailDocument, type Message, type SubjectTag } from "../core/model.js";
import type { MessageSummary } from "../threads/model.js";
import { messagesWithId } from "./definition.js";
import { encodedAs, encodedSentence, hasDecodedView } from "./encodedAs.js";
import type { Feature, MailLookup, ParsedDocument } from "./feature.js";
import { lineStartRange, messageStart } from "./locate.js";
import { overviewParents } from "./overviewParents.js";

export type NavigateTarget =
  | "nextHunk"
  | "previousHunk"
  | "nextFile"
  | "previousFile"
  | "nextComment"
  | "previousComment"
  | "quoteOut"
  | "quoteIn"
  | "nextMessage"
  | "previousMessage"
  | "nextPatch"
  | "previousPatch"
  | "parentMessage";

export interface NavigateParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
  readonly target: NavigateTarget;
}

/** A place, or a plain sentence for the user. */
export type NavigateResult = { readonly uri: string; readonly range: Range } | { readonly reason: string };

type Direction = 1 | -1;

/** The jump from `position`; see `NavigateTarget`. */
export function navigation(
  document: ParsedDocument,
  position: Position,
  target: NavigateTarget,
  mail: MailLookup,
): NavigateResult {
  switch (target) {
    case "nextHunk":
    case "previousHunk":
      return toLine(document, hunkLines(document.model), position, direction(target), "hunk");
    case "nextFile":
    case "previousFile":
      return toLine(document, fileLines(document.model), position, direction(target), "file");
    case "nextComment":
    case "previousComment":
      return toLine(document, commentLines(document.model), position, direction(target), "comment");
    case "quoteOut":
    case "quoteIn":
      return toQuote(document, position, target === "quoteIn");
    case "nextMessage":
    case "previousMessage":
      return toMessage(document, position, direction(target), mail);
    case "nextPatch":
    case "previousPatch":
      return toPatch(document, position, direction(target), mail);
    case "parentMessage":
      return toParent(document, position, mail);
    default:
      return unknownTarget(target);
  }
}

/** Requests come from outside: another client may ask for what we do not have. */
function unknownTarget(target: never): NavigateResult {
  return { reason: `There is no jump "${String(target)}".` };
}

function direction(target: NavigateTarget): Direction {
  return target.startsWith("next") ? 1 : -1;
}

function hunkLines(model: MailDocument): number[] {
  const found: number[] = [];
  for (const message of model.messages) {
    for (const file of message.files) for (const hunk of file.hunks) found.push(hunk.startLine0);
  }
  return found;
}

function fileLines(model: MailDocument): number[] {
  return model.messages.flatMap((message) => message.files.map((file) => file.startLine0));
}

/** Each comment's first line with words in it. */
function commentLines(model: MailDocument): number[] {
  const { lines } = model;
  return model.messages.flatMap((message) =>
    message.comments.map((comment) => {
      let line0 = comment.startLine0;
      while (line0 + 1 < comment.endLine0 && lines.kind(line0) === LineKind.blank) line0++;
      return line0;
    }),
  );
}

/** The nearest of `lines0` above or below the position's line. */
function toLine(
  document: ParsedDocument,
  lines0: readonly number[],
  position: Position,
  step: Direction,
  what: string,
): NavigateResult {
  let nearest = -1;
  for (const line0 of lines0) {
    if (step === 1 ? line0 <= position.line : line0 >= position.line) continue;
    if (nearest === -1 || (step === 1 ? line0 < nearest : line0 > nearest)) nearest = line0;
  }
  if (nearest !== -1) return { uri: document.uri, range: lineStartRange(nearest) };
  if (lines0.length === 0)
    return { reason: encodedReason(document, position) ?? `There is no ${what} in this document.` };
  return { reason: step === 1 ? `No further ${what} below.` : `No further ${what} above.` };
}

/** For a message whose raw text has nothing to jump to since it is encoded; null for any other. */
function encodedReason(document: ParsedDocument, position: Position): string | null {
  const { model, text } = document;
  const message = messageAt(model, model.lines.offsetAt(position));
  const form = message && hasDecodedView(document) ? encodedAs(text, message) : null;
  return form === null ? null : encodedSentence(form, "its text");
}

/** Out: the nearest line of a lower level above, else below. In: the nearest line of a deeper level below, else above. */
function toQuote(document: ParsedDocument, position: Position, inward: boolean): NavigateResult {
  const { model, uri } = document;
  const { lines } = model;
  const line0 = Math.min(Math.max(position.line, 0), lines.count - 1);
  const message = messageAt(model, lines.offsetAt(position));
  if (message === null) return { reason: "This document holds no message." };
  const depth = lines.depth(line0);
  if (!inward && depth === 0) {
    const reason = encodedReason(document, position);
    return { reason: reason ?? "This is the writer's own text: there is no quote to leave." };
  }
  const fits = (at: number): boolean =>
    lines.kind(at) !== LineKind.blank && (inward ? lines.depth(at) > depth : lines.depth(at) < depth);
  const below = (): number => {
    for (let at = line0 + 1; at < message.endLine0; at++) if (fits(at)) return at;
    return -1;
  };
  const above = (): number => {
    for (let at = line0 - 1; at >= message.bodyLine0; at--) if (fits(at)) return at;
    return -1;
  };
  let found = inward ? below() : above();
  if (found === -1) found = inward ? deepStart(above(), lines, message.bodyLine0) : below();
  if (found !== -1) return { uri, range: lineStartRange(found) };
  return {
    reason:
      encodedReason(document, position) ??
      (inward
        ? "Nothing in this message is quoted deeper."
        : "Nothing in this message is quoted less deeply."),
  };
}

/** First line of the stretch of equal or deeper quotes that ends at `line0`, so that "in" lands at its beginning. */
function deepStart(line0: number, lines: MailDocument["lines"], firstLine0: number): number {
  if (line0 === -1) return -1;
  const depth = lines.depth(line0);
  let start = line0;
  while (start > firstLine0 && lines.depth(start - 1) >= depth) start--;
  return start;
}

function toMessage(
  document: ParsedDocument,
  position: Position,
  step: Direction,
  mail: MailLookup,
): NavigateResult {
  const { model, uri } = document;
  const current = messageAt(model, model.lines.offsetAt(position));
  if (current === null) return { reason: "This document holds no message." };
  const next = model.messages[model.messages.indexOf(current) + step];
  if (next !== undefined) return { uri, range: messageStart(next, model.lines) };
  const neighbour = inThread(document, current, step, mail);
  if (neighbour !== undefined) return locationOf(neighbour);
  return { reason: step === 1 ? "This is the last message." : "This is the first message." };
}

/** For a document of one message: the message before or after it in its thread. */
function inThread(
  document: ParsedDocument,
  current: Message,
  step: Direction,
  mail: MailLookup,
): MessageSummary | undefined {
  if (document.model.messages.length > 1 || current.messageId === null) return undefined;
  const thread = mail.thread(current.messageId);
  const place = thread.findIndex((summary) => summary.messageId === current.messageId);
  return place === -1 ? undefined : thread[place + step];
}

interface SeriesPatch {
  /** Its number in the series. */
  readonly index: number;
  readonly location: NavigateResult;
  /** Lower is nearer, among patches with the same number. */
  readonly distance: number;
}

function toPatch(
  document: ParsedDocument,
  position: Position,
  step: Direction,
  mail: MailLookup,
): NavigateResult {
  const { model } = document;
  const current = messageAt(model, model.lines.offsetAt(position));
  if (current === null) return { reason: "This document holds no message." };
  const { tag } = current;
  if (tag.index === null || tag.total === null) {
    return { reason: "The subject of this message has no number: it is no patch of a series." };
  }
  const here = tag.index;
  const { total, version } = tag;
  const wordsOf = seriesWordsOf();
  const words = wordsOf(tag);
  let nearest = Number.POSITIVE_INFINITY;
  /** Of the same series and no farther than those before. Mailboxes hold tens of thousands: what costs little comes first. */
  const isWanted = (other: SubjectTag): boolean => {
    const away = other.index === null ? 0 : (other.index - here) * step;
    if (away <= 0 || away > nearest || other.isReply) return false;
    // Same version and number of patches, and the same words in the brackets but for these and `RESEND`.
    if (other.total !== total || other.version !== version || wordsOf(other) !== words) return false;
    nearest = away;
    return true;
  };
  const patches = [
    ...patchesHere(document, current, isWanted),
    ...patchesElsewhere(document, current, mail, isWanted),
  ];
  let best: SeriesPatch | undefined;
  for (const patch of patches) {
    const away = Math.abs(patch.index - here);
    const bestAway = best === undefined ? Number.POSITIVE_INFINITY : Math.abs(best.index - here);
    if (best === undefined || away < bestAway || (away === bestAway && patch.distance < best.distance))
      best = patch;
  }
  return best?.location ?? { reason: noPatchReason(tag, here, step) };
}

function noPatchReason(tag: SubjectTag, here: number, step: Direction): string {
  const total = tag.total ?? here;
  if (step === 1 && here >= total) return `This is the last patch of the series (${here}/${total}).`;
  if (step === -1 && here <= 0) return `This is the cover letter: the series begins here (0/${total}).`;
  const wanted = `${here + step}/${total}`;
  if (step === -1 && here === 1)
    return `This is the first patch of the series; there is no cover letter (${wanted}) at hand.`;
  return `Patch ${wanted} of the series is neither in this document nor in other open or indexed mail.`;
}

/** Patches of the same series in the document; replies to them do not count. */
function patchesHere(
  document: ParsedDocument,
  current: Message,
  isWanted: (tag: SubjectTag) => boolean,
): SeriesPatch[] {
  const { model, uri } = document;
  const ids = relatives(current);
  const found: SeriesPatch[] = [];
  for (const message of model.messages) {
    const { index } = message.tag;
    if (index === null || message === current || !isWanted(message.tag)) continue;
    // In a mailbox of several series with the same numbers, relatives by References come before neighbours.
    const distance = Math.abs(message.index - current.index);
    found.push({
      index,
      location: { uri, range: messageStart(message, model.lines) },
      distance: isRelated(ids, message) ? distance : distance + model.messages.length,
    });
  }
  return found;
}

function patchesElsewhere(
  document: ParsedDocument,
  current: Message,
  mail: MailLookup,
  isWanted: (tag: SubjectTag) => boolean,
): SeriesPatch[] {
  if (current.messageId === null) return [];
  const here = document.model.messages.length * 2;
  const found: SeriesPatch[] = [];
  for (const [place, summary] of mail.thread(current.messageId).entries()) {
    // A number such as 2/7 has a slash: most subjects need no closer look.
    if (summary.messageId === current.messageId || !summary.subject.includes("/")) continue;
    const tag = parseSubject(summary.subject);
    if (tag.index === null || !isWanted(tag)) continue;
    found.push({ index: tag.index, location: locationOf(summary), distance: here + place });
  }
  return found;
}

/** `seriesWords` that remembers: a mailbox repeats a few brackets over and over. */
function seriesWordsOf(): (tag: SubjectTag) => string {
  const known = new Map<string, string>();
  return (tag) => {
    const key = tag.words.join(" ");
    const words = known.get(key) ?? seriesWords(tag);
    known.set(key, words);
    return words;
  };
}

function seriesWords(tag: SubjectTag): string {
  return tag.words
    .map((word) => word.toUpperCase().replace(/^(RFC-?)?PATCH-?V\d{1,4}$/, "PATCH"))
    .filter((word) => word !== "RESEND" && !/^(?:V\d{1,4}|\d{1,4}\/\d{1,4})$/.test(word))
    .sort()
    .join(" ");
}

type Ids = Pick<Message, "messageId" | "inReplyTo" | "references">;

function relatives({ messageId, inReplyTo, references }: Ids): ReadonlySet<string> {
  return new Set([...(messageId === null ? [] : [messageId]), ...inReplyTo, ...references]);
}

function isRelated(ids: ReadonlySet<string>, { messageId, inReplyTo, references }: Ids): boolean {
  const isIn = (id: string): boolean => ids.has(id);
  return (messageId !== null && isIn(messageId)) || inReplyTo.some(isIn) || references.some(isIn);
}

function toParent(document: ParsedDocument, position: Position, mail: MailLookup): NavigateResult {
  const { model } = document;
  const current = messageAt(model, model.lines.offsetAt(position));
  if (current === null) return { reason: "This document holds no message." };
  const parents = [...current.inReplyTo, ...current.references.toReversed()];
  for (const id of parents.slice(0, 2)) {
    if (id === current.messageId) continue;
    const location: Location | undefined = messagesWithId(document, id, mail)[0];
    if (location !== undefined) return location;
  }
  const told = parentByOverview(document, current);
  if (told !== undefined) return told;
  const [id] = parents;
  if (id !== undefined)
    return { reason: `The parent <${id}> is neither in this document nor in other open or indexed mail.` };
  return { reason: "This message begins its thread: it is no reply to another." };
}

/** On archive pages without Message-IDs the thread overview names the parent. */
function parentByOverview(document: ParsedDocument, current: Message): NavigateResult | undefined {
  const { model, uri } = document;
  const parent = overviewParents(model).get(current.index);
  if (parent === undefined) return undefined;
  const message = parent.messageIndex === null ? undefined : model.messages[parent.messageIndex];
  if (message !== undefined) return { uri, range: messageStart(message, model.lines) };
  if (parent.ghost === null) return undefined;
  return {
    reason: `The archive does not have the parent${parent.ghost === "" ? "" : ` <${parent.ghost}>`}.`,
  };
}

function locationOf(summary: MessageSummary): { readonly uri: string; readonly range: Range } {
  return { uri: summary.uri, range: lineStartRange(summary.line0) };
}

export const navigate: Feature<NavigateParams, NavigateResult> = {
  method: "patchMail/navigate",
  capabilities: {},
  handle: (document, { position, target }, { mail }) => navigation(document, position, target, mail),
};
