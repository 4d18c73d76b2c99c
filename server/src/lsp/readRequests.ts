import type { ThreadOfParams, ThreadsShown } from "../protocol/threadOf.js";
import type { Forest, ForestEntry } from "../threads/forest.js";
import { type ThreadItem, threadItem } from "../threads/items.js";
import type { ReadState } from "./readState.js";
import { messageAt, type ThreadsServices } from "./threadsRequests.js";
import type { ThreadsViews } from "./threadsViews.js";

/** `patchMail/readMarks`: the marks that the client has kept, in the place of those before (readState.ts). */
export interface ReadMarksParams {
  readonly marks: readonly string[];
}

/** `patchMail/markRead`: marks a message, its whole thread, or all that is shown. */
export interface MarkReadParams extends ThreadsShown {
  /** Of a row; absent: the message at a place, as `patchMail/threadOf` has it. */
  readonly id?: string;
  readonly textDocument?: ThreadOfParams["textDocument"];
  readonly position?: ThreadOfParams["position"];
  readonly ordinal?: number;
  readonly scope: "message" | "thread" | "all";
  readonly isRead: boolean;
}

/** What the client keeps: a mark takes the place of the one before for the same key. */
export interface MarkReadResult {
  readonly marks: readonly string[];
}

/** `patchMail/nextUnread`: the rows from the root to the next unread message, in the order shown, and around its end. */
export interface NextUnreadParams extends ThreadsShown {
  /** Row to begin behind; absent: at the first. */
  readonly id?: string;
  readonly isBackwards: boolean;
}

export const readMethods = ["patchMail/readMarks", "patchMail/markRead", "patchMail/nextUnread"] as const;

export interface ReadRequests {
  "patchMail/readMarks"(params: ReadMarksParams): null;
  "patchMail/markRead"(params: MarkReadParams): MarkReadResult;
  "patchMail/nextUnread"(params: NextUnreadParams): ThreadItem[];
}

export function createReadRequests(
  services: Pick<ThreadsServices, "documents" | "mail">,
  views: ThreadsViews,
  read: ReadState,
): ReadRequests {
  const entryOf = (
    forest: Forest,
    { id, textDocument, position, ordinal }: MarkReadParams,
  ): ForestEntry[] => {
    if (id !== undefined) return [forest.entry(id) ?? []].flat();
    if (textDocument === undefined || position === undefined) return [];
    const message = messageAt(services, {
      textDocument,
      position,
      ...(ordinal === undefined ? {} : { ordinal }),
    });
    return [(message && forest.entryOf(message)) ?? []].flat();
  };
  return {
    "patchMail/readMarks"({ marks }) {
      read.reset(Array.isArray(marks) ? marks.filter((mark) => typeof mark === "string") : []);
      views.changed();
      return null;
    },
    "patchMail/markRead"(params) {
      const { forest } = views.of(params);
      const own = params.scope === "all" ? [] : entryOf(forest, params);
      const tops = params.scope === "all" ? forest.roots : own.map(forest.rootOf);
      const entries = params.scope === "message" ? own : inOrder(tops, forest.childrenOf);
      const messages = entries.flatMap(({ node }) => node.message ?? []);
      const marks = read.mark(messages, params.isRead);
      if (marks.length > 0) views.changed();
      return { marks };
    },
    "patchMail/nextUnread"(params) {
      const { forest } = views.of(params);
      const entries = inOrder(forest.roots, forest.childrenOf);
      const from = entries.findIndex(({ id }) => id === params.id);
      const step = params.isBackwards ? -1 : 1;
      const first = from === -1 && step === -1 ? 0 : from;
      for (let steps = 1; steps <= entries.length; steps++) {
        const entry = entries[(first + step * steps + 2 * entries.length) % entries.length];
        const message = entry?.node.message;
        if (entry === undefined || !message || !read.isUnread(message)) continue;
        return forest.pathTo(entry).map((each) => threadItem(each, views.rows));
      }
      return [];
    },
  };
}

/** Entries and all below them, as they stand in the view. */
function inOrder(
  roots: readonly ForestEntry[],
  childrenOf: (entry: ForestEntry) => readonly ForestEntry[],
): ForestEntry[] {
  const result: ForestEntry[] = [];
  const stack = [...roots].reverse();
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    result.push(entry);
    for (const child of [...childrenOf(entry)].reverse()) stack.push(child);
  }
  return result;
}
