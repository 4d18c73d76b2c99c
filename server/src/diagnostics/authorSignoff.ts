import type { Mailbox, Trailer } from "../core/model.js";
import { isPatchWithLog, logEnd, logTrailers, nominalAuthor, personOf, trailerSpan } from "./commitLog.js";
import type { RuleContext } from "./rule.js";

/** How far the author's sign-off fits, as checkpatch tells it apart. */
export type AuthorSignoff =
  | { readonly kind: "same" | "unknown" }
  | { readonly kind: "missing"; readonly author: Mailbox }
  | {
      /** `name`: same address, other name; `address`: same name, other address; `subaddress`: but for `+detail`. */
      readonly kind: "name" | "address" | "subaddress";
      readonly author: Mailbox;
      readonly trailer: Trailer;
    };

/** The best fit of all sign-offs with the author; "unknown" where there is no log, no sign-off or no author to compare. */
export function authorSignoff(context: RuleContext): AuthorSignoff {
  if (!isPatchWithLog(context)) return { kind: "unknown" };
  const author = nominalAuthor(context);
  const signoffs = logTrailers(context.message).filter(
    (trailer) => trailer.name.toLowerCase() === "signed-off-by",
  );
  if (!author || signoffs.length === 0) return { kind: "unknown" };
  let best: AuthorSignoff = { kind: "missing", author };
  for (const trailer of signoffs) {
    const person = personOf(trailer.value);
    if (!person) continue;
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
  return "trailer" in result ? trailerSpan(result.trailer) : logEnd(context);
}

const nameKey = (name: string): string =>
  name
    .normalize("NFC")
    .replace(/["\s]+/g, " ")
    .trim();

/** RFC 5233: `user+detail@host` is `user@host`. */
function withoutDetail(address: string): string {
  const lower = address.toLowerCase();
  const at = lower.lastIndexOf("@");
  const plus = lower.indexOf("+");
  return plus === -1 || plus > at ? lower : lower.slice(0, plus) + lower.slice(at);
}
