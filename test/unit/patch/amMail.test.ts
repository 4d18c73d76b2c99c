import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { amMail } from "../../../server/src/patches/amMail.js";
import { createRepository, read } from "./repository.js";

const repository = createRepository();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-b4-"));
afterAll(() => {
  repository.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

function mailOf(text: string, trailers: readonly string[] = []): string {
  const { document, message } = read(text);
  const mail = amMail(document, message, { trailers });
  if (mail === null) throw new Error("no mail");
  return mail;
}

function formatted(log: string, content = "b\n", author = "Ada Frost <ada@example.org>"): string {
  repository.commit({ "a.c": "a\n" });
  repository.commit({ "a.c": content }, "x");
  repository.git(["commit", "-q", "--amend", "--author", author, "-F", "-"], log);
  return repository.git(["format-patch", "-1", "--stdout"]).out;
}

/** The commit that `git am` makes. */
function applied(mail: string): { readonly log: string; readonly errors: string } {
  repository.git(["checkout", "-q", "-f", "-B", "am", "HEAD~"]);
  const { errors } = repository.git(["am", "-q", "--keep-cr", "-"], mail);
  const log = repository.git(["log", "-1", "--format=%an%n%ae%n%aI%n%B"]).out;
  repository.git(["am", "--abort"]);
  return { log, errors };
}

describe("a mail for git am", () => {
  it.each<[string, string, string | undefined]>([
    [
      "plain",
      "hwmon: frost: Round\n\nIt was wrong.\n\nSigned-off-by: Ada Frost <ada@example.org>\n",
      undefined,
    ],
    ["a title alone", "hwmon: frost: Round\n", undefined],
    [
      "letters of all kinds",
      "frost: Gr\u00fc\u00dfe an \u5409\u85e4 \u{1f600}\n\nEs l\u00e4uft.\n",
      "J\u00f6rg M\u00fcller <joerg@example.org>",
    ],
    ["a long title", `frost: ${"a word ".repeat(25)}end\n`, undefined],
    ["a name with a comma and quotes", "x\n", 'Frost, Ada "A." <ada@example.org>'],
    ["a name with dots", "x\n", "Ada F. Frost Jr. <ada@example.org>"],
    [
      "a log with a line that begins a message",
      "x\n\nFrom ada@example.org Mon Sep 17 00:00:00 2001\nFrom here on.\n",
      undefined,
    ],
    ["brackets in the title", "frost: a[0] [b] c\n", undefined],
  ])("is what git writes and reads: %s", (_name, log, author) => {
    const mail = formatted(log, "b\n", author);
    const wanted = repository.git(["log", "-1", "--format=%an%n%ae%n%aI%n%B"]).out;
    expect(applied(mailOf(mail))).toEqual({ log: wanted, errors: "" });
  });

  it("is git's own mail to the byte, where that is plain", () => {
    const mail = formatted(
      "hwmon: frost: Round\n\nIt was wrong.\n\nSigned-off-by: Ada Frost <ada@example.org>\n",
    );
    expect(mailOf(mail).trimEnd()).toBe(mail.trimEnd());
    const other = formatted(
      "frost: Gr\u00fc\u00dfe\n\nEs l\u00e4uft.\n",
      "b\n",
      "J\u00f6rg M\u00fcller <joerg@example.org>",
    );
    expect(mailOf(other).trimEnd()).toBe(other.trimEnd());
  });

  it("puts what stands in the body into the header", () => {
    const mail = formatted("frost: Round\n\nIt was wrong.\n").replace(
      "\n\nIt was",
      "\n\nFrom: Bo Berg <bo@example.org>\nDate: Tue, 5 Mar 2024 05:06:07 +0000\nSubject: frost: Do not\n round\n\nIt was",
    );
    const text = mailOf(mail);
    expect(text).toMatch(
      /^From .*\nFrom: Bo Berg <bo@example\.org>\nDate: Tue, 5 Mar.*\nSubject: \[PATCH\] frost: Do not round\n\nIt was/,
    );
    expect(applied(text).log).toBe(
      "Bo Berg\nbo@example.org\n2024-03-05T05:06:07+00:00\nfrost: Do not round\n\nIt was wrong.\n\n",
    );
  });

  it("keeps a CR that is the source's, and git am takes it", () => {
    const mail = formatted("x\n", "b\r\n");
    expect(mail).toContain("+b\r\n");
    const text = mailOf(mail);
    expect(text).toContain("Content-Transfer-Encoding: quoted-printable");
    repository.git(["checkout", "-q", "-f", "-B", "am", "HEAD~"]);
    expect(repository.git(["am", "-q", "-"], text).status).toBe(0);
    expect(repository.git(["show", "HEAD:a.c"]).out).toBe("b\r\n");
  });

  it("lets nothing of a mail begin a field of its own", () => {
    const text = mailOf(
      `From: =?utf-8?q?Ada=0AX-Evil=3A_1?= <ada@example.org>\nSubject: [PATCH] =?utf-8?q?x=0D=0AX-Evil=3A_2?=\n\nlog\n---\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-a\n+b\n`,
    );
    const head = text.slice(0, text.indexOf("\n\n")).split("\n");
    expect(
      head.filter(
        (row) => !/^(?:From|From:|Subject:|Date:|Message-ID:|MIME-Version:|Content-[\w-]+:| )/.test(row),
      ),
    ).toEqual([]);
    expect(head.some((row) => row.startsWith("X-Evil"))).toBe(false);
  });

  it("there is none without a diff, an author or a header, and none of encoded text", () => {
    const none = (text: string): void => {
      const { document, message } = read(text);
      expect(amMail(document, message)).toBeNull();
    };
    const diff = "diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-a\n+b\n";
    none("From: A <a@example.org>\nSubject: [PATCH 0/2] x\n\ntext\n");
    none(`Subject: [PATCH] x\n\n${diff}`);
    none(diff);
    none(`From: A <a@example.org>\nSubject: x\nContent-Transfer-Encoding: base64\n\n${btoa(diff)}\n`);
    none(
      `From: A <a@example.org>\nSubject: Re: x\n\nOn Monday, Bo wrote:\n${diff.replace(/^(?=.)/gm, "> ")}`,
    );
  });
});

const review = [
  "Reviewed-by: Bo Berg <bo@example.org>",
  "Signed-off-by: Ada Frost <ada@example.org>",
  "tested-by: Cy Dorn <cy@example.org>",
  "Reviewed-by: Bo Berg <bo@example.org>",
];

describe("trailers", () => {
  it.each<[string, string, string]>([
    [
      "behind those that are there",
      'x\n\nlog\n\nFixes: 123456789012 ("y")\nSigned-off-by: Ada Frost <ada@example.org>\n',
      'x\n\nlog\n\nFixes: 123456789012 ("y")\nSigned-off-by: Ada Frost <ada@example.org>\nReviewed-by: Bo Berg <bo@example.org>\ntested-by: Cy Dorn <cy@example.org>\n',
    ],
    [
      "below a log without any",
      "x\n\nlog\n",
      "x\n\nlog\n\nReviewed-by: Bo Berg <bo@example.org>\nSigned-off-by: Ada Frost <ada@example.org>\ntested-by: Cy Dorn <cy@example.org>\n",
    ],
    [
      "below a title alone",
      "x\n",
      "x\n\nReviewed-by: Bo Berg <bo@example.org>\nSigned-off-by: Ada Frost <ada@example.org>\ntested-by: Cy Dorn <cy@example.org>\n",
    ],
  ])("stand %s, each once", (_name, log, wanted) => {
    const text = mailOf(formatted(log), review);
    expect(applied(text).log.split("\n").slice(3).join("\n")).toBe(`${wanted}\n`);
  });

  const hasB4 = spawnSync("b4", ["--version"]).status === 0;
  if (!hasB4) console.log("skipped: 1 check, since b4 is not installed");
  it.runIf(hasB4)("stand where b4 puts them", () => {
    const log =
      'frost: Round\n\nIt was wrong.\n\nFixes: 123456789012 ("y")\nSigned-off-by: Ada Frost <ada@example.org>\n';
    const patch = formatted(log).replace("\nSubject: ", "\nMessage-ID: <p@example.org>\nSubject: ");
    const reply = (id: string, from: string, trailer: string): string =>
      `From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: ${from}\nDate: Tue, 5 Mar 2024 05:06:07 +0000\nSubject: Re: [PATCH] frost: Round\nMessage-ID: <${id}@example.org>\nIn-Reply-To: <p@example.org>\nReferences: <p@example.org>\n\nOn Monday, Ada wrote:\n> It was wrong.\n\n${trailer}\n\n`;
    const mbox = [
      `${patch}\n`,
      reply("r1", "Bo Berg <bo@example.org>", "Reviewed-by: Bo Berg <bo@example.org>"),
      reply("r2", "Cy Dorn <cy@example.org>", "Tested-by: Cy Dorn <cy@example.org>"),
    ].join("");
    fs.writeFileSync(path.join(folder, "in.mbox"), mbox);
    fs.writeFileSync(path.join(folder, ".gitconfig"), "[user]\n\tname = Di\n\temail = di@example.org\n");
    const done = spawnSync(
      "b4",
      [
        "--no-interactive",
        "--offline-mode",
        "am",
        "-m",
        "in.mbox",
        "-o",
        ".",
        "-n",
        "out",
        "--no-parent",
        "p@example.org",
      ],
      { cwd: folder, env: { PATH: process.env["PATH"], HOME: folder } },
    );
    const out = path.join(folder, "out.mbx");
    expect(fs.existsSync(out), done.stderr.toString().slice(-500)).toBe(true);
    const theirs = applied(fs.readFileSync(out, "utf8"));
    formatted(log);
    const ours = applied(
      mailOf(patch, ["Reviewed-by: Bo Berg <bo@example.org>", "Tested-by: Cy Dorn <cy@example.org>"]),
    );
    expect(ours).toEqual(theirs);
    expect(ours.log).toContain("Tested-by");
  });
});
