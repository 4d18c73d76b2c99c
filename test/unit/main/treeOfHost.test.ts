import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import type { GitAccess } from "../../../server/src/lsp/host.js";
import { createHostTree, isPlainPath } from "../../../server/src/main/treeOfHost.js";

const folder = mkdtempSync(join(tmpdir(), "patch-mail-tree-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text = ""): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

put("linux/drivers/widget/core.c");
put("linux/.git/HEAD", "ref: refs/heads/main\n");
put("linux/.git/objects/x");
put("linux/.git/refs/x");
put("work/drivers/other.c");
put("secret.c");
symlinkSync(join(folder, "secret.c"), join(folder, "linux/drivers/link.c"));

function access(facts: { trusted?: boolean; repositories?: string[]; folders?: string[] }): GitAccess {
  const nothing = () => undefined;
  return {
    settings: () => ({ path: "git", repositories: facts.repositories ?? [] }),
    trusted: () => facts.trusted ?? true,
    folders: () => (facts.folders ?? []).map((name) => pathToFileURL(join(folder, name)).href),
    log: { error: nothing, warn: nothing, info: nothing },
  };
}

const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;
const mail = uriOf("linux/mail/a.eml");

it("finds a file in the repository around the mail, in the settings' and in the workspace", async () => {
  const core = uriOf("linux/drivers/widget/core.c");
  expect(await createHostTree(access({})).find(mail, "drivers/widget/core.c")).toBe(core);
  const elsewhere = uriOf("mail/a.eml");
  expect(await createHostTree(access({})).find(elsewhere, "drivers/widget/core.c")).toBeNull();
  const configured = access({ repositories: [join(folder, "linux")] });
  expect(await createHostTree(configured).find(elsewhere, "drivers/widget/core.c")).toBe(core);
  const workspace = access({ folders: ["work"] });
  expect(await createHostTree(workspace).find(elsewhere, "drivers/other.c")).toBe(
    uriOf("work/drivers/other.c"),
  );
  expect(await createHostTree(workspace).find("untitled:x", "drivers/other.c")).toBe(
    uriOf("work/drivers/other.c"),
  );
});

it("answers nothing outside of the tree, no folder, and nothing without trust", async () => {
  const tree = createHostTree(access({}));
  for (const path of [
    "../secret.c",
    "drivers/../../secret.c",
    join(folder, "secret.c"),
    "drivers/link.c",
    "drivers",
    "drivers/none.c",
  ])
    expect([path, await tree.find(mail, path)]).toEqual([path, null]);
  expect(await createHostTree(access({ trusted: false })).find(mail, "drivers/widget/core.c")).toBeNull();
});

it.each<[string, boolean]>([
  ["a/b-c_d+e.c", true],
  [".config", true],
  ["/etc/passwd", false],
  ["a/../b", false],
  ["a//b", false],
  ["a\\b", false],
  ["a b", true],
  ["a/.git/config", false],
  ["a\u202eb", false],
  ["C:/x", false],
  ["", false],
  ["a".repeat(401), false],
])("%j", (path, expected) => {
  expect(isPlainPath(path)).toBe(expected);
});
