import type { Mailbox } from "../core/model.js";
import { isPatchWithLog, logEnd, nominalAuthor } from "./commitLog.js";
import type { RuleContext } from "./rule.js";
import { type MessagePlace, type TrailerLine, trailerLines } from "./trailerLines.js";
import { rightName } from "./trailerNames.js";
import { nameKey, trailerPerson } from "./trailerPerson.js";

/** How far the author's sign-off fits, as checkpatch tells it apart. */
export type AuthorSignoff =
  | { readonly kind: "same" | "unknown" }
  | { readonly kind: "missing"; readonly author: Mailbox }
  | {
      /** `name`: same address, other name; `address`: same name, other address; `subaddress`: but for `+detail`. */
      readonly kind: "name" | "address" | "subaddress";
      readonly author: Mailbox;
      readonly trailer: TrailerLine;
    };

/** The sign-offs of a log, with those whose name is misspelled: trailer.bad-form tells that, and mends it. */
export const signoffLines = (place: MessagePlace): readonly TrailerLine[] =>
  trailerLines(place).filter(({ name }) => rightName(name) === "Signed-off-by");

/** The best fit of all sign-offs with the author; "unknown" where there is no log, no sign-off or no author to compare. */
export function authorSignoff(context: RuleContext): AuthorSignoff {
  if (!isPatchWithLog(context)) return { kind: "unknown" };
  const author = nominalAuthor(context);
  const signoffs = signoffLines(context);
  if (!author || signoffs.length === 0) return { kind: "unknown" };
  let best: AuthorSignoff = { kind: "missing", author };
  for (const trailer of signoffs) {
    const person = trailerPerson(trailer.value);
    if (person.address === "") continue;
    const isSameAddress = author.address.toLowerCase() === person.address.toLowerCase();
    // A name with undecodable bytes (another charset than the editor's) is not compared.
    const isUnreadable = author.name.includes("\uFFFD") || person.name.includes("\uFFFD");
    const isSameName = nameKey(author.name) === nameKey(person.name) && nameKey(author.name) !== "";
    if (isSameAddress && (isSameName || isUnreadable || author.name === "")) return { kind: "same" };
    if (isSameAddress) best = { kind: "name", author, trailer };
    else if (isSameName && best.kind !== "name") {
      const isSub = withoutDetail(author.address) === withoutDetail(person.address);
      if (isSub || best.kind !== "subaddress")
        best = { kind: isSub ? "subaddress" : "address", author, trailer };
    }
  }
  return best;
}

/** Where to tell it: at the sign-off that nearly fits, else where one would be added. */
export function signoffSpan(context: RuleContext, result: AuthorSignoff): { start: number; end: number } {
  return "trailer" in result ? result.trailer.span : logEnd(context);
}

/** RFC 5233: `user+detail@host` is `user@host`. */
function withoutDetail(address: string): string {
  const lower = address.toLowerCase();
  const at = lower.lastIndexOf("@");
  const plus = lower.indexOf("+");
  return plus === -1 || plus > at ? lower : lower.slice(0, plus) + lower.slice(at);
}
