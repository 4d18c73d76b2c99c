import { describe, expect, it } from "vitest";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";
import { CASES } from "./cases/index.js";
import { diagnoseText, SEVERITY_NAMES } from "./support.js";

/** Those that a text alone is enough for; the others are tested with a repository (test/lsp). */
const ofText = RULES.filter(({ scope }) => scope !== "repository").map((rule) => rule.id);

describe.each(ofText)("%s", (id) => {
  const cases = CASES[id] ?? [];

  it("has cases that fire and that do not", () => {
    expect(cases.some((one) => one.expect.length > 0)).toBe(true);
    expect(cases.some((one) => one.expect.length === 0)).toBe(true);
  });

  describe.each(["LF", "CRLF"])("%s", (lineEnd) => {
    const some = cases.filter((one) => lineEnd === "LF" || one.onlyLf !== true);
    it.each(some.map((one) => [one.name, one] as const))("%s", (_name, one) => {
      const text = lineEnd === "CRLF" ? one.text.replaceAll("\n", "\r\n") : one.text;
      const lines = text.split(/\r?\n/);
      const { preset = "kernel", user } = one;
      const found = diagnoseText(text, {
        preset,
        userAddresses: user === undefined ? null : [user],
        commits: () => ({
          commit: (hash) => one.commits?.[hash] ?? null,
          ancestry: (hash) => one.ancestries?.[hash] ?? null,
        }),
      })
        .filter((diagnostic) => diagnostic.code === id)
        .map((it) => `${SEVERITY_NAMES[it.severity]} ${it.code} | ${lines[it.range.start.line] ?? ""}`);
      expect(found).toEqual(one.expect);
    });
  });
});

describe("the table", () => {
  it("has unique, dotted ids and whole texts", () => {
    const ids = RULES.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rule of RULES) {
      expect(rule.id).toMatch(
        /^(?:patch|mail|log|trailer|series|thread|stable|apply)\.[a-z]+(?:-[a-z\d]+)*$/,
      );
      expect(rule.description.endsWith(".")).toBe(true);
      expect(rule.explanation.length).toBeGreaterThan(40);
      expect(rule.example.wrong).not.toBe(rule.example.right);
    }
  });

  it("has a case list for each rule of a text and no other", () => {
    expect(Object.keys(CASES).toSorted()).toEqual(ofText.toSorted());
  });
});
