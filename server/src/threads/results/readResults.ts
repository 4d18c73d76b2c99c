import type { MailDocument, Message } from "../../core/model.js";
import type { Result } from "../facts.js";
import { plainLine } from "../plainLine.js";
import { saidApplied } from "./applied.js";
import { saidAsked } from "./asked.js";
import { listedTitles } from "./listed.js";
import { type OwnLine, type ResultMail, resultMail } from "./resultMail.js";
import type { ResultRule } from "./rule.js";
import { RESULT_RULES } from "./rules.js";

const REPORTS = RESULT_RULES.filter((rule) => rule.isCommand !== true);
/** Those that ask for no sender: for all mail but the robots', so that not each rule is asked of each mail. */
const OTHER_REPORTS = REPORTS.filter((rule) => rule.from === undefined);
const COMMANDS = RESULT_RULES.filter((rule) => rule.isCommand === true);
/** Each `from` of the table has one of these words (a test asks them all). */
const MAY_BE_ROBOT =
  /test robot|intel\.com|patchwork|kernel\.org|syzkaller|tip-?bot|akpm|lkft|linuxfoundation\.org/i;

const maxResults = 50;
const maxText = 160;

/** What a message says of the fate of a patch or series, in its own words: at most one result by its kind, and commands. */
export function readResults(document: MailDocument, message: Message): readonly Result[] {
  return resultsOf(resultMail(document, message));
}

export function resultsOf(mail: ResultMail): readonly Result[] {
  const found: Result[] = [];
  const rules = MAY_BE_ROBOT.test(mail.from) ? REPORTS : OTHER_REPORTS;
  const first = rules.find((rule) => holdsForMail(rule, mail) && hasLine(rule, mail));
  if (first !== undefined) found.push(resultOf(first, mail));
  else if (mail.isReply && !mail.isPatch) {
    addApplied(mail, found);
    if (found.length === 0 && !MAY_BE_ROBOT.test(mail.from)) addAsked(mail, found);
  }
  addCommands(mail, found);
  return found;
}

function holdsForMail(rule: ResultRule, mail: ResultMail): boolean {
  if (rule.mail === "patch" && !mail.isPatch) return false;
  if (rule.mail === "other" && mail.isPatch) return false;
  if (rule.mail === "reply" && (!mail.isReply || mail.isPatch)) return false;
  if (rule.from !== undefined && !rule.from.test(mail.from)) return false;
  return rule.subject === undefined || rule.subject.test(mail.subject);
}

const hasLine = (rule: ResultRule, mail: ResultMail): boolean =>
  rule.line === undefined || lineOf(rule, mail) !== undefined;

function lineOf(rule: ResultRule, mail: ResultMail): OwnLine | undefined {
  return mail.lines.find((line) => !line.isSignature && matchLine(rule, line) !== null);
}

function matchLine(rule: ResultRule, { text, isStart }: OwnLine): RegExpExecArray | null {
  const { starts, line } = rule;
  if (line === undefined || (rule.mail === "reply" && !isStart)) return null;
  if (starts !== undefined && !starts.some((start) => beginsWith(text, start))) return null;
  return line.exec(text);
}

/** `start` in lower case. The first character is looked at before anything is copied. */
function beginsWith(text: string, start: string): boolean {
  const c = text.charCodeAt(0);
  const first = start.charCodeAt(0);
  if (c !== first && c + 0x20 !== first) return false;
  return text.slice(0, start.length).toLowerCase() === start;
}

function resultOf(rule: ResultRule, mail: ResultMail): Result {
  const line = rule.line === undefined ? undefined : lineOf(rule, mail);
  const match =
    line !== undefined
      ? matchLine(rule, line)
      : rule.subject !== undefined
        ? rule.subject.exec(mail.subject)
        : null;
  const listed = rule.of === "list" ? listedTitles(mail.lines) : null;
  return {
    rule: rule.id,
    state: rule.state,
    text: filled(rule.text, match),
    isPartial: listed?.hasOthers ?? false,
    of: listed?.titles ?? titlesOf(rule, mail),
    line0: line?.line0 ?? 0,
  };
}

function titlesOf(rule: ResultRule, mail: ResultMail): readonly string[] {
  switch (rule.of) {
    case "subject":
      return nonEmpty(rule.subject?.exec(mail.subject)?.[1] ?? "");
    case "subjectLine":
      return nonEmpty(mail.subject.replace(/^\[[^\]]{1,200}\] ?/, ""));
    case "titleBelow": {
      const line = mail.lines.find(({ text }) => /^ {1,8}Subject: /.test(text));
      return nonEmpty(line === undefined ? "" : line.text.replace(/^ {1,8}Subject: /, ""));
    }
    default:
      return [];
  }
}

const nonEmpty = (title: string): readonly string[] => (title.trim() === "" ? [] : [plainLine(title, 200)]);

/** `$1` … filled in; an empty one leaves nothing dangling. */
function filled(text: string, match: RegExpExecArray | null): string {
  const whole = text.replace(/\$(\d)/g, (_, group: string) => match?.[Number(group)] ?? "");
  return plainLine(whole.replace(/[\s:(]+$/, ""), maxText);
}

function addApplied(mail: ResultMail, found: Result[]): void {
  const said = saidApplied(mail.lines);
  if (said === null) return;
  const { titles, hasOthers } = listedTitles(mail.lines);
  const isSubset = /^(?:(?:re|aw): ?)*\(subset\)/i.test(mail.subject);
  found.push({
    rule: said.state,
    state: said.state,
    text: plainLine(said.text.charAt(0).toLowerCase() + said.text.slice(1), maxText),
    isPartial: isSubset || hasOthers || said.patches !== null,
    ...(said.isWhole && !isSubset && !hasOthers ? { isWhole: true } : {}),
    of: titles,
    line0: said.line0,
    ...(said.isBare && titles.length === 0 ? { isBare: true } : {}),
    ...(said.patches === null ? {} : { patches: said.patches }),
  });
}

function addAsked(mail: ResultMail, found: Result[]): void {
  const said = saidAsked(mail.lines);
  if (said === null) return;
  found.push({
    rule: "asked",
    state: "changesRequested",
    text: plainLine(said.text, maxText),
    isPartial: false,
    of: [],
    line0: said.line0,
  });
}

function addCommands(mail: ResultMail, found: Result[]): void {
  for (const line of mail.lines) {
    const c = line.text.charCodeAt(0);
    // `#`, `p`, `P`: what commands begin with.
    if ((c !== 0x23 && c !== 0x70 && c !== 0x50) || found.length === maxResults) continue;
    for (const rule of COMMANDS) {
      const match = matchLine(rule, line);
      if (match === null) continue;
      found.push({
        rule: rule.id,
        state: rule.state,
        text: filled(rule.text, match),
        isPartial: false,
        of: [],
        line0: line.line0,
      });
      break;
    }
  }
}
