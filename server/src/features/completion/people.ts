import { oneLine, phraseOf } from "../../core/mail/encodeWords.js";
import { type KnownPerson, knownPeople } from "./knownPeople.js";
import type { CompletionPlace } from "./place.js";
import type { CompletionSource, Offer } from "./source.js";

const maxPeople = 300;
const fieldsOfPeople = new Set(["to", "cc", "bcc", "from", "reply-to", "sender"]);

/** People in `Reviewed-by: ` and the like, and in To, Cc and From of the header. */
export const people: CompletionSource = {
  async offers(place) {
    const { zone } = place;
    if (zone.kind !== "headerValue" && zone.kind !== "trailerValue") return null;
    const isHeader = zone.kind === "headerValue";
    const { name } = zone;
    const isOfPeople = isHeader
      ? fieldsOfPeople.has(name)
      : (name.endsWith("-by") && name !== "assisted-by") || name === "cc" || isInBodyFrom(place);
    if (!isOfPeople) return null;
    const range = isHeader ? listToken(place, zone.valueStart) : trailerToken(place, zone.valueStart);
    if (range === null) return null;
    const typed = place.document.text.slice(range.start, place.offset);
    const { people: known, isWhole } = await knownPeople(place, isHeader ? "header" : zone.region, name);
    const offers = known
      .map((person) => offerOf(person, range, typed, isHeader))
      // What stands there already takes no key from the writer.
      .filter(({ text }) => text !== typed)
      .slice(0, maxPeople);
    return { offers, isWhole: isWhole && known.length <= maxPeople };
  },
};

function offerOf(
  person: KnownPerson,
  range: Pick<Offer, "start" | "end">,
  typed: string,
  isHeader: boolean,
): Offer {
  const name = oneLine(person.name);
  const address = oneLine(person.address).replace(/[<>\s]/g, "");
  const plain = name === "" ? address : `${name} <${address}>`;
  const text = isHeader && name !== "" ? `${phraseOf(name)} <${address}>` : plain;
  return {
    label: plain,
    text,
    ...range,
    // Who begins with a quotation mark goes on with what stands behind it.
    filter: typed.startsWith('"') ? `"${name}" <${address}>` : plain,
    detail: person.reason,
    kind: "person",
  };
}

/** `From:` as the first line of a body that has words: who wrote the patch, where another one sends it. */
function isInBodyFrom({ zone, document, message, line0 }: CompletionPlace): boolean {
  if (zone.kind !== "trailerValue" || zone.name !== "from") return false;
  const { lines } = document.model;
  for (let line = message.bodyLine0; line < line0; line++)
    if (lines.lineText(line).trim() !== "") return false;
  return true;
}

/** From behind the trailer's name to the end of its line, or to a remark. */
function trailerToken(
  { document, offset, lineEnd }: CompletionPlace,
  start: number,
): { start: number; end: number } {
  const behind = document.text.slice(offset, lineEnd);
  const remark = behind.indexOf(" #");
  return { start, end: remark === -1 ? lineEnd : offset + remark };
}

/** The address that is being written in a list of them; null inside of a remark. */
function listToken(
  { document, offset, lineEnd }: CompletionPlace,
  from: number,
): { start: number; end: number } | null {
  const { text } = document;
  let start = from;
  let isQuoted = false;
  for (let at = from; at < offset; at++) {
    const sign = text[at];
    if (sign === "\\") at++;
    else if (sign === '"') isQuoted = !isQuoted;
    else if (sign === "(" && !isQuoted) return null;
    else if (sign === "," && !isQuoted) start = at + 1;
  }
  while (start < offset && (text[start] === " " || text[start] === "\t")) start++;
  const comma = text.slice(offset, lineEnd).indexOf(",");
  return { start, end: comma === -1 ? lineEnd : offset + comma };
}
