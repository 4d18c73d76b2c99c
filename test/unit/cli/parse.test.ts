import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MessageReport } from "../../../server/src/cli/report.js";

const root = join(import.meta.dirname, "../../..");
/** The package as it is published: `bin/` as committed, `dist/` of the sources of this moment. */
let program: string;
let folder: string;

beforeAll(() => {
  mkdirSync(join(root, ".build"), { recursive: true });
  // Inside the project, so that what is left out of the bundle is found in node_modules.
  program = mkdtempSync(join(root, ".build", "cli-under-test-"));
  cpSync(join(root, "server/bin"), join(program, "bin"), { recursive: true });
  cpSync(join(root, "server/package.json"), join(program, "package.json"));
  buildSync({
    absWorkingDir: root,
    entryPoints: ["server/src/main/cli.ts"],
    outfile: join(program, "dist/cli.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    external: ["mailparser"],
    logLevel: "error",
  });
  chmodSync(program, 0o755);
  folder = mkdtempSync(join(tmpdir(), "patch-mail-cli-"));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "box.mbox"), box);
  writeFileSync(join(folder, "encoded.eml"), encoded);
});
afterAll(() => {
  rmSync(program, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

function patchMail(args: readonly string[], options: SpawnSyncOptions = {}): Ended {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(program, "bin/patch-mail.js"), ...args],
    {
      cwd: folder,
      input: "",
      ...options,
    },
  );
  return { status, out: stdout.toString(), errors: stderr.toString() };
}

function reports(args: readonly string[], options?: SpawnSyncOptions): MessageReport[] {
  const { status, out, errors } = patchMail(["parse", ...args, "--json"], options);
  expect({ status, errors }).toEqual({ status: 0, errors: "" });
  return JSON.parse(out) as MessageReport[];
}

const box = `From 5d41402abc4b2a76b9719d911017c592aaaaaaaa Mon Sep 17 00:00:00 2001
From: =?utf-8?q?J=C3=BCrgen?= Frost <juergen@example.org>
Date: Tue, 3 Mar 2026 10:15:00 +0100
Subject: [PATCH 1/2] hwmon: frost: Round
Message-ID: <one@example.org>

Text.

Fixes: 0123456789ab ("hwmon: frost: Add driver")
Signed-off-by: =?utf-8?q?J=C3=BCrgen?= Frost <juergen@example.org>
---
 frost.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/frost.c b/cold.c
similarity index 60%
rename from frost.c
rename to cold.c
--- a/frost.c
+++ b/cold.c
@@ -10,2 +10,2 @@ static int frost_read(void)
-\treturn raw;
+\treturn raw + 5;
 }
-- 
2.43.0

From mboxrd@z Thu Jan  1 00:00:00 1970
From: bo@example.com
Date: Wed, 4 Mar 2026 08:00:00 +0000
Subject: Re: [PATCH 1/2] hwmon: frost: Round
Message-ID: <two@example.com>
In-Reply-To: <one@example.org>

On Tue, 3 Mar 2026, J. Frost wrote:
> On Mon, 2 Mar 2026, Cy wrote:
> > diff --git a/x.c b/x.c
> > --- a/x.c
> > +++ b/x.c
> > @@ -1,2 +1 @@
> >  a
> > -b
No.
`;

const encodedPatch = "Encoded.\n---\ndiff --git a/e.c b/e.c\n--- a/e.c\n+++ b/e.c\n@@ -1 +1 @@\n-a\n+b\n";
const encoded = `From: Ada <ada@example.org>
Subject: [PATCH] e
Date: Tue, 3 Mar 2026 10:15:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

${Buffer.from(encodedPatch).toString("base64")}
`;

const encodedMail = `From mboxrd@z Thu Jan  1 00:00:00 1970\n${encoded}\n`;

describe("patch-mail parse --json", () => {
  it("prints each message with all that scripts are promised", () => {
    const [one, two, ...more] = reports(["box.mbox"]);
    expect(more).toEqual([]);
    expect(one).toEqual({
      file: "box.mbox",
      index: 0,
      line: 1,
      decoded: false,
      role: "patch",
      subject: "[PATCH 1/2] hwmon: frost: Round",
      from: { name: "Jürgen Frost", address: "juergen@example.org" },
      date: "2026-03-03T09:15:00.000Z",
      messageId: "one@example.org",
      inReplyTo: null,
      references: [],
      deepestQuote: 0,
      trailers: [
        { name: "Fixes", value: '0123456789ab ("hwmon: frost: Add driver")', line: 9 },
        { name: "Signed-off-by", value: "=?utf-8?q?J=C3=BCrgen?= Frost <juergen@example.org>", line: 10 },
      ],
      files: [
        {
          oldPath: "frost.c",
          newPath: "cold.c",
          status: "renamed",
          binary: false,
          additions: 1,
          deletions: 1,
          quoteDepth: 0,
          line: 15,
          hunks: [
            {
              header: "@@ -10,2 +10,2 @@ static int frost_read(void)",
              oldStart: 10,
              oldLines: 2,
              newStart: 10,
              newLines: 2,
              line: 21,
              problems: [],
            },
          ],
        },
      ],
      problems: expect.any(Array),
    });
    for (const problem of one?.problems ?? []) {
      expect(problem).toEqual({
        code: expect.stringMatching(/^[a-z]+\.[a-z-]+$/),
        level: expect.stringMatching(/^(error|warning|information|hint)$/),
        message: expect.stringMatching(/./),
        line: expect.any(Number),
      });
    }
    expect(two).toMatchObject({
      index: 1,
      line: 28,
      from: { name: "", address: "bo@example.com" },
      messageId: "two@example.com",
      inReplyTo: "one@example.org",
      deepestQuote: 2,
      files: [{ oldPath: "x.c", newPath: "x.c", quoteDepth: 2, deletions: 1, line: 37 }],
    });
    expect(two?.files[0]?.hunks).toMatchObject([
      { header: "@@ -1,2 +1 @@", oldLines: 2, newLines: 1, line: 40 },
    ]);
  });

  it("tells a hunk's problem with the hunk and with the message", () => {
    const [report] = reports(["-"], {
      input: box.replace(" }\n-- \n", "-- \n").slice(0, box.indexOf("From mboxrd")),
    });
    const problem = { code: "patch.corrupt-hunk", level: "error" };
    expect(report?.problems).toContainEqual(expect.objectContaining(problem));
    expect(report?.files[0]?.hunks[0]?.problems).toMatchObject([problem]);
  });

  it("decodes base64 before it looks, and says so", () => {
    expect(reports(["encoded.eml"])).toMatchObject([
      { decoded: true, line: 1, files: [{ newPath: "e.c", additions: 1, deletions: 1 }] },
    ]);
  });

  it("says of a binary file, and of a header without end, that it is one", () => {
    const binary = "\u007fELF\u0002\u0001\u0001\0\0\0\0\0";
    expect(reports(["-"], { input: binary })).toMatchObject([
      {
        problems: [
          { code: "document.binary", level: "information", line: 1, message: expect.stringContaining("NUL") },
        ],
      },
    ]);
    expect(reports(["-"], { input: "Subject: x\nFrom: a@example.org\nText at once.\n" })).toMatchObject([
      { problems: [{ code: "mail.header-without-end", level: "information", line: 3 }] },
    ]);
    const { out } = patchMail(["parse", "-"], { input: binary });
    expect(out).toMatch(/^ {5}information on line 1: .*NUL bytes.* \(document\.binary\)$/m);
    expect(out).not.toMatch(/ $/m);
  });

  it("takes several files, and - for standard input", () => {
    const found = reports(["encoded.eml", "-", "box.mbox"], { input: "Subject: from a pipe\n\nx\n" });
    expect(found.map(({ file, index, subject }) => `${file} ${index} ${subject}`)).toEqual([
      "encoded.eml 0 [PATCH] e",
      "- 0 from a pipe",
      "box.mbox 0 [PATCH 1/2] hwmon: frost: Round",
      "box.mbox 1 Re: [PATCH 1/2] hwmon: frost: Round",
    ]);
  });

  it.each([
    ["binary", "\0\u0001\0"],
    ["no mail", "hello"],
  ])("%s input is no failure", (_name, input) => {
    expect(Array.isArray(reports(["-"], { input }))).toBe(true);
  });

  it("says of what holds nothing that it does", () => {
    for (const name of ["cur", "new", "tmp"]) mkdirSync(join(folder, "maildir", name), { recursive: true });
    mkdirSync(join(folder, "nothing"));
    writeFileSync(join(folder, "empty.eml"), "");
    writeFileSync(join(folder, "empty.gz"), gzipSync(""));
    const sentences = [
      ["-", "Standard input is empty."],
      ["empty.eml", "empty.eml is empty."],
      ["empty.gz", "empty.gz is empty."],
      ["maildir", "maildir is an empty Maildir."],
      ["nothing", "nothing holds no mail files (.eml, .patch, .mbox, .mbox.gz)."],
    ] as const;
    for (const [file, sentence] of sentences) {
      const errors = `patch-mail: ${sentence}\n`;
      expect(patchMail(["decode", file])).toEqual({ status: 0, out: "", errors });
      expect(patchMail(["parse", file])).toEqual({ status: 0, out: "", errors });
      expect(patchMail(["parse", file, "--json"])).toEqual({ status: 0, out: "[\n]\n", errors });
    }
  });

  it("prints messages of a large mailbox as they come, with the lines that they have in it", () => {
    const filler = `From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: a@example.org\nSubject: x\n\n${"text\n".repeat(3000)}\n`;
    const large = filler.repeat(1200) + box.slice(box.indexOf("From mboxrd")) + encodedMail;
    writeFileSync(join(folder, "large.mbox"), large);
    const found = reports(["large.mbox"]);
    expect(found).toHaveLength(1202);
    const [patch] = found.slice(-2);
    const line = (text: string): number => large.slice(0, large.lastIndexOf(text)).split("\n").length;
    expect(patch).toMatchObject({
      index: 1200,
      line: line("From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: bo"),
      files: [{ newPath: "x.c", line: line("> > diff --git"), hunks: [{ line: line("> > @@ -1,2 +1 @@") }] }],
    });
    expect(found.at(-1)).toMatchObject({
      index: 1201,
      decoded: true,
      line: line("From mboxrd@z"),
      files: reports(["encoded.eml"])[0]?.files,
    });
    const { out } = patchMail(["parse", "large.mbox"]);
    expect(out.match(/^large\.mbox$/gm)).toHaveLength(1);
    expect(out.match(/^ {2}\d+\. /gm)).toHaveLength(1202);
  });
});

describe("patch-mail parse", () => {
  it("prints an outline", () => {
    const { status, out, errors } = patchMail(["parse", "box.mbox"]);
    expect({ status, errors }).toEqual({ status: 0, errors: "" });
    const rows = out.split("\n");
    expect(rows.slice(0, 7)).toEqual([
      "box.mbox",
      "  1. [PATCH 1/2] hwmon: frost: Round  line 1",
      "     Jürgen Frost, 2026-03-03 09:15",
      '     Fixes: 0123456789ab ("hwmon: frost: Add driver")',
      "     Signed-off-by: =?utf-8?q?J=C3=BCrgen?= Frost <juergen@example.org>",
      "     renamed cold.c  +1 -1",
      "       21: @@ -10,2 +10,2 @@ static int frost_read(void)",
    ]);
    expect(rows).toContain("  2. Re: [PATCH 1/2] hwmon: frost: Round  line 28");
    expect(rows).toContain("     bo@example.com, 2026-03-04 08:00, quotes 2 deep");
    expect(rows).toContain("     modified x.c  +0 -1  quoted 2 deep");
  });

  it("says whose lines the numbers count", () => {
    const note = "     (decoded: the lines below count from the message's first line)";
    const rows = patchMail(["parse", "encoded.eml"]).out.split("\n");
    expect(rows.slice(1, 4)).toEqual(["  1. [PATCH] e  line 1", "     Ada, 2026-03-03 10:15", note]);
    expect(patchMail(["parse", "box.mbox"]).out).not.toContain("decoded");
  });

  it("lets nothing of a mail steer the terminal", () => {
    const input = `From: \u001b]0;owned\u0007 <a@example.org>
Subject: \u001b[2J\u001b[31mred \u202eevil\u009b1m =?utf-8?q?=1B[31m_encoded?=

Reviewed-by: \u001b[1m <b@example.org>
---
diff --git a/x\u001b[5m b/x\u001b[5m
--- a/x\u001b[5m
+++ b/x\u001b[5m
@@ -1 +1 @@ \u001b[7m\ttab
-a
+b
`;
    const { status, out } = patchMail(["parse", "-"], { input });
    expect(status).toBe(0);
    expect(out).toContain("\ufffd[2J\ufffd[31mred \ufffdevil\ufffd1m \ufffd[31m encoded");
    expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  });
});

describe("what cannot be read ends with 2 and a sentence", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["a missing file", ["gone.mbox"], /^patch-mail: gone\.mbox: there is no such file\.\n$/],
    ["a path through a file", ["box.mbox/x"], /^patch-mail: box\.mbox\/x: there is no such file\.\n$/],
    [
      "a name that steers the terminal",
      ["\u001b[31m"],
      /^patch-mail: \ufffd\[31m: there is no such file\.\n$/,
    ],
  ])("%s", (_name, files, sentence) => {
    for (const flags of [[], ["--json"]]) {
      const { status, out, errors } = patchMail(["parse", ...files, ...flags]);
      expect(status).toBe(2);
      expect(errors).toMatch(sentence);
      expect(out).toBe(flags.length === 0 ? "" : "[\n]\n");
    }
  });

  it("a file that may not be read", () => {
    const secret = join(folder, "secret.eml");
    writeFileSync(secret, "Subject: x\n\n");
    chmodSync(secret, 0);
    // The superuser may read everything: nobody may not.
    const someone: SpawnSyncOptions = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if (patchMail(["--version"], someone).status !== 0) {
      console.log("not checked: a file without permission, since nobody else can run the program here");
      return;
    }
    expect(patchMail(["parse", "secret.eml"], someone)).toEqual({
      status: 2,
      out: "",
      errors: "patch-mail: secret.eml: you may not read it.\n",
    });
  });

  it("the other files are printed all the same", () => {
    const { status, out, errors } = patchMail(["parse", "gone.mbox", "box.mbox", "--json"]);
    expect(status).toBe(2);
    expect(errors).toContain("gone.mbox");
    expect(JSON.parse(out)).toHaveLength(2);
  });

  it.each<[readonly string[], RegExp]>([
    [[], /Say what to do/],
    [["read", "x"], /There is no command read\./],
    [["parse"], /Name a file to read\./],
    [["parse", "box.mbox", "--jsonn"], /There is no option --jsonn of parse\./],
  ])("so does %j", (args, sentence) => {
    const { status, out, errors } = patchMail(args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(errors).toMatch(sentence);
    expect(errors).toMatch(
      args[0] === "parse" ? /^Usage: patch-mail parse FILE/m : /^Usage: patch-mail COMMAND/m,
    );
    // The sentence and one line, not the whole help.
    expect(errors.trimEnd().split("\n")).toHaveLength(2);
  });
});

it("a folder is read file by file, each by the name that the folder was given", () => {
  mkdirSync(join(folder, "mails"));
  writeFileSync(join(folder, "mails/one.eml"), "Subject: one\n\nx\n");
  writeFileSync(join(folder, "mails/two.mbox"), box);
  expect(reports(["mails"]).map(({ file, index, subject }) => [file, index, subject])).toEqual([
    [join("mails", "one.eml"), 0, "one"],
    [join("mails", "two.mbox"), 0, "[PATCH 1/2] hwmon: frost: Round"],
    [join("mails", "two.mbox"), 1, "Re: [PATCH 1/2] hwmon: frost: Round"],
  ]);
});

it("a file whose name looks like an option stands behind --", () => {
  writeFileSync(join(folder, "--json"), "Subject: odd\n\nx\n");
  expect(patchMail(["parse", "--", "--json"]).out).toContain("  1. odd  line 1");
});

it("a program that is not built says so", () => {
  const unbuilt = mkdtempSync(join(root, ".build", "cli-unbuilt-"));
  try {
    cpSync(join(root, "server/bin"), join(unbuilt, "server/bin"), { recursive: true });
    cpSync(join(root, "server/package.json"), join(unbuilt, "server/package.json"));
    const { status, stderr } = spawnSync(process.execPath, [
      join(unbuilt, "server/bin/patch-mail.js"),
      "--version",
    ]);
    expect(status).toBe(1);
    expect(stderr.toString()).toContain("npm run build");
  } finally {
    rmSync(unbuilt, { recursive: true, force: true });
  }
});
