import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./tokenize.js";

// Outside of any repository: git apply leaves out what lies outside of the folder it runs in.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What git sees in a text: `added removed path` for each file. */
function numstat(text: Uint8Array): string[] {
  const output = execFileSync("git", ["apply", "--numstat", "-"], {
    cwd: folder,
    input: text,
    encoding: "utf8",
  });
  return output
    .trimEnd()
    .split("\n")
    .map((row) => row.replaceAll("\t", " "));
}

const sign = ["3 2 drivers/hwmon/frost.c"];
const alarm = ["6 3 drivers/hwmon/frost.c"];
const document = [
  "23 0 Documentation/hwmon/frost.rst",
  "1 0 Documentation/hwmon/index.rst",
  "7 0 MAINTAINERS",
];

/** What git apply must see in each file with a patch. */
const patches: readonly [file: string, files: readonly string[]][] = [
  ["samples/0001-hwmon-frost-Fix-temperatures-below-zero.patch", sign],
  ["samples/plain-diff.patch", [...document, "9 5 drivers/hwmon/frost.c"]],
  ...[
    "assisted-by.eml",
    "b4-relay.eml",
    "b4-single.eml",
    "commit-log-bullets.eml",
    "crlf.eml",
    "git-show.patch",
    "latin1.eml",
    "nul.eml",
    "quilt.patch",
    "scissors.eml",
    "stable-review.eml",
    "stable-upstream.eml",
    "tip-bot.eml",
    "trailers.eml",
  ].map((name): [string, string[]] => [`test/fixtures/mail/${name}`, sign]),
  ["test/fixtures/mail/nested-from.eml", alarm],
  ["test/fixtures/mail/page.eml", alarm],
  ["test/fixtures/mail/thread-view.eml", alarm],
  ["test/fixtures/mail/series.mbox", [...sign, ...alarm, ...document]],
  ["test/fixtures/mail/plain-unified.patch", [...sign, "1 0 Documentation/hwmon/index.rst"]],
  ["test/fixtures/mail/unterminated.patch", ["3 3 open.c", "1 1 later.c"]],
  ["test/fixtures/mail/sql-and-binary.patch", ["2 3 query.sql", "- - logo.bin"]],
];

describe("samples and fixtures", () => {
  it.each(patches)("git apply takes %s", (file, files) => {
    expect(numstat(readFileSync(path.join(root, file)))).toEqual(files);
  });

  it("the sample mailbox holds a series of three patches and its thread", () => {
    const mailbox = path.join(root, "samples/review.mbox");
    const count = execFileSync("git", ["mailsplit", "--mboxrd", `-o${folder}`, mailbox], {
      encoding: "utf8",
    });
    expect(count.trim()).toBe("13");
    const found = Array.from({ length: 13 }, (_, at) => {
      const input = readFileSync(path.join(folder, String(at + 1).padStart(4, "0")));
      execFileSync("git", ["mailinfo", "msg", "patch"], { cwd: folder, input });
      const patch = readFileSync(path.join(folder, "patch"));
      return patch.includes("\ndiff --git ") && !patch.includes("\n> diff") ? numstat(patch) : [];
    });
    expect(found.filter((files) => files.length > 0)).toEqual([sign, alarm, document]);
  });

  it("everybody in them is invented", () => {
    const mailbox = readFileSync(path.join(root, "samples/review.mbox"), "utf8");
    for (const [, host = ""] of mailbox.matchAll(/[\w.+-]+@([\w-]+(?:\.[\w-]+)+)/g)) {
      expect(host).toMatch(/(?:^|\.)example\.(?:org|com)$/);
    }
  });
});
