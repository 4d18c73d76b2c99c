import { describe, expect, it } from "vitest";
import { countsBelow } from "../../../server/src/threads/countsBelow.js";
import type { ThreadNode } from "../../../server/src/threads/model.js";

const node = (index: number, children: readonly ThreadNode[]): ThreadNode => ({
  messageId: `${index}@example.org`,
  message: {
    uri: "file:///a.mbox",
    index,
    line0: 0,
    messageId: `${index}@example.org`,
    isSynthetic: false,
    inReplyTo: [],
    references: [],
    subject: "",
    fromName: "",
    fromAddress: "",
    date: null,
  },
  duplicates: [],
  children,
  told: null,
  replyCount: 0,
  latestDate: null,
});

const isOdd = ({ message }: ThreadNode): boolean => (message?.index ?? 0) % 2 === 1;

describe("counts of what is below a node", () => {
  it("are counted without the node itself", () => {
    const leaf = node(3, []);
    const root = node(1, [node(2, [leaf]), node(5, [])]);
    const below = countsBelow(isOdd);
    expect(below(root)).toBe(2);
    expect(below(leaf)).toBe(0);
  });

  it("of 50,000 replies in a row are counted once, for all rows of the path", () => {
    let at = node(50_000, []);
    const path = [at];
    for (let index = 49_999; index >= 0; index--) {
      at = node(index, [at]);
      path.push(at);
    }
    let asked = 0;
    const below = countsBelow((one) => {
      asked++;
      return isOdd(one);
    });
    expect(path.reverse().map((one) => below(one))).toEqual(
      path.map((_, index) => Math.floor((50_000 - index) / 2)),
    );
    expect(asked).toBe(50_000);
  });
});
