import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gitBytes } from "../../server/src/core/mail/gitText.js";
import { applicableMessage } from "../../server/src/mailboxes/applicableMessage.js";
import { messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { amMail } from "../../server/src/patches/amMail.js";
import { benchMail, corpusFiles, hasShared } from "./shared.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-am-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What `git am` makes of a mail, before it applies the diff. */
interface Commit {
  readonly head: string;
  readonly log: string;
  readonly patch: Buffer;
}

/** `git mailsplit` and `git mailinfo`, as `git am` calls them. */
function commitOf(mail: Uint8Array): Commit | null {
  const [source, log, patch] = ["source", "log", "patch"].map((name) => path.join(folder, name));
  if (!source || !log || !patch) return null;
  fs.writeFileSync(source, mail);
  // git mailsplit writes over nothing.
  fs.rmSync(path.join(folder, "0001"), { force: true });
  fs.rmSync(path.join(folder, "0002"), { force: true });
  const split = spawnSync("git", ["mailsplit", "-b", `-o${folder}`, source]);
  if (split.status !== 0 || split.stdout.toString().trim() !== "1") return null;
  const done = spawnSync("git", ["mailinfo", "--encoding=UTF-8", log, patch], {
    input: fs.readFileSync(path.join(folder, "0001")),
  });
  if (done.status !== 0) return null;
  const stripped = spawnSync("git", ["stripspace"], { input: fs.readFileSync(log) });
  return { head: done.stdout.toString(), log: stripped.stdout.toString(), patch: fs.readFileSync(patch) };
}

const patchId = (patch: Buffer): string =>
  spawnSync("git", ["patch-id", "--stable"], { input: patch }).stdout.toString().slice(0, 40);

/** Where git and we differ, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  "bench#2933": "quoted lines of a format=flowed reply stand in its log",
  "eml/cifs/retry-close-html/002-159da43efe.eml#0": "git reads the HTML form of the same text, too",
  "eml/cifs/strcat-delsp/004-a77e4f56c5.eml#0": "DelSp of quoted lines; the patch is the same",
  "eml/single/d76411a296.eml#0": "gb18030: git leaves the bytes of the log, we write the letters",
  "mbox/git-t5100/sample.mbox#4": "bytes of Latin-1 without a charset: git leaves them in the header",
  "mbox/git-t5100/sample.mbox#14": "an in-body From without an address",
  "mbox/git-t5100/sample.mbox#3": "ISO-2022-JP in a header: git 2.39 gives it up",
};

interface Compared {
  readonly mails: number;
  readonly differences: readonly string[];
}

async function compare(name: string, bytes: Uint8Array, every: number): Promise<Compared> {
  const find = messagesInFile(bytes);
  const differences: string[] = [];
  let mails = 0;
  for (let index = 0; index < find.count; index += every) {
    const found = find(index);
    if (found === null || found.asItStands !== null) continue;
    const readable = await applicableMessage(found.bytes);
    const ours = readable && amMail(readable.document, readable.message);
    if (ours === null) continue;
    const theirs = commitOf(found.bytes);
    if (theirs === null) continue;
    mails++;
    const mail = gitBytes(ours);
    const own = commitOf(mail);
    const what = own === null ? "not one mail" : difference(own, theirs);
    if (what !== "" && KNOWN[`${name}#${index}`] === undefined) differences.push(`${name}#${index}: ${what}`);
  }
  return { mails, differences };
}

function difference(own: Commit, theirs: Commit): string {
  const found: string[] = [];
  if (own.head.replace(/ +$/gm, "") !== theirs.head.replace(/ +$/gm, ""))
    found.push(`head ${JSON.stringify(own.head)} ${JSON.stringify(theirs.head)}`.slice(0, 400));
  if (own.log !== theirs.log) found.push("log");
  if (patchId(own.patch) !== patchId(theirs.patch)) found.push("patch");
  return found.join("; ");
}

describe.runIf(hasShared("corpus", 2))("mail for git am", () => {
  it("gives what the mail gives", { timeout: 240_000 }, async () => {
    const all: string[] = [];
    let mails = 0;
    for (const file of corpusFiles()) {
      if (file.messages === null || file.messages === 0) continue;
      const compared = await compare(file.path, file.bytes, 1);
      mails += compared.mails;
      all.push(...compared.differences);
    }
    console.log(`am: ${mails} mails`);
    expect(mails).toBeGreaterThan(100);
    expect(all).toEqual([]);
  });
  it("gives what the mail of a list gives", { timeout: 480_000 }, async () => {
    const { mails, differences } = await compare("bench", benchMail(), 7);
    console.log(`am: ${mails} mails`);
    expect(mails).toBeGreaterThan(100);
    expect(differences).toEqual([]);
  });
});
