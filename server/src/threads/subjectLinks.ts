import type { MessageSummary } from "./model.js";

/** Places in the list of messages. */
export interface SubjectLink {
  readonly parentAt: number;
  readonly childAt: number;
}

/** A reply this much later is about something else that has the same subject. */
const longestGapMilliseconds = 30 * 24 * 3600 * 1000;

/**
 * Replies whose header names nobody, and the mail that they answer by their subject: the newest one before, at most 30
 * days old, that has the same subject without being a reply. `Re:` must be there: two mails of one subject have
 * nothing in common on kernel lists (`[GIT PULL]`, each stable release). Nothing is guessed for a reply to a reply.
 *
 * `order`: places in `messages` by date, those without one last. Linear.
 */
export function subjectLinks(messages: readonly MessageSummary[], order: readonly number[]): SubjectLink[] {
  const replies = new Map<number, string>();
  let at = -1;
  for (const message of messages) {
    at++;
    if (message.references.length > 0 || message.inReplyTo.length > 0) continue;
    const subject = answeredSubject(message.subject);
    if (subject !== null) replies.set(at, subject);
  }
  if (replies.size === 0) return [];
  const asked = new Set(replies.values());
  const newest = new Map<string, number>();
  const links: SubjectLink[] = [];
  for (const place of order) {
    const message = messages[place];
    if (message === undefined) continue;
    const subject = replies.get(place);
    if (subject === undefined) {
      const own = plain(message.subject);
      if (asked.has(own)) newest.set(own, place);
      continue;
    }
    const parentAt = newest.get(subject);
    const before = parentAt === undefined ? undefined : messages[parentAt];
    if (parentAt === undefined || before === undefined) continue;
    // A draft has no date yet: it answers what came last.
    const gap = message.date === null || before.date === null ? 0 : message.date - before.date;
    if (gap <= longestGapMilliseconds) links.push({ parentAt, childAt: place });
  }
  return links;
}

const plain = (subject: string): string => subject.trim().toLowerCase();

/** Of `Re: subject` what is answered; null for mail that is no reply, or has no subject beside that. */
function answeredSubject(subject: string): string | null {
  let rest = subject.trim();
  let isReply = false;
  for (let guard = 0; guard < 32; guard++) {
    const reply = /^(?:re|aw|sv|antw|回复|答复)(?:\[\d{1,4}\])?\s*[::]\s*/i.exec(rest);
    if (!reply) break;
    isReply = true;
    rest = rest.slice(reply[0].length);
  }
  return isReply && rest !== "" ? plain(rest) : null;
}
