import type { MessageSummary } from "../threads/model.js";
import { readKey } from "../threads/readKeys.js";

/**
 * Which messages were read. The client keeps the marks from one session to the next: a key (readKeys.ts) is read, with `-`
 * in front it was marked unread. Of mail without a mark a Maildir's flags tell; drafts and the user's own mail are read.
 */
export interface ReadState {
  isUnread(message: MessageSummary): boolean;
  /** Puts the client's marks in the place of those before. */
  reset(marks: readonly string[]): void;
  /** Marks messages; the marks that are new. */
  mark(messages: readonly MessageSummary[], isRead: boolean): readonly string[];
}

/** The client keeps fewer. */
const maxMarks = 200_000;

/** `isOwn`: the user wrote it. */
export function createReadState(isOwn: (message: MessageSummary) => boolean): ReadState {
  const marks = new Map<string, boolean>();
  const isUnread = (message: MessageSummary): boolean => {
    const marked = marks.size === 0 ? undefined : marks.get(readKey(message.messageId));
    if (marked !== undefined) return !marked;
    return !/[SD]/.test(message.flags ?? "") && !isOwn(message);
  };
  return {
    isUnread,
    reset(all) {
      marks.clear();
      for (const mark of all.slice(0, maxMarks)) marks.set(mark.replace(/^-/, ""), !mark.startsWith("-"));
    },
    mark(messages, isRead) {
      const made: string[] = [];
      for (const message of messages) {
        if (isUnread(message) !== isRead) continue;
        const key = readKey(message.messageId);
        marks.set(key, isRead);
        made.push(isRead ? key : `-${key}`);
      }
      return made;
    },
  };
}
