import { LineKind } from "../../core/model.js";
import { type TrailerLine, trailerLines } from "../../diagnostics/trailerLines.js";
import { type TrailerPerson, trailerPerson } from "../../diagnostics/trailerPerson.js";
import type { MessageSummary } from "../../threads/model.js";
import { archiveLink } from "../archiveLinks.js";
import { idOfUrl } from "../messageIds.js";
import type { Fix, FixPlace, QuickFix } from "./quickFix.js";
import { insertedBelow, trailerAt } from "./trailerEdits.js";

/** Reports of one person that are offered. */
const MOST_OFFERS = 3;
/** Links of a log that are followed into the mail at hand. */
const MOST_LINKS = 20;

/** `Closes:` with what is known of the report; at last an empty one for the writer to fill in. */
export const closesAfterReport: QuickFix = {
  rules: ["trailer.reported-by-without-closes"],
  isSafe: false,
  fixes(place) {
    const trailer = trailerAt(place);
    if (!trailer) return [];
    const { lines } = place.document.model;
    const all = trailerLines(place);
    const next = all[all.indexOf(trailer) + 1];
    if (next?.lowerName === "link" && next.line0 === trailer.endLine0)
      return [
        {
          title: "Make “Closes:” of the Link that follows",
          changes: [
            { span: { start: next.span.start, end: next.span.start + next.name.length }, text: "Closes" },
          ],
        },
      ];
    const isBegun = /^closes:\s*$/i.test(lines.lineText(trailer.endLine0));
    const write = (url: string) =>
      isBegun
        ? {
            span: { start: lines.start(trailer.endLine0), end: lines.contentEnd(trailer.endLine0) },
            text: `Closes: ${url}`,
          }
        : insertedBelow(lines, trailer, `Closes: ${url}`);
    const known: Fix[] = knownReports(place, trailer).map(({ title, url }) => ({
      title,
      changes: [write(url)],
    }));
    if (isBegun) return known;
    return [
      ...known,
      { title: "Begin a line “Closes:”, for the URL of the report", changes: [write("")], isBegun: true },
    ];
  },
};

interface KnownReport {
  readonly title: string;
  readonly url: string;
}

function knownReports(place: FixPlace, { value }: TrailerLine): KnownReport[] {
  const reporter = trailerPerson(value);
  // syzbot's address names the report (its mail asks for this trailer).
  const bug = /^syzbot\+([0-9a-f]{10,40})@syzkaller\.appspotmail\.com$/i.exec(reporter.address)?.[1];
  if (bug !== undefined) {
    const url = `https://syzkaller.appspot.com/bug?extid=${bug}`;
    return [{ title: `Add “Closes: ${url}”`, url }];
  }
  const found: KnownReport[] = [];
  for (const mail of mailOf(place, reporter)) {
    const url = archiveLink(place.context.options.archiveUrl, mail.messageId);
    if (url === null) continue;
    found.push({
      title: `Add Closes: with the mail “${mail.subject.slice(0, 60)}” of ${mail.fromName || mail.fromAddress}`,
      url,
    });
    if (found.length === MOST_OFFERS) break;
  }
  return found;
}

/** Mail of the reporter at hand: in the thread that the patch answers, and in those that its links lead to; oldest first. */
function mailOf(
  { document, message, context }: FixPlace,
  { name, address }: TrailerPerson,
): MessageSummary[] {
  if (address === "") return [];
  const isTheirs = (mail: MessageSummary): boolean =>
    !mail.isSynthetic &&
    mail.messageId !== message.messageId &&
    (mail.fromAddress.toLowerCase() === address.toLowerCase() || (name !== "" && mail.fromName === name));
  const ids = new Set([
    ...message.inReplyTo,
    ...message.references.slice(-5),
    ...linkedIds({ document, message }),
  ]);
  const found = new Map<string, MessageSummary>();
  for (const id of ids) {
    for (const mail of [...context.mail.byMessageId(id), ...context.mail.thread(id)])
      if (isTheirs(mail)) found.set(mail.messageId, mail);
  }
  return [...found.values()].toSorted((a, b) => (a.date ?? 0) - (b.date ?? 0));
}

function linkedIds({ document, message }: Pick<FixPlace, "document" | "message">): string[] {
  const { lines } = document.model;
  const log = message.commitLog;
  const ids: string[] = [];
  if (!log) return ids;
  for (let line0 = log.startLine0; line0 < log.endLine0 && ids.length < MOST_LINKS; line0++) {
    if (lines.kind(line0) === LineKind.blank) continue;
    const url = /https?:\/\/[^\s<>()]{5,1000}/.exec(lines.lineText(line0).slice(0, 2000))?.[0];
    const id = url === undefined ? null : idOfUrl(url, 0, url.length);
    if (id !== null) ids.push(id.id);
  }
  return ids;
}
