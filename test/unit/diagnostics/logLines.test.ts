import { describe, expect, it } from "vitest";
import { presetLevel } from "../../../server/src/diagnostics/levels.js";
import { logLines } from "../../../server/src/diagnostics/logLines.js";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";
import { mail, parsed } from "./support.js";

/** `kind | text` of each line of the log, and where the first sign-off stands. */
function read(log: string): { rows: string[]; signoffAt: number } {
  const document = parsed(mail({ log }));
  const [message] = document.model.messages;
  if (!message) throw new Error("no message");
  const { lines, signoffAt } = logLines(document, message);
  for (const { start, text } of lines) expect(document.text.startsWith(text, start)).toBe(true);
  return { rows: lines.map(({ kind, text }) => `${kind} | ${text}`), signoffAt };
}

describe("lines of a commit log", () => {
  it("are words, links, quotes, rows of a diffstat, trailers", () => {
    const { rows, signoffAt } = read(`Words of the author,
  indented ones, too.

See https://example.org/1
[1] https://example.org/2
The page https://example.org/3 says so.

> quoted

 drivers/hwmon/frost.c | 3 ++-

Fixes: 0d3f6a1c9b7e ("hwmon: add frost")
  Reviewed-by: Bo Lindqvist <bo@example.com>
Signed-off-by: Anna Berg <anna.berg@example.org>
[bo: a word]
`);
    expect(rows).toEqual([
      "prose | Words of the author,",
      "prose |   indented ones, too.",
      "blank | ",
      "link | See https://example.org/1",
      "link | [1] https://example.org/2",
      "prose | The page https://example.org/3 says so.",
      "blank | ",
      "quote | > quoted",
      "blank | ",
      "diffstat |  drivers/hwmon/frost.c | 3 ++-",
      "blank | ",
      'trailer | Fixes: 0d3f6a1c9b7e ("hwmon: add frost")',
      "trailer |   Reviewed-by: Bo Lindqvist <bo@example.com>",
      "trailer | Signed-off-by: Anna Berg <anna.berg@example.org>",
      "prose | [bo: a word]",
    ]);
    expect(signoffAt).toBe(13);
  });

  it.each([
    "WARNING: one",
    "BUG: one",
    "[   12.345678] one",
    "  [<ffffffff81234567>] one",
    "  RAX: 0000 RBX: 0001 RCX: 0002",
    " #3 [ffffa98540a0be48] frost_read at ffffffffc0a0",
    "Call Trace:",
    "  frost_read+0x1a/0x30",
  ])("are kernel log from “%s” to the next empty line", (first) => {
    const isEach = /Trace|0x30/.test(first);
    const { rows } = read(`Words.\n\n${first}\n${isEach ? " frost+0x1/0x2" : "any words"}\n\nWords.\n`);
    expect(rows.map((row) => row.split(" ")[0])).toEqual([
      "prose",
      "blank",
      "dump",
      "dump",
      "blank",
      "prose",
    ]);
  });

  it("are none where there is no log", () => {
    const document = parsed(mail({ subject: "Re: [PATCH] hwmon: frost", log: "> a\n\nb\n" }));
    const [message] = document.model.messages;
    expect(message && logLines(document, message).lines).toEqual([]);
  });
});

describe("presets", () => {
  const log = RULES.filter(({ id }) => id.startsWith("log.") && !/unknown|mismatch|diff-in/.test(id));

  it("plain knows what git does and templates that were left, and none of the kernel's customs", () => {
    const on = log.filter((rule) => presetLevel(rule, "plain", "draft") !== "off").map(({ id }) => id);
    expect(on).toEqual(["log.misplaced-body", "log.comment-symbol", "log.editme"]);
  });

  it("drm leaves changelogs in the log", () => {
    const off = log.filter((rule) => presetLevel(rule, "drm", "draft") === "off").map(({ id }) => id);
    expect(off).toEqual(["log.versioning-above-cut"]);
  });

  it("received mail gets information or hints, a draft warnings", () => {
    for (const rule of log) {
      expect(["information", "hint"], rule.id).toContain(rule.received);
      expect(rule.draft, rule.id).toBe("warning");
    }
    for (const id of ["log.long-line", "log.commit-id-style"])
      expect(log.find((rule) => rule.id === id)?.received).toBe("hint");
  });
});
