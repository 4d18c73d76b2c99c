import { describe, expect, it } from "vitest";
import type { CancellationToken, Connection } from "vscode-languageserver";
import { parse } from "../../../server/src/core/parse.js";
import { workspaceSymbols } from "../../../server/src/features/workspaceSymbol.js";
import { createDocumentStore } from "../../../server/src/lsp/documents.js";
import { createGuard } from "../../../server/src/lsp/guard.js";
import { createReadRequests } from "../../../server/src/lsp/readRequests.js";
import { createSeriesRequests } from "../../../server/src/lsp/seriesRequests.js";
import { createThreads } from "../../../server/src/lsp/threadsRequests.js";
import { createMailIndex } from "../../../server/src/mailboxes/mailIndex.js";
import type { ThreadItem } from "../../../server/src/threads/items.js";
import { manualClock } from "./clock.js";
import { putMail, seriesFacts, seriesMail, seriesUri } from "./seriesMail.js";
import { viewsOf } from "./viewsOf.js";

const never: CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

async function session() {
  const clock = manualClock();
  const mail = createMailIndex();
  const facts = await seriesFacts();
  const { views, series, read } = viewsOf(mail, clock, facts);
  putMail(mail);
  const sent: string[] = [];
  const connection = {
    sendNotification(method: string) {
      sent.push(method);
      return Promise.resolve();
    },
    // The part of a connection that the requests use.
  } as unknown as Connection;
  const log = { error: (line: string) => expect.fail(line), warn: () => undefined, info: () => undefined };
  const guard = createGuard(log);
  const documents = createDocumentStore(parse);
  const store = { size: async () => 0, read: async () => undefined };
  const ofMail = { connection, documents, mail, clock, guard };
  const threads = createThreads({ ...ofMail, store, parse, log, views });
  const requests = {
    ...threads.requests,
    ...createSeriesRequests(ofMail, series, views),
    ...createReadRequests(ofMail, views, read),
  };
  const place = (id: string) => ({
    textDocument: { uri: seriesUri },
    position: { line: 0, character: 0 },
    ordinal: Object.keys(seriesMail).indexOf(id),
  });
  const rows = async (
    params: Parameters<(typeof requests)["patchMail/threads"]>[0] = {},
  ): Promise<ThreadItem[]> => {
    const found: ThreadItem[] = [];
    const add = async (items: readonly ThreadItem[]): Promise<void> => {
      for (const item of items) {
        found.push(item);
        await add(await requests["patchMail/threadChildren"]({ ...params, id: item.id }, never));
      }
    };
    await add((await requests["patchMail/threads"](params, never)).roots);
    return found;
  };
  return { clock, facts, requests, place, rows, sent, mail };
}

/** All facts have come, and everything that follows from them is worked out. */
async function settled() {
  const at = await session();
  at.requests["patchMail/seriesPage"](at.place("v2-0@x"));
  at.facts.tell();
  await at.clock.advance(5000);
  await at.rows();
  await at.clock.advance(5000);
  return at;
}

describe("badges in the rows", () => {
  it("come after the rows, which wait for nothing", async () => {
    const at = await session();
    expect((await at.rows()).map(({ badges }) => badges.text)).toEqual(Array(7).fill(""));
    await at.clock.advance(1000);
    // Headers alone tell what is missing.
    expect((await at.rows())[0]?.badges.text).toBe("missing 3/3 · v2 of 2 · under review");
    at.facts.tell();
    await at.clock.advance(5000);
    await at.rows();
    await at.clock.advance(5000);
    const texts = Object.fromEntries(
      (await at.rows()).map(({ messageId, badges }) => [messageId, badges.text]),
    );
    expect(texts).toMatchObject({
      "v2-0@x": "R1/3 · 1 comment · failed build · missing 3/3 · v2 of 2 · under review",
      "v2-1@x": "R1 · 1 open comment",
      "v2-2@x": "failed build",
      "v1-0@x": "superseded by v2 · v1 of 2",
      "review@x": "",
    });
    expect(at.sent.filter((method) => method === "patchMail/threadsChanged").length).toBeGreaterThan(0);
  });

  it("are told in whole sentences, too", async () => {
    const at = await settled();
    const cover = (await at.rows()).find(({ messageId }) => messageId === "v2-0@x");
    expect(cover?.badges.lines).toContain("Not at hand: 3 of 3.");
    expect(cover?.badges.lines).toContain("Reviewed-by for 1 of 3 patches.");
    expect(cover?.badges.label).toContain("Reviewed-by for 1 of 3 patches");
    const patch = (await at.rows()).find(({ messageId }) => messageId === "v2-1@x");
    expect(patch?.badges.lines).toContain("Reviewed-by: Bo Lee <bo@example.com>");
  });
});

describe("the view", () => {
  it("puts all versions of a series into one tree", async () => {
    const at = await settled();
    const before = await at.rows();
    expect(before.filter(({ parentId }) => parentId === null)).toHaveLength(2);
    const grouped = await at.rows({ bySeries: true });
    const roots = grouped.filter(({ parentId }) => parentId === null);
    expect(roots.map(({ messageId }) => messageId)).toEqual(["v2-0@x"]);
    expect(new Set(grouped.map(({ messageId }) => messageId))).toEqual(new Set(Object.keys(seriesMail)));
    expect(grouped).toHaveLength(7);
  });

  it("filters by what bodies tell", async () => {
    const at = await settled();
    const found = async (filter: string): Promise<(string | null)[]> =>
      (await at.rows({ filter })).map(({ messageId }) => messageId);
    expect(await found("tc:me")).toEqual(["v1-0@x", "v1-1@x"]);
    expect(await found("is:mine")).toEqual(["v2-0@x", "v2-2@x"]);
    expect(await found("dfn:frost.c -by:bo")).toEqual(["v1-0@x", "v1-1@x"]);
    expect(await found("state:superseded")).toEqual(["v1-0@x", "v1-1@x"]);
    expect(at.requests["patchMail/countThreads"]({ filters: ["tc:me", "s:frost", "s:nothing"] })).toEqual([
      1, 2, 0,
    ]);
  });

  it("sorts", async () => {
    const at = await settled();
    const first = async (
      sort: "activity" | "date" | "subject" | "sender",
    ): Promise<string | null | undefined> => (await at.rows({ sort }))[0]?.messageId;
    expect(await first("activity")).toBe("v2-0@x");
    expect(await first("date")).toBe("v2-0@x");
    expect(["v1-0@x", "v2-0@x"]).toContain(await first("sender"));
  });
});

describe("read and unread", () => {
  const unread = (rows: readonly ThreadItem[]): (string | null)[] =>
    rows.filter(({ isUnread }) => isUnread).map(({ messageId }) => messageId);

  it("is what the marks say; they survive a new session", async () => {
    const at = await settled();
    const id = (await at.rows())[0]?.id ?? "";
    expect(unread(await at.rows())).toHaveLength(7);
    const { marks } = at.requests["patchMail/markRead"]({ id, scope: "thread", isRead: true });
    expect(marks).toHaveLength(5);
    expect(unread(await at.rows())).toEqual(["v1-0@x", "v1-1@x"]);
    const back = at.requests["patchMail/markRead"]({ id, scope: "message", isRead: false });
    expect((await at.rows())[0]).toMatchObject({ isUnread: true, unreadBelow: 0 });
    expect(at.requests["patchMail/markRead"]({ id, scope: "message", isRead: false }).marks).toEqual([]);

    const other = await settled();
    other.requests["patchMail/readMarks"]({ marks: [...marks, ...back.marks] });
    expect(unread(await other.rows())).toEqual(["v2-0@x", "v1-0@x", "v1-1@x"]);
  });

  it("marks the message at a place, and everything", async () => {
    const at = await settled();
    const one = at.requests["patchMail/markRead"]({ ...at.place("robot@x"), scope: "message", isRead: true });
    expect(one.marks).toHaveLength(1);
    expect(unread(await at.rows())).not.toContain("robot@x");
    expect(at.requests["patchMail/markRead"]({ scope: "all", isRead: true }).marks).toHaveLength(6);
    expect(unread(await at.rows())).toEqual([]);
  });

  it("leads to the next and the one before, in the order shown, around the end", async () => {
    const at = await settled();
    const ids = (await at.rows()).map(({ messageId }) => messageId);
    at.requests["patchMail/markRead"]({ ...at.place("v2-2@x"), scope: "message", isRead: true });
    const walk = (isBackwards: boolean): (string | null | undefined)[] => {
      const seen: (string | null | undefined)[] = [];
      let id: string | undefined;
      for (let steps = 0; steps < ids.length; steps++) {
        const path = at.requests["patchMail/nextUnread"]({
          isBackwards,
          ...(id === undefined ? {} : { id }),
        });
        id = path.at(-1)?.id;
        seen.push(path.at(-1)?.messageId);
      }
      return seen;
    };
    const left = ids.filter((each) => each !== "v2-2@x");
    expect(walk(false)).toEqual([...left, left[0]]);
    expect(walk(true)).toEqual([...left.toReversed(), left.at(-1)]);
  });
});

describe("the page of a series", () => {
  it("is laid out like a cover letter, and every line that names a mail leads to it", async () => {
    const at = await settled();
    const page = at.requests["patchMail/seriesPage"](at.place("review@x"));
    expect(page?.text).toBe(`[PATCH net-next v2 0/3] frost: Cold places
==========================================
Author:  Anna Berg <anna@example.org>
State:   under review
Version: v2 for net-next, 2026-03-09
Missing: 3/3

Versions (2)
  v2        2026-03-09  2 patches, 2 replies, missing 3/3
  v1        2026-03-02  1 patch, 0 replies

Patches (2)
  1/3       frost: Fix zero  (+1 -1, R1, 1 open comment)
  2/3       frost: Document the driver  (+1 -1)
  3/3       (not at hand)

Trailers (1)
  1/3 frost: Fix zero
    Reviewed-by: Bo Lee <bo@example.com>

Open comments (1)
  1/3 frost: Fix zero
    Bo Lee: drivers/hwmon/frost.c:2: How cold is that?

Results (1)
  failed    kernel test robot: build errors (patch 2), 2026-03-10
`);
    const lines = page?.text.split("\n") ?? [];
    const targets = page?.links.map(({ line, start, end, target, lineInMessage }) => [
      lines[line]?.slice(start, end).slice(0, 20),
      Object.keys(seriesMail)[target.ordinal],
      lineInMessage,
    ]);
    expect(targets).toContainEqual(["v1", "v1-0@x", 0]);
    expect(targets).toContainEqual(["2/3", "v2-2@x", 0]);
    const review = seriesMail["review@x"]?.split("\n") ?? [];
    expect(targets).toContainEqual([
      "Reviewed-by",
      "review@x",
      review.indexOf("Reviewed-by: Bo Lee <bo@example.com>"),
    ]);
    expect(targets).toContainEqual(["Bo Lee", "review@x", review.indexOf("How cold is that?")]);
    const unlinked = lines.filter((text, at) => text !== "" && !page?.links.some(({ line }) => line === at));
    expect(unlinked.filter((text) => !/\(\d\)$|^=+$|^Missing:|not at hand/.test(text))).toEqual([]);
  });

  it("has sections to fold and for the outline", async () => {
    const at = await settled();
    const page = at.requests["patchMail/seriesPage"](at.place("v2-0@x"));
    const lines = page?.text.split("\n") ?? [];
    const shown = page?.sections.map(({ name, startLine, endLine, depth }) => [
      depth,
      name,
      lines[startLine]?.trim(),
      lines[endLine]?.trim().slice(0, 12),
    ]);
    expect(shown).toEqual([
      [0, "Versions", "Versions (2)", "v1        20"],
      [0, "Patches", "Patches (2)", "3/3       (n"],
      [0, "Trailers", "Trailers (1)", "Reviewed-by:"],
      [1, "1/3 frost: Fix zero", "1/3 frost: Fix zero", "Reviewed-by:"],
      [0, "Open comments", "Open comments (1)", "Bo Lee: driv"],
      [1, "1/3 frost: Fix zero", "1/3 frost: Fix zero", "Bo Lee: driv"],
      [0, "Results", "Results (1)", "failed    ke"],
    ]);
  });

  it("is the same from every message of the series, and null for other mail", async () => {
    const at = await settled();
    const pages = Object.keys(seriesMail).map(
      (id) => at.requests["patchMail/seriesPage"](at.place(id))?.place.ordinal,
    );
    expect(new Set(pages)).toEqual(new Set([2]));
    const nowhere = { textDocument: { uri: "file:///none.eml" }, position: { line: 0, character: 0 } };
    expect(at.requests["patchMail/seriesPage"](nowhere)).toBeNull();
  });

  it("says that it is another, to those who asked", async () => {
    const at = await session();
    at.facts.tell();
    await at.clock.advance(5000);
    expect(at.sent).not.toContain("patchMail/seriesChanged");
    expect((await settled()).sent).toContain("patchMail/seriesChanged");
  });
});

describe("the status of the open patch", () => {
  it.each([
    ["v2-0@x", "[v2 0/3] 2 replies"],
    ["v2-1@x", "[v2 1/3] 1 reply"],
    ["review@x", "[v2 1/3] 1 reply"],
    ["v1-1@x", "[v1 1/1] 0 replies"],
  ])("of %s is %s", async (id, text) => {
    const at = await settled();
    expect(at.requests["patchMail/patchStatus"](at.place(id))?.text).toBe(text);
  });
});

describe("workspace symbols", () => {
  it("are messages by subject or sender, in any case, all words", async () => {
    const { mail } = await settled();
    const names = (query: string): string[] =>
      workspaceSymbols(mail.forest(), query, never).map(({ name }) => name);
    expect(names("LEE zero")).toEqual([
      "Re: [PATCH net-next v2 1/3] frost: Fix zero — Bo Lee <bo@example.com>",
    ]);
    expect(names("lkp@intel")).toHaveLength(1);
    expect(names("")).toHaveLength(7);
    expect(names("nobody")).toEqual([]);
  });

  it("stand where the message begins, and are bounded", () => {
    const mail = createMailIndex();
    const one = mailOfSubject("needle");
    putMail(mail, { [one.id]: one.text });
    const [symbol] = workspaceSymbols(mail.forest(), "needle", never);
    expect(symbol?.location).toEqual({
      uri: seriesUri,
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
    });
    const many = Array.from({ length: 300 }, (_, at) => mailOfSubject(`many ${at}`));
    putMail(mail, Object.fromEntries(many.map(({ id, text }) => [id, text])));
    expect(workspaceSymbols(mail.forest(), "many", never)).toHaveLength(200);
  });
});

function mailOfSubject(subject: string): { readonly id: string; readonly text: string } {
  const id = `${subject.replaceAll(" ", "-")}@x`;
  return { id, text: `From: anna@example.org\nSubject: ${subject}\nMessage-ID: <${id}>\n\nText\n` };
}
