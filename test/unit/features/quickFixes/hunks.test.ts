import { expect, it } from "vitest";
import { mail, SEPARATOR } from "../../diagnostics/support.js";
import { expectSame, fixed, offered } from "./fixture.js";

const sound = mail({ separator: SEPARATOR });

it("counts a hunk's lines again", async () => {
  const { diff, text } = await fixed(sound.replace("-33,7 +33,8", "-33,7 +33,9"), "patch.corrupt-hunk");
  expect(diff).toEqual([
    "-@@ -33,7 +33,9 @@ static int frost_read(struct frost *frost, long *val)",
    "+@@ -33,7 +33,8 @@ static int frost_read(struct frost *frost, long *val)",
  ]);
  expect(text === sound).toBe(true);
});

it("joins wrapped lines", async () => {
  const long = sound.replace(
    "bit 15 is the sign",
    "bit 15 is the sign of the value that the register holds since reset",
  );

  const wrapped = long.replace("holds since reset", "holds\nsince reset");
  for (const rule of ["patch.corrupt-hunk", "patch.whitespace-damaged"]) {
    const { text, titles } = await fixed(wrapped, rule);
    expectSame(text, long, "joined");
    // To count a half line as one would make another patch.
    expect(titles).toEqual(["Join the wrapped line again"]);
  }
});

/** A patch whose lines are all of less than 60 columns, but for its long one. */
const narrow = (lines: string): string =>
  `${SEPARATOR}From: Anna Berg <anna.berg@example.org>
Date: Mon, 9 Mar 2026 10:17:30 +0100
Subject: [PATCH] docs: frost: Say what it is

The reader wants to know.

Signed-off-by: Anna Berg <anna.berg@example.org>
---
diff --git a/frost.rst b/frost.rst
index 564e7739c8d2..c524fe085484 100644
--- a/frost.rst
+++ b/frost.rst
@@ -1,2 +1,3 @@
 Frost
${lines}
 =====
-- 
2.39.5

`;

it("joins lines that were wrapped before column 66 in a mail that has no wider one", async () => {
  const long = "+The sensor counts from zero, and is read by a slow mailer.";
  const { text } = await fixed(narrow(long.replace("slow mailer", "slow\nmailer")), "patch.corrupt-hunk");
  expectSame(text, narrow(long), "joined");
});

it("joins no line that would have fitted, nor one of a mail that has wider ones", async () => {
  const short = narrow("+Zero.\nWhat is this?");
  expect(await offered(short, "patch.corrupt-hunk")).not.toContain("Join the wrapped line again");
  const wide = narrow("+The sensor counts from zero, and is read by a slow\nmailer.").replace(
    "The reader wants to know.",
    "The reader wants to know what it is that the sensor gives to the driver.",
  );
  expect(await offered(wide, "patch.corrupt-hunk")).not.toContain("Join the wrapped line again");
});

it("puts a lost blank back", async () => {
  const { text, titles, diff } = await fixed(
    sound.replace("\n \treturn 0;", "\n\treturn 0;"),
    "patch.corrupt-hunk",
  );
  expectSame(text, sound, "the blank");
  expect([titles, diff]).toEqual([
    ["Put the context line's lost blank back"],
    ["-\treturn 0;", "+ \treturn 0;"],
  ]);
});

it("counts again, and puts nothing back, where the counts prove nothing", async () => {
  const { titles } = await fixed(sound.replace("-33,7 +33,8", "-33,7 +33,10"), "patch.corrupt-hunk");
  expect(titles).toEqual(["Count the lines of this file's hunks again"]);
});

it("writes the diffstat anew", async () => {
  const { text, diff } = await fixed(sound.replace("| 3 ++-", "| 9 ++-"), "patch.diffstat-mismatch");
  expectSame(text, sound, "the diffstat");
  expect(diff).toEqual(["- drivers/hwmon/frost.c | 9 ++-", "+ drivers/hwmon/frost.c | 3 ++-"]);
});

it("offers nothing that would be a guess", async () => {
  // A line of words in a hunk that is too long and too short: it may be anything.
  const guess = sound.replace("-33,7 +33,8", "-33,9 +33,9").replace("\n-\t*val", "\nvalue\n-\t*val");
  expect(await offered(guess, "patch.corrupt-hunk")).toEqual([]);
});
