import { describe, expect, it } from "vitest";
import { filterMistake } from "../../../server/src/threads/filterMistake.js";

describe("mistakes in a filter", () => {
  it("are unknown terms, told with those that there are", () => {
    expect(filterMistake("frost foo:bar")).toContain("“foo:” is no term");
    expect(filterMistake("-foo:bar")).toMatch(/state: by: has:replies/);
  });

  it("are unknown values, told with those that there are", () => {
    expect(filterMistake("state:foo")).toBe(
      "“state:foo” is no state. States: new review changes reviewed applied dropped deferred superseded",
    );
    expect(filterMistake("has:foo")).toContain("has:replies");
    expect(filterMistake("is:foo")).toContain("is:unread or is:mine");
    expect(filterMistake("silent:long")).toContain("silent:14");
  });

  it("are not in what may be looked for", () => {
    for (const filter of [
      "",
      "frost",
      "hwmon: (frost)",
      "https://example.org/x",
      '"foo:bar baz" s:x',
      "state:app -state:review state:partlyapplied",
      "is:unread is:mine has:replies silent:14d by:me",
      "drm/i915:x",
      "state:",
    ]) {
      expect([filter, filterMistake(filter)]).toEqual([filter, null]);
    }
  });

  it("show nothing hidden of what was pasted", () => {
    expect(filterMistake("state:a\u202eb")).not.toContain("\u202e");
  });
});
