import { appendFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startAm } from "../../../server/src/git/amSeries.js";
import { readableMessage } from "../../../server/src/mailboxes/readableMessage.js";
import { seriesMbox } from "../../../server/src/patches/exportSeries.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.dispose());

/** A log with what looks like scissors, a file with CRLF, white space at line ends, a line `From `; as our export has it. */
async function mailed(): Promise<string> {
  box.git("repo", ["init", "-q", "-b", "main"]);
  box.write("repo/dos.txt", "one\r\ntwo\r\nthree\r\n");
  box.write("repo/plain.c", "a\nb\nc\n");
  box.commit("repo", "Begin\n");
  box.git("repo", ["checkout", "-q", "-b", "work"]);
  box.write("repo/plain.c", "a\nbee \t\nc\n\n");
  box.commit(
    "repo",
    "plain: Spell bee\n\nWhat stands here belongs to the log.\n\n-- >8 --\n\nAnd this, too.\n",
  );
  box.write("repo/dos.txt", "one\r\nTWO\r\nthree\r\nfour\n");
  box.commit("repo", "dos: Shout\n\n>From here on it is loud.\n");
  const patches = [];
  for (const [at, commit] of box.git("repo", ["rev-list", "--reverse", "main..work"]).split("\n").entries()) {
    const bytes = new TextEncoder().encode(
      `${box.git("repo", ["format-patch", "-1", "--stdout", "--thread", commit])}\n`,
    );
    const mail = await readableMessage(bytes);
    if (mail === null) throw new Error("no mail");
    patches.push({ index: at + 1, document: mail.document, message: mail.message, trailers: [] });
  }
  box.git("repo", ["checkout", "-q", "main"]);
  return seriesMbox(patches).text;
}

async function apply(mbox: string, branch: string): Promise<string> {
  const places = await box.room().workplaces(box.uri("repo", "mail.mbox"));
  if ("unavailable" in places || places[0] === undefined) throw new Error("no repository");
  const request = {
    title: "Words",
    mbox: Buffer.from(mbox),
    patchCount: 2,
    branch,
    base: "main",
    worktree: null,
    paths: [],
  };
  const { signal } = new AbortController();
  const outcome = await startAm(places[0], request, { signal, onApplying: () => undefined });
  if (outcome.kind === "refused") expect(outcome.sentence + outcome.output).toBe("");
  expect(outcome).toMatchObject({ kind: "done", commits: 2 });
  const said = box.git("repo", ["log", "--format=%T %an <%ae> %ad%n%B", `main..${branch}`]);
  box.git("repo", ["checkout", "-q", "main"]);
  return said;
}

const settings: readonly (readonly [string, string])[] = [
  ["mailinfo.scissors", "true"],
  ["mailinfo.quotedCr", "strip"],
  ["am.keepcr", "true"],
  ["am.messageid", "true"],
  ["am.threeWay", "false"],
  ["apply.whitespace", "fix"],
  ["apply.whitespace", "error-all"],
  ["apply.ignoreWhitespace", "change"],
];

describe("the user's settings for mail", () => {
  it.each([
    ...settings.map((one) => ({ name: one.join("="), chosen: [one] })),
    { name: "all of them", chosen: settings.filter(([name]) => name !== "apply.whitespace") },
  ])("make no other commits of a series: $name", async ({ chosen }) => {
    const mbox = await mailed();
    const plain = await apply(mbox, "plain");
    // Nothing of what was written is lost to begin with.
    expect(plain).toBe(box.git("repo", ["log", "--format=%T %an <%ae> %ad%n%B", "main..work"]));
    for (const [name, value] of chosen) {
      const [section = "", key = ""] = name.split(".");
      appendFileSync(box.path(".gitconfig"), `[${section}]\n\t${key} = ${value}\n`);
    }
    expect(await apply(mbox, "set")).toBe(plain);
  });

  it("each of them would matter", async () => {
    const mbox = await mailed();
    const said = (name: string, value: string): string => {
      box.git("repo", ["checkout", "-q", "-B", "try", "main"]);
      try {
        box.git("repo", ["-c", `${name}=${value}`, "am", "-q", "--3way"], { input: mbox });
        return box.git("repo", ["log", "--format=%T%n%B", "main..try"]);
      } catch {
        box.git("repo", ["am", "--abort"]);
        return "stopped";
      }
    };
    const usual = said("user.name", "Ann Author");
    for (const [name, value] of settings.filter(([name]) =>
      /scissors|messageid|quotedCr|whitespace/.test(name),
    ))
      expect([name, value, said(name, value) === usual]).toEqual([name, value, false]);
  });
});
