import { readReport } from "./body/report.js";
import { scanBody } from "./body/scanBody.js";
import type { BodyFacts } from "./body/scanState.js";
import { collectBlocks, collectComments, collectQuotes } from "./body/structure.js";
import { parseAddresses } from "./mail/addresses.js";
import { type PageParts, readPage, readTail } from "./mail/archivePage.js";
import { parseDate } from "./mail/date.js";
import { diffMentions, flattenedParts } from "./mail/flattened.js";
import { gitAuthor } from "./mail/gitAuthor.js";
import { behindMark, fieldText, findField, messageIds, parseHeader } from "./mail/header.js";
import { findSeparators } from "./mail/mbox.js";
import { type PartHead, readPartHead } from "./mail/mime.js";
import type { PagePeople } from "./mail/overviewRows.js";
import { markPipermailPage, type PipermailPage, readPipermailPage } from "./mail/pipermailPage.js";
import { readReplyInstructions } from "./mail/replyPage.js";
import { parseSubject } from "./mail/subject.js";
import { markThreadView, readThreadView, type ThreadView, type ViewMessage } from "./mail/threadView.js";
import type {
  Block,
  DiffMention,
  DocumentForm,
  HeaderBlock,
  HeaderField,
  LineRange,
  Mailbox,
  Message,
  MessageRole,
  Overview,
  ParseResult,
  Problem,
  ReplyInstructions,
  RobotReport,
  SubjectTag,
} from "./model.js";
import { LineKind } from "./model.js";
import { LineTable } from "./text/lineTable.js";

/**
 * The model of a text: messages with headers, quotes, diffs, trailers. Never throws; linear in the text; damage is a
 * problem, not an error. `text` is what the editor shows (already decoded to UTF-16); line ends may be mixed.
 */
export function parse(text: string): ParseResult {
  const lines = new LineTable(text);
  const problems: Problem[] = [];
  const span = { start: 0, end: text.length };
  const done = (form: DocumentForm, messages: Message[]): ParseResult => ({
    document: { kind: "document", form, span, lines, messages },
    problems,
  });
  if (text === "") return done("empty", []);
  if (isBinary(text)) {
    problems.push({
      code: "binary",
      message: "This is no text: it holds NUL bytes or other control characters.",
      span: { start: 0, end: Math.min(1, text.length) },
      messageIndex: 0,
    });
    return done("binary", [unparsedMessage(lines)]);
  }
  const view = readThreadView(text, lines);
  if (view) return done("threadView", threadViewMessages(text, lines, view, problems));
  const separators = findSeparators(text, lines);
  const page = separators.length === 0 ? readPage(text, lines) : null;
  if (page)
    return done("page", [
      readMessage(
        { text, lines, index: 0, startLine0: 0, endLine0: lines.count, separatorLine0: -1, page },
        problems,
      ),
    ]);
  const pipermail = separators.length === 0 ? readPipermailPage(text, lines) : null;
  if (pipermail) return done("page", [pipermailMessage(text, lines, pipermail, problems)]);
  const messages: Message[] = [];
  const starts = separators.length > 0 ? separators : [-1];
  for (const [index, separatorLine0] of starts.entries()) {
    const startLine0 = index === 0 ? 0 : Math.max(0, separatorLine0);
    const endLine0 = starts[index + 1] ?? lines.count;
    messages.push(
      readMessage({ text, lines, index, startLine0, endLine0, separatorLine0, page: null }, problems),
    );
  }
  const only = messages[0];
  return done(
    messages.length === 1 && only && only.header.fields.length === 0 && separators.length === 0
      ? "diff"
      : "mail",
    messages,
  );
}

/**
 * Many NUL or other control characters near the start: not text. A single one in a mail is only a blemish. Replacement
 * characters alone are none either: a mail in KOI8-R or Latin-1, sent as 8bit, is full of them.
 */
function isBinary(text: string): boolean {
  const length = Math.min(text.length, 2048);
  let controls = 0;
  let undecoded = 0;
  for (let at = 0; at < length; at++) {
    const c = text.charCodeAt(at);
    if (c < 9) controls++;
    else if (c === 0xfffd) undecoded++;
  }
  return controls > 4 && (controls + undecoded) * 20 > length;
}

interface Region {
  readonly text: string;
  readonly lines: LineTable;
  readonly index: number;
  readonly startLine0: number;
  readonly endLine0: number;
  /** -1 where there is none. */
  readonly separatorLine0: number;
  readonly page: PageParts | null;
}

function readMessage(region: Region, problems: Problem[]): Message {
  const { text, lines, index, startLine0, endLine0, separatorLine0, page } = region;
  const header = readHeader(region);
  const isBare = header.fields.length === 0;
  let bodyLine0 = header.endLine0;
  if (!isBare && bodyLine0 < endLine0) {
    if (lines.start(bodyLine0) === lines.contentEnd(bodyLine0) || isWhite(text, lines, bodyLine0))
      bodyLine0++;
    else if (!page) {
      const end = lines.contentEnd(bodyLine0);
      problems.push({
        code: "headerWithoutEnd",
        messageIndex: index,
        span: { start: lines.start(bodyLine0), end },
        message: "The header ends here without an empty line behind it.",
      });
    }
  }
  const sender = mailboxOf(text, header, "from");
  const head = readPartHead(text, header);
  const isReport = (sender !== null && isRobot(sender)) || hasReportSubject(text, header);
  const tailLine0 = page ? Math.max(bodyLine0, Math.min(page.tailLine0, endLine0)) : endLine0;
  const facts = scanBody({
    text,
    lines,
    startLine0: bodyLine0,
    endLine0: tailLine0,
    messageIndex: index,
    head: page ? { ...head, boundary: null, encoding: "identity" } : head,
    isBare,
    isPage: page !== null,
    isOfCover: () => isOfCover(subjectIn(text, header)),
    isReport,
  });
  append(problems, facts.problems);
  const overview = page ? readTail(lines, tailLine0, endLine0, index, peopleOf(text, header, sender)) : null;
  const report = isReport ? readReport({ text, lines, startLine0: bodyLine0, endLine0: tailLine0 }) : null;
  const start = startLine0;
  return buildMessage({
    text,
    lines,
    index,
    header,
    facts,
    head,
    sender,
    isReport,
    report,
    overview,
    replyInstructions: page ? readReplyInstructions(text, lines, tailLine0, endLine0) : null,
    diffMentions: [],
    span: lines.spanOfLines(start, endLine0),
    startLine0: start,
    endLine0,
    bodyLine0,
    body: lines.spanOfLines(bodyLine0, endLine0),
    blocks: collectBlocks(lines, bodyLine0, endLine0, facts.files),
    separator:
      separatorLine0 >= 0
        ? { start: behindMark(text, lines.start(separatorLine0)), end: lines.contentEnd(separatorLine0) }
        : null,
    subject: null,
    date: undefined,
  });
}

/** As `push(...items)`, which overflows the stack from some 100,000 items on. */
function append<T>(target: T[], items: readonly T[]): void {
  for (const item of items) target.push(item);
}

const isRobot = (sender: Mailbox): boolean =>
  /^(?:lkp@intel\.com|oliver\.sang@intel\.com|syzbot\+?.*@.*)$/.test(sender.address.slice(0, 200)) ||
  /^(?:kernel test robot|kbuild test robot|syzbot)$/i.test(sender.name);

/** Whom the header names: the page's overview has their names without any mark around. */
function peopleOf(text: string, header: HeaderBlock, sender: Mailbox | null): PagePeople {
  const names = header.fields
    .filter((field) => field.valueKind === "addresses")
    .flatMap(({ valueSpan }) =>
      parseAddresses(text, valueSpan.start, Math.min(valueSpan.end, valueSpan.start + 10_000)),
    )
    .map((mailbox) => mailbox.name);
  return { sender: sender?.name ?? "", names: names.filter((name) => name !== "") };
}

/** `[bug report] …`: smatch's findings, sent by hand. */
function hasReportSubject(text: string, header: HeaderBlock): boolean {
  const field = findField(header, "subject");
  return (
    field !== null && /^\[bug report\] /i.test(text.slice(field.valueSpan.start, field.valueSpan.start + 13))
  );
}

function subjectIn(text: string, header: HeaderBlock): string {
  const field = findField(header, "subject");
  return field ? tidy(fieldText(text, field)) : "";
}

const isOfCover = (subject: string): boolean => parseSubject(subject.slice(0, 2000)).index === 0;

function isWhite(text: string, lines: LineTable, line0: number): boolean {
  const end = lines.contentEnd(line0);
  for (let at = lines.start(line0); at < end; at++)
    if (text.charCodeAt(at) !== 0x20 && text.charCodeAt(at) !== 0x09) return false;
  return true;
}

/** The header block, or an empty one where the text begins with something else (a bare diff). */
function readHeader(region: Region): HeaderBlock {
  const { text, lines, startLine0, endLine0, separatorLine0, page } = region;
  let first = page ? page.headerLine0 : separatorLine0 >= 0 ? separatorLine0 + 1 : startLine0;
  if (page) for (let line = 0; line < first; line++) lines.kinds[line] = LineKind.pageBanner;
  while (
    !page &&
    separatorLine0 < 0 &&
    first < endLine0 - 1 &&
    lines.start(first) === lines.contentEnd(first)
  )
    first++;
  // Some delivery agents leave an escaped separator above the header.
  while (separatorLine0 >= 0 && first < endLine0 && text.startsWith(">From ", lines.start(first))) {
    lines.kinds[first] = LineKind.headerField;
    first++;
  }
  const header = parseHeader(text, lines, first, endLine0, { isPage: page !== null });
  if (
    separatorLine0 >= 0 ||
    page ||
    header.fields.some(
      (field) =>
        field.valueKind !== "text" ||
        /^(?:received|x-[\w-]+|list-[\w-]+|dkim-signature|arc-[\w-]+|authentication-results|user-agent|precedence|organization)$/i.test(
          field.name,
        ),
    )
  )
    return header;
  for (let line = header.startLine0; line < header.endLine0; line++) lines.kinds[line] = LineKind.blank;
  return {
    span: { start: lines.start(startLine0), end: lines.start(startLine0) },
    startLine0,
    endLine0: startLine0,
    fields: [],
  };
}

function mailboxOf(text: string, header: HeaderBlock, name: string): Mailbox | null {
  const field = findField(header, name);
  return field
    ? (parseAddresses(
        text,
        field.valueSpan.start,
        Math.min(field.valueSpan.end, field.valueSpan.start + 10_000),
      )[0] ?? null)
    : null;
}

interface MessageParts {
  readonly text: string;
  readonly lines: LineTable;
  readonly index: number;
  readonly header: HeaderBlock;
  readonly facts: BodyFacts;
  readonly head: PartHead;
  readonly sender: Mailbox | null;
  readonly isReport: boolean;
  readonly report: RobotReport | null;
  readonly overview: Overview | null;
  readonly replyInstructions: ReplyInstructions | null;
  readonly diffMentions: readonly DiffMention[];
  readonly span: Message["span"];
  readonly startLine0: number;
  readonly endLine0: number;
  readonly body: Message["body"];
  readonly bodyLine0: number;
  readonly blocks: readonly Block[];
  readonly separator: Message["separator"];
  /** Given where no header says it (thread views). */
  readonly subject: string | null;
  readonly date: number | null | undefined;
}

function buildMessage(parts: MessageParts): Message {
  const { text, lines, header, facts, blocks, sender } = parts;
  const fieldValue = (name: string): string => {
    const field = findField(header, name);
    return field ? fieldText(text, field) : "";
  };
  const subject =
    parts.subject ?? tidy(fieldValue("subject") || inBodyValue(text, facts.inBodyFields, "subject"));
  const tag = parseSubject(subject.slice(0, 2000));
  const quotes = facts.hasQuotes
    ? collectQuotes(lines, parts.bodyLine0, parts.endLine0, facts.attributions)
    : [];
  const role = roleOf(tag, facts, quotes.length > 0, parts.isReport);
  const dateText = fieldValue("date") || inBodyValue(text, facts.inBodyFields, "date");
  const separatorText = parts.separator
    ? text.slice(parts.separator.start, Math.min(parts.separator.end, parts.separator.start + 80))
    : "";
  return {
    kind: "message",
    index: parts.index,
    span: parts.span,
    startLine0: parts.startLine0,
    endLine0: parts.endLine0,
    separator: parts.separator,
    header,
    body: parts.body,
    bodyLine0: parts.bodyLine0,
    role,
    subject,
    tag,
    author: inBodyAuthor(text, facts.inBodyFields) ?? sender,
    sender,
    date: parts.date === undefined ? (dateText === "" ? null : parseDate(dateText)) : parts.date,
    messageId: messageIds(fieldValue("message-id"))[0] ?? null,
    inReplyTo: messageIds(fieldValue("in-reply-to")),
    references: messageIds(fieldValue("references")),
    commit: /^From ([0-9a-f]{40}(?:[0-9a-f]{24})?) Mon Sep 17/.exec(separatorText)?.[1] ?? null,
    encoding: bodyEncoding(facts.encodings),
    isFlowed: facts.isFlowed,
    blocks,
    quotes,
    attributions: facts.attributions,
    comments: collectComments(blocks, lines),
    trailers: facts.trailers,
    files: facts.files,
    diffstats: facts.diffstats,
    dumps: facts.dumps,
    attachments: facts.attachments,
    overview: parts.overview,
    commitLog: role === "patch" ? commitLog(lines, facts) : null,
    signature: facts.signature,
    report: parts.report,
    replyInstructions: parts.replyInstructions,
    diffMentions: parts.diffMentions,
  };
}

function bodyEncoding(encodings: ReadonlySet<PartHead["encoding"]>): Message["encoding"] {
  if (encodings.size > 1) return "mixed";
  return [...encodings][0] ?? "identity";
}

const tidy = (value: string): string => value.replace(/\s+/g, " ").trim();

/** The value of an in-body header (git-am(1)), unfolded and decoded; "" where there is none. */
function inBodyValue(text: string, fields: readonly HeaderField[], name: string): string {
  const found = fields.find((field) => field.name.toLowerCase() === name);
  return found ? fieldText(text, found) : "";
}

function inBodyAuthor(text: string, fields: readonly HeaderField[]): Mailbox | null {
  const from = fields.find((field) => field.name.toLowerCase() === "from");
  if (from === undefined) return null;
  const { start, end } = from.valueSpan;
  const listed = parseAddresses(text, start, end)[0] ?? null;
  // `Last, First <a@b>` is one name to git, which writes it so (git-format-patch(1), `--from`).
  const author = gitAuthor(text.slice(start, end));
  if (author === null) return listed;
  if (listed?.address === author.address) return { ...listed, name: author.name };
  const at = text.slice(start, end).indexOf(author.address);
  const addressSpan = at === -1 ? null : { start: start + at, end: start + at + author.address.length };
  return { ...author, span: from.valueSpan, addressSpan };
}

/** See `MessageRole`. A quoted diff alone never makes a patch. */
function roleOf(tag: SubjectTag, facts: BodyFacts, hasQuotes: boolean, isReport: boolean): MessageRole {
  const hasOwnDiff = facts.files.some((file) => file.depth === 0);
  if (tag.isPull && !tag.isReply) return "pull";
  if (tag.isReply) return isReport ? "report" : "reply";
  if (isReport && !hasOwnDiff) return "report";
  if (hasOwnDiff)
    return facts.attributions.some((attribution) => attribution.depth === 0) && !tag.isPatch
      ? "reply"
      : "patch";
  if (tag.isPatch && tag.index === 0) return "cover";
  if (facts.attributions.length > 0 || (hasQuotes && facts.files.length > 0)) return "reply";
  if (tag.isPatch) return "patch";
  return hasQuotes ? "reply" : "other";
}

function commitLog(lines: LineTable, facts: BodyFacts): LineRange | null {
  const endLine0 = facts.logEndLine0;
  if (endLine0 === null) return null;
  let startLine0 = facts.logStartLine0;
  while (startLine0 < endLine0 && lines.kind(startLine0) === LineKind.blank) startLine0++;
  return startLine0 < endLine0
    ? { span: lines.spanOfLines(startLine0, endLine0), startLine0, endLine0 }
    : null;
}

function unparsedMessage(lines: LineTable): Message {
  const span = lines.spanOfLines(0, lines.count);
  return {
    ...emptyMessage(0, span, 0, lines.count),
    blocks: [{ kind: "unparsed", span, startLine0: 0, endLine0: lines.count, depth: 0 }],
  };
}

function emptyMessage(index: number, span: Message["span"], startLine0: number, endLine0: number): Message {
  return {
    kind: "message",
    index,
    span,
    startLine0,
    endLine0,
    separator: null,
    header: { span: { start: span.start, end: span.start }, startLine0, endLine0: startLine0, fields: [] },
    body: span,
    bodyLine0: startLine0,
    role: "other",
    subject: "",
    tag: parseSubject(""),
    author: null,
    sender: null,
    date: null,
    messageId: null,
    inReplyTo: [],
    references: [],
    commit: null,
    encoding: "identity",
    isFlowed: false,
    blocks: [],
    quotes: [],
    attributions: [],
    comments: [],
    trailers: [],
    files: [],
    diffstats: [],
    dumps: [],
    attachments: [],
    overview: null,
    commitLog: null,
    signature: null,
    report: null,
    replyInstructions: null,
    diffMentions: [],
  };
}

function threadViewMessages(
  text: string,
  lines: LineTable,
  view: ThreadView,
  problems: Problem[],
): Message[] {
  markThreadView(text, lines, view);
  const messages: Message[] = [];
  for (const [index, found] of view.messages.entries()) {
    const isLast = index === view.messages.length - 1;
    const end = isLast ? text.length : (view.messages[index + 1]?.start ?? text.length);
    const start = index === 0 ? 0 : found.start;
    const span = { start, end };
    messages.push(viewMessage(text, lines, view, found, index, span, isLast, problems));
  }
  return messages;
}

function viewMessage(
  text: string,
  lines: LineTable,
  view: ThreadView,
  found: ViewMessage,
  index: number,
  span: Message["span"],
  isLast: boolean,
  problems: Problem[],
): Message {
  const startLine0 = lines.lineAt(span.start);
  const lastLine0 = lines.lineAt(Math.max(span.start, span.end - 1));
  const isCutInLine = span.end < text.length && span.end !== lines.start(lastLine0 + 1);
  const endLine0 = lastLine0 + 1;
  const sender: Mailbox = {
    name: found.sender,
    address: "",
    span: found.senderSpan,
    addressSpan: null,
  };
  const header: HeaderBlock = {
    span: { start: span.start, end: found.bodyOffset },
    startLine0,
    endLine0: lines.lineAt(found.bodyOffset),
    fields: [],
  };
  const body = { start: found.bodyOffset, end: span.end };
  const { bodyLine0, isFlattened } = found;
  const overview = isLast ? view.overview : null;
  const tailLine0 = isLast ? view.tailLine0 : endLine0;
  // Below the text stands the page's own line, at times with the next message's head on it.
  const footLine0 = Math.max(bodyLine0, Math.min(tailLine0, lines.lineAt(found.footOffset)));
  const bodyEnd0 = isFlattened
    ? bodyLine0
    : found.footOffset < found.end
      ? footLine0
      : Math.max(bodyLine0, Math.min(tailLine0, isCutInLine ? lastLine0 : endLine0));
  const isReport = isRobot(sender);
  const facts = scanBody({
    text,
    lines,
    startLine0: bodyLine0,
    endLine0: bodyEnd0,
    messageIndex: index,
    head: plainHead,
    isBare: false,
    isPage: true,
    isOfCover: () => isOfCover(found.subject),
    isReport,
  });
  append(problems, facts.problems);
  const report =
    isReport && !isFlattened ? readReport({ text, lines, startLine0: bodyLine0, endLine0: bodyEnd0 }) : null;
  const blocks: Block[] = [];
  const flattenedEnd = isLast ? lines.start(view.tailLine0) : span.end;
  let textEnd = body.start;
  if (isFlattened) {
    if (flattenedEnd > body.start)
      blocks.push({
        kind: "flattened",
        span: { start: body.start, end: flattenedEnd },
        startLine0: bodyLine0,
        endLine0: isLast ? view.tailLine0 : endLine0,
        depth: 0,
      });
    textEnd = Math.max(body.start, Math.min(found.footOffset, flattenedEnd));
  } else {
    addBanner(blocks, lines, body.start, lines.start(bodyLine0));
    append(blocks, collectBlocks(lines, bodyLine0, bodyEnd0, facts.files));
    addBanner(blocks, lines, lines.start(bodyEnd0), isLast ? lines.start(view.tailLine0) : span.end);
  }
  if (isLast) append(blocks, collectBlocks(lines, view.tailLine0, lines.count, []));
  const lostParts = isFlattened ? flattenedParts(text, bodyLine0, body.start, textEnd) : [];
  const message = buildMessage({
    text,
    lines,
    index,
    header,
    facts: lostParts.length > 0 ? { ...facts, attachments: [...facts.attachments, ...lostParts] } : facts,
    sender,
    isReport,
    report,
    overview,
    replyInstructions: null,
    diffMentions: isFlattened ? diffMentions(text, body.start, textEnd) : [],
    span,
    startLine0,
    endLine0,
    body,
    bodyLine0,
    blocks,
    head: plainHead,
    separator: null,
    subject: found.subject,
    date: found.date,
  });
  // The page leaves "Re:" out: what answers somebody and brings no patch is a reply.
  return message.role === "other" && found.ownLink > 0 ? { ...message, role: "reply" } : message;
}

function pipermailMessage(text: string, lines: LineTable, page: PipermailPage, problems: Problem[]): Message {
  markPipermailPage(lines, page);
  const { bodyLine0, tailLine0, sender } = page;
  const span = { start: 0, end: text.length };
  const body = lines.spanOfLines(bodyLine0, lines.count);
  const isReport = isRobot(sender);
  const facts = scanBody({
    text,
    lines,
    startLine0: bodyLine0,
    endLine0: tailLine0,
    messageIndex: 0,
    head: plainHead,
    isBare: false,
    isPage: true,
    isOfCover: () => isOfCover(page.subject),
    isReport,
  });
  append(problems, facts.problems);
  return buildMessage({
    text,
    lines,
    index: 0,
    header: { span: { start: 0, end: body.start }, startLine0: 0, endLine0: bodyLine0, fields: [] },
    facts,
    head: plainHead,
    sender,
    isReport,
    report: isReport ? readReport({ text, lines, startLine0: bodyLine0, endLine0: tailLine0 }) : null,
    overview: null,
    replyInstructions: null,
    diffMentions: [],
    span,
    startLine0: 0,
    endLine0: lines.count,
    body,
    bodyLine0,
    blocks: collectBlocks(lines, bodyLine0, lines.count, facts.files),
    separator: null,
    subject: page.subject,
    date: page.date,
  });
}

/** What a page says of itself around a message's text. */
function addBanner(blocks: Block[], lines: LineTable, start: number, end: number): void {
  if (end <= start) return;
  const span = { start, end };
  blocks.push({
    kind: "pageBanner",
    span,
    startLine0: lines.lineAt(start),
    endLine0: lines.lineAt(Math.max(start, end - 1)) + 1,
    depth: 0,
  });
}

/** What is known of the text of an archive page: it is shown decoded. */
const plainHead: PartHead = {
  contentType: "text/plain",
  boundary: null,
  charset: "utf-8",
  name: "",
  disposition: "inline",
  encoding: "identity",
  isFlowed: false,
};
