import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gitIn } from "./git.js";
import { root } from "./project.js";

/** A folder that a test opens: copies of the samples and fixtures, inside a small git repository. */
export interface TestWorkspace {
  readonly folder: string;
  remove(): void;
}

/** Two commits, the second a fix of the first; made with fixed dates, so that their hashes never change. */
function makeRepository(folder: string): void {
  const git = gitIn(folder, {
    GIT_AUTHOR_DATE: "2026-01-05T10:00:00+0100",
    GIT_COMMITTER_NAME: "Bert Holm",
    GIT_COMMITTER_EMAIL: "bert@example.org",
    GIT_COMMITTER_DATE: "2026-01-06T09:00:00+0000",
  });
  const driver = path.join(folder, "frost.c");
  git("init", "--quiet", "--initial-branch=main");
  fs.writeFileSync(driver, "int frost_read(int raw)\n{\n\treturn raw / 8;\n}\n");
  git("add", "frost.c");
  git(
    "commit",
    "--quiet",
    "-m",
    "hwmon: (frost) Add driver",
    "-m",
    "Signed-off-by: Ada Frost <ada@example.org>",
  );
  git("tag", "v6.1");
  const first = git("rev-parse", "HEAD");
  const firstBlob = git("rev-parse", "HEAD:frost.c");
  fs.writeFileSync(driver, "int frost_read(int raw)\n{\n\treturn raw >= 0 ? raw / 8 : -(-raw / 8);\n}\n");
  const fixes = `Fixes: ${first.slice(0, 12)} ("hwmon: (frost) Add driver")`;
  const signed = "Signed-off-by: Ada Frost <ada@example.org>";
  git(
    "commit",
    "--quiet",
    "-a",
    "-m",
    "hwmon: (frost) Fix temperatures below zero",
    "-m",
    `${fixes}\n${signed}`,
  );
  const secondBlob = git("rev-parse", "HEAD:frost.c");
  // A mail whose hashes this repository knows.
  fs.writeFileSync(
    path.join(folder, "with-hashes.eml"),
    [
      "From: Ada Frost <ada@example.org>",
      "To: linux-hwmon@example.org",
      "Date: Mon, 05 Jan 2026 10:00:00 +0100",
      "Message-ID: <20260105-frost-1@example.org>",
      "Subject: [PATCH] hwmon: (frost) Fix temperatures below zero",
      "",
      `Since commit ${first.slice(0, 12)} ("hwmon: (frost) Add driver") frost is read wrongly.`,
      "",
      fixes,
      signed,
      "---",
      " frost.c | 2 +-",
      " 1 file changed, 1 insertion(+), 1 deletion(-)",
      "",
      "diff --git a/frost.c b/frost.c",
      `index ${firstBlob.slice(0, 12)}..${secondBlob.slice(0, 12)} 100644`,
      "--- a/frost.c",
      "+++ b/frost.c",
      "@@ -1,4 +1,4 @@",
      " int frost_read(int raw)",
      " {",
      "-\treturn raw / 8;",
      "+\treturn raw >= 0 ? raw / 8 : -(-raw / 8);",
      " }",
      "-- ",
      "2.47.0",
      "",
    ].join("\n"),
  );
}

/** Copies samples/ and test/vscode/workspace/ into a fresh folder with a git repository. */
export function makeWorkspace(): TestWorkspace {
  // The real path: VS Code would otherwise know a file under two names where the temporary folder is a link.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-workspace-")));
  for (const source of ["samples", "test/vscode/workspace"]) {
    const from = path.join(root, source);
    if (fs.existsSync(from)) fs.cpSync(from, folder, { recursive: true });
  }
  makeRepository(folder);
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
