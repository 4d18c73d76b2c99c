import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LineKind, type RobotReport } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";

const mail = (from: string, subject: string, body: string): string =>
  `From: ${from}\nTo: Ada Example <ada@example.org>\nSubject: ${subject}\nMessage-ID: <1@example.com>\n\n${body}`;

function reportOf(text: string): RobotReport {
  const report = parse(text).document.messages[0]?.report;
  if (!report) throw new Error("no report");
  return report;
}

const fixture = readFileSync(new URL("../../fixtures/mail/robot-report.eml", import.meta.url), "utf8");
const robot = "kernel test robot <lkp@intel.com>";

const findingsOf = (text: string) =>
  reportOf(text).findings.map(({ path, fileLine, fileColumn, level, text: said, isNew }) => [
    isNew ? ">>" : "  ",
    [path, fileLine, fileColumn].filter((part) => part !== null && part !== "").join(":"),
    level,
    said,
  ]);

describe("a build report", () => {
  const report = reportOf(fixture);

  it("says what was tested, with spans that hold what they say", () => {
    expect(report.facts.map(({ name }) => name)).toEqual([
      "url",
      "base",
      "patch link",
      "patch subject",
      "config",
      "compiler",
      "reproduce (this is a W=1 build)",
    ]);
    for (const { name, nameSpan, value, valueSpan } of report.facts) {
      expect(fixture.slice(nameSpan.start, nameSpan.end)).toBe(name);
      expect(fixture.slice(valueSpan.start, valueSpan.end)).toBe(value);
    }
    // Where the recipe is a link, there is nothing to fold.
    expect(report.recipe).toBeNull();
    expect(report.facts.at(-1)?.value).toMatch(/^\(https:.*reproduce\)$/);
  });

  it("says what was found and where, and shows the marked line", () => {
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      path: "drivers/hwmon/frost.c",
      fileLine: 75,
      fileColumn: 24,
      level: "warning",
      isNew: true,
    });
    const { placeSpan } = report.findings[0] ?? {};
    expect(fixture.slice(placeSpan?.start, placeSpan?.end)).toBe("drivers/hwmon/frost.c:75:24");
    const { lines } = parse(fixture).document;
    expect(report.listings).toHaveLength(1);
    expect(report.listings[0]).toMatchObject({ path: "drivers/hwmon/frost.c", fileLine: 75 });
    expect(lines.lineText(report.listings[0]?.markedLine0 ?? 0)).toContain("> 75");
  });

  it("reads the same with CRLF, and without empty lines as pages lose them", () => {
    const shape = (text: string) => {
      const { facts, findings, listings } = reportOf(text);
      return [facts.map(({ name, value }) => [name, value]), findings.length, listings[0]?.path];
    };
    expect(shape(fixture.replaceAll("\n", "\r\n"))).toEqual(shape(fixture));
  });
});

it("takes the commands below reproduce up to the empty line", () => {
  const { document } = parse(
    mail(
      robot,
      "[tree:branch 1/2] x",
      "config: arm-allyesconfig\nreproduce:\n        git checkout 0123456789ab\n        # save the config\n        make W=1\n\nIf you fix it\n| Reported-by: kernel test robot <lkp@intel.com>\n",
    ),
  );
  const report = document.messages[0]?.report;
  expect(report?.recipe).toMatchObject({ startLine0: 6, endLine0: 10 });
  expect(report?.tested).toMatchObject({ startLine0: 5, endLine0: 10 });
  for (let line0 = 5; line0 < 10; line0++) expect(document.lines.kind(line0)).toBe(LineKind.report);
});

it.each([
  [
    "gcc, clang",
    ">> a/b.c:12:5: error: use of undeclared identifier 'x'\n      12 | x;\n         | ^\n   a/b.h:3:1: note: did you mean 'y'?\n   a/c.c:9: warning: old one\n",
    [
      [">>", "a/b.c:12:5", "error", "use of undeclared identifier 'x'"],
      ["  ", "a/c.c:9", "warning", "old one"],
    ],
  ],
  [
    "sparse",
    "sparse warnings: (new ones prefixed by >>)\n>> fs/x.c:7:3: sparse: sparse: incorrect type in assignment\n",
    [[">>", "fs/x.c:7:3", "sparse", "incorrect type in assignment"]],
  ],
  [
    "smatch by 0-day",
    "New smatch warnings:\ndrivers/x.c:120 widget_probe() warn: unsigned 'n' is never less than zero.\n",
    [["  ", "drivers/x.c:120", "warning", "unsigned 'n' is never less than zero."]],
  ],
  [
    "coccinelle",
    ">> fs/x.c:12:3-9: WARNING: conversion to bool not needed here\n",
    [[">>", "fs/x.c:12:3", "warning", "conversion to bool not needed here"]],
  ],
  [
    "linker and modpost",
    '>> ld.lld: error: undefined symbol: widget\n>> ERROR: modpost: "widget" [drivers/x.ko] undefined!\n',
    [
      [">>", "", "error", "undefined symbol: widget"],
      [">>", "", "error", 'modpost: "widget" [drivers/x.ko] undefined!'],
    ],
  ],
  [
    "device trees",
    ">> arch/arm64/boot/dts/a/b.dtb: hwmon@48: 'vdd-supply' is a required property\n",
    [[">>", "arch/arm64/boot/dts/a/b.dtb", "", "hwmon@48: 'vdd-supply' is a required property"]],
  ],
  ["prose", "See Documentation/x.rst:12 and fs/x.c:7 for it: 3:4 is a ratio.\n", []],
])("finds what %s writes", (_tool, body, expected) => {
  expect(findingsOf(mail(robot, "x", body))).toEqual(expected);
});

it("reads what a person sends of smatch", () => {
  const text = mail(
    "Dan Example <dan@example.org>",
    "[bug report] widget: keep the count",
    "Hello Ada,\n\nThis leads to the following Smatch static checker warning:\n\n\tdrivers/widget/core.c:42 widget_count()\n\twarn: missing error code 'ret'\n\ndrivers/widget/core.c\n    40 static int widget_count(void)\n    41 {\n--> 42 \treturn ret;\n    43 }\n\nregards,\nDan\n",
  );
  const report = reportOf(text);
  expect(findingsOf(text)).toEqual([
    [">>", "drivers/widget/core.c:42", "warning", "missing error code 'ret'"],
  ]);
  expect(report.listings).toMatchObject([
    { path: "drivers/widget/core.c", fileLine: 42, startLine0: 12, endLine0: 17 },
  ]);
  expect(report.listings[0]?.markedLine0).toBe(15);
});

it("reads what syzbot tested", () => {
  const report = reportOf(
    mail(
      "syzbot <syzbot+0123456789abcdef@syzkaller.appspotmail.com>",
      "[syzbot] [widget?] WARNING in widget_count",
      "Hello,\n\nsyzbot found the following issue on:\n\nHEAD commit:    0123456789ab Merge tag 'x'\ngit tree:       upstream\nconsole output: https://example.com/x/log.txt?x=1\nkernel config:  https://example.com/x/.config?x=2\ndashboard link: https://example.com/bug?extid=0123\ncompiler:       gcc 14\nsyz repro:      https://example.com/x/repro.syz?x=3\n\nReported-by: syzbot+0123456789abcdef@syzkaller.appspotmail.com\n",
    ),
  );
  expect(report.facts.map(({ name, value }) => [name, value.slice(0, 30)])).toEqual([
    ["HEAD commit", "0123456789ab Merge tag 'x'"],
    ["git tree", "upstream"],
    ["console output", "https://example.com/x/log.txt?"],
    ["kernel config", "https://example.com/x/.config?"],
    ["dashboard link", "https://example.com/bug?extid="],
    ["compiler", "gcc 14"],
    ["syz repro", "https://example.com/x/repro.sy"],
  ]);
});

it("is none of other people's mail", () => {
  const body = "url: https://example.com/\n\n>> a/b.c:1:2: warning: x\n";
  expect(parse(mail("Ada <ada@example.org>", "x", body)).document.messages[0]?.report).toBeNull();
});
