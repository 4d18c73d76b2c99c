import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixAll } from "../../../../server/src/features/fixAll.js";
import { context, parsed } from "../fixture.js";
import { applied, findingsOf, offered } from "./fixture.js";

const root = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-series-"));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));
const who = ["-c", "user.name=Anna Berg", "-c", "user.email=anna.berg@example.org"];
const options = {
  cwd: root,
  env: { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: "1" },
};
const git = (...args: readonly string[]): string =>
  execFileSync("git", [...who, "-c", "core.autocrlf=false", ...args], options).toString();

/** Of git format-patch: what the first patch adds, the second has as context. */
let series = "";
let single: readonly string[] = [];

const FAULTS = ["int a; ", "        \tint b;", "int c;\r", "\tint d;\t"];

beforeAll(() => {
  const commit = (lines: readonly string[], subject: string): void => {
    fs.writeFileSync(path.join(root, "x.c"), `${lines.join("\n")}\n`);
    git("add", "x.c");
    const words = "It was not there, and somebody will want to have it there some day.";
    git("commit", "-q", "-s", "-m", subject, "-m", words);
  };
  git("init", "-q", "--initial-branch=master", ".");
  commit(["int x;", "int y;"], "frost: begin");
  commit(["int x;", ...FAULTS, "int y;"], "frost: add them");
  commit(["int x;", ...FAULTS, "int z; ", "int y;"], "frost: add another");
  series = git("format-patch", "--stdout", "-2");
  single = [git("format-patch", "--stdout", "-1", "HEAD~1"), git("format-patch", "--stdout", "-1")];
});

async function allFixed(text: string): Promise<string> {
  const document = parsed(text);
  const { changes } = await fixAll(document, { ...context, findings: (one) => findingsOf(one) });
  const { lines } = document.model;
  const edits = changes.map((one) => ({ range: lines.rangeOf(one.span), newText: one.text }));
  return applied(document, edits);
}

/** Whether `git am` takes the mails on the base, all of them. */
function isTaken(...mails: readonly string[]): boolean {
  git("checkout", "-q", "--force", "--detach", "master~2");
  const done = mails.map(
    (input) => spawnSync("git", [...who, "am", "--keep-cr"], { ...options, input }).status,
  );
  if (done.some((status) => status !== 0)) git("am", "--abort");
  git("checkout", "-q", "--force", "master");
  return done.every((status) => status === 0);
}

describe("white space of a line that a later patch has as context", () => {
  it("stays where Fix All has the whole series", async () => {
    expect(isTaken(series)).toBe(true);
    const mended = await allFixed(series);
    // Of the last patch nothing is anybody's context.
    expect(mended).toBe(series.replace("\n+int z; \n", "\n+int z;\n"));
    expect(mended).not.toBe(series);
    expect(isTaken(mended)).toBe(true);
  });

  it("stays where the subject says that there are more", async () => {
    const [first = "", second = ""] = single;
    const numbered = first.replace("[PATCH]", "[PATCH 1/2]");
    const last = second.replace("[PATCH]", "[PATCH 2/2]");
    expect(await allFixed(numbered)).toBe(numbered);
    expect(isTaken(await allFixed(numbered), await allFixed(last))).toBe(true);
    // Alone, and so last: it may.
    const alone = await allFixed(first);
    for (const fault of FAULTS) expect(alone).not.toContain(`\n+${fault}\n`);
    expect(isTaken(alone)).toBe(true);
    // With it the next would not be taken: the test can tell.
    expect(isTaken(alone, second)).toBe(false);
  });

  it.each(["patch.trailing-whitespace", "patch.space-before-tab", "patch.dos-line-endings"])(
    "is offered with a warning: %s",
    async (rule) => {
      const note = " (a later patch may have the line as context)";
      const [first = ""] = single;
      const [title = ""] = await offered(series, rule);
      expect(title.endsWith(note)).toBe(true);
      expect(await offered(first, rule)).toContain(title.slice(0, -note.length));
    },
  );
});
