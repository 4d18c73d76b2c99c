import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CancellationToken, Connection } from "vscode-languageserver";
import { parse } from "../../../server/src/core/parse.js";
import { clientFacts } from "../../../server/src/lsp/clientFacts.js";
import { createDocumentStore } from "../../../server/src/lsp/documents.js";
import { createFacts, type FactsProgressParams } from "../../../server/src/lsp/factsService.js";
import { createGuard } from "../../../server/src/lsp/guard.js";
import { createMailboxes } from "../../../server/src/lsp/mailboxRequests.js";
import { createThreads } from "../../../server/src/lsp/threadsRequests.js";
import { createMailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import { MailStoreError } from "../../../server/src/mailboxes/mailStore.js";
import { createNodeMailStore } from "../../../server/src/mailboxes/nodeMailStore.js";
import { createNodeNotmuch } from "../../../server/src/mailboxes/nodeNotmuch.js";
import type { Notmuch } from "../../../server/src/mailboxes/notmuchSource.js";
import { defaultSourceLimits } from "../../../server/src/mailboxes/sourceLimits.js";
import { createHostCache } from "../../../server/src/main/cacheOfHost.js";
import { mailbox, mailText } from "../mailboxes/mails.js";
import { manualClock } from "./clock.js";
import { viewsOf } from "./viewsOf.js";

/** As VS Code writes it. */
const { uriOf } = createNodeNotmuch({});
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-index-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return uriOf(file);
}
const mails = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) =>
    mailText({
      From: "Ada <ada@example.org>",
      Subject: `Mail ${from + at}`,
      "Message-ID": `<mail-${from + at}@example.org>`,
    }),
  );
const never: CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

function session({ trusted = true, notmuch }: { trusted?: boolean; notmuch?: Notmuch } = {}) {
  const progress: FactsProgressParams[] = [];
  const clock = manualClock();
  const mail = createMailIndex();
  const store = createNodeMailStore();
  const documents = createDocumentStore(parse);
  const connection = {
    sendNotification(method: string, params: unknown) {
      // Only our own notifications arrive here.
      if (method === "patchMail/factsProgress") progress.push(params as FactsProgressParams);
      return Promise.resolve();
    },
    // The part of a connection that the requests use.
  } as unknown as Connection;
  const log = { error: (line: string) => expect.fail(line), warn: () => undefined, info: () => undefined };
  const guard = createGuard(log);
  const mailboxes = createMailboxes({
    connection,
    mail,
    store,
    parse,
    notmuch,
    trusted: () => trusted,
    clock,
    guard,
    limits: async () => defaultSourceLimits,
  });
  const bodies: string[] = [];
  const facts = createFacts({
    connection,
    mail,
    documents,
    mailboxes,
    store,
    cache: undefined,
    clock,
    guard,
    log,
    async makeFacts(bytes) {
      const text = new TextDecoder().decode(bytes);
      bodies.push(/Subject: (.*)/.exec(text)?.[1] ?? "");
      return {
        trailers: [],
        patch: null,
        results: [],
        comments: [],
        changeId: null,
        baseCommit: null,
        recipients: "",
        anchor: null,
        quoted: null,
        isDecoded: false,
      };
    },
  });
  const threads = createThreads({
    connection,
    documents,
    mail,
    store,
    parse,
    clock,
    guard,
    log,
    mailboxes,
    facts,
    views: viewsOf(mail, clock).views,
  });
  const labels = async (): Promise<string[]> =>
    (await threads.requests["patchMail/threads"]({}, never)).roots.map(({ label }) => label).sort();
  const changed = (uris: readonly string[], deleted: readonly string[] = []) =>
    threads.requests["patchMail/mailFilesChanged"]({ changed: uris, deleted }, never);
  const wait = async (isDone: () => boolean): Promise<void> => {
    // Files are read by the real loop, timers are turned by hand.
    for (let turn = 0; turn < 5000 && !isDone(); turn++) {
      await clock.advance(20);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(isDone()).toBe(true);
  };
  return { mailboxes, mail, documents, facts, threads, labels, changed, bodies, progress, wait, clock };
}

describe("new mail in what is open", () => {
  it("of a Maildir comes, changes its flags and goes, each file read once", async () => {
    const { mailboxes, labels, changed, mail } = session();
    for (const [at, text] of mails(0, 3).entries()) put(`Maildir/cur/${at}.host:2,`, text);
    mkdirSync(path.join(folder, "Maildir/new"), { recursive: true });
    const uri = uriOf(path.join(folder, "Maildir"));
    await mailboxes.requests["patchMail/openMailbox"]({ uri }, never);
    const arrived = put("Maildir/new/9.host", mails(9, 1)[0] ?? "");
    await changed([arrived]);
    expect(await labels()).toEqual(["Mail 0", "Mail 1", "Mail 2", "Mail 9"]);
    const seen = put("Maildir/cur/9.host:2,S", "");
    renameSync(fileURLToPath(arrived), fileURLToPath(seen));
    await changed([seen], [arrived]);
    expect(await labels()).toHaveLength(4);
    expect(mail.messagesOf(seen)[0]?.flags).toBe("S");
    rmSync(fileURLToPath(seen));
    await changed([], [seen]);
    expect(await labels()).toEqual(["Mail 0", "Mail 1", "Mail 2"]);
    rmSync(path.join(folder, "Maildir"), { recursive: true });
    await changed([], [arrived]);
    expect(mailboxes.notes()).toEqual([expect.stringMatching(/is not there any more/)]);
  });

  it("of an mbox is read where it ended", async () => {
    const { mailboxes, labels, changed } = session();
    const uri = put("list.mbox", mailbox(mails(0, 2)));
    await mailboxes.requests["patchMail/openMailbox"]({ uri }, never);
    appendFileSync(fileURLToPath(uri), mailbox(mails(2, 1)));
    await changed([uri]);
    expect(await labels()).toEqual(["Mail 0", "Mail 1", "Mail 2"]);
  });
});

describe("bodies", () => {
  it("are read after threads were asked for, once, and told at most twice a second", async () => {
    const { mailboxes, labels, bodies, wait, progress, clock, facts, mail } = session();
    const uri = put("list.mbox", mailbox(mails(0, 40)));
    await mailboxes.requests["patchMail/openMailbox"]({ uri }, never);
    await clock.advance(5000);
    expect(bodies).toEqual([]);
    await labels();
    await wait(() => facts.progress.done === 40 && !facts.progress.isRunning);
    expect(new Set(bodies).size).toBe(40);
    expect(bodies).toHaveLength(40);
    await clock.advance(1000);
    expect(progress.at(-1)).toEqual({ done: 40, total: 40, isRunning: false });
    expect(mail.messagesOf(uri).every((message) => facts.factsOf(message) !== undefined)).toBe(true);
  });

  it("are left alone once the user has stopped that, until asked again", async () => {
    const { mailboxes, labels, bodies, wait, clock, facts } = session();
    const uri = put("list.mbox", mailbox(mails(0, 40)));
    await mailboxes.requests["patchMail/openMailbox"]({ uri }, never);
    await labels();
    facts.requests["patchMail/stopReadingBodies"]();
    await clock.advance(3000);
    expect(bodies).toEqual([]);
    facts.requests["patchMail/readBodies"]();
    await wait(() => bodies.length === 40);
  });

  it("of an open document are those of the editor, after each edit", async () => {
    const { documents, labels, bodies, wait, clock } = session();
    const [text = ""] = mails(0, 1);
    const uri = put("draft.eml", text);
    documents.open(uri, "patch-mail", 1, text.replace("Mail 0", "Mail in the editor"));
    await clock.advance(1000);
    expect(await labels()).toEqual(["Mail in the editor"]);
    await wait(() => bodies.includes("Mail in the editor"));
    documents.change(uri, 2, [{ text: `${text.replace("Mail 0", "Mail in the editor")}more\n` }]);
    await wait(() => bodies.length === 2);
    expect(bodies).not.toContain("Mail 0");
  });
});

describe("a search of notmuch", () => {
  it("is opened and closed as a mailbox", async () => {
    const one = put("anywhere/1.host:2,S", mails(1, 1)[0] ?? "");
    const notmuch: Notmuch = {
      searchFiles: async (query) => JSON.stringify(query === "tag:new" ? [fileURLToPath(one)] : []),
      uriOf,
    };
    const { mailboxes, labels } = session({ notmuch });
    const opened = await mailboxes.requests["patchMail/openNotmuch"]({ query: "tag:new" }, never);
    expect(opened).toMatchObject({ kind: "notmuch", name: "notmuch: tag:new", messageCount: 1, notes: [] });
    expect(await labels()).toEqual(["Mail 1"]);
    mailboxes.requests["patchMail/closeMailbox"]({ uri: opened.uri });
    expect(await labels()).toEqual([]);
  });

  it("runs in no untrusted workspace, and not where there is no notmuch", async () => {
    let asked = 0;
    const notmuch: Notmuch = {
      searchFiles: () => {
        asked++;
        return Promise.reject(new MailStoreError("asked"));
      },
      uriOf: (file) => file,
    };
    const open = async (options: Parameters<typeof session>[0]): Promise<unknown> =>
      session(options).mailboxes.requests["patchMail/openNotmuch"]({ query: "*" }, never);
    await expect(open({ trusted: false, notmuch })).rejects.toThrow(/untrusted workspace/);
    await expect(open({})).rejects.toThrow("notmuch does not run here.");
    expect(asked).toBe(0);
    await expect(open({ notmuch })).rejects.toThrow("asked");
  });
});

describe("the folder for the cache", () => {
  const storage = (storageUri: unknown): string | undefined =>
    clientFacts({ processId: null, rootUri: null, capabilities: {}, initializationOptions: { storageUri } })
      .storageUri;

  it("is one on the disk, or none", async () => {
    const uri = uriOf(folder);
    expect(storage(uri)).toBe(uri);
    for (const other of [undefined, 7, "", "/tmp", "https://example.org/x", "vscode-vfs://a/b"])
      expect(storage(other)).toBeUndefined();
    const cache = createHostCache(uri, () => undefined);
    cache?.save("key", () => "text");
    await cache?.idle();
    expect(readdirSync(path.join(folder, "mailboxes"))).toHaveLength(1);
    expect(createHostCache("file://elsewhere/share", () => undefined)).toBeUndefined();
  });
});
