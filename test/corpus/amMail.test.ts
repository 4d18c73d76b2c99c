import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gitBytes } from "../../server/src/core/mail/gitText.js";
import { applicableMessage } from "../../server/src/mailboxes/applicableMessage.js";
import { messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { amMail } from "../../server/src/patches/amMail.js";
import { expectKnown, gitPatchIds, type MailInfo, mailCounts, mailInfo, strippedLog } from "./git.js";
import { benchMail, corpusFiles, hasShared } from "./shared.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-am-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

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

/** One mail, and ours made of it. */
interface Pair {
  readonly name: string;
  readonly ours: Buffer;
  readonly theirs: Uint8Array;
}

async function pairs(name: string, bytes: Uint8Array, every: number): Promise<Pair[]> {
  const find = messagesInFile(bytes);
  const all: Pair[] = [];
  for (let index = 0; index < find.count; index += every) {
    const found = find(index);
    if (found === null || found.asItStands !== null) continue;
    const readable = await applicableMessage(found.bytes);
    const ours = readable && amMail(readable.document, readable.message);
    if (ours !== null)
      all.push({ name: `${name}#${index}`, ours: Buffer.from(gitBytes(ours)), theirs: found.bytes });
  }
  return all;
}

/** Compares what `git am` makes of both, before it applies the diff: `git mailsplit` and `git mailinfo`, as it calls them. */
function compare(all: readonly Pair[]): {
  readonly wrong: Record<string, string>;
  readonly refused: string[];
} {
  const splits = mailCounts(
    folder,
    all.map(({ theirs }) => theirs),
  );
  const ownSplits = mailCounts(
    folder,
    all.map(({ ours }) => ours),
  );
  const wrong: Record<string, string> = {};
  const refused: string[] = [];
  const both: { readonly name: string; readonly ours: MailInfo; readonly theirs: MailInfo }[] = [];
  for (const [at, pair] of all.entries()) {
    const theirs = splits[at] === 1 ? mailInfo(folder, asSplit(pair.theirs)) : null;
    if (theirs === null) {
      refused.push(pair.name);
      continue;
    }
    const ours = ownSplits[at] === 1 ? mailInfo(folder, asSplit(pair.ours)) : null;
    if (ours === null) wrong[pair.name] = "not one mail";
    else both.push({ name: pair.name, ours, theirs });
  }
  const ids = gitPatchIds(both.flatMap(({ ours, theirs }) => [ours.patch, theirs.patch]));
  for (const [at, { name, ours, theirs }] of both.entries()) {
    const found: string[] = [];
    if (ours.head.replace(/ +$/gm, "") !== theirs.head.replace(/ +$/gm, ""))
      found.push(`head ${JSON.stringify(ours.head)} ${JSON.stringify(theirs.head)}`.slice(0, 400));
    if (strippedLog(ours.log) !== strippedLog(theirs.log)) found.push("log");
    if (ids[2 * at] !== ids[2 * at + 1]) found.push("patch");
    if (found.length > 0) wrong[name] = found.join("; ");
  }
  return { wrong, refused };
}

/** `git mailsplit` takes the CR of line ends away. */
const asSplit = (mail: Uint8Array): Buffer =>
  Buffer.from(Buffer.from(mail).toString("latin1").replaceAll("\r\n", "\n"), "latin1");

const knownOf = (isBench: boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(KNOWN).filter(([name]) => name.startsWith("bench#") === isBench));

function expectSame(all: readonly Pair[], isBench: boolean): void {
  const { wrong, refused } = compare(all);
  console.log(`am: ${all.length - refused.length} mails, ${refused.length} that git refuses`);
  expect(all.length - refused.length).toBeGreaterThan(100);
  expectKnown(wrong, knownOf(isBench));
  expect(refused, "mails that we take and git mailinfo refuses").toEqual([]);
}

describe.runIf(hasShared("corpus", 1))("mail for git am", () => {
  it("gives what the mail gives", { timeout: 240_000 }, async () => {
    const all: Pair[] = [];
    for (const file of corpusFiles())
      if (file.messages !== null && file.messages > 0) all.push(...(await pairs(file.path, file.bytes, 1)));
    expectSame(all, false);
  });
});

describe.runIf(hasShared("bench", 1))("mail of a list for git am", () => {
  it("gives what the mail gives", { timeout: 480_000 }, async () => {
    expectSame(await pairs("bench", benchMail(), 7), true);
  });
});
