import { parseAddresses } from "../../core/mail/addresses.js";
import { parseDate } from "../../core/mail/date.js";
import { fieldText, findField } from "../../core/mail/header.js";
import type { HeaderField, Message, SubjectTag } from "../../core/model.js";
import { counted } from "../../core/text/counted.js";
import { fieldAt } from "../locate.js";
import { type Line, paragraph, prose, strong, text } from "./content.js";
import { headerMeanings } from "./headerMeanings.js";
import type { HoverPart, HoverPlace } from "./place.js";
import { localDate, person } from "./words.js";

/** Hover: a header field: what it is, and what its value comes to (recipients counted, the date in local time). */
export const headerField: HoverPart = (place) => {
  const field = fieldAt(place.message, place.line0);
  if (!field || place.offset < field.nameSpan.start) return null;
  const span = { start: field.nameSpan.start, end: Math.max(field.nameSpan.end, field.valueSpan.end) };
  const meaning = headerMeanings.get(field.name.toLowerCase());
  const what = meaning ?? (/^x-/i.test(field.name) ? "A field of some program's own." : "A header field.");
  const details = valueLines(field, place);
  return {
    span,
    blocks: [
      paragraph([strong(field.name), ...prose(`: ${what}`)]),
      ...(details.length > 0 ? [paragraph(...details)] : []),
    ],
  };
};

/** Lists longer than this are not counted in a hover. */
const longestValue = 100_000;

function valueLines(field: HeaderField, place: HoverPlace): Line[] {
  const { message, document } = place;
  const { start } = field.valueSpan;
  const end = Math.min(field.valueSpan.end, start + longestValue);
  switch (field.name.toLowerCase()) {
    case "to":
    case "cc":
    case "bcc": {
      const count = parseAddresses(document.text, start, end).length;
      return [
        [
          text(
            `${counted(count, "recipient")} here, ${counted(recipients(message, document.text), "recipient")} in To and Cc`,
          ),
        ],
      ];
    }
    case "from":
      return authorLines(message);
    case "date": {
      const ms = parseDate(fieldText(document.text, field));
      return [[text(ms === null ? "This date cannot be read." : `${localDate(ms)} here`)]];
    }
    case "subject":
      return subjectLines(message.tag);
    case "references":
      return [[text(counted(message.references.length, "message"))]];
    default:
      return [];
  }
}

function recipients(message: Message, document: string): number {
  const addresses = new Set<string>();
  for (const name of ["to", "cc"]) {
    const field = findField(message.header, name);
    if (!field) continue;
    const end = Math.min(field.valueSpan.end, field.valueSpan.start + longestValue);
    for (const { address, name: shown } of parseAddresses(document, field.valueSpan.start, end)) {
      addresses.add((address || shown).toLowerCase());
    }
  }
  return addresses.size;
}

function authorLines({ author, sender }: Message): Line[] {
  if (!author || !sender || author.address.toLowerCase() === sender.address.toLowerCase()) return [];
  return [[text(`The patch's author is another: ${person(author.name, author.address)}`)]];
}

function subjectLines(tag: SubjectTag): Line[] {
  const facts: string[] = [];
  if (tag.isReply) facts.push("a reply");
  if (tag.isRfc) facts.push("a request for comments");
  if (tag.isResend) facts.push("a resend");
  if (tag.isPull) facts.push("a pull request");
  if (tag.isPatch && tag.index === 0)
    facts.push(`the cover letter of ${counted(tag.total ?? 0, "patch").replace("patchs", "patches")}`);
  else if (tag.isPatch && tag.index !== null && tag.total !== null)
    facts.push(`patch ${tag.index} of ${tag.total}`);
  else if (tag.isPatch) facts.push("a single patch");
  if (tag.isPatch) facts.push(`version ${tag.version}`);
  return facts.length === 0 ? [] : [[text(facts.join(", "))]];
}
