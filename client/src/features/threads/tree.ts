import * as vscode from "vscode";
import type { ThreadsChanged, ThreadsResult } from "../../../../server/src/lsp/threadsRequests.js";
import type { ThreadsShown } from "../../../../server/src/protocol/threadOf.js";
import type { ThreadItem } from "../../../../server/src/threads/items.js";
import type { Host } from "../../host.js";
import type { AttachmentPlace } from "../attachments/attachmentFiles.js";
import { attachments } from "../attachments/requests.js";
import { threadChildren, threads } from "./requests.js";
import { attachmentItem, placeOfItem, treeItem } from "./treeItem.js";

/** A row. The object stays the same while the row does: VS Code knows rows by their objects. */
export interface ThreadElement {
  readonly id: string;
  /** As the server told it last; null: an attachment, or the row that offers more threads. */
  item: ThreadItem | null;
  /** An attachment, and the row of its message. */
  readonly attachment?: AttachmentPlace;
  readonly parent?: ThreadElement;
}

export interface ThreadTree extends vscode.Disposable {
  readonly provider: vscode.TreeDataProvider<ThreadElement>;
  /** What the view shows now; null before the first answer, and where the server gave none. */
  readonly result: ThreadsResult | null;
  readonly onDidLoad: vscode.Event<void>;
  readonly filter: string;
  /** What all requests of the view say: filter, sorting, grouping. */
  readonly shown: ThreadsShown;
  /** Shows them otherwise. */
  show(change: ThreadsShown): void;
  /** Asks for all again. */
  refresh(): void;
  /** Draws again what the server says has changed. */
  update(change: ThreadsChanged): void;
  showMore(): void;
  /** Loads all roots, or the first ones anew; resolves when they are there, at the latest after a few seconds. */
  load(all: boolean): Promise<void>;
  /** Whether the thread of a path is among the roots that are shown: only then may a row of it be revealed. */
  shows(path: readonly ThreadItem[]): boolean;
  /** Rows for a path from a root downwards; the last one, or undefined for an empty path. */
  adopt(path: readonly ThreadItem[]): ThreadElement | undefined;
}

/** Threads that are shown at first, and added by each "Show More". */
const pageSize = 2000;
/** Messages with rows below that are read for their attachments in a filtered view, which is open down to its leaves. */
const maxFilteredReads = 100;
/** As long as VS Code takes to make rows of what it was given. */
const lateMilliseconds = 500;
/** A view that is not visible loads nothing. */
const loadMilliseconds = 3000;

/**
 * The rows of the Threads view. Children are asked for when a row is opened. `settled` resolves when no scan of files is
 * running, so that a view that would be empty waits for it.
 */
export function createThreadTree(
  host: Host,
  settled: () => Promise<void>,
  start: Pick<ThreadsShown, "sort" | "bySeries">,
): ThreadTree {
  const changes = new vscode.EventEmitter<ThreadElement | undefined>();
  const loads = new vscode.EventEmitter<void>();
  const elements = new Map<string, ThreadElement>();
  const more: ThreadElement = { id: "more", item: null };
  let result: ThreadsResult | null = null;
  let shown: ThreadsShown & { readonly filter: string } = { filter: "", ...start };
  let limit = pageSize;
  const filteredReads = new Set<string>();
  /**
   * Grows with each other way to show the threads. VS Code knows rows by their ids, and empties the tree where one comes
   * twice: a row of a branch that is still being read for the way before, and the same message elsewhere in the new one.
   */
  let arrangements = 0;
  let arrangement = start.bySeries === true ? ++arrangements : 0;
  /** Rows that have changed while the roots were read: VS Code drops what it is told of rows that it does not have yet. */
  const late = new Map<string, ThreadItem>();
  let loading = 0;
  let lateTimer: NodeJS.Timeout | undefined;
  const tellLate = (): void => {
    lateTimer = undefined;
    for (const item of late.values()) if (elements.has(item.id)) changes.fire(elementFor(item));
    late.clear();
  };
  const rowId = (id: string): string => (arrangement === 0 ? id : `${id}\n${arrangement}`);

  const elementFor = (item: ThreadItem): ThreadElement => {
    const known = elements.get(item.id);
    if (known !== undefined) {
      known.item = item;
      return known;
    }
    const made: ThreadElement = { id: item.id, item };
    elements.set(item.id, made);
    return made;
  };
  const load = async (): Promise<ThreadsResult | null> => {
    const { state } = host.server;
    if (state === "stopped" || state === "failed") return null;
    try {
      const first = await host.server.request(threads, { ...shown, limit });
      if (first.threadCount > 0) return first;
      await settled();
      return await host.server.request(threads, { ...shown, limit });
    } catch (error) {
      host.log.error(`${threads.method}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  };
  const roots = async (): Promise<ThreadElement[]> => {
    loading++;
    const loaded = await load().finally(() => {
      loading--;
    });
    if (lateTimer !== undefined) clearTimeout(lateTimer);
    lateTimer = setTimeout(tellLate, lateMilliseconds);
    result = loaded;
    filteredReads.clear();
    loads.fire();
    if (loaded === null) return [];
    const rows = loaded.roots.map(elementFor);
    return loaded.total > rows.length ? [...rows, more] : rows;
  };

  const attachmentsUnder = async (parent: ThreadElement, item: ThreadItem): Promise<ThreadElement[]> => {
    const message = placeOfItem(item);
    if (message === undefined || !item.mayHaveAttachments) return [];
    if (result?.asksForMessages === true && item.hasChildren && !filteredReads.has(item.id)) {
      if (filteredReads.size >= maxFilteredReads) return [];
      filteredReads.add(item.id);
    }
    const { uri, index } = message;
    try {
      const found = await host.server.request(attachments, { uri, index });
      return found.map((attachment) => ({
        id: rowId(`${item.id}\nattachment ${attachment.index}`),
        item: null,
        attachment: { message, attachment },
        parent,
      }));
    } catch (error) {
      host.log.error(`${attachments.method}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  };

  const provider: vscode.TreeDataProvider<ThreadElement> = {
    onDidChangeTreeData: changes.event,
    getTreeItem(element) {
      if (element.attachment !== undefined) return attachmentItem(element.attachment, element.id);
      if (element.item === null) return moreItem(result);
      const isOnlyThread = element.item.parentId === null && result?.total === 1;
      return treeItem(element.item, rowId(element.id), {
        // Threads that are asked for as a whole need not be open.
        isExpanded: result?.asksForMessages === true || isOnlyThread,
        isByFirstMail: shown.sort === "date",
      });
    },
    async getChildren(element) {
      if (element === undefined) return roots();
      const { item } = element;
      if (item === null) return [];
      try {
        const items = item.hasChildren
          ? await host.server.request(threadChildren, { ...shown, id: element.id })
          : [];
        return [...(await attachmentsUnder(element, item)), ...items.map(elementFor)];
      } catch (error) {
        host.log.error(`${threadChildren.method}: ${error instanceof Error ? error.message : String(error)}`);
        return [];
      }
    },
    getParent(element) {
      if (element.parent !== undefined) return element.parent;
      const parentId = element.item?.parentId ?? null;
      return parentId === null ? undefined : elements.get(parentId);
    },
  };

  return {
    provider,
    get result() {
      return result;
    },
    get filter() {
      return shown.filter;
    },
    get shown() {
      return shown;
    },
    onDidLoad: loads.event,
    show(change) {
      shown = { ...shown, ...change, filter: change.filter ?? shown.filter };
      // The whole, by thread, is what most is done in: what is open in it stays open.
      arrangement = shown.filter === "" && shown.bySeries !== true ? 0 : ++arrangements;
      limit = pageSize;
      changes.fire(undefined);
    },
    refresh: () => changes.fire(undefined),
    update(change) {
      if (change.roots) {
        changes.fire(undefined);
        return;
      }
      for (const item of change.changed) {
        if (loading > 0 || lateTimer !== undefined) late.set(item.id, item);
        else if (elements.has(item.id)) changes.fire(elementFor(item));
      }
    },
    showMore() {
      limit += pageSize;
      changes.fire(undefined);
    },
    load(all) {
      if (all) limit = Number.MAX_SAFE_INTEGER;
      return new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          listener.dispose();
          resolve();
        };
        const timer = setTimeout(end, loadMilliseconds);
        const listener = loads.event(end);
        changes.fire(undefined);
      });
    },
    shows([root]) {
      return root !== undefined && (result?.roots.some(({ id }) => id === root.id) ?? false);
    },
    adopt: (path) => path.map(elementFor).at(-1),
    dispose() {
      clearTimeout(lateTimer);
      changes.dispose();
      loads.dispose();
    },
  };
}

function moreItem(result: ThreadsResult | null): vscode.TreeItem {
  const left = result === null ? 0 : result.total - result.roots.length;
  const item = new vscode.TreeItem(
    `Show more of the ${left.toLocaleString(vscode.env.language)} older threads`,
  );
  item.id = "more";
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { command: "patchMail.threads.showMore", title: "Show More Threads" };
  return item;
}
