import { describe, expect, it } from "vitest";
import { createForest, type Forest } from "../../../server/src/threads/forest.js";
import { bareRows, signature, type ThreadItem, threadItem } from "../../../server/src/threads/items.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import { mail } from "./build.js";

const forestOf = (...messages: MessageSummary[]): Forest =>
  createForest(buildThreads({ messages, told: [] }));

function itemsOf(forest: Forest): ThreadItem[] {
  const items: ThreadItem[] = [];
  const stack = [...forest.roots].reverse();
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    items.push(threadItem(entry));
    stack.push(...[...forest.childrenOf(entry)].reverse());
  }
  return items;
}

const bo = { fromName: "Bo Lindqvist", fromAddress: "bo@example.com" };
const series = [
  mail("c@x", { subject: "[PATCH v2 0/1] Cold places", date: 1, line0: 1 }),
  mail("p@x", { subject: "[PATCH v2 1/1] hwmon: Fix", inReplyTo: ["c@x"], date: 2, line0: 50 }),
  mail("r@x", { subject: "Re: [PATCH v2 1/1] hwmon: Fix", inReplyTo: ["p@x"], date: 3, ...bo }),
  mail("s@x", { subject: "Something else (was: Re: Fix)", inReplyTo: ["r@x"], date: 4 }),
];

describe("rows of the Threads view", () => {
  it("call a reply that repeats its parent's subject by its sender", () => {
    expect(
      itemsOf(forestOf(...series)).map(({ label, role, replyCount }) => [label, role, replyCount]),
    ).toEqual([
      ["[PATCH v2 0/1] Cold places", "cover", 2],
      ["1/1 hwmon: Fix", "patch", 2],
      ["Bo Lindqvist", "reply", 1],
      ["Something else (was: Re: Fix)", "reply", 0],
    ]);
  });

  it("call a patch by its whole subject where the row above does not say it", () => {
    const other = mail("o@x", { subject: "[PATCH v3 1/1] hwmon: Fix", inReplyTo: ["c@x"], date: 9 });
    const below = mail("b@x", { subject: "[PATCH v2 1/1] Alone", inReplyTo: ["gone@x"], date: 0 });
    const labels = itemsOf(forestOf(...series.slice(0, 1), other, below)).map(({ label }) => label);
    expect(labels).toEqual([
      "[PATCH v2 0/1] Cold places",
      "[PATCH v3 1/1] hwmon: Fix",
      "Missing: Alone",
      "[PATCH v2 1/1] Alone",
    ]);
  });

  it("call a missing root by the series whose patches stand below it", () => {
    const autosel = (number: string): MessageSummary =>
      mail(`${number}@x`, {
        subject: `[PATCH AUTOSEL 4.4 ${number}/100] lock: ${number}`,
        inReplyTo: ["gone@x"],
        date: Number(number),
      });
    const name = (...messages: MessageSummary[]): string | undefined =>
      itemsOf(forestOf(...messages))[0]?.label;
    expect(name(autosel("013"), autosel("002"), autosel("001"))).toBe(
      "Missing: cover letter of [PATCH AUTOSEL 4.4 …/100]",
    );
    expect(name(autosel("002"), autosel("003"))).toBe("Missing: start of [PATCH AUTOSEL 4.4 …/100]");
  });

  it("take a robot's report on a branch for no patch", () => {
    const subject = "[net:master 6/6] drivers/lock.c:3:1: sparse: odd";
    const lkp = mail("k@x", { subject, inReplyTo: ["p@x"], date: 4 });
    expect(itemsOf(forestOf(...series, lkp)).map(({ role, replyCount }) => [role, replyCount])).toEqual([
      ["cover", 3],
      ["patch", 3],
      ["reply", 1],
      ["reply", 0],
      ["reply", 0],
    ]);
    expect(itemsOf(forestOf(mail("k@x", { subject })))[0]?.role).toBe("other");
  });

  it("leave out in a narrow row what the icon says, and leave room for badges", () => {
    const short = (subject: string, text = ""): string | undefined => {
      const [root] = forestOf(mail("a@x", { subject })).roots;
      const badges = { text, lines: [], label: "", tone: null };
      return root && threadItem(root, { ...bareRows(), badges: () => badges }).shortLabel;
    };
    expect(short("[PATCH net-next v2 0/3] hwmon: (frost) Fixes for cold places")).toBe(
      "v2 hwmon: (frost) Fixes for cold places",
    );
    expect(short("[PATCH net-next v2 0/3] hwmon: (frost) Fixes for cold places", "R2")).toBe(
      "v2 hwmon: (frost) Fixes…",
    );
    expect(short("[RFC PATCH 2/3] hwmon: Fix")).toBe("RFC 2/3 hwmon: Fix");
    expect(short("[PATCH] hwmon: Fix", "applied")).toBe("hwmon: Fix");
    expect(short("[PATCH]")).toBe("[PATCH]");
    expect(short("Re: [PATCH v2] hwmon: Fix")).toBe("Re: [PATCH v2] hwmon: Fix");
    expect(short(`[PATCH] ${"x".repeat(60)}`, "R1")).toBe(`${"x".repeat(23)}…`);
  });

  it("tell of the newest mail below", () => {
    expect(itemsOf(forestOf(...series)).map(({ date, latestDate }) => [date, latestDate])[0]).toEqual([1, 4]);
  });

  it("name the lists of all copies of a cross-post", () => {
    const copy = (uri: string, list: string): MessageSummary => ({
      ...mail("a@x", { subject: "one mail" }),
      uri,
      lists: [list, "both@lists.example.org"],
    });
    const [row] = itemsOf(
      forestOf(copy("file:///a.mbox", "a@lists.example.org"), copy("file:///b.mbox", "b@lists.example.org")),
    );
    expect(row?.lists.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "a@lists.example.org",
      "b@lists.example.org",
      "both@lists.example.org",
    ]);
  });

  it("know the thanks for a part of a series as a reply", () => {
    const thanks = mail("t@x", {
      subject: "Re: (subset) [PATCH v2 0/1] Cold places",
      inReplyTo: ["c@x"],
      date: 9,
      ...bo,
    });
    expect(itemsOf(forestOf(...series.slice(0, 1), thanks))[1]?.label).toBe("Bo Lindqvist");
  });

  it("know where their message stands", () => {
    expect(itemsOf(forestOf(...series))[1]).toMatchObject({
      kind: "message",
      uri: "file:///mail.mbox",
      line0: 50,
      character0: 0,
      messageId: "p@x",
      hasChildren: true,
      sender: "Anna Berg",
      date: 2,
    });
  });

  it("call a missing root by what was answered to it", () => {
    const [missing, reply] = itemsOf(forestOf(...series.slice(2, 3)));
    expect(missing).toMatchObject({
      kind: "missing",
      label: "Missing: hwmon: Fix",
      uri: null,
      messageId: "p@x",
    });
    expect(reply).toMatchObject({ kind: "message", label: "Re: [PATCH v2 1/1] hwmon: Fix" });
  });

  it("have ids that stay while other mail comes", () => {
    const before = itemsOf(forestOf(...series)).map(({ id }) => id);
    const after = itemsOf(forestOf(mail("new@x", { date: 99 }), ...series)).map(({ id }) => id);
    expect(after.slice(1)).toEqual(before);
    expect(new Set(after).size).toBe(after.length);
  });

  it("have ids of their own where file and Message-ID repeat", () => {
    const clash = [mail("a@x", { subject: "one", date: 1 }), mail("a@x", { subject: "two", date: 2 })];
    expect(new Set(itemsOf(forestOf(...clash)).map(({ id }) => id)).size).toBe(2);
  });

  it("tell no Message-ID that the mail does not have", () => {
    expect(itemsOf(forestOf(mail("file:///a@b#0", { isSynthetic: true })))[0]?.messageId).toBeNull();
  });

  it("hold no control and no direction characters of a mail", () => {
    const subject = "evil\u202etxt.exe\u2028line\u0007";
    expect(itemsOf(forestOf(mail("a@x", { subject })))[0]?.label).toBe("eviltxt.exe line");
  });

  it("name a mail without a subject", () => {
    expect(itemsOf(forestOf(mail("a@x", { subject: "" })))[0]?.label).toBe("(no subject)");
  });

  it("change their signature exactly when something shown changes", () => {
    const signed = (...messages: MessageSummary[]): number | undefined => {
      const forest = forestOf(...messages);
      const root = forest.roots[0];
      return root && signature(forest, root);
    };
    const [cover, patch, reply, last] = series;
    if (!cover || !patch || !reply || !last) throw new Error("the series has four messages");
    const before = signed(...series);
    expect(signed(last, reply, patch, cover)).toBe(before);
    expect(signed(cover, patch, reply)).not.toBe(before);
    expect(signed(cover, { ...patch, line0: 51 }, reply, last)).not.toBe(before);
    expect(signed(cover, { ...patch, character0: 7 }, reply, last)).not.toBe(before);
    expect(signed(cover, { ...patch, subject: "[PATCH v2 1/1] hwmon: Mend" }, reply, last)).not.toBe(before);
  });

  it("find the way from the root to a message, and to a duplicate of it", () => {
    const [cover, patch] = series;
    if (!cover || !patch) throw new Error("the series has four messages");
    const copy = { ...patch, uri: "file:///copy.eml" };
    const forest = forestOf(...series, copy);
    for (const message of [patch, copy]) {
      const entry = forest.entryOf(message);
      expect(entry && forest.pathTo(entry).map(({ node }) => node.messageId)).toEqual(["c@x", "p@x"]);
    }
  });
});
