import { findField } from "../../core/mail/header.js";
import { isPatchWithLog } from "../commitLog.js";
import type { Finding, MessageRule, RuleContext } from "../rule.js";
import { isStableTrailer } from "../stableTrailer.js";
import { type TrailerLine, trailerLines } from "../trailerLines.js";
import { isOfPerson, knownName, rightName } from "../trailerNames.js";
import { isRemark, trailerPerson } from "../trailerPerson.js";
import { unhyphenatedTrailers } from "../unhyphenated.js";

/** checkpatch: BAD_SIGN_OFF, but for its "Duplicate signature" and what it says of Co-developed-by. */
export const badForm: MessageRule = {
  scope: "message",
  id: "trailer.bad-form",
  received: "information",
  draft: "warning",
  presets: { plain: "off", stable: { received: "off", draft: "hint" } },
  description:
    "A trailer whose name is misspelled or in the wrong case, with wrong blanks, or without a sound address.",
  oracle: "checkpatch: BAD_SIGN_OFF",
  explanation:
    "The form is `Name-by: Person <address>`: at the start of the line, only the first letter a capital, one blank behind the colon, and behind the address nothing but `# remark` or `(remark)`. " +
    "A name with blanks for hyphens (`Reviewed by:`), which git takes for prose, is reported right beside trailers and at the end of the log. " +
    "An unknown name is reported only where a known one is at most two letters away, since people make up new ones; what negates one (`Untested-by`) or is another word (`Vetted-by`) is meant. `Assisted-by: AGENT:MODEL [tools]` has no address. `Cc:` lines may hold several people. " +
    "Trailers that a log quotes, indented in a paragraph of their own, are left alone.",
  example: {
    wrong: "Reviewd-by:Rita Reviewer <rita@example.org>\nAcked-By: Max Maintainer max@example.com",
    right: "Reviewed-by: Rita Reviewer <rita@example.org>\nAcked-by: Max Maintainer <max@example.com>",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    for (const trailer of trailerLines(context)) {
      const faults = faultsOf(trailer, context);
      if (faults.length > 0) yield { span: trailer.span, message: `This trailer ${list(faults)}.` };
    }
    for (const { span, name, right } of unhyphenatedTrailers(context))
      yield {
        span,
        message: `“${name}:” is no trailer, since a name of trailers has no blanks: write “${right}:”.`,
      };
  },
};

function faultsOf(trailer: TrailerLine, context: RuleContext): string[] {
  const { name, lowerName, nameGap, gap, indent, value } = trailer;
  const faults: string[] = [];
  const isPerson = isOfPerson(name);
  const isCopy = lowerName === "cc" || lowerName === "to";
  if (!isPerson && !isCopy) return faults;
  const right = rightName(name);
  if (right !== name)
    faults.push(
      right.toLowerCase() === lowerName
        ? `is written “${name}”: write “${right}”`
        : `has a name that is not known: “${right}” seems to be meant`,
    );
  if (indent > 0) faults.push("has a blank in front: git takes it for a part of the line above");
  if (nameGap !== "") faults.push("has a blank in front of its colon");
  if (value !== "" && gap !== " ") faults.push("needs exactly one blank behind its colon");
  if (rightName(name) === "Assisted-by") {
    if (!/^\S+:\S/.test(value)) faults.push("names no tool and model: write AGENT:MODEL");
  } else if (!isStableTrailer(trailer)) {
    const fault = faultOfPerson(trailer, isCopy, knownName(right) !== null, context);
    if (fault !== null) faults.push(fault);
  }
  return faults;
}

function faultOfPerson(
  { value, firstValue }: TrailerLine,
  isCopy: boolean,
  isKnown: boolean,
  context: RuleContext,
): string | null {
  // Lines that are folded below the address say something of their own.
  const first = trailerPerson(firstValue);
  const person = first.fault === "none" ? first : trailerPerson(value);
  switch (person.fault) {
    case "noAddress":
      if ((!isKnown && !isCopy) || isObfuscated(context)) return null;
      return value === "" ? "is empty: name somebody" : "has no mail address: add it as <name@host>";
    case "brackets":
      return isCopy && value.includes(",")
        ? null
        : "has its address not in angle brackets: write Name <address>";
    case "marks":
      return isCopy && value.includes(",")
        ? null
        : `has marks that belong to no address in “${shortened(value)}”`;
    case "none":
      if (isRemark(person.rest) || (isCopy && /^[,;]/.test(person.rest))) return null;
      return `has “${shortened(person.rest)}” behind its address: write a remark as “# …” or “(…)”`;
    default: {
      const never: never = person.fault;
      return never;
    }
  }
}

/** Pipermail writes `user at host` in all of a mail: nobody typed that. */
function isObfuscated({ document, message }: RuleContext): boolean {
  const from = findField(message.header, "from");
  return from ? !document.text.slice(from.valueSpan.start, from.valueSpan.end).includes("@") : false;
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** `a`, `a, and b`. */
function list(faults: readonly string[]): string {
  const last = faults.at(-1) ?? "";
  return faults.length > 1 ? `${faults.slice(0, -1).join(", ")}, and ${last}` : last;
}
