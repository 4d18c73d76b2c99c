import { describe, expect, it } from "vitest";
import { dumpStrength } from "../../../server/src/core/body/dump.js";
import { mailOf, messageOf, rowsOf, variants } from "./read.js";

describe("a line of kernel log", () => {
  it.each<[string, 0 | 1 | 2 | 3]>([
    ["[  256.104522] frost: cold", 3],
    ["[    1.0000] x", 3],
    ["[   12.345678][  T99] frost: cold", 3],
    ["[   12.345678][T99@C0] frost: cold", 3],
    ["<4>[   12.345678] frost: cold", 3],
    ["BUG: KASAN: slab-use-after-free in frost_read+0x1a/0x30", 2],
    ["WARNING: possible circular locking dependency detected", 2],
    ["WARNING: CPU: 0 PID: 1 at drivers/frost.c:12 frost_read+0x1a/0x30", 2],
    ["INFO: task frost:99 blocked for more than 120 seconds.", 2],
    ["RIP: 0010:frost_read+0x1a/0x30", 2],
    ["Call Trace:", 2],
    [" frost_read+0x1a/0x30", 2],
    [" ? frost_read+0x1a/0x30 [frost]", 2],
    [" [<c0633f08>] frost_read+0x1a/0x30", 2],
    ["---[ end trace 0000000000000000 ]---", 2],
    ["------------[ cut here ]------------", 2],
    ["==================================================================", 1],
    ["Memory state around the buggy address:", 1],
    ["[1] a footnote", 0],
    ["[v2: 1.5 was wrong]", 0],
    ["BUG: it does not work", 0],
    ["WARNING: this is prose", 0],
    ["Code: see below", 0],
    ["INFO: there is more", 0],
    ["It crashes in frost_read+0x1a/0x30 at times.", 0],
    ["--- a/x", 0],
    ["", 0],
  ])("%s", (line, strength) => {
    expect(dumpStrength(line, 0, line.length)).toBe(strength);
  });
});

describe.each(variants)("a kernel dump, $name", ({ of }) => {
  const body = `Booting with frost gives:

[    1.000001] frost: loaded
[    1.000002] BUG: KASAN: slab-use-after-free in frost_read+0x1a/0x30

[    1.000003] Call Trace:
[    1.000004]  frost_read+0x1a/0x30

So mend it.

Signed-off-by: Ada Frost <ada@example.org>
`;

  it("is one from its first to its last line, called by its first telling one", () => {
    const text = of(mailOf(body));
    const { dumps, trailers } = messageOf(text);
    expect(dumps).toMatchObject([{ startLine0: 5, endLine0: 10, depth: 0 }]);
    expect(dumps[0]?.title).toMatch(/^BUG: KASAN: slab-use-after-free in /);
    expect(trailers).toHaveLength(1);
  });

  it("is one in a quote, too", () => {
    const quoted = of(mailOf(`Ada wrote:\n${body.replace(/^/gm, "> ")}\nYes.\n`));
    expect(messageOf(quoted).dumps).toMatchObject([{ depth: 1 }]);
  });
});

it("one line of a log in prose is no dump of its own", () => {
  expect(messageOf(mailOf("It says\n[    1.000001] frost: loaded\nand stops.\n")).dumps).toEqual([]);
  expect(rowsOf("It says\nINFO: it is cold\n")).toEqual(["text It says", "text INFO: it is cold"]);
});
