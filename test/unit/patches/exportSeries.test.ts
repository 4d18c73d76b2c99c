import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Output } from "../../../server/src/cli/command.js";
import { exportCommand } from "../../../server/src/cli/exportCommand.js";
import { parse } from "../../../server/src/core/parse.js";
import { createSandbox, type Sandbox } from "../git/sandbox.js";
import { inBase64, mboxrd, replyTo, seriesOfGit } from "./seriesOfGit.js";

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.dispose());

async function run(words: readonly string[], options: Record<string, string>) {
  let printed = "";
  const notes: string[] = [];
  const output: Output = {
    isTerminal: false,
    print: (text) => void (printed += Buffer.from(text as Uint8Array).toString()),
    printed: () => Promise.resolve(),
    note: (sentence) => void notes.push(sentence),
  };
  const status = await exportCommand.run({ words, options: new Map(Object.entries(options)) }, output);
  return { status, printed, notes: notes.join("\n") };
}

/** What `git am` makes of a mailbox, on a branch of its own. */
function amResult(name: string, mbox: string, args: readonly string[] = []): { log: string; tree: string } {
  box.write(`${name}.mbox`, mbox);
  box.git("repo", ["checkout", "-q", "-b", name, "main"]);
  box.git("repo", ["am", "-q", ...args, `../${name}.mbox`]);
  const log = box.git("repo", ["log", "--reverse", "--format=%an <%ae> %ad%n%B%n==", "main..HEAD"]);
  const tree = box.git("repo", ["rev-parse", "HEAD^{tree}"]);
  box.git("repo", ["checkout", "-q", "main"]);
  return { log, tree };
}

describe("a series as an mbox", () => {
  it("gives git am what the mails gave it, whatever the order and the encoding of the mailbox", async () => {
    const { mails } = seriesOfGit(box);
    const patches = mails.slice(1);
    const sent = amResult("sent", mboxrd(patches), ["--patch-format=mboxrd", "--keep-cr"]);
    expect(sent.tree).toBe(box.git("repo", ["rev-parse", "work^{tree}"]));
    const shuffled = mails.map((mail, at) => (at % 3 === 1 ? inBase64(mail) : mail)).toReversed();
    box.write("in.mbox", mboxrd(shuffled));
    const { status, printed, notes } = await run([box.path("in.mbox")], { "--output": "-" });
    expect(notes).toContain("v2 of “frost: Words”: 7 patches, 0 trailers");
    expect(status).toBe(0);
    const exported = amResult("exported", printed);
    expect(exported.log).toBe(sent.log);
    expect(exported.tree).toBe(sent.tree);
    // The export is a mailbox for us, too.
    const { messages } = parse(printed).document;
    expect(messages.map(({ tag }) => tag.index)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("puts trailers into the logs, those of the cover letter into all", async () => {
    const { mails } = seriesOfGit(box);
    const replies = [
      replyTo(
        mails[1] ?? "",
        "Bo Lee <bo@example.com>",
        "Nice.\n\nReviewed-by: Bo Lee <bo@example.com>\n[for the words]",
        "r1",
      ),
      replyTo(
        mails[0] ?? "",
        "Cy Dahl <cy@example.com>",
        "Tested-by: Cy Dahl <cy@example.com> # on ice",
        "r2",
      ),
      replyTo(mails[4] ?? "", "Eve <eve@example.com>", "Acked-by: Linus Frost <linus@example.org>", "r3"),
    ];
    box.write("in.mbox", mboxrd([...mails, ...replies]));
    const { printed, notes } = await run([box.path("in.mbox")], { "--output": "-" });
    expect(notes).toContain("2 trailers");
    const { log, tree } = amResult("exported", printed);
    expect(tree).toBe(box.git("repo", ["rev-parse", "work^{tree}"]));
    const logs = log.split("\n==");
    expect(logs[0]).toContain(
      "Signed-off-by: Zoë Lind <zoe@example.org>\nReviewed-by: Bo Lee <bo@example.com>\n[for the words]\nTested-by: Cy Dahl <cy@example.com> # on ice\n",
    );
    expect(logs[2]).toContain("names: Rename\n\nTested-by: Cy Dahl <cy@example.com> # on ice\n");
    // Somebody else's ack is not taken.
    expect(log).not.toContain("Linus Frost");
    const plain = await run([box.path("in.mbox")], { "--output": "-", "--no-trailers": "" });
    expect(plain.printed).not.toContain("Reviewed-by");
    expect(plain.printed).not.toContain("Link: ");
    const linked = await run([box.path("in.mbox")], { "--output": "-", "--link": "" });
    const links = amResult("linked", linked.printed).log.match(
      /^Link: https:\/\/patch\.msgid\.link\/\S+@\S+$/gm,
    );
    expect(new Set(links).size).toBe(logs.filter((one) => one.trim() !== "").length);
  });

  it("tells what is missing, with status 1, and takes the newest complete version", async () => {
    const { mails } = seriesOfGit(box);
    box.write("in.mbox", mboxrd(mails.filter((_, at) => at !== 3)));
    const { status, notes, printed } = await run([box.path("in.mbox")], { "--output": "-" });
    expect(status).toBe(1);
    expect(notes).toContain("Missing: 3");
    expect(printed.match(/^Subject: /gm)).toHaveLength(6);
    const old = mails.map((mail) =>
      mail
        .replace("[PATCH v2", "[PATCH")
        .replace(/(<[^>]*)@/g, "$1.old@")
        .replace(/^Date: .*$/m, "Date: Mon, 1 Jan 2024 10:00:00 +0000"),
    );
    box.write("both.mbox", mboxrd([...old, ...mails.filter((_, at) => at !== 3)]));
    const both = await run([box.path("both.mbox")], { "--output": "-" });
    expect(both.notes).toContain("v1 of “frost: Words”: 7 patches");
    expect(both.notes).toContain("v2 is there, too: --version 2");
    expect((await run([box.path("both.mbox")], { "--output": "-", "--version": "2" })).status).toBe(1);
    expect((await run([box.path("both.mbox")], { "--output": "-", "--version": "9" })).status).toBe(2);
  });

  it("does not put the cover letter over the series", async () => {
    box.write("in.mbox", mboxrd(seriesOfGit(box).mails));
    const out = box.path("out.mbox");
    const { status, notes } = await run([box.path("in.mbox")], {
      "--output": out,
      "--cover": `${box.path("repo")}/../out.mbox`,
    });
    expect([status, notes]).toEqual([2, "The series and its cover letter need a file each."]);
    expect(existsSync(out)).toBe(false);
  });

  it("asks which of several series, writes whole files, and never over what it reads", async () => {
    const { mails } = seriesOfGit(box);
    const other = `From: Bo Lee <bo@example.com>\nDate: Fri, 1 May 2026 10:00:00 +0000\nSubject: [PATCH] Another\nMessage-ID: <other@example.org>\n\nx\n---\n${(mails[3] ?? "").slice((mails[3] ?? "").indexOf("diff --git"))}`;
    box.write("in.mbox", mboxrd([...mails, other]));
    const asked = await run([box.path("in.mbox")], { "--output": box.path("out.mbx") });
    expect(asked.status).toBe(2);
    expect(asked.notes).toContain("There are 2 series");
    expect(asked.notes).toMatch(/<?other@example\.org>? {2}v1, 1 patch: Another/);
    const done = await run([box.path("in.mbox")], {
      "--output": box.path("out.mbx"),
      "--series": "<other@example.org>",
      "--cover": box.path("cover.txt"),
    });
    expect(done.status).toBe(0);
    expect(readFileSync(box.path("out.mbx"), "utf8")).toContain("Subject: [PATCH] Another");
    expect(existsSync(box.path("cover.txt"))).toBe(false);
    const before = readFileSync(box.path("in.mbox"));
    const over = await run([box.path("in.mbox")], {
      "--output": box.path("in.mbox"),
      "--series": "other@example.org",
    });
    expect(over.status).toBe(2);
    expect(readFileSync(box.path("in.mbox"))).toEqual(before);
    expect((await run([box.path("in.mbox")], {})).status).toBe(2);
    const nowhere = { "--output": box.path("none/out.mbx"), "--series": "other@example.org" };
    expect((await run([box.path("in.mbox")], nowhere)).notes).toContain("cannot be written (ENOENT)");
  });
});
