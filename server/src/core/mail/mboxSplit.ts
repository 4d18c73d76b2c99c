import { type SeparatorDialect, separatorDialect } from "./mboxSeparator.js";
import { parameters } from "./mime.js";

/** What the header of a message tells about where the message ends, and whether it is one. */
export interface HeaderFacts {
  hasReceived: boolean;
  hasMessageId: boolean;
  hasFrom: boolean;
  hasSubjectOrDate: boolean;
  /** Content-Length in bytes; -1 without one. */
  contentLength: number;
  /** Of a multipart; "" without one. */
  boundary: string;
}

export function noFacts(): HeaderFacts {
  return {
    hasReceived: false,
    hasMessageId: false,
    hasFrom: false,
    hasSubjectOrDate: false,
    contentLength: -1,
    boundary: "",
  };
}

/** Fields that `noteField` looks at, in lower case; those of the second row need their value. */
export const splitFields: ReadonlySet<string> = new Set([
  ...["received", "message-id", "from", "subject", "date"],
  ...["content-length", "content-type"],
]);

/** Takes a header field into account; `name` in lower case, `value` may be folded. The first of its name counts. */
export function noteField(facts: HeaderFacts, name: string, value: string): void {
  switch (name) {
    case "received":
      facts.hasReceived = true;
      break;
    case "message-id":
      facts.hasMessageId = true;
      break;
    case "from":
      facts.hasFrom = true;
      break;
    case "subject":
    case "date":
      facts.hasSubjectOrDate = true;
      break;
    case "content-length":
      if (facts.contentLength === -1 && /^\s*\d{1,9}\s*$/.test(value)) facts.contentLength = Number(value);
      break;
    case "content-type":
      if (facts.boundary === "" && /^\s*multipart\//i.test(value)) {
        // A longer one is against RFC 2046 (70 characters) and not looked for.
        facts.boundary = (parameters(value.replace(/[\r\n]+/g, " ")).values.get("boundary") ?? "").slice(
          0,
          200,
        );
      }
      break;
  }
}

/** A message that the splitter takes for one. */
export interface SplitMessage<Payload> {
  readonly payload: Payload;
  readonly facts: HeaderFacts;
  /** Offset of its separator line, or of its first line where it has none. */
  readonly start: number;
  /** Its Content-Length led to the next separator: what looks like one in between was text. */
  hasTrueLength: boolean;
  /** Messages up to this one that look whole (`looksWhole`), counted from the very first. */
  readonly wholeCount: number;
}

/**
 * Decides which `From ` lines of an mbox part messages. It is told of the lines that matter, in order, with offsets of
 * any one unit (bytes where Content-Length is to be understood), and takes back what later lines prove to have been
 * text. Memory: what is not settled yet.
 */
export interface MboxSplitter<Payload> {
  /** Of the first separator; null before it, and in a file without one. */
  readonly dialect: SeparatorDialect | null;
  /** Null where `dialect` is. */
  readonly origin: MboxOrigin | null;
  /** Whether headers and boundary lines matter. In an archive's mbox (mboxrd) the separator lines alone decide. */
  readonly needsFacts: boolean;
  /** Whether lines that begin with `--` are to be told. */
  readonly watchesDashes: boolean;
  /** Messages so far; the last one is open. Later lines may take back those from `settled` on. */
  readonly messages: readonly SplitMessage<Payload>[];
  /** How many of `messages` are sure, and closed. */
  readonly settled: number;
  /** A line that begins with `From `: its kind where it may be a separator. Then the line below must be told, too. */
  fromLine(line: string, start: number, isAfterEmpty: boolean): SeparatorDialect | null;
  /** The line below such a line, or the beginning of it: whether a header begins there. */
  isHeaderBelow(line: string): boolean;
  /**
   * A message whose header has ended, and whose body starts at `bodyStart`; `start` as given to `fromLine`. False where
   * it is none: it goes on being text of the message before.
   */
  message(payload: Payload, facts: HeaderFacts, start: number, bodyStart: number): boolean;
  /** A line that begins with `--`. */
  dashLine(line: string): void;
  end(offset: number): void;
  /** Forgets the first `count` messages, which are settled. */
  forget(count: number): void;
}

/** What an mbox' first separator has told, for a splitter that begins in the middle. */
export interface MboxOrigin {
  readonly dialect: SeparatorDialect;
  readonly firstSender: string;
}

/** What waits to be proved: the message reaches to a place, or to its boundary's end, whatever stands in between. */
interface Claim {
  /** Counted from the very first message. */
  readonly number: number;
  /** Offset of the body's end; -1: until the boundary's end. */
  readonly end: number;
  readonly boundary: string;
  /** The claim is given up behind this offset. */
  readonly until: number;
  /** Every message before has a Content-Length, too: the writer of the mailbox may have counted them. */
  readonly isAmongMeasured: boolean;
}

const sureField = /^(?:from|date|return-path|received|delivered-to):/i;
/** As fieldColon, for the beginning of one line. */
const anyField = /^[!-9;-~]{1,76}[ \t]*:/;
/** A claim is given up so far behind its message: nothing waits longer to be shown. */
const maxClaim = 32 * 1024 * 1024;
const maxClaims = 64;

/** A header that a sent mail has, and a text about mail seldom: two of four fields at least. */
function looksWhole({ hasReceived, hasMessageId, hasFrom, hasSubjectOrDate }: HeaderFacts): boolean {
  return Number(hasReceived) + Number(hasMessageId) + Number(hasFrom) + Number(hasSubjectOrDate) >= 2;
}

/**
 * Length and boundary of a multipart stand in the header, and that is the sender's: a claim that would hide whole
 * messages behind separators of the mailbox' own kind is believed only where the writer of the mailbox has counted the
 * lengths (mboxcl2), which all messages show, also the one behind. Else what may be a text too many is listed: nobody's
 * mail can be hidden by another's. A `From <hash>` in mail that travelled is a patch in it, and may be hidden.
 * `origin`: that of the mbox, for the rest of one, from a separator that is sure.
 */
export function createMboxSplitter<Payload>(origin: MboxOrigin | null = null): MboxSplitter<Payload> {
  let dialect: SeparatorDialect | null = origin?.dialect ?? null;
  let firstSender = origin?.firstSender ?? "";
  let messages: SplitMessage<Payload>[] = [];
  let forgotten = 0;
  let lengths: Claim[] = [];
  let boundaries: Claim[] = [];
  /** All messages so far have a Content-Length. */
  let areMeasured = true;
  let candidate: {
    readonly dialect: SeparatorDialect;
    readonly isSure: boolean;
    readonly isProved: boolean;
    /** Decided by the header that comes. */
    readonly open: Claim | null;
  } | null = null;

  /** The message goes on to here: what was found in it is taken back. */
  const takeBack = (claim: Claim): void => {
    messages.length = Math.max(0, claim.number - forgotten + 1);
    lengths = lengths.filter((each) => each.number <= claim.number);
    boundaries = boundaries.filter((each) => each.number <= claim.number);
  };
  const expire = (offset: number): void => {
    if (lengths.length > 0) lengths = lengths.filter((claim) => claim.until >= offset);
    if (boundaries.length > 0) boundaries = boundaries.filter((claim) => claim.until >= offset);
  };
  const hidesWhole = ({ number }: Claim): boolean =>
    (messages.at(-1)?.wholeCount ?? 0) > (messages[number - forgotten]?.wholeCount ?? 0);
  /** The body of the claim's message ends here. */
  const believe = (claim: Claim): void => {
    takeBack(claim);
    areMeasured = claim.isAmongMeasured;
    lengths = lengths.filter((each) => each.number < claim.number);
    boundaries = boundaries.filter((each) => each.number < claim.number);
    const last = messages.at(-1);
    if (last !== undefined) last.hasTrueLength = true;
  };
  /**
   * The claim that a body of a message ends here as its Content-Length says, but for the empty line of the mbox: null
   * where there is none to be believed. What hides whole messages waits for the header of the message behind.
   */
  const claimEndingAt = (offset: number): Claim | null => {
    if (lengths.length === 0) return null;
    return lengths.find(({ end }) => end <= offset && end >= offset - 2) ?? null;
  };
  const isMessage = (facts: HeaderFacts): boolean => {
    const before = messages.at(-1)?.facts;
    if (before === undefined || candidate === null || candidate.isProved) return true;
    const hasTravelled = facts.hasReceived || facts.hasMessageId;
    if (!before.hasReceived && !before.hasMessageId) return true;
    if (candidate.dialect === dialect) return hasTravelled || (facts.hasFrom && facts.hasSubjectOrDate);
    // git format-patch --thread writes a Message-ID, too: beside mail that came by mail, it is a patch pasted into it.
    return facts.hasReceived || (facts.hasMessageId && !before.hasReceived);
  };

  return {
    get dialect() {
      return dialect;
    },
    get origin() {
      return dialect === null ? null : { dialect, firstSender };
    },
    get needsFacts() {
      return dialect !== "archive";
    },
    get watchesDashes() {
      return boundaries.length > 0;
    },
    get messages() {
      return messages;
    },
    get settled() {
      let sure = forgotten + messages.length - 1;
      for (const { number } of lengths) if (number < sure) sure = number;
      for (const { number } of boundaries) if (number < sure) sure = number;
      return Math.max(0, sure - forgotten);
    },
    fromLine(line, start, isAfterEmpty) {
      const own = separatorDialect(line, 0, line.length);
      if (own === null) return null;
      const sender = line.slice(5, Math.max(5, line.indexOf(" ", 5)));
      if (dialect === null) {
        dialect = own;
        firstSender = sender;
      } else if (dialect === "archive" && sender !== firstSender) return null;
      const claim = claimEndingAt(start);
      const open = claim !== null && hidesWhole(claim) ? claim : null;
      const isProved = claim !== null && open === null;
      if (isProved) believe(claim);
      expire(start);
      candidate = {
        dialect: own,
        isSure: claim !== null || own === "git" || isAfterEmpty,
        isProved,
        open,
      };
      return own;
    },
    isHeaderBelow(line) {
      if (candidate === null) return false;
      if (!line.startsWith(">From ") && !anyField.test(line)) return false;
      return candidate.isSure || sureField.test(line);
    },
    message(payload, facts, start, bodyStart) {
      const { contentLength, boundary } = facts;
      const open = candidate?.open ?? null;
      const isMeasured = open !== null && contentLength >= 0;
      if (isMeasured) believe(open);
      else if (!isMessage(facts)) return false;
      const number = forgotten + messages.length;
      const isOwnKind = candidate?.dialect !== "git" || dialect === "git";
      const isWhole = isOwnKind && looksWhole(facts);
      if (isWhole) {
        boundaries = [];
        lengths = lengths.filter((claim) => claim.isAmongMeasured);
      }
      const wholeCount = (messages.at(-1)?.wholeCount ?? 0) + (isWhole ? 1 : 0);
      messages.push({ payload, facts, start, hasTrueLength: false, wholeCount });
      const isAmongMeasured = areMeasured;
      areMeasured &&= contentLength >= 0;
      if (dialect === null || dialect === "archive") return true;
      if (
        contentLength >= 0 &&
        contentLength <= maxClaim &&
        lengths.length < maxClaims &&
        dialect === "mail"
      ) {
        const end = bodyStart + contentLength;
        lengths.push({ number, end, boundary: "", until: end + 2, isAmongMeasured });
      }
      if (boundary !== "") {
        if (boundaries.length >= maxClaims) boundaries.shift();
        boundaries.push({ number, end: -1, boundary, until: bodyStart + maxClaim, isAmongMeasured });
      }
      return true;
    },
    dashLine(line) {
      const text = line.trimEnd();
      if (!text.endsWith("--") || text.length < 5) return;
      const boundary = text.slice(2, -2);
      const at = boundaries.findLastIndex((claim) => claim.boundary === boundary);
      const claim = boundaries[at];
      if (claim === undefined) return;
      if (claim.number < forgotten + messages.length - 1) {
        takeBack(claim);
        areMeasured = claim.isAmongMeasured && (messages.at(-1)?.facts.contentLength ?? -1) >= 0;
      }
      boundaries = boundaries.slice(0, at);
    },
    end(offset) {
      // No message comes behind: what all of them show, and another one beside this, must do.
      const claim = claimEndingAt(offset);
      if (claim !== null && (claim.number > 0 || !hidesWhole(claim))) believe(claim);
      lengths = [];
      boundaries = [];
    },
    forget(count) {
      messages = messages.slice(count);
      forgotten += count;
    },
  };
}
