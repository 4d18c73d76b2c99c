import { parseSubject } from "../core/mail/subject.js";
import type { SubjectTag } from "../core/model.js";
import type { FactsOf } from "./facts.js";
import type { MessageSummary, ThreadNode } from "./model.js";

/** A cover letter, patch or pull request, and where it stands in the threads. */
export interface Member {
  readonly message: MessageSummary;
  readonly tag: SubjectTag;
  /** Name, else address, lower case: archives mangle addresses, and people send one series from two. */
  readonly sender: string;
  /** Nearest cover, patch or pull request above it; null where there is none. */
  readonly above: Member | null;
  /** The node right above it, a number; -1 for a root. Ghosts count. */
  readonly parentNode: number;
  /** The mail right above it; null for a root, and below a ghost. */
  readonly parent: MessageSummary | null;
  /** Root of its thread, a number. */
  readonly thread: number;
  /** What was said about it: replies below, up to the next member. */
  readonly replies: MessageSummary[];
}

/** A reply whose patch is not at hand: nearest member above it, and its own tag, tell of which. */
export interface LooseReply {
  readonly message: MessageSummary;
  readonly tag: SubjectTag;
  readonly above: Member | null;
  readonly thread: number;
}

export interface Members {
  /** Parents before those below them. */
  readonly members: readonly Member[];
  readonly loose: readonly LooseReply[];
  /** All other mail that is no reply to a member, e.g. robots' that name a patch by its title. */
  readonly others: readonly MessageSummary[];
}

/** Finds covers, patches and pull requests in the threads, and whose replies the other mail is. Linear, no recursion. */
export function membersOf(roots: readonly ThreadNode[], factsOf: FactsOf): Members {
  const members: Member[] = [];
  const loose: LooseReply[] = [];
  const others: MessageSummary[] = [];
  const queue: Place[] = roots.map((node, thread) => ({
    node,
    parentNode: -1,
    parent: null,
    above: null,
    isBelowGhost: false,
    thread,
  }));
  for (let at = 0; at < queue.length; at++) {
    const place = queue[at];
    if (place === undefined) continue;
    const { node, thread } = place;
    const { message } = node;
    let { above, isBelowGhost } = place;
    if (message === null) isBelowGhost = true;
    else {
      const tag = parseSubject(message.subject);
      if (isMember(message, tag, factsOf)) {
        const { parentNode, parent } = place;
        above = {
          message,
          tag,
          sender: (message.fromName || message.fromAddress).toLowerCase(),
          above,
          parentNode,
          parent,
          thread,
          replies: [],
        };
        isBelowGhost = false;
        members.push(above);
      } else if (isBelowGhost && tag.isReply && tag.isPatch) loose.push({ message, tag, above, thread });
      else if (above === null) others.push(message);
      else above.replies.push(message);
    }
    for (const child of node.children) {
      queue.push({ node: child, parentNode: at, parent: message, above, isBelowGhost, thread });
    }
  }
  return { members, loose, others };
}

interface Place {
  readonly node: ThreadNode;
  readonly parentNode: number;
  readonly parent: MessageSummary | null;
  readonly above: Member | null;
  readonly isBelowGhost: boolean;
  readonly thread: number;
}

/**
 * Whether the subject begins a patch, a cover letter or a pull request. `[linux-next:master 12/34] file.c:5: warning` is
 * a robot's report, and `Fwd: [PATCH]` somebody's pointer to one.
 */
function isMember(message: MessageSummary, tag: SubjectTag, factsOf: FactsOf): boolean {
  if (tag.isReply || !(message.subject.startsWith("[") && (tag.isPatch || tag.isPull || tag.isRfc)))
    return false;
  if (tag.isPull || tag.words.some((word) => /^(?:RFC[-/]?)?PATCH/i.test(word))) return true;
  if (tag.words.some((word) => word.includes(":"))) return false;
  const facts = factsOf(message);
  // `[RFC] idea` and `[1/3] title`: only a diff makes it a patch.
  return facts === undefined ? tag.total !== null : facts.patch !== null || tag.index === 0;
}

/** A title to compare: lower case, single blanks, no full stop behind it. */
export function plainTitle(title: string): string {
  return title
    .slice(0, 300)
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/^(?:\(subset\)|:) ?/, "")
    .replace(/[.!]$/, "")
    .trim();
}
