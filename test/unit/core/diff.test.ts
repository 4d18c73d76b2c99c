import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LineKind, type Message, type Problem } from "../../../server/src/core/model.js";
import { parse } from "../../../server/src/core/parse.js";
import { plainDiff } from "../../../server/src/core/patch/plainDiff.js";
import { gitNumstat } from "../../corpus/git.js";
import { mailOf, messageOf, rowsOf, variants } from "./read.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "patch-mail-diff-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const countsOf = (message: Message): string[] =>
  message.files.map((file) => (file.isBinary ? "- -" : `${file.additions} ${file.deletions}`));
const codesOf = (text: string): Problem["code"][] => parse(text).problems.map(({ code }) => code);

const head = "diff --git a/frost.c b/frost.c\nindex 1111111..2222222 100644\n--- a/frost.c\n+++ b/frost.c\n";
const hunk = "@@ -1,3 +1,3 @@ int frost(void)\n {\n-\tcold();\n+\twarm();\n }\n";
const second = "diff --git a/melt.c b/melt.c\n--- a/melt.c\n+++ b/melt.c\n@@ -1 +1,2 @@\n a\n+b\n";
const log = "Text.\n\nSigned-off-by: Ada Frost <ada@example.org>\n---\n";

/** Mails that git takes, where other readers of diffs go astray. */
const sound: readonly (readonly [string, string, readonly string[]])[] = [
  ["the signature below the last hunk is no deletion", `${log}${head}${hunk}-- \n2.43.0\n`, ["1 1"]],
  ["a signature that lost its blank", `${log}${head}${hunk}--\n2.43.0\n`, ["1 1"]],
  ["the cut line is no file header", `${log}\n---\n\n${head}${hunk}`, ["1 1"]],
  ["bullets of the log are no diff", `List:\n\n- one\n- two\n+ three\n\n${log}${head}${hunk}`, ["1 1"]],
  [
    "a hunk header in the log is no file",
    `It said\n@@ -1 +1 @@\nand no more.\n\n${log}${head}${hunk}`,
    ["1 1"],
  ],
  [
    "removed lines that look like headers",
    `${log}${head}@@ -1,3 +1,2 @@\n a\n--- b/x\n-++ c\n+++ d\n`,
    ["1 2"],
  ],
  [
    "added lines that look like headers",
    `${log}${head}@@ -1 +1,4 @@\n a\n+++ b/x\n+@@ -1 +1 @@\n+diff --git a/x b/x\n`,
    ["3 0"],
  ],
  ["removed lines that look like a signature", `${log}${head}@@ -1,3 +1 @@\n a\n--\n-- \n`, ["0 2"]],
  [
    "an explicit zero",
    `${log}diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1,2 @@\n+a\n+b\n`,
    ["2 0"],
  ],
  [
    "no newline at the end, in another language",
    `${log}${head}@@ -1 +1 @@\n-a\n\\ Kein Zeilenumbruch am Dateiende.\n+b\n\\ Kein Zeilenumbruch am Dateiende.\n`,
    ["1 1"],
  ],
  ["an empty line for empty context", `${log}${head}@@ -1,4 +1,4 @@\n a\n\n-b\n+c\n d\n`, ["1 1"]],
  [
    "a b4 patch with a second cut line below",
    `${log}${head}${hunk}\n---\nbase-commit: 0123456789abcdef0123456789abcdef01234567\nchange-id: 20260303-frost-0123456789ab\n\nBest regards,\n-- \nAda\n`,
    ["1 1"],
  ],
  ["two files", `${log}${head}${hunk}${second}`, ["1 1", "1 0"]],
  [
    "a rename alone",
    `${log}diff --git a/old b/new\nsimilarity index 100%\nrename from old\nrename to new\n${second}`,
    ["0 0", "1 0"],
  ],
  [
    "a mode alone",
    `${log}diff --git a/x.sh b/x.sh\nold mode 100644\nnew mode 100755\n${second}`,
    ["0 0", "1 0"],
  ],
  [
    "quoted names",
    `${log}diff --git "a/t\\303\\244\\tb" "b/t\\303\\244\\tb"\n--- "a/t\\303\\244\\tb"\n+++ "b/t\\303\\244\\tb"\n@@ -1 +1 @@\n-a\n+b\n`,
    ["1 1"],
  ],
  ["no git header", `${log}--- a/frost.c\n+++ b/frost.c\n${hunk}`, ["1 1"]],
  [
    "svn's header",
    `${log}Index: frost.c\n===================================================================\n--- a/frost.c\t(revision 1)\n+++ b/frost.c\t(working copy)\n${hunk}`,
    ["1 1"],
  ],
];

describe.each(sound)("%s", (_name, body, counts) => {
  it("for git", () => {
    expect(gitNumstat(folder, Buffer.from(mailOf(body)), true)).toEqual({ rows: counts });
  });

  it.each(variants)("for us, $name", ({ of }) => {
    const text = of(mailOf(body));
    expect(countsOf(messageOf(text))).toEqual(counts);
    expect(codesOf(text)).toEqual([]);
  });
});

/** Mails that git refuses. */
const damaged: readonly (readonly [string, string, Problem["code"], number])[] = [
  [
    "a hunk that is cut short leaves the next file alone",
    `${log}${head}@@ -1,4 +1,4 @@\n a\n-b\n+c\n${second}`,
    "corruptHunk",
    2,
  ],
  ["a context line that lost its blank", `${log}${head}@@ -1,3 +1,3 @@\n {\n-a\n+b\n}\n`, "corruptHunk", 1],
  [
    "a line that is broken in two",
    `${log}${head}@@ -1,3 +1,3 @@\n int frost(struct device *dev, long\nlong name)\n-a\n+b\n }\n`,
    "corruptHunk",
    1,
  ],
  ["the end in the middle of a hunk", `${log}${head}@@ -1,9 +1,9 @@\n a\n-b\n`, "corruptHunk", 1],
  ["a hunk that changes nothing", `${log}${head}@@ -1,2 +1,2 @@\n a\n b\n`, "noopHunk", 1],
  ["a hunk without a file", `${log}\ndiff is below\n\n@@ -1 +1 @@\n-a\n+b\n`, "hunkWithoutHeader", 1],
];

describe.each(damaged)("%s", (_name, body, code, fileCount) => {
  it("for git", () => {
    expect(gitNumstat(folder, Buffer.from(mailOf(body)), true)).toHaveProperty("error");
  });

  it.each(variants)("is told by us, once, $name", ({ of }) => {
    const text = of(mailOf(body));
    expect(codesOf(text)).toEqual([code]);
    expect(messageOf(text).files).toHaveLength(fileCount);
  });
});

describe("what other readers lose or invent", () => {
  it("prose that begins with --- and +++ is no file", () => {
    const { files } = messageOf(mailOf("--- old\n+++ was wrong\n\nText.\n"));
    expect(files).toEqual([]);
  });

  it("a line past the counts is told, for git drops it without a word", () => {
    const text = mailOf(`${log}${head}${hunk}+\tmore();\n-- \n2.43.0\n`);
    expect(gitNumstat(folder, Buffer.from(text), true)).toEqual({ rows: ["1 1"] });
    expect(codesOf(text)).toEqual(["linesPastHunk"]);
    expect(countsOf(messageOf(text))).toEqual(["1 1"]);
  });

  it("a combined diff has its file, hunks and counts", () => {
    const body = `${log}diff --cc frost.c\nindex 1111111,2222222..3333333\n--- a/frost.c\n+++ b/frost.c\n@@@ -1,3 -1,3 +1,4 @@@\n  a\n- b\n -c\n++d\n +e\n  f\n`;
    const text = mailOf(body);
    expect(messageOf(text).files).toMatchObject([
      {
        path: "frost.c",
        isCombined: true,
        additions: 2,
        deletions: 2,
        hunks: [{ oldLines: 3, newLines: 4 }],
      },
    ]);
    expect(codesOf(text)).toEqual([]);
  });

  it("binary files, with their data or without", () => {
    const data = "GIT binary patch\nliteral 3\nKcmZQzKm!2?000L7\n\nliteral 0\nHcmV?d00001\n\n";
    const text = mailOf(
      `${log}diff --git a/logo b/logo\nindex 1111111..2222222 100644\n${data}diff --git a/other b/other\nindex 1111111..2222222 100644\nBinary files a/other and b/other differ\n${second}`,
    );
    expect(messageOf(text).files).toMatchObject([
      { path: "logo", isBinary: true },
      { path: "other", isBinary: true },
      { path: "melt.c", isBinary: false, additions: 1 },
    ]);
    expect(codesOf(text)).toEqual([]);
  });

  it("modes and blobs of the header", () => {
    const { files } = messageOf(
      mailOf(
        `${log}diff --git a/x b/x\nold mode 100644\nnew mode 100755\nindex 0123abc..4567def\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n`,
      ),
    );
    expect(files).toMatchObject([
      { oldMode: "100644", newMode: "100755", oldBlob: { hash: "0123abc" }, newBlob: { hash: "4567def" } },
    ]);
  });
});

describe("a diff in a quote", () => {
  const quoted = (text: string, mark = "> "): string =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => `${mark}${line}`.trimEnd())
      .join("\n")
      .concat("\n");

  it.each(["> ", ">", ">> ", "> > ", ">>>", "> > > "])("with the mark %j is read as it was sent", (mark) => {
    const text = mailOf(`Ada Frost wrote:\n${quoted(`${head}${hunk}${second}`, mark)}\nYes.\n`);
    const message = messageOf(text);
    expect(countsOf(message)).toEqual(["1 1", "1 0"]);
    expect(message.files.every(({ depth }) => depth === mark.replaceAll(" ", "").length)).toBe(true);
    expect(codesOf(text)).toEqual([]);
  });

  it("goes on behind a comment, and behind a deeper or shallower quote", () => {
    const [first = "", rest = ""] = quoted(`${head}${hunk}`).split("> +\twarm");
    const between = "\nWhy?\n- because\n\n> > older text\n> - a bullet of it\n";
    const rows = rowsOf(`Ada wrote:\n${first}\nWhy?\n- because\n\n> +\twarm${rest}\nYes.\n`);
    expect(rows.filter((row) => /^(?:removed|added)/.test(row))).toEqual([
      "removed@1 -\tcold();",
      "added@1 +\twarm();",
    ]);
    expect(rows).toContain("text - because");
    // A quote of another depth in between leaves the state alone, too.
    const deeper = messageOf(
      mailOf(`Ada wrote:\n${first}${between.slice(0, between.indexOf("> -"))}> +\twarm${rest}\nYes.\n`),
    );
    expect(countsOf(deeper)).toEqual(["1 1"]);
  });

  it("has no deletion in a quoted bullet", () => {
    const rows = rowsOf(`Ada wrote:\n> The list:\n> - one\n> - two\n> + three\n\nNo.\n`);
    expect(rows.filter((row) => !/^(?:attribution|text|blank)/.test(row))).toEqual([]);
    const behind = rowsOf(`Ada wrote:\n${quoted(`${head}${hunk}`)}> - a bullet\n\nNo.\n`);
    expect(behind).toContain("text@1 - a bullet");
  });

  it("may have its header wrapped by the mailer", () => {
    const wrapped =
      "> diff --git a/drivers/hwmon/frost.c\n> b/drivers/hwmon/frost.c\n> --- a/drivers/hwmon/frost.c\n> +++ b/drivers/hwmon/frost.c\n";
    const { files } = messageOf(mailOf(`Ada wrote:\n${wrapped}${quoted(hunk)}\nYes.\n`));
    expect(files).toMatchObject([{ path: "drivers/hwmon/frost.c", additions: 1, deletions: 1 }]);
    const halfQuoted = wrapped.replace("> b/", "b/");
    expect(messageOf(mailOf(`Ada wrote:\n${halfQuoted}${quoted(hunk)}\nYes.\n`)).files).toMatchObject([
      { path: "drivers/hwmon/frost.c", additions: 1, deletions: 1 },
    ]);
  });

  it("that was trimmed is a hint, once, and the next hunk is whole", () => {
    const trimmed = "@@ -1,9 +1,9 @@\n a\n-b\n[...]\n";
    const text = mailOf(`Ada wrote:\n${quoted(`${head}${trimmed}${hunk}`)}\nYes.\n`);
    expect(codesOf(text)).toEqual(["quotedHunk"]);
    expect(messageOf(text).files[0]?.hunks.map(({ corruptLine0 }) => corruptLine0 === null)).toEqual([
      false,
      true,
    ]);
  });

  it("may lack its file header", () => {
    const text = mailOf(`Ada wrote:\n${quoted(hunk)}\nYes.\n`);
    expect(messageOf(text).files).toMatchObject([{ path: "", depth: 1, additions: 1, deletions: 1 }]);
    expect(codesOf(text)).toEqual([]);
  });

  it("makes a reply of a mail, whatever its subject says", () => {
    expect(messageOf(mailOf(`Ada wrote:\n${quoted(`${head}${hunk}`)}\nYes.\n`)).role).toBe("reply");
  });
});

describe("a file's diff by itself", () => {
  const plainOf = (text: string): string[] => {
    const { document } = parse(text);
    return (document.messages[0]?.files ?? []).map((file) => plainDiff(document.lines, file));
  };
  const clean =
    "diff --git a/frost.c b/frost.c\nindex 1111111..2222222 100644\n--- a/frost.c\n+++ b/frost.c\n@@ -1,3 +1,3 @@\n {\n-\tcold();\n+\twarm();\n }\n";

  it.each(variants)("is the same unquoted, quoted and with comments in it, and in LF, $name", ({ of }) => {
    const quoted = `${head}${hunk}`.replace(/^(?=.)/gm, "> > ");
    const commented = quoted.replace("> > +\t", "> Why?\n\nWhy not?\n\n> > +\t");
    for (const body of [
      `${log}${head}${hunk}`,
      `Bo wrote:\n> Ada wrote:\n${quoted}\nx\n`,
      `Bo wrote:\n> Ada wrote:\n${commented}\nx\n`,
    ])
      expect(plainOf(of(mailOf(body)))).toEqual([of(clean).replaceAll("\r", "")]);
  });

  it("counts what is there, so that git takes even a trimmed hunk", () => {
    const [plain = ""] = plainOf(
      mailOf(`${log}${head}@@ -1,9 +1,9 @@\n a\n-b\n+c\n\\ No newline at end of file\n${second}`),
    );
    expect(plain).toContain("@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
    expect(plain).not.toContain("\\");
    expect(gitNumstat(folder, Buffer.from(plain), false)).toEqual({ rows: ["1 1"] });
  });

  it("keeps empty context lines as lines", () => {
    const [plain = ""] = plainOf(
      mailOf(`Ada wrote:\n> --- a/x\n> +++ b/x\n> @@ -1,3 +1,3 @@\n>  a\n>\n> -b\n> +c\n\nx\n`),
    );
    expect(plain).toContain(" a\n \n-b\n+c\n");
  });

  it("has no hunk where nothing of it is left", () => {
    expect(plainOf(mailOf(`Ada wrote:\n> --- a/x\n> +++ b/x\n> @@ -1,3 +1,3 @@\n\nx\n`))).toEqual([
      "--- a/x\n+++ b/x\n",
    ]);
  });
});

it("each line of a hunk has its kind", () => {
  const { document } = parse(
    mailOf(`${log}${head}@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n`),
  );
  const { lines } = document;
  const first = document.messages[0]?.files[0]?.hunks[0]?.startLine0 ?? 0;
  expect([0, 1, 2, 3, 4].map((at) => lines.kind(first + at))).toEqual([
    LineKind.hunkHeader,
    LineKind.context,
    LineKind.removed,
    LineKind.added,
    LineKind.noNewline,
  ]);
});
