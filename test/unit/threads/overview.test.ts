import { describe, expect, it } from "vitest";
import type { Overview, OverviewEntry } from "../../../server/src/core/model.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary, ToldMessage } from "../../../server/src/threads/model.js";
import { resolveTold, toldByOverview } from "../../../server/src/threads/overview.js";
import { lines, mail, picture } from "./build.js";

const minute = 60_000;
const nowhere = { start: 0, end: 0 };

const entry = (facts: Partial<OverviewEntry>): OverviewEntry => ({
  line0: 0,
  span: nowhere,
  date: null,
  subject: "",
  sender: "",
  ghost: null,
  parent: null,
  isThisMessage: false,
  messageIndex: null,
  ...facts,
});

const overview = (entries: readonly OverviewEntry[], hasTree = true): Overview => ({
  span: nowhere,
  startLine0: 0,
  endLine0: entries.length,
  entries,
  hasTree,
  announced: null,
});

/** A page of `reply`: a patch, a ghost, an answer, this message below it. */
const page = overview([
  entry({ date: 10 * minute, subject: "[PATCH] hwmon: Fix", sender: "Anna Berg" }),
  entry({ ghost: "lost@example.com", parent: 0 }),
  entry({ date: 20 * minute, sender: "Bo Lindqvist", parent: 1 }),
  entry({ date: 30 * minute, sender: "Anna Berg", parent: 2, isThisMessage: true }),
]);
const thisMessage = mail("reply@example.org", {
  subject: "Re: [PATCH] hwmon: Fix",
  date: 30 * minute,
  inReplyTo: ["answer@example.com"],
});

const tree = (messages: readonly MessageSummary[], told: readonly ToldMessage[]): string =>
  picture(buildThreads({ messages, told: resolveTold(messages, told) }));

describe("overview of an archive page", () => {
  it("gives the thread its form, with ghosts and all that is only told", () => {
    const told = toldByOverview(page, new Map([[3, thisMessage]]));
    expect(told.map(({ isGhost }) => isGhost)).toEqual([false, true, false, false]);
    expect(tree([thisMessage], told)).toBe(
      lines(`
        (overview:10|Anna Berg|[PATCH] hwmon: Fix)
          (lost@example.com)
            (answer@example.com)
              reply@example.org`),
    );
  });

  it("names the told parents by the References of the message", () => {
    const told = toldByOverview(
      page,
      new Map([
        [3, { ...thisMessage, references: ["patch@example.org", "lost@example.com", "answer@example.com"] }],
      ]),
    );
    expect(told.map(({ messageId }) => messageId)).toEqual([
      "patch@example.org",
      "lost@example.com",
      "answer@example.com",
      "reply@example.org",
    ]);
  });

  it("becomes one tree with the mail of a mailbox, found by date and sender", () => {
    const patch = mail("patch@example.org", { subject: "[PATCH] hwmon: Fix", date: 10 * minute + 31_000 });
    const messages = [patch, thisMessage];
    expect(tree(messages, toldByOverview(page, new Map([[3, thisMessage]])))).toBe(
      lines(`
        patch@example.org
          (lost@example.com)
            (answer@example.com)
              reply@example.org`),
    );
  });

  it("becomes one tree with the page of another message of the thread", () => {
    const answer = mail("answer@example.com", {
      uri: "file:///other.eml",
      subject: "Re: [PATCH] hwmon: Fix",
      fromName: "Bo Lindqvist",
      date: 20 * minute,
      inReplyTo: ["lost@example.com"],
    });
    const told = [
      ...toldByOverview(page, new Map([[3, thisMessage]])),
      ...toldByOverview(page, new Map([[2, answer]])),
    ];
    expect(tree([thisMessage, answer], told)).toBe(
      lines(`
        (overview:10|Anna Berg|[PATCH] hwmon: Fix)
          (lost@example.com)
            answer@example.com
              reply@example.org`),
    );
  });

  it("does not take one of two mails of the same minute and sender for the other", () => {
    const series = overview([
      entry({ date: 10 * minute, subject: "[PATCH 1/2] one", sender: "Anna Berg" }),
      entry({ date: 10 * minute, subject: "[PATCH 2/2] two", sender: "Anna Berg", parent: 0 }),
    ]);
    const two = mail("two@example.org", { subject: "[PATCH 2/2] two", date: 10 * minute });
    expect(tree([two], toldByOverview(series, new Map()))).toBe(
      lines(`
        (overview:10|Anna Berg|[PATCH 1/2] one)
          two@example.org`),
    );
  });

  it("keeps ghosts without an id apart", () => {
    const told = toldByOverview(
      overview([entry({ ghost: "" }), entry({ ghost: "" }), entry({ ghost: "", parent: 1 })]),
      new Map(),
    );
    expect(new Set(told.map(({ messageId }) => messageId)).size).toBe(3);
    expect(told[2]?.parentId).toBe(told[1]?.messageId);
  });

  it("tells only an order where its tree was lost on saving", () => {
    const told = toldByOverview(overview(page.entries, false), new Map([[3, thisMessage]]));
    expect(told.every(({ isOrderOnly }) => isOrderOnly)).toBe(true);
    // What it answers is one of the rows, and nothing says which.
    expect(tree([thisMessage], told)).toBe(
      lines(`
        (overview:10|Anna Berg|[PATCH] hwmon: Fix)
          (overview:20|Bo Lindqvist|)
          (answer@example.com)
            reply@example.org
          (lost@example.com)`),
    );
  });

  it("gives way to who answers whom, wherever that is known", () => {
    const lost = toldByOverview(overview(page.entries, false), new Map());
    const whole = toldByOverview(page, new Map([[3, thisMessage]]));
    expect(tree([thisMessage], [...lost, ...whole])).toBe(tree([thisMessage], whole));
  });
});
