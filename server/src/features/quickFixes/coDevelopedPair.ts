import { lineEnd, type TextChange } from "../../core/patch/hunkShape.js";
import { nominalAuthor } from "../../diagnostics/commitLog.js";
import { type TrailerLine, trailerLines } from "../../diagnostics/trailerLines.js";
import { isSamePerson, trailerPerson } from "../../diagnostics/trailerPerson.js";
import type { Fix, FixPlace, QuickFix } from "./quickFix.js";
import { insertedBelow, removed, rewritten, trailerAt } from "./trailerEdits.js";

/** Co-developed-by and the sign-off below it. Sign-offs are never moved: the Co-developed-by goes to its sign-off. */
export const coDevelopedPair: QuickFix = {
  rules: ["trailer.co-developed-by"],
  isSafe: false,
  fixes(place) {
    const trailer = trailerAt(place);
    if (!trailer) return [];
    const { lines } = place.document.model;
    const person = trailerPerson(trailer.value);
    const author = nominalAuthor(place);
    if (author && isSamePerson(person, { ...person, name: author.name, address: author.address }))
      return [{ title: "Remove the author's Co-developed-by", changes: [removed(place, trailer)] }];
    const all = trailerLines(place);
    const own = all.find(
      (one, at) =>
        one.lowerName === "signed-off-by" &&
        isSamePerson(trailerPerson(one.value), person) &&
        all[at - 1]?.lowerName !== "co-developed-by",
    );
    if (own)
      return [{ title: "Move it to the sign-off of the same person", changes: moved(place, trailer, own) }];
    const signed: Fix = {
      title: `Add “Signed-off-by: ${trailer.value.slice(0, 60)}”`,
      changes: [insertedBelow(lines, trailer, `Signed-off-by: ${trailer.value}`)],
    };
    return [...asSigned(place, trailer, all), signed];
  },
};

/** The next line is the sign-off of a person with the same name or the same address: written as there. */
function asSigned(place: FixPlace, trailer: TrailerLine, all: readonly TrailerLine[]): Fix[] {
  const next = all[all.indexOf(trailer) + 1];
  if (next?.lowerName !== "signed-off-by" || next.line0 !== trailer.endLine0) return [];
  const [person, signer] = [trailerPerson(trailer.value), trailerPerson(next.value)];
  const isNear =
    signer.address !== "" &&
    (person.name === signer.name || person.address.toLowerCase() === signer.address.toLowerCase());
  if (!isNear) return [];
  const text = `${trailer.name}: ${next.value}`;
  return [
    {
      title: "Write it as in the sign-off below",
      changes: [rewritten(place.document.model.lines, trailer, text)],
    },
  ];
}

function moved(place: FixPlace, trailer: TrailerLine, to: TrailerLine): TextChange[] {
  const { lines } = place.document.model;
  const start = lines.start(to.line0);
  const text = lines.text.slice(lines.start(trailer.line0), lines.contentEnd(trailer.endLine0 - 1));
  const there = { span: { start, end: start }, text: text + lineEnd(lines, trailer.line0) };
  const gone = removed(place, trailer);
  return trailer.line0 < to.line0 ? [gone, there] : [there, gone];
}
