import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CancellationToken, CancellationTokenSource, type Connection } from "vscode-languageserver";
import { parse } from "../../../server/src/core/parse.js";
import { createDocumentStore } from "../../../server/src/lsp/documents.js";
import { createGuard } from "../../../server/src/lsp/guard.js";
import { createMailboxes, type MailboxProgress } from "../../../server/src/lsp/mailboxRequests.js";
import { createThreads, type ThreadsRequests } from "../../../server/src/lsp/threadsRequests.js";
import { createMailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import { createNodeMailStore } from "../../../server/src/mailboxes/nodeMailStore.js";
import { defaultSourceLimits } from "../../../server/src/mailboxes/sourceLimits.js";
import { cover, mailbox, mailText, patch, reply } from "../mailboxes/mails.js";
import { manualClock } from "./clock.js";
import { viewsOf } from "./viewsOf.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-requests-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return pathToFileURL(file).href;
}

const never: CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};
const archive = (...mails: readonly string[]): string => mailbox(mails);

function session() {
  const progress: MailboxProgress[] = [];
  const clock = manualClock();
  const mail = createMailIndex();
  const store = createNodeMailStore();
  const connection = {
    sendNotification(method: string, params: unknown) {
      // Only our own notifications arrive here.
      if (method === "patchMail/mailboxProgress") progress.push(params as MailboxProgress);
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
    clock,
    guard,
    trusted: () => true,
    limits: async () => defaultSourceLimits,
  });
  const documents = createDocumentStore(parse);
  const threads = createThreads({
    ...{ connection, documents, mail, store, parse, clock, guard, log, mailboxes },
    views: viewsOf(mail, clock).views,
  });
  const labels = async (): Promise<string[]> =>
    (await threads.requests["patchMail/threads"]({}, never)).roots.map(({ label }) => label);
  const ask = <Method extends keyof ThreadsRequests>(
    method: Method,
    params: Parameters<ThreadsRequests[Method]>[0],
  ): ReturnType<ThreadsRequests[Method]> =>
    // A method's handler takes that method's params.
    threads.requests[method](params as never, never) as ReturnType<ThreadsRequests[Method]>;
  return { mailboxes: mailboxes.requests, owns: mailboxes.owns, mail, progress, labels, ask, clock };
}

describe("opening a mailbox", () => {
  it("puts a compressed one into the threads, and takes it out again", async () => {
    const { mailboxes, labels, ask, progress } = session();
    const uri = put("t.mbox.gz", gzipSync(archive(cover, patch, reply)));
    expect(await mailboxes["patchMail/openMailbox"]({ uri }, never)).toEqual({
      uri,
      name: "t.mbox.gz",
      kind: "gzip",
      messageCount: 3,
      isIndexOnly: true,
      notes: [],
    });
    expect(progress.at(-1)).toMatchObject({ uri, messageCount: 3 });
    const { roots } = await ask("patchMail/threads", {});
    expect(roots).toMatchObject([{ uri, ordinal: 0, isIndexOnly: true, flags: null }]);
    const children = await ask("patchMail/threadChildren", { id: roots[0]?.id ?? "" });
    expect(children).toMatchObject([{ ordinal: 1, isIndexOnly: true }]);
    // A virtual document of its third message finds its row.
    const position = { line: 0, character: 0 };
    const rows = await ask("patchMail/threadOf", { textDocument: { uri }, position, ordinal: 2 });
    expect(rows.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2]);
    mailboxes["patchMail/closeMailbox"]({ uri });
    expect(await labels()).toEqual([]);
  });

  it("keeps it when the list of the workspace's files comes, and reads it anew when it has changed", async () => {
    const { mailboxes, labels, ask, owns } = session();
    const uri = put("t.mbox", archive(cover));
    const other = put("other.eml", mailText({ From: "a@example.org", Subject: "other" }));
    await mailboxes["patchMail/openMailbox"]({ uri }, never);
    await ask("patchMail/mailFiles", { files: [other, uri] });
    expect(await labels()).toHaveLength(2);
    await ask("patchMail/mailFiles", { files: [] });
    expect(await labels()).toEqual(["[PATCH v2 0/2] hwmon: Cold places"]);
    put("t.mbox", archive(cover, mailText({ From: "a@example.org", Subject: "new" })));
    await ask("patchMail/mailFilesChanged", { changed: [uri], deleted: [] });
    expect(await labels()).toHaveLength(2);
    expect(owns(uri)).toBe(true);
  });

  it("reads compressed files of the workspace, too, and tells what is wrong with them", async () => {
    const { labels, ask } = session();
    const packed = gzipSync(archive(cover, patch));
    const whole = put("whole.mbox.gz", packed);
    const cut = put("cut.mbox.gz", packed.subarray(0, 100));
    await ask("patchMail/mailFiles", { files: [whole, cut] });
    expect(await labels()).toContain("[PATCH v2 0/2] hwmon: Cold places");
    expect((await ask("patchMail/threads", {})).notes.join()).toMatch(/^cut\.mbox\.gz ends in the middle/);
  });

  it("tells no more of a workspace file what is wrong with it, once it was to be opened as a mailbox", async () => {
    const { mailboxes, ask } = session();
    const packed = gzipSync(archive(cover, patch));
    const cut = put("again.mbox.gz", packed.subarray(0, 100));
    await ask("patchMail/mailFiles", { files: [cut] });
    const told = async (): Promise<string> => (await ask("patchMail/threads", {})).notes.join();
    expect(await told()).toContain("again.mbox.gz");
    const stopped = { ...never, isCancellationRequested: true };
    await expect(mailboxes["patchMail/openMailbox"]({ uri: cut }, stopped)).rejects.toThrow("was stopped");
    expect(await told()).toBe("");
    await ask("patchMail/mailFiles", { files: [cut] });
    expect(await told()).toBe("");
  });

  it("opens a Maildir and a folder: each message stays in its file", async () => {
    const { mailboxes, mail, ask } = session();
    const file = put("Mail/cur/1.a:2,S", cover);
    put("Mail/new/2.b", patch);
    const uri = pathToFileURL(path.join(folder, "Mail")).href;
    const opened = await mailboxes["patchMail/openMailbox"]({ uri }, never);
    expect(opened).toMatchObject({ kind: "maildir", messageCount: 2, isIndexOnly: false });
    const [root] = (await ask("patchMail/threads", {})).roots;
    expect(root).toMatchObject({ flags: "S", ordinal: 0, isIndexOnly: false });
    expect(decodeURIComponent(root?.uri ?? "")).toBe(decodeURIComponent(file));
    renameSync(path.join(folder, "Mail/cur/1.a:2,S"), path.join(folder, "Mail/cur/1.a:2,RS"));
    const read = await mailboxes["patchMail/message"]({ uri: root?.uri ?? "", ordinal: 0 }, never);
    expect(read.text).toBe(cover);
    mailboxes["patchMail/closeMailbox"]({ uri });
    expect(mail.fileUris()).toEqual([]);
  });

  it("says that a Maildir is empty, and does not keep saying so above the threads", async () => {
    const { mailboxes, ask } = session();
    for (const name of ["cur", "new", "tmp"])
      mkdirSync(path.join(folder, "Empty", name), { recursive: true });
    const uri = pathToFileURL(path.join(folder, "Empty")).href;
    const opened = await mailboxes["patchMail/openMailbox"]({ uri }, never);
    expect(opened.notes).toEqual(["Empty is an empty Maildir."]);
    expect((await ask("patchMail/threads", {})).notes).toEqual([]);
  });

  it("refuses in a sentence, and shows the first messages before the last is read", async () => {
    const { mailboxes, mail } = session();
    const gone = pathToFileURL(path.join(folder, "gone.mbox")).href;
    await expect(mailboxes["patchMail/openMailbox"]({ uri: gone }, never)).rejects.toThrow(
      "gone.mbox is not there any more.",
    );
    const many = Array.from({ length: 3000 }, (_, at) =>
      mailText({ From: "a@example.org", Subject: `${at}`, "Message-ID": `<${at}@x>` }, "text\n".repeat(200)),
    );
    const uri = put("many.mbox", archive(...many));
    const counts: number[] = [];
    const forget = mail.listen(() => counts.push(mail.messagesOf(uri).length));
    await mailboxes["patchMail/openMailbox"]({ uri }, never);
    forget();
    expect(counts[0]).toBeLessThan(3000);
    expect(counts.at(-1)).toBe(3000);
  });

  it("is cancelled, and leaves nothing behind", async () => {
    const { mailboxes, mail, owns } = session();
    const source = new CancellationTokenSource();
    const uri = put(
      "many.mbox.gz",
      gzipSync(archive(...Array.from({ length: 2000 }, () => patch + "x\n".repeat(900)))),
    );
    const asked = mailboxes["patchMail/openMailbox"]({ uri }, source.token);
    const forget = mail.listen(() => source.cancel());
    await expect(asked).rejects.toThrow("Opening many.mbox.gz was stopped.");
    forget();
    expect(mail.fileUris()).toEqual([]);
    expect(owns(uri)).toBe(false);
  });

  it("twice: the second one counts", async () => {
    const { mailboxes, labels } = session();
    const uri = put("t.mbox", archive(cover, patch));
    const both = await Promise.allSettled([
      mailboxes["patchMail/openMailbox"]({ uri }, never),
      mailboxes["patchMail/openMailbox"]({ uri }, never),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(await labels()).toHaveLength(1);
  });
});

describe("one message", () => {
  it("is given out unescaped and decoded, with a name that is no path", async () => {
    const { mailboxes } = session();
    const mail = mailText(
      { From: "a@example.org", Subject: "[PATCH 1/2] ../../x:\n y?*", "Message-ID": "<m@x>" },
      ">From me\n",
    );
    const uri = put("t.mbox", archive(cover, mail));
    expect(await mailboxes["patchMail/message"]({ uri, ordinal: 1 }, never)).toEqual({
      uri,
      ordinal: 1,
      text: mail.replace(">From me", "From me"),
      encodedAs: null,
      name: "PATCH 1 2 .. .. x y.eml",
    });
    const latin = put("l.eml", Buffer.from("Subject: J\xf6rg\n\n\xe4\n", "latin1"));
    expect((await mailboxes["patchMail/message"]({ uri: latin, ordinal: 0 }, never)).text).toBe(
      "Subject: Jörg\n\nä\n",
    );
    const coded = put("q.eml", "Subject: x\nContent-Transfer-Encoding: quoted-printable\n\n=E4\n");
    expect((await mailboxes["patchMail/message"]({ uri: coded, ordinal: 0 }, never)).encodedAs).toBe(
      "quoted-printable",
    );
  });

  it("is found by its id where its place is another now, or is not known", async () => {
    const { mailboxes } = session();
    const uri = put("t.mbox.gz", gzipSync(archive(cover, patch, reply)));
    const find = (params: { ordinal?: number; messageId: string }) =>
      mailboxes["patchMail/message"]({ uri, ...params }, never);
    expect(await find({ messageId: "reply@example.com" })).toMatchObject({ ordinal: 2, text: reply });
    expect(await find({ ordinal: 0, messageId: "one@example.org" })).toMatchObject({
      ordinal: 1,
      text: patch,
    });
    expect(await find({ ordinal: 9, messageId: "one@example.org" })).toMatchObject({ ordinal: 1 });
    await expect(find({ messageId: "none@example.org" })).rejects.toThrow(
      "t.mbox.gz does not hold this message any more.",
    );
  });

  it("is refused in a sentence where the question is none, or the file is gone", async () => {
    const { mailboxes } = session();
    const uri = pathToFileURL(path.join(folder, "gone.mbox")).href;
    expect(() => mailboxes["patchMail/message"]({ uri }, never)).toThrow("needs ordinal or messageId");
    expect(() => mailboxes["patchMail/message"]({ uri, ordinal: -1 }, never)).toThrow("needs ordinal");
    await expect(mailboxes["patchMail/message"]({ uri, ordinal: 0 }, never)).rejects.toThrow(
      "gone.mbox is not there any more.",
    );
    await expect(
      mailboxes["patchMail/message"]({ uri: "vscode-vfs://host/a.mbox", ordinal: 0 }, never),
    ).rejects.toThrow("not on this machine's disk");
  });
});
