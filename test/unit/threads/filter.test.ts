import { describe, expect, it } from "vitest";
import { filterThreads, parseFilter } from "../../../server/src/threads/filter.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import { lines, mail, picture } from "./build.js";

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

const filtered = (text: string): { tree: string; matchCount: number } => {
  const filter = parseFilter(text);
  if (filter === null) throw new Error("an empty filter");
  const result = filterThreads(roots, filter);
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
    expect(filter && filterThreads(roots, filter).roots).toEqual(roots);
  });
});
