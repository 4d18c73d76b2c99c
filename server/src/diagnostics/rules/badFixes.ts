import { LineKind } from "../../core/model.js";
import type { Span } from "../../core/text/span.js";
import { isPatchWithLog } from "../commitLog.js";
import type { Finding, MessageRule, RuleContext } from "../rule.js";
import { type TrailerLine, trailerLines, trailersNamed } from "../trailerLines.js";

const FORM = 'Fixes: <12 to 40 lowercase hex digits> ("subject")';

/** checkpatch: BAD_FIXES_TAG (6.18); verify_fixes.sh. */
export const badFixes: MessageRule = {
  scope: "message",
  id: "trailer.bad-fixes",
  received: "information",
  draft: "warning",
  presets: { plain: "off" },
  description: 'A Fixes trailer that is not of the form Fixes: <12 digits> ("subject").',
  oracle: "checkpatch 6.18: BAD_FIXES_TAG; verify_fixes.sh",
  explanation:
    '12 to 40 lowercase digits of the commit, then its exact subject in `("` and `")`, all on one line, without the word commit, in the trailer block and not with empty lines around it. ' +
    "A `Fixes:` with a URL or a bug number is let alone. Write it with `git log -1 --abbrev=12 --format='Fixes: %h (\"%s\")' <commit>`.",
  example: {
    wrong: "Fixes: commit 1A2B3C (net: add a leak)",
    right: 'Fixes: 1a2b3c4d5e6f ("net: add a leak")',
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    for (const trailer of trailersNamed(context, "fixes")) {
      const fault =
        faultOf(trailer) ??
        (namesCommit(trailer) && isLonely(context, trailer)
          ? "has an empty line on both sides: move it to the other trailers"
          : null);
      if (fault) yield { span: trailer.span, message: `This Fixes trailer ${fault}. The form is ${FORM}.` };
    }
    for (const span of withoutColon(context))
      yield { span, message: `This Fixes trailer has no colon behind its name. The form is ${FORM}.` };
  },
};

/** `Fixes 1a2b3c4d5e6f ("subject")` on a line of its own. */
function* withoutColon({ document, message }: RuleContext): Iterable<Span> {
  const { lines } = document.model;
  const log = message.commitLog;
  if (!log) return;
  for (let line0 = log.startLine0; line0 < log.endLine0; line0++) {
    if (lines.kind(line0) !== LineKind.text || lines.depth(line0) > 0) continue;
    const start = lines.start(line0);
    const first = document.text.charCodeAt(start);
    if (first !== 0x46 && first !== 0x66) continue;
    if (/^fixes (?:commit )?[0-9a-f]{7,40} \(/i.test(document.text.slice(start, start + 60)))
      yield { start, end: lines.contentEnd(line0) };
  }
}

/** What is wrong with the trailer's form, or null. The value is looked at up to 400 characters. */
function faultOf(trailer: TrailerLine): string | null {
  const value = valueOf(trailer);
  if (/^commit\b/i.test(value)) return "has the word “commit” before the hash: leave it out";
  const hash = /^([0-9a-fA-F]{5,64})(?![0-9a-zA-Z])(.*)$/s.exec(value);
  if (!hash) return /^\(\s*["'“]/.test(value) ? "has no hash" : null;
  const digits = hash[1] ?? "";
  const rest = (hash[2] ?? "").trim();
  if (isBugNumber(value)) return null;
  if (digits.length < 12) return `has a hash of ${digits.length} digits: give at least 12`;
  if (digits.length > 40) return "has a hash of more than 40 digits";
  if (/[A-F]/.test(digits)) return "has capitals in its hash: git writes lowercase";
  if (trailer.name !== "Fixes") return "is not spelled “Fixes:”";
  if (rest === "") return "lacks the commit's subject";
  if (!rest.startsWith("(")) return "does not have the commit's subject in parentheses";
  if (trailer.endLine0 > trailer.line0 + 1) return "is wrapped: it stays on one line, however long";
  if (/^\("[^]*"\)(?:\s*[#(].*)?$/.test(rest)) return null;
  if (rest.startsWith('("')) return 'has a subject without its closing “")”: is the line wrapped?';
  return 'does not have the commit\'s subject in ("…")';
}

const valueOf = ({ value }: TrailerLine): string => value.slice(0, 400).trim();

/** "Fixes: 12345". */
const isBugNumber = (value: string): boolean => /^\d{1,11}$/.test(value);

/** Begins as a commit does: neither a link nor the number of a bug. */
const namesCommit = (trailer: TrailerLine): boolean =>
  /^[0-9a-f]{5,64}(?![0-9a-z])/i.test(valueOf(trailer)) && !isBugNumber(valueOf(trailer));

function isLonely(context: RuleContext, trailer: TrailerLine): boolean {
  const log = context.message.commitLog;
  const others = trailerLines(context);
  if (!log || others.length < 2) return false;
  const { lines } = context.document.model;
  // Last of the log: the cut line follows, which is no empty line.
  return (
    trailer.line0 > log.startLine0 &&
    trailer.endLine0 < log.endLine0 - 1 &&
    lines.kind(trailer.line0 - 1) === LineKind.blank &&
    lines.kind(trailer.endLine0) === LineKind.blank
  );
}
