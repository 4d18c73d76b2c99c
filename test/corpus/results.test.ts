import { describe, expect, it } from "vitest";
import { mailWithFacts } from "./factsOfMail.js";
import { benchMail, hasShared } from "./shared.js";

/** Unquoted lines of a mail's body, as plain text search sees them. */
function plainLines(lines: readonly string[]): readonly string[] {
  const body = lines.slice(lines.indexOf("") + 1);
  const end = body.findIndex((line) => /^-- ?$/.test(line));
  return (end === -1 ? body : body.slice(0, end)).filter((line) => !/^ ?>/.test(line));
}

const field = (lines: readonly string[], name: string): string =>
  lines
    .slice(0, lines.indexOf(""))
    .find((line) => line.toLowerCase().startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trim() ?? "";

describe.runIf(hasShared("bench", 1))("results of 5,000 mails of one list", () => {
  it("are those that a search for the usual words finds", { timeout: 240_000 }, async () => {
    const mails = await mailWithFacts("bench", benchMail());
    const counts = new Map<string, number>();
    for (const { facts } of mails)
      for (const { rule, state } of facts.results)
        counts.set(`${rule} ${state}`, (counts.get(`${rule} ${state}`) ?? 0) + 1);
    console.log([...counts].map(([rule, count]) => `  ${rule}: ${count}`).join("\n"));

    for (const { name, lines, facts } of mails) {
      const from = field(lines, "from");
      const subject = field(lines, "subject");
      const own = plainLines(lines);
      const said = (rule: string): boolean => facts.results.some((result) => result.rule === rule);
      // What must be found.
      if (
        own.some((line) =>
          /^(?:Thanks, applied\.|Applied, thanks[.!]|Applied to fscrypt.*)$/.test(line.trim()),
        )
      )
        expect(said("applied"), name).toBe(true);
      expect(said("pr-tracker-bot"), name).toBe(from.startsWith("pr-tracker-bot@"));
      expect(said("autosel"), name).toBe(subject.startsWith("[PATCH AUTOSEL"));
      expect(said("syz-command"), name).toBe(own.some((line) => line.startsWith("#syz ")));
      if (/lkp@intel\.com/.test(from)) expect(facts.results.length, name).toBe(1);
      // And where something is found, the mail's own words at that line say so.
      for (const { rule, line0 } of facts.results) {
        const line = lines[line0] ?? "";
        if (rule === "applied")
          expect(line, name).toMatch(
            /^[^>]*(?:applied|queued|merged|pulled|pushed|picked|patches .* are now on)/i,
          );
        if (rule === "dropped") expect(line, name).toMatch(/^[^>]*dropped/i);
        if (rule === "nack") expect(line, name).toMatch(/^(?:TL;DR: )?na/i);
        if (rule.startsWith("kernel-test-robot")) expect(from, name).toMatch(/lkp@intel\.com|test robot/);
        if (rule.startsWith("syzbot")) expect(from, name).toMatch(/^syzbot/);
      }
    }
    // Read one by one, and none was anything else: more of them asks for another look.
    expect(counts.get("applied applied")).toBe(170);
    expect(counts.get("dropped dropped")).toBe(1);
    expect(counts.get("nack changesRequested")).toBe(4);
  });
});
