import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Output } from "../../../server/src/cli/command.js";
import { exportCommand } from "../../../server/src/cli/exportCommand.js";
import { extractCommand } from "../../../server/src/cli/extractCommand.js";
import { exactPatch } from "../../../server/src/mailboxes/exactPatch.js";
import { createSandbox, type Sandbox } from "../git/sandbox.js";

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.dispose());

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

function git(args: readonly string[], input?: Uint8Array): Buffer {
  mkdirSync(box.path("repo"), { recursive: true });
  const done = spawnSync("git", args, {
    cwd: box.path("repo"),
    env: { ...box.environment },
    ...(input === undefined ? {} : { input }),
  });
  if (done.status !== 0) throw new Error(`git ${args.join(" ")}: ${done.stderr.toString().slice(0, 300)}`);
  return done.stdout;
}

/** The mail of a change of one file, whose trees are `main` and `work`. */
function mailOfChange(before: Buffer, after: Buffer, log = "Change\n\nText.\n"): Buffer {
  mkdirSync(box.path("repo"), { recursive: true });
  git(["init", "-q", "-b", "main"]);
  writeFileSync(box.path("repo/a.c"), before);
  git(["add", "a.c"]);
  git(["commit", "-qm", "base"]);
  git(["checkout", "-q", "-b", "work"]);
  writeFileSync(box.path("repo/a.c"), after);
  git(["commit", "-qa", "-F", "-"], Buffer.from(log));
  const mail = git(["format-patch", "--stdout", "-1"]);
  git(["checkout", "-q", "main"]);
  return mail.subarray(mail.indexOf(10) + 1);
}

type Way = (mail: Buffer) => Buffer;

/** The same body in another transfer encoding, with a charset that may be wrong. */
const encodedAs =
  (encoding: "base64" | "8bit" | "quoted-printable", charset: string): Way =>
  (mail) => {
    const end = mail.indexOf("\n\n");
    const fields = mail.subarray(0, end).toString("latin1").split("\n");
    const head = fields.filter((row) => !/^(?:content-|mime-)/i.test(row)).join("\n");
    const body = mail.subarray(end + 2);
    const text =
      encoding === "base64"
        ? (body.toString("base64").match(/.{1,76}/g) ?? []).join("\n")
        : encoding === "8bit"
          ? body.toString("latin1")
          : Array.from(body, (byte) =>
              byte === 10 ? "\n" : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`,
            )
              .join("")
              .replace(/((?:=..){25})(?==)/g, "$1=\n");
    return latin1(
      `${head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: ${encoding}\n\n${text}\n`,
    );
  };

const asSent: Way = (mail) => mail;
const overCrlf: Way = (mail) => latin1(mail.toString("latin1").replaceAll("\n", "\r\n"));

async function run(
  command: typeof exportCommand,
  words: readonly string[],
  options: Record<string, string> = {},
) {
  const printed: Buffer[] = [];
  const output: Output = {
    isTerminal: false,
    print: (text) => void printed.push(Buffer.from(text as Uint8Array)),
    printed: () => Promise.resolve(),
    note: () => undefined,
  };
  await command.run({ words, options: new Map(Object.entries(options)) }, output);
  return Buffer.concat(printed);
}

const patchId = (patch: Uint8Array): string => git(["patch-id", "--stable"], patch).toString().slice(0, 40);

/** What `git mailinfo` reads out of a mail. */
function mailinfo(mail: Uint8Array): { readonly head: string; readonly log: string; readonly patch: Buffer } {
  const read = (name: string): Buffer =>
    git(["cat-file", "blob", git(["hash-object", "-w", name]).toString().trim()]);
  const head = git(["mailinfo", "../log", "../patch"], mail).toString();
  return { head: head.replace(/ +$/gm, ""), log: read("../log").toString(), patch: read("../patch") };
}

const cafe = ["caf\u00e9\ntwo\nthree\n", "caf\u00e9\nTWO\nthree \u00e9\n"].map(latin1) as [Buffer, Buffer];
const utf8 = ["\u00e9\ntwo\nthree\n", "\u00e9\nTWO\nthree\n"].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
];
const cr = ["one\ntwo\rmid\nthree\n", 'one\ntwo\rmid\nTHREE\rX\nprintf("a\rb");\n'].map(latin1) as [
  Buffer,
  Buffer,
];
const crlf = ["a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n"].map(latin1) as [Buffer, Buffer];

describe("a diff keeps its own bytes", () => {
  it.each<[string, readonly [Buffer, Buffer], Way]>([
    ["Latin-1 as it stands", cafe, asSent],
    ["Latin-1 in quoted-printable", cafe, encodedAs("quoted-printable", "iso-8859-1")],
    ["Latin-1 in base64", cafe, encodedAs("base64", "iso-8859-1")],
    ["Latin-1 called UTF-8", cafe, encodedAs("8bit", "utf-8")],
    ["UTF-8 called Latin-1", utf8, encodedAs("8bit", "iso-8859-1")],
    ["UTF-8 called ASCII, in quoted-printable", utf8, encodedAs("quoted-printable", "us-ascii")],
    ["a CR in a line", cr, asSent],
    ["a CR in a line, in base64", cr, encodedAs("base64", "utf-8")],
    ["a CR in a line, over CRLF", cr, overCrlf],
    ["CRLF", crlf, asSent],
    ["CRLF in base64", crlf, encodedAs("base64", "utf-8")],
    ["CRLF over CRLF", crlf, overCrlf],
  ])("%s: export, extract and check give git what was committed", async (_name, [before, after], way) => {
    const plain = mailOfChange(before, after);
    writeFileSync(box.path("in.eml"), way(plain));
    const wanted = git(["rev-parse", "work^{tree}"]).toString();

    const diff = await run(extractCommand, [box.path("in.eml")]);
    git(["apply", "--index", "-"], diff);
    expect(git(["write-tree"]).toString()).toBe(wanted);
    git(["reset", "-q", "--hard"]);

    const mbox = await run(exportCommand, [box.path("in.eml")], { "--output": "-" });
    const { patch } = mailinfo(mbox.subarray(mbox.indexOf(10) + 1));
    expect(patchId(patch)).toBe(patchId(git(["diff", "main", "work"])));
    git(["checkout", "-q", "-b", "am"]);
    git(["am", "-q", "-"], mbox);
    expect(git(["rev-parse", "HEAD^{tree}"]).toString()).toBe(wanted);
    expect(git(["log", "-1", "--format=%B"]).toString()).toBe("Change\n\nText.\n\n");
    git(["checkout", "-q", "main"]);

    const exact = await exactPatch(way(plain));
    git(["apply", "--index", "-"], latin1((exact?.files ?? []).map(({ text }) => text).join("")));
    expect(git(["write-tree"]).toString()).toBe(wanted);
  });

  it.each<[string, string]>([
    ["--attach", "--attach"],
    ["--inline", "--inline"],
  ])("a mail of git format-patch %s is read without its preamble", async (_name, option) => {
    mailOfChange(...utf8, "Change =?utf-8?q?x?=\n\nText \u00e9.\n");
    const mail = git(["format-patch", "--stdout", option, "-1", "work"]);
    writeFileSync(box.path("in.mbox"), mail);
    const mbox = await run(exportCommand, [box.path("in.mbox")], { "--output": "-" });
    git(["checkout", "-q", "-b", "am"]);
    git(["am", "-q", "-"], mbox);
    const format = "--format=%T%n%an%n%ae%n%B";
    expect(git(["log", "-1", format, "am"]).toString()).toBe(git(["log", "-1", format, "work"]).toString());
  });

  const diff = "---\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n 1\n-2\n+x\n-- \n2.1\n";
  const date = "Date: Sat, 21 Nov 2026 18:03:50 +0000\n";
  const own = "From: Ann Ash <ann@example.org>\n";
  const names = [
    "Doe, John <j@example.org>",
    "Team: X <j@example.org>",
    "=?utf-8?q?Doe=2C_J=C3=B6rg?= <j@example.org>",
    "=?utf-8?B?RG9lLCBKw7ZyZw==?= <j@example.org>",
    '"Doe, John" <j@example.org>',
    "J. R. (Bob) D <j@example.org>",
    "j@example.org (John Doe)",
    "=?utf-8?q?A_=3Cother@example.org=3E?= <j@example.org>",
    "=?utf-8?q?Evil=0AX-Inj:_1?= <t@example.org>",
    '=?utf-8?q?"Q"_=C3=9C?= <q@example.org>',
  ];
  it.each([
    ...names.map((name): [string, string] => [
      `From: ${name}`,
      `From: ${name}\nSubject: [PATCH] s\n${date}\nlog\n\n`,
    ]),
    ...names.map((name): [string, string] => [
      `in the body, From: ${name}`,
      `${own}Subject: [PATCH] s\n${date}\nFrom: ${name}\n\nlog\n\n`,
    ]),
    ["a log like our notes", `${own}Subject: [PATCH] s\n${date}\n[-- Text of the log --]\nlog\n\n`],
    [
      "a log like our parts",
      `${own}Subject: [PATCH] s\n${date}\nlog\n\n[-- Attachment #1 --]\n[-- Type: x/y --]\nmore\n\n`,
    ],
  ])("%s: git reads the export as the mail", async (_name, mail) => {
    git(["init", "-q"]);
    const sent = Buffer.from(mail + diff);
    writeFileSync(box.path("in.eml"), sent);
    const mbox = await run(exportCommand, [box.path("in.eml")], { "--output": "-" });
    const exported = mailinfo(mbox.subarray(mbox.indexOf(10) + 1));
    const wanted = mailinfo(sent);
    expect(exported.head).toBe(wanted.head);
    expect(exported.log.trimEnd()).toBe(wanted.log.trimEnd());
    expect(patchId(exported.patch)).toBe(patchId(wanted.patch));
  });

  it("an export of several authors is read as one series again", async () => {
    const mails = [1, 2, 3].map((n) => {
      const link = n === 1 ? "" : "In-Reply-To: <1@example.org>\n";
      const author = n === 2 ? "From: Bo Lind <bo@example.org>\n\n" : "";
      return `From ${"0".repeat(40)} Mon Sep 17 00:00:00 2001\n${own}${date}Message-ID: <${n}@example.org>\n${link}Subject: [PATCH ${n}/3] p${n}\n\n${author}log\n${diff}\n`;
    });
    writeFileSync(box.path("in.mbox"), mails.join(""));
    const once = await run(exportCommand, [box.path("in.mbox")], { "--output": "-" });
    writeFileSync(box.path("once.mbox"), once);
    const twice = await run(exportCommand, [box.path("once.mbox")], { "--output": "-" });
    expect(once.toString().match(/^Subject: /gm)).toHaveLength(3);
    expect(twice.equals(once)).toBe(true);
  });
});
