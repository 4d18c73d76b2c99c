import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { meantName } from "../../../server/src/diagnostics/trailerNames.js";

/** Package wamerican. */
const dictionary = "/usr/share/dict/american-english";
/** Other forms of the same verbs, and what nobody would write of a patch: slips. */
const FORMS =
  /^(?:(?:test|report|review|suggest|assist|develop)(?:er|ers|s|edly)?|arcked|signe[rt]|sinned|singed|of|oaf|oft)$/;

const official = [
  "Signed-off",
  "Co-developed",
  "Acked",
  "Tested",
  "Reviewed",
  "Reported",
  "Suggested",
  "Assisted",
];

if (!fs.existsSync(dictionary)) console.log("1 test skipped: there is no dictionary (package wamerican)");

describe("a name that is not known", () => {
  it.each(
    official.flatMap((name) =>
      ["Un", "Non", "Non-", "Not-", "Dis", "Re-", "Mis"].map((no) => `${no}${name}-by`),
    ),
  )("%s is meant", (name) => expect(meantName(name)).toBeNull());

  it("is a slip where one word has one", () => {
    for (const [slip, name] of [
      ["Singed-off-by", "Signed-off-by"],
      ["Signed-of-by", "Signed-off-by"],
      ["Signed_off_by", "Signed-off-by"],
      ["SignedOff-by", "Signed-off-by"],
      ["Codeveloped-by", "Co-developed-by"],
      ["Co-devloped-by", "Co-developed-by"],
      ["Ackd-by", "Acked-by"],
      ["Tetsed-by", "Tested-by"],
      ["Revewied-by", "Reviewed-by"],
      ["Report-by", "Reported-by"],
    ] as const)
      expect(meantName(slip), slip).toBe(name);
  });

  it.runIf(fs.existsSync(dictionary))("is none of the English words that are near", () => {
    const words = fs.readFileSync(dictionary, "utf8").split("\n");
    const taken = words.filter(
      (word) => /^[a-z]{2,}$/.test(word) && !FORMS.test(word) && meantName(`${word}-by`) !== null,
    );
    expect(taken).toEqual([]);
  });
});
