import { LineKind } from "../../core/model.js";
import type { MessageSummary } from "../../threads/model.js";
import { archiveLink } from "../archiveLinks.js";
import { bracketedIds, messageIdAt, type PlacedId } from "../messageIds.js";
import { code, type HoverBlock, type Line, link, paragraph, strong, text } from "./content.js";
import type { HoverPart, HoverPlace } from "./place.js";
import { localDate, person } from "./words.js";

/** Hover: a Message-ID in a header field, a trailer or the text, or the URL of an archive that holds one. */
export const messageId: HoverPart = (place, context) => {
  const found = idUnder(place);
  if (!found) return null;
  const { id, start, end, isLinked } = found;
  const title: Line = [text("Message-ID "), code(id)];
  const archive = archiveLink(context.options.archiveUrl, id);
  // There the link itself, shown beside the hover, says so already.
  const isTold = isLinked && context.options.linkTooltips === true;
  const links: HoverBlock[] =
    archive === null || isTold ? [] : [paragraph([link("Open in the archive", archive)])];
  const summaries = context.mail.byMessageId(id);
  const [first] = summaries;
  const known = first
    ? messageLines(first, place, summaries.length)
    : [[text("This message is not in the mail that is open here.")]];
  return { span: { start, end }, blocks: [paragraph(title), paragraph(...known), ...links] };
};

/** `isLinked`: the id is a document link of ours (documentLink.ts). */
interface IdUnder extends PlacedId {
  readonly isLinked: boolean;
}

function idUnder(place: HoverPlace): IdUnder | null {
  const { document, message, lines, offset } = place;
  const isUnder = (id: PlacedId): boolean => offset >= id.start && offset <= id.end;
  const found = messageIdAt(message, document.text, lines, offset);
  if (found && isUnder(found)) {
    const isUrl = document.text.slice(found.start, found.end) !== found.id;
    return { ...found, isLinked: !isUrl };
  }
  // `Message-ID: <short@host>` as a trailer or in the text: the name tells what the brackets hold.
  if (place.kind !== LineKind.trailer && place.kind !== LineKind.text) return null;
  const { start } = place.content;
  const end = Math.min(place.content.end, start + 1000);
  if (
    !/^(?:message-id|in-reply-to|references|msgid):/i.test(
      document.text.slice(start, Math.min(end, start + 20)),
    )
  )
    return null;
  const bracketed = bracketedIds(document.text, start, end).find(isUnder);
  return bracketed ? { ...bracketed, isLinked: false } : null;
}

function messageLines(summary: MessageSummary, place: HoverPlace, copies: number): Line[] {
  const isThis = place.message.messageId === summary.messageId;
  const lines: Line[] = [
    [strong(summary.subject || "(no subject)")],
    [text(`From: ${person(summary.fromName, summary.fromAddress)}`)],
  ];
  if (summary.date !== null) lines.push([text(`Date: ${localDate(summary.date)}`)]);
  if (isThis) lines.push([text("This message")]);
  else if (summary.uri === place.document.uri) lines.push([text(`In this file, line ${summary.line0 + 1}`)]);
  else lines.push([text("In "), code(fileName(summary.uri)), text(`, line ${summary.line0 + 1}`)]);
  if (copies > 1) lines.push([text(`${copies} copies are open or indexed`)]);
  return lines;
}

/** The last part of a URI's path, decoded where that is possible. */
function fileName(uri: string): string {
  const last = uri.slice(uri.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
