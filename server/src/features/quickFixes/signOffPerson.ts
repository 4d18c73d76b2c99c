import { nominalAuthor } from "../../diagnostics/commitLog.js";
import { mayBeSamePerson, trailerPerson } from "../../diagnostics/trailerPerson.js";
import { gitSigner, isSigner, signerText } from "../signer.js";
import type { QuickFix } from "./quickFix.js";
import { rewritten, trailerAt } from "./trailerEdits.js";

/** Writes a sign-off as the From line has its author, or as git has its user who is the same. Never by itself: it is a statement. */
export const signOffPerson: QuickFix = {
  rules: ["trailer.author-signoff-mismatch"],
  isSafe: false,
  async fixes(place) {
    const trailer = trailerAt(place);
    const author = nominalAuthor(place);
    if (trailer === undefined || author === null) return [];
    const signed = trailerPerson(trailer.value);
    const user = await gitSigner(place, place.context);
    const people = [
      author,
      ...(mayBeSamePerson(user, signed) || mayBeSamePerson(user, author) ? [user] : []),
    ];
    const texts = new Set(people.filter(isSigner).map(signerText));
    return [...texts]
      .map((text) => `Signed-off-by: ${text}${signed.rest === "" ? "" : ` ${signed.rest}`}`)
      .filter((text) => text !== `Signed-off-by: ${trailer.value}`)
      .map((text) => ({
        title: `Write “${text}”`,
        changes: [rewritten(place.document.model.lines, trailer, text)],
      }));
  },
};
