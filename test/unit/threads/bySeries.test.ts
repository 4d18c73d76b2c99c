import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupBySeries } from "../../../server/src/threads/bySeries.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary, ThreadNode } from "../../../server/src/threads/model.js";
import { sortThreads } from "../../../server/src/threads/order.js";
import { seriesOf } from "../../../server/src/threads/seriesOf.js";
import { lines, mail, picture } from "./build.js";

const grouped = (...messages: MessageSummary[]): readonly ThreadNode[] => {
  const roots = buildThreads({ messages, told: [] });
  return groupBySeries(roots, seriesOf(roots, () => undefined).series);
};
const day = 24 * 3600 * 1000;
const part = (id: string, subject: string, at: number, parent?: string): MessageSummary =>
  mail(id, { subject, date: at * day, inReplyTo: parent === undefined ? [] : [parent] });

const first = [
  part("a0", "[PATCH 0/2] Cold places", 1),
  part("a1", "[PATCH 1/2] Fix zero", 1, "a0"),
  part("a2", "[PATCH 2/2] Document", 1, "a0"),
  mail("ra", { subject: "Re: [PATCH 1/2] Fix zero", date: 2 * day, inReplyTo: ["a1"], fromAddress: "bo@x" }),
];
const second = (parent?: string): MessageSummary[] => [
  part("b0", "[PATCH v2 0/2] Cold places", 5, parent),
  part("b1", "[PATCH v2 1/2] Fix zero", 5, "b0"),
  part("b2", "[PATCH v2 2/2] Document", 5, "b0"),
];
const both = `
  b0
    b1
    b2
    a0
      a1
        ra
      a2`;

describe("threads by series", () => {
  it("put the newest version on top, and the older ones below it", () => {
    expect(picture(grouped(...first, ...second()))).toBe(lines(both));
  });

  it("take a version out of the thread of the one that it answers", () => {
    expect(picture(grouped(...first, ...second("a0")))).toBe(lines(both));
    expect(picture(grouped(...first, ...second("ra")))).toBe(lines(both));
  });

  it("count replies and dates anew", () => {
    const [root] = grouped(...first, ...second("a0"));
    expect(root).toMatchObject({ replyCount: 6, latestDate: 5 * day });
  });

  it("leave all other mail where it is", () => {
    const other = [part("q", "A question", 3), part("rq", "Re: A question", 4, "q")];
    expect(picture(grouped(...other, ...first))).toBe(
      picture(buildThreads({ messages: [...other, ...first], told: [] })),
    );
  });

  const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const anyMail = fc.uniqueArray(
    fc.record({
      messageId: fc.constantFrom(...ids),
      subject: fc.constantFrom(
        "[PATCH 0/2] x",
        "[PATCH 1/2] y",
        "[PATCH 2/2] z",
        "[PATCH v2 0/2] x",
        "[PATCH v2 1/2] y",
        "[PATCH v2 2/2] z",
        "[PATCH v3 1/2] y",
        "[PATCH] y",
        "Re: [PATCH 1/2] y",
        "talk",
      ),
      inReplyTo: fc.array(fc.constantFrom(...ids, "ghost"), { maxLength: 1 }),
      date: fc.integer({ min: 0, max: 20 * day }),
      fromAddress: fc.constantFrom("anna@example.org", "bo@example.org"),
    }),
    { selector: ({ messageId }) => messageId, maxLength: 8 },
  );

  it("hold every message exactly once, whatever answers what", () => {
    fc.assert(
      fc.property(anyMail, (records) => {
        const messages = records.map(({ messageId, ...rest }) => mail(messageId, rest));
        const seen: string[] = [];
        const stack = [...grouped(...messages)];
        for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
          if (node.message !== null) seen.push(node.messageId);
          stack.push(...node.children);
        }
        expect(seen.sort()).toEqual(messages.map(({ messageId }) => messageId).sort());
      }),
      { numRuns: 500 },
    );
  });
});

describe("sorted threads", () => {
  const roots = buildThreads({
    messages: [
      mail("old@x", { subject: "[PATCH] Beta", fromName: "Cy", date: 1 }),
      mail("re@x", { subject: "Re: [PATCH] Beta", fromName: "Anna", date: 9, inReplyTo: ["old@x"] }),
      mail("new@x", { subject: "alpha", fromName: "bo", date: 5 }),
      mail("bare@x", { subject: "", fromName: "", fromAddress: "", date: 3 }),
    ],
    told: [],
  });
  it.each([
    ["activity", "old@x new@x bare@x"],
    ["date", "new@x bare@x old@x"],
    ["subject", "new@x old@x bare@x"],
    ["sender", "new@x old@x bare@x"],
  ] as const)("by %s: %s", (sort, wanted) => {
    expect(
      sortThreads(roots, sort)
        .map(({ messageId }) => messageId)
        .join(" "),
    ).toBe(wanted);
  });
});
