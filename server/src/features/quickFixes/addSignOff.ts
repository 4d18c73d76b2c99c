import { nominalAuthor } from "../../diagnostics/commitLog.js";
import { mayBeSamePerson } from "../../diagnostics/trailerPerson.js";
import { gitSigner, isSigner, type Signer, signerText, signOffChange } from "../signer.js";
import type { FixPlace, QuickFix } from "./quickFix.js";

/** The rules that a sign-off of the reader's own may mend. */
export const SIGN_OFF_RULES: readonly string[] = [
  "trailer.missing-signoff",
  "trailer.author-signoff-missing",
  "trailer.submitter-signoff-missing",
];

/** git's user signs off, where it is theirs to sign. Never by itself: a sign-off is a statement. */
export const addSignOff: QuickFix = {
  rules: SIGN_OFF_RULES,
  isSafe: false,
  async fixes(place) {
    const signer = await gitSigner(place, place.context);
    if (!isSigner(signer) || !mayMend(place, signer)) return [];
    const title = `Add “Signed-off-by: ${signerText(signer)}”`;
    return [{ title, changes: [signOffChange(place, signer)] }];
  },
};

/** Whether the finding is about that person: nobody signs for another. */
function mayMend(place: FixPlace, signer: Signer): boolean {
  if (place.rule === "trailer.author-signoff-missing")
    return nominalAuthor(place)?.address.toLowerCase() === signer.address.toLowerCase();
  const { sender } = place.message;
  return place.rule === "trailer.missing-signoff" || (sender !== null && mayBeSamePerson(sender, signer));
}
