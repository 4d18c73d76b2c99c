import { describe, expect, it } from "vitest";
import { effectiveLevel, presetLevel } from "../../../server/src/diagnostics/levels.js";
import { PRESETS, type RuleBase } from "../../../server/src/diagnostics/rule.js";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";
import { diagnoseText, mail } from "./support.js";

const rule: RuleBase = {
  id: "x.y",
  received: "hint",
  draft: "warning",
  presets: { plain: "off", tip: { received: "information", draft: "hint" } },
  description: "",
  oracle: "",
  explanation: "",
  example: { wrong: "", right: "" },
};

describe("a level", () => {
  it("is the rule's, else the preset's, for one state or both", () => {
    expect(PRESETS.map((preset) => presetLevel(rule, preset, "received"))).toEqual([
      ...["hint", "hint", "hint", "hint", "information"],
      "off",
    ]);
    expect(presetLevel(rule, "tip", "draft")).toBe("hint");
    expect(presetLevel(rule, "kernel", "draft")).toBe("warning");
  });

  it("is the setting's before the preset's; a finding and a page lower it, and never raise it", () => {
    expect(effectiveLevel({ rule }, "draft", false, { preset: "plain" })).toBe("off");
    expect(effectiveLevel({ rule }, "draft", false, { preset: "plain", levels: { "x.y": "error" } })).toBe(
      "error",
    );
    expect(effectiveLevel({ rule, level: "hint" }, "draft", false, {})).toBe("hint");
    expect(effectiveLevel({ rule, level: "error" }, "draft", false, {})).toBe("warning");
    expect(effectiveLevel({ rule }, "draft", true, {})).toBe("information");
    expect(effectiveLevel({ rule, level: "error" }, "draft", false, { levels: { "x.y": "off" } })).toBe(
      "off",
    );
  });
});

describe("the preset plain", () => {
  it("changes nothing that git itself judges", () => {
    const errors = RULES.filter(({ received }) => received === "error");
    expect(errors.length).toBeGreaterThan(5);
    expect(errors.filter((each) => presetLevel(each, "plain", "draft") !== "error")).toEqual([]);
  });

  it("says nothing of a patch without any of the kernel's customs", () => {
    const text = mail({
      subject: "[PATCH] Say two",
      log: `${"One was not enough, ".repeat(6)}said #12.\n\nFixes: #12\n`,
    });
    expect(diagnoseText(text, { mailIs: "draft" }).length).toBeGreaterThan(1);
    expect(diagnoseText(text, { mailIs: "draft", preset: "plain" })).toEqual([]);
  });
});
