import { parseSubject } from "../core/mail/subject.js";
import type { MessageFacts } from "./facts.js";
import type { FilterTerm } from "./filterTerm.js";
import type { MessageSummary, ThreadNode } from "./model.js";
import { subjectOf } from "./order.js";
import type { SeriesState } from "./seriesModel.js";

/** What a filter must know beside the threads. What is not known yet does not match. */
export interface FilterFacts {
  /** Addresses of the user, in lower case. */
  readonly me: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  facts(message: MessageSummary): MessageFacts | undefined;
  /** Of the version of a series that the message belongs to. */
  state(message: MessageSummary): SeriesState | undefined;
  isUnread(message: MessageSummary): boolean;
  /** Whether MAINTAINERS gives a file to the user. */
  isMine(path: string): boolean;
}

const dayMilliseconds = 24 * 3600 * 1000;

/** What may be written behind `state:`; the beginning is enough. */
const stateWords: Readonly<Record<SeriesState, readonly string[]>> = {
  new: ["new"],
  underReview: ["review", "underreview"],
  changesRequested: ["changes", "changesrequested"],
  reviewed: ["reviewed"],
  applied: ["applied"],
  partlyApplied: ["partlyapplied", "applied"],
  dropped: ["dropped"],
  deferred: ["deferred"],
  superseded: ["superseded"],
};

/** As the user writes them. */
export const stateNames: readonly string[] = [
  ...new Set(Object.values(stateWords).flatMap(([first]) => first ?? [])),
].filter((word) => word !== "partlyapplied");

/** Whether some state is meant by a word behind `state:`, in lower case. */
export function isStateWord(text: string): boolean {
  return Object.values(stateWords)
    .flat()
    .some((word) => word.startsWith(text));
}

/** Whether a node itself is what a term asks for, negation left aside. */
export function messageMatches(node: ThreadNode, { field, text }: FilterTerm, facts: FilterFacts): boolean {
  const { message } = node;
  switch (field) {
    case "subject":
      return hasText(subjectOf(node), text);
    case "from":
      return text === "me" ? isMe(message, facts) : hasText(senderOf(node), text);
    case "id":
      return hasText(node.messageId, text);
    case "any":
      return hasText(subjectOf(node), text) || hasText(senderOf(node), text) || hasText(node.messageId, text);
    case "to": {
      const recipients = (message && facts.facts(message)?.recipients) ?? "";
      return text === "me"
        ? facts.me.some((address) => recipients.includes(` ${address} `))
        : recipients.includes(text);
    }
    case "file":
      return (message && facts.facts(message)?.patch?.paths.some((path) => hasText(path, text))) ?? false;
    case "is":
      if (message === null) return false;
      if (text === "unread") return facts.isUnread(message);
      return text === "mine" && (facts.facts(message)?.patch?.paths.some(facts.isMine) ?? false);
    default:
      return false;
  }
}

/** Whether the thread below a root is what a term asks for, negation left aside. */
export function threadMatches(root: ThreadNode, { field, text }: FilterTerm, facts: FilterFacts): boolean {
  switch (field) {
    case "state":
      return stateMatches(stateOf(root, facts), text);
    case "by":
      return someNode(root, (node) =>
        text === "me" ? isMe(node.message, facts) : hasText(senderOf(node), text),
      );
    case "has":
      return text === "replies" && someNode(root, (node) => node !== root && isReply(node));
    case "silent": {
      const days = /^(\d{1,5})d?$/.exec(text)?.[1];
      if (days === undefined || root.latestDate === null) return false;
      return facts.now - root.latestDate >= Number(days) * dayMilliseconds;
    }
    default:
      return false;
  }
}

function hasText(where: string, text: string): boolean {
  return where.toLowerCase().includes(text);
}

function senderOf({ message, told }: ThreadNode): string {
  return message ? `${message.fromName} <${message.fromAddress}>` : (told?.sender ?? "");
}

function isMe(message: MessageSummary | null, { me }: FilterFacts): boolean {
  return message !== null && me.includes(message.fromAddress.toLowerCase());
}

function isReply(node: ThreadNode): boolean {
  const tag = parseSubject(subjectOf(node));
  return node.message !== null && (tag.isReply || !tag.isPatch);
}

/** That of the first message that belongs to a series: the one that the row of the thread shows. */
function stateOf(root: ThreadNode, facts: FilterFacts): SeriesState | undefined {
  let state: SeriesState | undefined;
  someNode(root, ({ message }) => {
    state = message === null ? undefined : facts.state(message);
    return state !== undefined;
  });
  return state;
}

function stateMatches(state: SeriesState | undefined, text: string): boolean {
  if (state === undefined) return false;
  // "review" is the beginning of "reviewed", and means what is being reviewed.
  if (text === "review") return state === "underReview";
  return stateWords[state].some((word) => word.startsWith(text));
}

/** Looks at a node and all below it, in reading order, until one holds. Without recursion. */
function someNode(root: ThreadNode, holds: (node: ThreadNode) => boolean): boolean {
  const stack: ThreadNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (holds(node)) return true;
    for (let at = node.children.length - 1; at >= 0; at--) {
      const child = node.children[at];
      if (child !== undefined) stack.push(child);
    }
  }
  return false;
}
