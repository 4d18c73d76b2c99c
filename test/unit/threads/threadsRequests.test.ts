import { describe, expect, it } from "vitest";
import {
  type CancellationToken,
  CancellationTokenSource,
  type Connection,
  LSPErrorCodes,
} from "vscode-languageserver";
import { parse } from "../../../server/src/core/parse.js";
import { createDocumentStore, type DocumentStore } from "../../../server/src/lsp/documents.js";
import { createGuard } from "../../../server/src/lsp/guard.js";
import {
  createThreads,
  type MailFilesProgress,
  type MailFilesResult,
  type ThreadChildrenParams,
  type ThreadsChanged,
  type ThreadsParams,
  type ThreadsRequests,
  type ThreadsResult,
} from "../../../server/src/lsp/threadsRequests.js";
import { createMailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import { MailStoreError } from "../../../server/src/mailboxes/mailStore.js";
import type { ThreadOfParams } from "../../../server/src/protocol/threadOf.js";
import type { ThreadItem } from "../../../server/src/threads/items.js";
import { type ManualClock, manualClock } from "../lsp/clock.js";
import { viewsOf } from "../lsp/viewsOf.js";
import { cover, mailbox, patch, reply } from "../mailboxes/mails.js";

type ResultOf<Method extends keyof ThreadsRequests> = Awaited<ReturnType<ThreadsRequests[Method]>>;

interface Session {
  readonly documents: DocumentStore;
  readonly clock: ManualClock;
  /** Text by URI; a test may change it. */
  readonly files: Map<string, string>;
  readonly read: string[];
  request<Method extends keyof ThreadsRequests>(
    method: Method,
    params: Parameters<ThreadsRequests[Method]>[0],
    token?: CancellationToken,
  ): Promise<ResultOf<Method>>;
  /** Parameters of all notifications of a method so far. */
  sent<Params>(method: string): readonly Params[];
}

function session(files: Readonly<Record<string, string>> = {}): Session {
  const notifications: { readonly method: string; readonly params: unknown }[] = [];
  const clock = manualClock();
  const documents = createDocumentStore(parse);
  const store = new Map(Object.entries(files));
  const read: string[] = [];
  const textOf = (uri: string): string => {
    const text = store.get(uri);
    if (text === undefined) throw new MailStoreError(`${uri} is gone.`);
    return text;
  };
  const connection = {
    sendNotification: (method: string, params: unknown) => {
      notifications.push({ method, params });
      return Promise.resolve();
    },
  };
  const guard = createGuard({
    error: (line) => expect.fail(line),
    warn: () => undefined,
    info: () => undefined,
  });
  const mail = createMailIndex();
  const { requests } = createThreads({
    // The part of a connection that the requests use.
    connection: connection as unknown as Connection,
    documents,
    mail,
    views: viewsOf(mail, clock).views,
    store: {
      size: async (uri) => textOf(uri).length,
      async read(uri, onBytes) {
        read.push(uri);
        onBytes(new TextEncoder().encode(textOf(uri)));
      },
    },
    parse,
    clock,
    guard,
    log: { error: () => undefined, warn: () => undefined, info: () => undefined },
  });
  return {
    documents,
    clock,
    files: store,
    read,
    request: <Method extends keyof ThreadsRequests>(
      method: Method,
      params: Parameters<ThreadsRequests[Method]>[0],
      token: CancellationToken = new CancellationTokenSource().token,
    ) => {
      // The handler that the method names takes the method's params and gives its result.
      const handle = requests[method] as (params: unknown, token: CancellationToken) => unknown;
      return guard.request(method, {}, token, () => handle(params, token) as ResultOf<Method>);
    },
    sent: <Params>(method: string) =>
      notifications.filter((each) => each.method === method).map((each) => each.params as Params),
  };
}

const box = "file:///box.mbox";
const lone = "file:///lone.eml";
const scan = (at: Session, ...files: readonly string[]): Promise<MailFilesResult> =>
  at.request("patchMail/mailFiles", { files });
const threads = (at: Session, params: ThreadsParams = {}): Promise<ThreadsResult> =>
  at.request("patchMail/threads", params);
const children = (at: Session, params: ThreadChildrenParams): Promise<readonly ThreadItem[]> =>
  at.request("patchMail/threadChildren", params);
const pathOf = async (
  at: Session,
  uri: string,
  line: number,
  filter?: string,
): Promise<readonly string[]> => {
  const params: ThreadOfParams = { textDocument: { uri }, position: { line, character: 0 }, filter };
  const path = await at.request("patchMail/threadOf", params);
  return path.map(({ messageId }) => messageId ?? "");
};

describe("requests of the Threads view", () => {
  it("give roots, and children when asked", async () => {
    const at = session({ [box]: mailbox([cover, patch, reply]) });
    expect(await scan(at, box)).toEqual({ messageCount: 3 });
    const { roots, total, threadCount, matchCount, notes } = await threads(at);
    expect({ total, threadCount, matchCount, notes }).toEqual({
      total: 1,
      threadCount: 1,
      matchCount: null,
      notes: [],
    });
    expect(roots).toMatchObject([
      { label: "[PATCH v2 0/2] hwmon: Cold places", replyCount: 1, hasChildren: true },
    ]);
    const below = await children(at, { id: roots[0]?.id ?? "" });
    expect(below).toMatchObject([{ messageId: "one@example.org", parentId: roots[0]?.id, line0: 10 }]);
    expect(await children(at, { id: "unknown" })).toEqual([]);
  });

  it("give as many roots as are wanted, and how many there are", async () => {
    const at = session({ [box]: cover, [lone]: reply });
    await scan(at, box, lone);
    const { roots, total } = await threads(at, { limit: 1 });
    expect([roots.length, total]).toEqual([1, 2]);
  });

  it("filter", async () => {
    const at = session({ [box]: mailbox([cover, patch, reply]), [lone]: reply });
    await scan(at, box, lone);
    const filtered = await threads(at, { filter: "f:lindqvist" });
    expect(filtered).toMatchObject({ total: 1, threadCount: 1, matchCount: 1 });
    expect(await threads(at, { filter: "nowhere to be found" })).toMatchObject({ roots: [], threadCount: 1 });
    expect(await pathOf(at, box, 10, "s:cold")).toEqual([]);
  });

  it("find the message at a place, in a file and in an open document", async () => {
    const text = mailbox([cover, patch, reply]);
    const at = session({ [box]: text });
    await scan(at, box);
    for (const open of [false, true]) {
      if (open) {
        at.documents.open(box, "patch-mail", 1, text);
        await at.clock.advance(1);
      }
      expect(await pathOf(at, box, 0)).toEqual(["cover@example.org"]);
      // The separator line belongs to the message below it.
      expect(await pathOf(at, box, 9)).toEqual(["cover@example.org", "one@example.org"]);
      expect(await pathOf(at, box, 10_000)).toEqual([
        "cover@example.org",
        "one@example.org",
        "reply@example.com",
      ]);
      expect(await pathOf(at, "file:///unknown.eml", 0)).toEqual([]);
    }
  });

  it("know open documents, with their edits, and forget them when they are closed", async () => {
    const at = session();
    at.documents.open(lone, "patch-mail", 1, reply);
    await at.clock.advance(1);
    expect((await threads(at)).roots[0]).toMatchObject({
      kind: "missing",
      label: "Missing: hwmon: Fix temperatures",
    });
    const start = { line: 1, character: 9 };
    at.documents.change(lone, 2, [{ range: { start, end: { line: 1, character: 60 } }, text: "Changed" }]);
    await at.clock.advance(1000);
    const { roots } = await threads(at);
    expect((await children(at, { id: roots[0]?.id ?? "" }))[0]?.subject).toBe("Changed");
    at.documents.close(lone);
    expect((await threads(at)).roots).toEqual([]);
  });

  it("leave our own virtual documents out", async () => {
    const at = session();
    at.documents.open("patch-mail:/decoded/x.eml?y", "patch-mail", 1, cover);
    await at.clock.advance(1);
    expect((await threads(at)).roots).toEqual([]);
  });

  it("read changed files again and forget deleted ones", async () => {
    const at = session({ [box]: cover, [lone]: reply });
    await scan(at, box, lone);
    at.files.set(box, mailbox([cover, patch]));
    await at.request("patchMail/mailFilesChanged", {
      changed: [box],
      deleted: [lone],
    });
    expect(await threads(at)).toMatchObject({ messageCount: 2, total: 1 });
    // A new list of files is the whole list.
    expect(await scan(at, lone)).toEqual({ messageCount: 1 });
  });

  it("say in plain words what could not be read, and read the rest", async () => {
    const at = session({ [box]: cover });
    await scan(at, "file:///gone.eml", box);
    expect(await threads(at)).toMatchObject({ notes: ["file:///gone.eml is gone."], messageCount: 1 });
    at.files.set("file:///gone.eml", reply);
    await scan(at, "file:///gone.eml", box);
    expect(await threads(at)).toMatchObject({ notes: [], messageCount: 2 });
  });

  it("stop a scan that is cancelled", async () => {
    const at = session({ [box]: cover, [lone]: reply });
    const source = new CancellationTokenSource();
    const answer = at.request("patchMail/mailFiles", { files: [box, lone] }, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(at.read.length).toBeLessThan(2);
  });

  it("tell how far a scan is", async () => {
    const at = session({ [box]: cover, [lone]: reply });
    await scan(at, box, lone);
    expect(at.sent<MailFilesProgress>("patchMail/mailFilesProgress").at(-1)).toEqual({ done: 2, total: 2 });
  });

  it("tell the client what has changed, at most twice a second", async () => {
    const at = session({ [box]: mailbox([cover, patch]), [lone]: mailbox([reply]) });
    await scan(at, box);
    const { roots } = await threads(at);
    await at.clock.advance(1000);
    const changes = (): readonly ThreadsChanged[] => at.sent("patchMail/threadsChanged");
    const before = changes().length;
    // The reply comes into the thread: one root has changed, the list of roots has the same members.
    await scan(at, box, lone);
    await at.clock.advance(1000);
    // Once for the reply, once for what it makes of the series.
    const made = changes().slice(before);
    expect(made).toHaveLength(2);
    for (const { changed } of made) expect(changed.map(({ id }) => id)).toEqual([roots[0]?.id]);

    for (let edit = 2; edit < 12; edit++) {
      at.documents.open(lone, "patch-mail", edit, mailbox([cover.replace("cover@", `cover${edit}@`)]));
      await at.clock.advance(50);
    }
    await at.clock.advance(500);
    // Half a second of edits, and the rest behind it.
    expect(changes().length - before - 2).toBeLessThanOrEqual(3);
    expect(
      changes()
        .slice(before)
        .some(({ roots }) => roots),
    ).toBe(true);
  });

  it("tell nothing to a client that shows no threads", async () => {
    const at = session({ [box]: cover });
    await scan(at, box);
    await at.clock.advance(1000);
    expect(at.sent("patchMail/threadsChanged")).toEqual([]);
  });
});
