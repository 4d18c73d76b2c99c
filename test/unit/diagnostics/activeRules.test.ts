import { describe, expect, it } from "vitest";
import { activeRules } from "../../../server/src/diagnostics/activeRules.js";
import type { Level } from "../../../server/src/diagnostics/rule.js";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";
import { DIFF, diagnoseText, mail, SEPARATOR, SEVERITY_NAMES } from "./support.js";

describe("rules that are asked", () => {
  const text = ["-33,7", "-33,9"]
    .map((counts) => mail({ separator: SEPARATOR, log: "No.\n", diff: DIFF.replace("-33,7", counts) }))
    .join("");

  it.each(["error", "warning", "information", "hint"] as const)(
    "with the least level %s: all that is so severe",
    (least) => {
      for (const mailIs of ["draft", "received"] as const) {
        const isWanted = ({ severity }: { readonly severity: number }): boolean =>
          SEVERITY_NAMES.indexOf(least) >= severity;
        const all = diagnoseText(text, { mailIs }).filter(isWanted);
        expect(diagnoseText(text, { mailIs, least }).filter(isWanted)).toEqual(all);
        expect(all.length).toBeGreaterThan(0);
      }
    },
  );

  it("with other levels, presets, or on a page, are others", () => {
    const ids = (...args: Parameters<typeof activeRules>): string[] =>
      activeRules(...args).messages.draft.map(({ id }) => id);
    const levels: Readonly<Record<string, Level>> = { "log.too-short": "off" };
    expect(ids(false, {})).toContain("log.too-short");
    expect(ids(false, { levels })).not.toContain("log.too-short");
    expect(ids(false, {})).toContain("trailer.missing-signoff");
    expect(ids(false, { preset: "plain" })).not.toContain("trailer.missing-signoff");
    expect(activeRules(true, {}).document).toEqual([]);
    const onPages = RULES.flatMap((rule) => (rule.scope === "message" && rule.runsOnPages ? rule.id : []));
    expect(ids(true, {}).filter((id) => !onPages.includes(id))).toEqual([]);
  });
});
