import { describe, expect, it } from "vitest";
import { endsAttribution, readAttribution } from "../../../server/src/core/body/attribution.js";
import { mailOf, messageOf } from "./read.js";

describe("an attribution", () => {
  it.each<[string, string, string]>([
    ["On Tue, 3 Mar 2026, Ada Frost wrote:", "Ada Frost", "Tue, 3 Mar 2026"],
    [
      "On Tue, Mar 03, 2026 at 10:15:00AM +0100, Ada Frost wrote:",
      "Ada Frost",
      "Tue, Mar 03, 2026 at 10:15:00AM +0100",
    ],
    [
      "On Tue, 3 Mar 2026 10:15:00 +0100 (CET), Ada Frost <ada@example.org> wrote:",
      "Ada Frost <ada@example.org>",
      "Tue, 3 Mar 2026 10:15:00 +0100 (CET)",
    ],
    ["On 3/3/26 10:15, Ada Frost wrote:", "Ada Frost", "3/3/26 10:15"],
    ["On 03.03.26 10:15, Ada Frost wrote:", "Ada Frost", "03.03.26 10:15"],
    ['"Ada Frost" <ada@example.org> writes:', "Ada Frost <ada@example.org>", ""],
    ["Ada Frost wrote:", "Ada Frost", ""],
    ["* Ada Frost <ada@example.org> wrote:", "Ada Frost <ada@example.org>", ""],
    ["Am 03.03.26 um 10:15 schrieb Ada Frost:", "Ada Frost", "03.03.26 um 10:15"],
    ["Le 03/03/2026 à 10:15, Ada Frost a écrit :", "Ada Frost", "03/03/2026 à 10:15"],
    ["2026-03-03 10:15, Ada Frost wrote:", "Ada Frost", "2026-03-03 10:15"],
  ])("%s", (line, who, when) => {
    expect(endsAttribution(line)).toBe(true);
    expect(readAttribution(line)).toEqual({ who, when });
  });

  it.each(["Like this:", "See https://example.org/x:", "I wrote it all by myself.", "wrote", ""])(
    "%j is none",
    (line) => {
      expect(endsAttribution(line)).toBe(false);
    },
  );

  it.each<[string, string]>([
    ["in one line", "On Tue, 3 Mar 2026, Ada Frost wrote:\n> x\n"],
    ["with an empty line below", "On Tue, 3 Mar 2026, Ada Frost wrote:\n\n> x\n"],
    ["over two lines", "On Tue, Mar 3, 2026 at 10:15 AM Ada Frost\n<ada@example.org> wrote:\n> x\n"],
    ["over three lines", "On Tue, Mar 3, 2026\nat 10:15 AM Ada Frost\n<ada@example.org> wrote:\n> x\n"],
  ])("%s belongs to the quote below it", (_name, body) => {
    const { attributions, quotes } = messageOf(mailOf(body));
    expect(attributions).toHaveLength(1);
    expect(attributions[0]?.who).toMatch(/^Ada Frost/);
    expect(quotes[0]?.attribution).toBe(attributions[0]);
  });

  it("may be quoted itself", () => {
    const { attributions } = messageOf(mailOf("Bo wrote:\n> On Tue, 3 Mar 2026, Ada Frost wrote:\n> > x\n"));
    expect(attributions.map(({ depth, who }) => [depth, who])).toEqual([
      [0, "Bo"],
      [1, "Ada Frost"],
    ]);
  });

  it("is none without a quote below", () => {
    expect(messageOf(mailOf("On Tue, 3 Mar 2026, Ada Frost wrote:\nx\n")).attributions).toEqual([]);
  });

  it("is read in time that grows with its length only", () => {
    for (const piece of ["wrote ", "On 1 ", "10:15 ", "<a@b> ", "a ", '"', ": "])
      expect(readAttribution(piece.repeat(50_000)).who.length).toBeLessThan(1000);
  });
});
