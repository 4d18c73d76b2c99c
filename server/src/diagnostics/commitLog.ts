import { parseAddresses } from "../core/mail/addresses.js";
import { findField } from "../core/mail/header.js";
import type { Mailbox, Message, Trailer } from "../core/model.js";
import { LineKind } from "../core/model.js";
import type { Span } from "../core/text/span.js";
import type { RuleContext } from "./rule.js";

/** Trailers of the commit log: not those of quotes, of a changelog below the cut, or of the signature. */
export function logTrailers(message: Message): readonly Trailer[] {
  const log = message.commitLog;
  if (!log) return [];
  return message.trailers.filter(
    (trailer) => trailer.depth === 0 && trailer.line0 >= log.startLine0 && trailer.line0 < log.endLine0,
  );
}

/** Whether the message is a patch with a commit log of its own, as `git am` would take it. */
export function isPatchWithLog(context: Pick<RuleContext, "message" | "files">): boolean {
  return context.message.commitLog !== null && isOwnPatch(context);
}

/** Whether the message is a patch of its own, which may have an empty log. */
export function isOwnPatch(context: Pick<RuleContext, "message" | "files">): boolean {
  const { message } = context;
  return (
    message.role === "patch" &&
    message.header.fields.length > 0 &&
    context.files.length > 0 &&
    !NOTICE.test(message.subject.slice(0, 100)) &&
    !isAttachedToWords(context)
  );
}

/** Of the stable team's robot: it quotes a commit that it could not apply. */
const NOTICE = /^FAILED: patch /i;

/**
 * Whether the diff is attached and the text beside it is no commit log: an attached patch has a log of its own, or none.
 * What `git format-patch --attach` writes has the log in the text, down to its `---`.
 */
function isAttachedToWords({ message, files }: Pick<RuleContext, "message" | "files">): boolean {
  const [first] = message.attachments;
  if (first === undefined || files.some((file) => file.startLine0 < first.startLine0)) return false;
  return !message.blocks.some((block) => block.kind === "cutLine" && block.startLine0 < first.startLine0);
}

/** Where a trailer would be added: the last line of the log that is not blank; the subject for an empty log. */
export function logEnd(context: RuleContext): Span {
  const { lines } = context.document.model;
  const log = context.message.commitLog;
  if (log) {
    for (let line = log.endLine0 - 1; line >= log.startLine0; line--) {
      if (lines.kind(line) !== LineKind.blank)
        return { start: lines.start(line), end: lines.contentEnd(line) };
    }
  }
  return subjectSpan(context.message);
}

/** The subject's value, else the message's first line. */
export function subjectSpan(message: Message): Span {
  const field = findField(message.header, "subject");
  return field ? field.valueSpan : { start: message.span.start, end: message.span.start };
}

/** Name and address of a `Signed-off-by:` value; null where it holds no address. */
export function personOf(value: string): Mailbox | null {
  return parseAddresses(value, 0, value.length).find((person) => person.address !== "") ?? null;
}

/**
 * Who the author is (git-am(1)): the in-body `From:`, else the header's. Mail that a relay rewrote (`X via B4 Relay
 * <devnull+…@kernel.org>`, `X via list <list@…>`) names the author in X-Original-From or Reply-To; where it does not,
 * null: not known.
 * Notices of the tip tree (`tip-bot2 for X`) name the author in an `Author:` line of the body.
 */
export function nominalAuthor(context: Pick<RuleContext, "document" | "message">): Mailbox | null {
  const { author, header, subject } = context.message;
  if (!author || author.address === "" || FORWARDED.test(subject.slice(0, 20))) return null;
  if (!isRelayed(author)) return author;
  if (author.address.toLowerCase().startsWith("tip-bot")) return authorLine(context);
  for (const name of ["x-original-from", "reply-to"]) {
    const field = findField(header, name);
    if (!field) continue;
    const people = parseAddresses(context.document.text, field.valueSpan.start, field.valueSpan.end);
    // Mailman puts the list itself into Reply-To, too.
    const isList = ({ address }: Mailbox): boolean => address.toLowerCase() === author.address.toLowerCase();
    const person = people.find(
      (candidate) => candidate.address !== "" && !isRelayed(candidate) && !isList(candidate),
    );
    if (person) return person;
  }
  return null;
}

/** Somebody forwards another's mail: git am would make an author of them, which is not meant. */
const FORWARDED = /^(?:fwd?|wg):/i;

/** `Author:        X <x@example.org>` near the top of the body. */
function authorLine(context: Pick<RuleContext, "document" | "message">): Mailbox | null {
  const { lines } = context.document.model;
  const { bodyLine0, endLine0 } = context.message;
  for (let line = bodyLine0; line < Math.min(bodyLine0 + 20, endLine0); line++) {
    const match = /^Author:\s+(\S.*)$/.exec(lines.lineText(line).slice(0, 400));
    if (match?.[1]) return personOf(match[1]);
  }
  return null;
}

/** Whether a relay or a robot stands in a `From:` for somebody else. */
export function isRelayed(person: Mailbox): boolean {
  const address = person.address.toLowerCase();
  return address.startsWith("devnull+") || address.startsWith("tip-bot") || / via \S/.test(person.name);
}
