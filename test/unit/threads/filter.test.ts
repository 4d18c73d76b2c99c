import { describe, expect, it } from "vitest";
import type { MessageFacts } from "../../../server/src/threads/facts.js";
import { filterThreads, parseFilter } from "../../../server/src/threads/filter.js";
import type { FilterFacts } from "../../../server/src/threads/filterMatch.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import type { SeriesState } from "../../../server/src/threads/seriesModel.js";
import { lines, mail, picture } from "./build.js";

const day = 24 * 3600 * 1000;
const noFacts: MessageFacts = {
  recipients: "",
  trailers: [],
  patch: null,
  results: [],
  comments: [],
  changeId: null,
  baseCommit: null,
  anchor: null,
  quoted: null,
  isDecoded: false,
};

/** What is known of messages by their ids; of others nothing was read yet. */
function knowing(
  facts: Readonly<Record<string, Partial<MessageFacts>>> = {},
  rest: Partial<FilterFacts> = {},
): FilterFacts {
  return {
    me: ["bo@example.com", "bo@work.example.com"],
    now: 100 * day,
    facts({ messageId }: MessageSummary) {
      const own = facts[messageId];
      return own && { ...noFacts, ...own };
    },
    state: () => undefined,
    isUnread: () => false,
    isMine: (path) => path.startsWith("drivers/hwmon/"),
    ...rest,
  };
}

const roots = buildThreads({
  messages: [
    mail("cover@x", { subject: "[PATCH 0/2] Cold places", date: 1 }),
    mail("one@x", { subject: "[PATCH 1/2] hwmon: Fix zero", inReplyTo: ["cover@x"], date: 2 }),
    mail("two@x", { subject: "[PATCH 2/2] hwmon: Document", inReplyTo: ["cover@x"], date: 3 }),
    mail("reply@y", {
      subject: "Re: [PATCH 2/2] hwmon: Document",
      inReplyTo: ["two@x"],
      date: 4,
      fromName: "Bo Öberg",
      fromAddress: "bo@example.com",
    }),
    mail("other@y", { subject: "A question", date: 0 }),
  ],
  told: [],
});

const filtered = (text: string, facts = knowing()): { tree: string; matchCount: number } => {
  const filter = parseFilter(text);
  if (filter === null) throw new Error("an empty filter");
  const result = filterThreads(roots, filter, facts);
  return { tree: picture(result.roots), matchCount: result.matchCount };
};

describe("filter of threads", () => {
  it.each(["", "  ", 's:""', "f:"])("asks for nothing: %j", (text) => {
    expect(parseFilter(text)).toBeNull();
  });

  it("keeps what matches, and what stands above it", () => {
    expect(filtered("document")).toEqual({
      matchCount: 2,
      tree: lines(`
        cover@x
          two@x
            reply@y`),
    });
  });

  it("wants all words, in any case", () => {
    expect(filtered("HWMON zero").tree).toBe(
      lines(`
        cover@x
          one@x`),
    );
    expect(filtered("hwmon question")).toEqual({ tree: "", matchCount: 0 });
  });

  it("finds the sender by name and by address", () => {
    expect(filtered("f:öberg").matchCount).toBe(1);
    expect(filtered("from:BO@example.com").matchCount).toBe(1);
    expect(filtered("s:öberg").matchCount).toBe(0);
  });

  it("keeps quoted words together", () => {
    expect(filtered('"fix zero"').matchCount).toBe(1);
    expect(filtered('s:"zero fix"').matchCount).toBe(0);
  });

  it("finds a Message-ID", () => {
    expect(filtered("m:other@y").tree).toBe("other@y");
  });

  it("leaves a whole thread as it is", () => {
    const filter = parseFilter("m:@");
    expect(filter && filterThreads(roots, filter, knowing()).roots).toEqual(roots);
  });
});

describe("terms of messages", () => {
  const facts = knowing({
    "one@x": { recipients: " bo@example.com list@example.org ", patch: touching("drivers/hwmon/Zero.c") },
    "two@x": { recipients: " bobo@example.com ", patch: touching("Documentation/zero.rst") },
  });

  it("find recipients; me is the whole address", () => {
    expect(filtered("tc:list@", facts).tree).toBe(
      lines(`
      cover@x
        one@x`),
    );
    expect(filtered("to:bo", facts).matchCount).toBe(2);
    expect(filtered("tc:me", facts).matchCount).toBe(1);
    expect(filtered("f:me", facts).matchCount).toBe(1);
  });

  it("find files that a patch touches, and those of the user", () => {
    expect(filtered("dfn:zero", facts).matchCount).toBe(2);
    expect(filtered("file:HWMON/zero.c", facts).matchCount).toBe(1);
    expect(filtered("is:mine", facts).matchCount).toBe(1);
  });

  it("find what is unread", () => {
    const isUnread = ({ messageId }: MessageSummary): boolean => messageId === "two@x";
    expect(filtered("is:unread", knowing({}, { isUnread })).tree).toBe(
      lines(`
      cover@x
        two@x`),
    );
    expect(filtered("is:unheard-of").matchCount).toBe(0);
  });

  it("are turned round by a minus, words are not", () => {
    expect(filtered("hwmon -s:zero").matchCount).toBe(2);
    expect(filtered("-hwmon").matchCount).toBe(0);
  });
});

describe("terms of threads", () => {
  it("keep or drop a thread whole", () => {
    expect(filtered("by:me").matchCount).toBe(4);
    expect(filtered("-by:me").tree).toBe("other@y");
    expect(filtered("has:replies").matchCount).toBe(4);
    expect(filtered("by:me s:zero").matchCount).toBe(1);
  });

  it("count days of silence from the newest mail on", () => {
    const at = (now: number): number => filtered("silent:14", knowing({}, { now })).matchCount;
    expect([at(14 * day - 1), at(14 * day), at(14 * day + 3), at(14 * day + 4)]).toEqual([0, 1, 1, 5]);
    expect(filtered("silent:many").matchCount).toBe(0);
  });

  it.each<[string, SeriesState, boolean]>([
    ["state:applied", "applied", true],
    ["state:applied", "partlyApplied", true],
    ["state:review", "underReview", true],
    ["state:review", "reviewed", false],
    ["state:reviewed", "reviewed", true],
    ["state:changes", "changesRequested", true],
    ["state:super", "superseded", true],
    ["state:new", "applied", false],
    ["-state:new", "applied", true],
  ])("%s of a series that is %s: %s", (text, own, isKept) => {
    const state = ({ messageId }: MessageSummary): SeriesState | undefined =>
      messageId === "cover@x" ? own : undefined;
    expect(filtered(text, knowing({}, { state })).tree.includes("cover@x")).toBe(isKept);
  });
});

function touching(...paths: string[]): MessageFacts["patch"] {
  return { patchId: "1", paths, additions: 1, deletions: 0 };
}
