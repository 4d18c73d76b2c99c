import { parseAddresses } from "../core/mail/addresses.js";
import { LineKind, type MailDocument, type Message, type Trailer } from "../core/model.js";
import type { GivenTrailer } from "./facts.js";
import { indentedTrailers } from "./indentedTrailers.js";
import { ownText } from "./plainLine.js";

const maxTrailers = 500;
/** What a robot gives itself; the others in its mail are suggestions for whoever fixes what it found. */
const ROBOTS_OWN = /^(?:reported-and-)?(?:tested|reviewed|acked)-by$/i;

/**
 * The trailers of the writer's own text: of a patch those of its log, of other mail those that it gives. Never quoted ones,
 * those of a signature, a diff or an attachment; indented ones only where they are the sender's (indentedTrailers.ts); nor what robots suggest (`| Reported-by:`, and without the mark). `Cc:` is none.
 */
export function ownTrailers(document: MailDocument, message: Message): readonly GivenTrailer[] {
  const found: GivenTrailer[] = [];
  const { text } = document.lines;
  const end0 = ownTextEnd0(document, message);
  const log = message.role === "patch" ? message.commitLog : null;
  for (const trailer of message.trailers) {
    if (trailer.depth > 0 || found.length === maxTrailers) continue;
    if (NO_GIFT.has(trailer.name.toLowerCase())) continue;
    if (message.role === "patch") {
      if (log === null || trailer.line0 < log.startLine0 || trailer.line0 >= log.endLine0) continue;
    } else if (trailer.line0 >= end0 || isAttached(message, trailer)) continue;
    if (message.role === "report" && !ROBOTS_OWN.test(trailer.name)) continue;
    found.push(given(text, message, trailer));
  }
  const indented = indentedTrailers(document, message).filter(
    (trailer) => trailer.line0 < end0 && !isAttached(message, trailer),
  );
  if (indented.length === 0) return found;
  const more = indented.map((trailer) => given(text, message, trailer));
  return [...found, ...more].sort((a, b) => a.line0 - b.line0).slice(0, maxTrailers);
}

/** Below scissors stands a patch, with its own author's trailers (git-mailinfo(1)). */
function ownTextEnd0({ lines }: MailDocument, message: Message): number {
  const cut = message.blocks.find((block) => block.kind === "scissors" && block.depth === 0);
  if (cut === undefined || message.role === "patch") return lines.count;
  return cut.startLine0;
}

const isAttached = ({ attachments }: Message, { line0 }: Trailer): boolean =>
  attachments.some(
    (part) =>
      (part.disposition === "attachment" || part.name !== "") &&
      line0 >= part.startLine0 &&
      line0 < part.endLine0,
  );

function given(text: string, message: Message, trailer: Trailer): GivenTrailer {
  const name = canonicalName(trailer.name);
  const isOfPerson = name.endsWith("-by");
  const { start, end } = trailer.valueSpan;
  const mailbox = isOfPerson ? parseAddresses(text, start, personEnd(text, start, end))[0] : undefined;
  return {
    name,
    value: ownText(trailer.value),
    person: mailbox === undefined || mailbox.address === "" ? "" : ownText(mailbox.name),
    address: ownText(mailbox?.address ?? ""),
    line0: trailer.line0 - message.header.startLine0,
  };
}

/** Behind the address: `Anna Berg <anna@example.org> # for the driver <part>` names one person. */
function personEnd(text: string, start: number, end: number): number {
  const limit = Math.min(end, start + 1000);
  let isInAddress = false;
  let hasAt = false;
  for (let at = start; at < limit; at++) {
    const c = text.charCodeAt(at);
    if (c === 0x3c) {
      isInAddress = true;
      hasAt = false;
    } else if (c === 0x40) hasAt = isInAddress;
    else if (c === 0x3e && isInAddress && hasAt) return at + 1;
    else if (c === 0x23 && !isInAddress && text.charCodeAt(at - 1) === 0x20) return at;
  }
  return limit;
}

/** Fields of mail that git-format-patch and people write into a log; nobody gives them. */
const NO_GIFT = new Set(["cc", "message-id", "in-reply-to", "references"]);

/** One string for all mail, not one for each trailer. */
const USUAL = new Map(
  [
    ..."Acked Co-developed Debugged Nacked Reported Reported-and-tested Reviewed Signed-off Suggested Tested"
      .split(" ")
      .map((verb) => `${verb}-by`),
    ...["Closes", "Fixes", "Link"],
  ].map((name) => [name.toLowerCase(), name]),
);

/** `Reviewed-By`, `REVIEWED-BY`: `Reviewed-by`, as the kernel's log has it. */
function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return USUAL.get(lower) ?? ownText(lower.charAt(0).toUpperCase() + lower.slice(1));
}

/** `change-id:` and `base-commit:` of the message's own text; null where there is none. The last one counts. */
export function patchInfo(
  { lines }: MailDocument,
  message: Message,
): { readonly changeId: string | null; readonly baseCommit: string | null } {
  let changeId: string | null = null;
  let baseCommit: string | null = null;
  for (const block of message.blocks) {
    if (block.kind !== "patchInfo" || block.depth > 0) continue;
    for (let line = block.startLine0; line < block.endLine0; line++) {
      if (lines.kind(line) !== LineKind.patchInfo) continue;
      const text = lines.content(line).slice(0, 300);
      if (text.startsWith("change-id: ")) changeId = text.slice(11).trim() || changeId;
      else if (text.startsWith("base-commit: ")) baseCommit = text.slice(13).trim() || baseCommit;
    }
  }
  return { changeId: changeId && ownText(changeId), baseCommit: baseCommit && ownText(baseCommit) };
}
