import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Checkpatch, findCheckpatch, runCheckpatch } from "./checkpatch.js";

const clean = mail("a: do less\n", "+int b;\n");
const faulty = mail(
  `a: do less\n\n${"A line of the log that is too long for it. ".repeat(3)}\n`,
  "+int b; \n",
);
const reply = "From: A <a@example.org>\nSubject: Re: a\n\nThe log of an answer, without a diff.\n";

function mail(log: string, added: string): string {
  return `From: A U Thor <a@example.org>\nSubject: [PATCH] a: b\n\n${log}\nSigned-off-by: A U Thor <a@example.org>
---
diff --git a/a.c b/a.c
--- a/a.c
+++ b/a.c
@@ -1,1 +1,2 @@
 int a;
${added}--\u0020
2.39.5
`;
}

/** The lines that the program prints with `--mailback`, one process for the file. */
function mailback({ folder }: Checkpatch, text: string): string[] {
  const scratch = fs.mkdtempSync(path.join(tmpdir(), "patch-mail-mailback-"));
  try {
    const file = path.join(scratch, "x");
    fs.writeFileSync(file, text);
    const options = ["--mailback", "--no-tree", "--terse", "--show-types"];
    const done = spawnSync("perl", [path.join(folder, "checkpatch.pl"), ...options, file], { cwd: scratch });
    return done.stdout
      .toString()
      .split("\n")
      .filter((row) => row.startsWith(file))
      .map((row) => row.slice(file.length + 1));
  } finally {
    fs.rmSync(scratch, { recursive: true });
  }
}

describe.each(["6.1", "6.12"] as const)("running checkpatch of Linux %s", (series) => {
  const checkpatch = findCheckpatch(series, 1);
  it.runIf(checkpatch !== null)("says of many files what --mailback says of each", () => {
    if (checkpatch === null) return;
    console.log(checkpatch.name);
    const texts = [clean, faulty, reply, faulty, "", clean];
    const reports = runCheckpatch(
      checkpatch,
      texts.map((text) => Buffer.from(text)),
    );
    expect(reports.map(({ isPatch }) => isPatch)).toEqual([true, true, false, true, false, true]);
    expect(reports[1]?.findings.map(({ type }) => type)).toContain("COMMIT_LOG_LONG_LINE");
    for (const [index, text] of texts.entries()) {
      const report = reports[index];
      const rows = report?.isPatch
        ? report.findings.map(({ line, level, type, message }) => `${line}: ${level}:${type}: ${message}`)
        : [];
      expect(rows).toEqual(mailback(checkpatch, text));
    }
  });
});
