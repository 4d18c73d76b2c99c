import { describe, expect, it } from "vitest";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import { lines, mail, picture } from "./build.js";

const day = 24 * 3600 * 1000;
const threads = (...messages: MessageSummary[]): string => picture(buildThreads({ messages, told: [] }));

const reply = (id: string, parent: string, subject: string, date: number): MessageSummary =>
  mail(id, { subject, inReplyTo: [parent], references: [parent], date });

describe("order below a cover letter", () => {
  it("has patches by number, then replies by date, whatever order they were sent in", () => {
    expect(
      threads(
        mail("cover", { subject: "[PATCH v2 0/3] Cold places", date: 1 }),
        reply("early", "cover", "Re: [PATCH v2 0/3] Cold places", 2),
        reply("p3", "cover", "[PATCH v2 3/3] three", 3),
        reply("p1", "cover", "[PATCH v2 1/3] one", 5),
        reply("p2", "cover", "[PATCH v2 2/3] two", 4),
        reply("late", "cover", "Re: [PATCH v2 0/3] Cold places", 9),
        reply("r1", "p1", "Re: [PATCH v2 1/3] one", 10),
      ),
    ).toBe(
      lines(`
        cover
          p1
            r1
          p2
          p3
          early
          late`),
    );
  });

  it("does not mix a later version into the series", () => {
    expect(
      threads(
        mail("v1", { subject: "[PATCH 0/2] Cold places", date: 1 }),
        reply("v1p2", "v1", "[PATCH 2/2] two", 3),
        reply("v1p1", "v1", "[PATCH 1/2] one", 2),
        reply("question", "v1", "Re: [PATCH 0/2] Cold places", 4),
        reply("v2p1", "v1", "[PATCH v2 1/2] one", 5),
        reply("v2p2", "v1", "[PATCH v2 2/2] two", 5),
      ),
    ).toBe(
      lines(`
        v1
          v1p1
          v1p2
          question
          v2p1
          v2p2`),
    );
  });

  it("sorts patches below a missing cover letter, too", () => {
    expect(
      threads(
        reply("p10", "gone", "[PATCH 10/10] ten", 1),
        reply("p2", "gone", "[PATCH 2/10] two", 2),
        reply("answer", "gone", "Re: [PATCH 0/10] all", 0),
      ),
    ).toBe(
      lines(`
        (gone)
          p2
          p10
          answer`),
    );
  });
});

describe("a series sent without references", () => {
  const patch = (id: string, subject: string, date: number | null, facts: Partial<MessageSummary> = {}) =>
    mail(id, { subject, date, ...facts });

  it("stands under its cover letter", () => {
    expect(
      threads(
        patch("p2", "[PATCH net-next v3 2/2] two", 3),
        patch("p1", "[PATCH net-next v3 1/2] one", 2),
        patch("cover", "[PATCH net-next v3 0/2] all", 1),
      ),
    ).toBe(
      lines(`
        cover
          p1
          p2`),
    );
  });

  it("stands under its first patch where there is no cover letter", () => {
    expect(threads(patch("p1", "[PATCH 1/2] one", 1), patch("p2", "[PATCH 2/2] two", 2))).toBe(
      lines(`
        p1
          p2`),
    );
  });

  it.each([
    ["another version", patch("p2", "[PATCH v2 2/2] two", 2)],
    ["another tree", patch("p2", "[PATCH net 2/2] two", 2)],
    ["another total", patch("p2", "[PATCH 2/3] two", 2)],
    [
      "another sender",
      patch("p2", "[PATCH 2/2] two", 2, { fromName: "Bo Lindqvist", fromAddress: "bo@example.com" }),
    ],
    ["months later", patch("p2", "[PATCH 2/2] two", 90 * day)],
    ["a reply", patch("p2", "Re: [PATCH 2/2] two", 2)],
  ])("is not joined by %s", (_, other) => {
    expect(buildThreads({ messages: [patch("p1", "[PATCH 1/2] one", 1), other], told: [] })).toHaveLength(2);
  });

  it("is told apart from one that was sent at the same time by the words of its title", () => {
    const minute = 60_000;
    expect(
      threads(
        patch("a0", "[PATCH 0/2] alpha work", 0),
        patch("b0", "[PATCH 0/2] beta work", minute),
        patch("a1", "[PATCH 1/2] alpha: step 1", 2 * minute),
        patch("b1", "[PATCH 1/2] beta: step 1", 3 * minute),
        patch("a2", "[PATCH 2/2] alpha: step 2", 4 * minute),
        patch("b2", "[PATCH 2/2] beta: step 2", 5 * minute),
      ),
    ).toBe(
      lines(`
        b0
          b1
          b2
        a0
          a1
          a2`),
    );
  });

  it("goes by the order of sending where that is plain, whatever the words", () => {
    const minute = 60_000;
    expect(
      threads(
        patch("a0", "[PATCH 0/1] frost", 0),
        patch("a1", "[PATCH 1/1] ice: melt", minute),
        patch("b0", "[PATCH 0/1] ice", 2 * minute),
        patch("b1", "[PATCH 1/1] frost: melt", 3 * minute),
      ),
    ).toBe(
      lines(`
        b0
          b1
        a0
          a1`),
    );
  });

  it("has a word in common where it took more than an hour, unless it comes from git-format-patch", () => {
    const one = patch("p1", "[PATCH net 1/2] net: alpha", 0);
    const hours = 20 * 3600 * 1000;
    const alone = "p2\np1";
    expect(threads(one, patch("p2", "[PATCH net 2/2] usb: omega", hours))).toBe(alone);
    expect(threads(one, patch("p2", "[PATCH net 2/2] net: omega", hours))).toBe("p1\n  p2");
    const facts = { isSynthetic: true };
    expect(threads({ ...one, ...facts }, patch("p2", "[PATCH net 2/2] usb: omega", hours, facts))).toBe(
      "p1\n  p2",
    );
  });

  it("takes the nearer of two mails with one number", () => {
    expect(
      threads(
        patch("p1", "[PATCH 1/2] one", 10 * day),
        patch("old", "[PATCH 2/2] two", 2 * day),
        patch("new", "[PATCH 2/2] two", 10 * day + 1),
      ),
    ).toBe(
      lines(`
        p1
          new
        old`),
    );
  });

  it("leaves mail alone that refers to something", () => {
    expect(
      threads(
        patch("cover", "[PATCH 0/1] all", 1),
        patch("p1", "[PATCH 1/1] one", 2, { references: ["elsewhere"] }),
      ),
    ).toBe(
      lines(`
        (elsewhere)
          p1
        cover`),
    );
  });
});
