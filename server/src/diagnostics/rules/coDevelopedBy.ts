import { isPatchWithLog, nominalAuthor } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";
import { trailerLines } from "../trailerLines.js";
import { isSamePerson, trailerPerson } from "../trailerPerson.js";

/** checkpatch: BAD_SIGN_OFF, its three messages about Co-developed-by. */
export const coDevelopedBy: MessageRule = {
  scope: "message",
  id: "trailer.co-developed-by",
  received: "information",
  draft: "warning",
  presets: { plain: "off", stable: { received: "off", draft: "hint" } },
  description:
    "A Co-developed-by that is the author's own, or that is not followed at once by the same person's sign-off.",
  oracle: "checkpatch: BAD_SIGN_OFF “Co-developed-by …”",
  explanation:
    "Who is named here wrote the patch together with the author of the From line, and signs off in the next line with the same name and address (submitting-patches.rst, “When to use Acked-by:, Cc:, and Co-developed-by:”). The author is named by From alone.",
  example: {
    wrong: "Co-developed-by: Carl Coder <carl@example.com>\nSigned-off-by: Ann Author <ann@example.org>",
    right:
      "Co-developed-by: Carl Coder <carl@example.com>\nSigned-off-by: Carl Coder <carl@example.com>\nSigned-off-by: Ann Author <ann@example.org>",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    const all = trailerLines(context);
    for (const [at, trailer] of all.entries()) {
      if (trailer.lowerName !== "co-developed-by") continue;
      const person = trailerPerson(trailer.value);
      if (person.address === "") continue;
      const author = nominalAuthor(context);
      if (
        author !== null &&
        isSamePerson(person, { ...person, name: author.name, address: author.address })
      ) {
        yield {
          span: trailer.span,
          message: "The patch's author needs no Co-developed-by: the From line names them. Remove it.",
        };
        continue;
      }
      const next = all[at + 1];
      const isSignoff = next?.line0 === trailer.endLine0 && next.lowerName === "signed-off-by";
      if (!isSignoff)
        yield {
          span: trailer.span,
          message: `The next line must be the sign-off of the same person: “Signed-off-by: ${trailer.value.slice(0, 100)}”.`,
        };
      else if (!isSamePerson(person, trailerPerson(next.value)))
        yield {
          span: trailer.span,
          message: "The sign-off in the next line has another name or address: the two must be the same.",
        };
    }
  },
};
