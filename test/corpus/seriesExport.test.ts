import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openMessage, viewMessage } from "../../server/src/mailboxes/decodedMessage.js";
import { benchSeries, corpusSeries, type ExportedSeries } from "./exportedSeries.js";
import { mailInfo, readablePatchIds } from "./git.js";
import { hasShared } from "./shared.js";

const folder = fs.mkdtempSync(path.join(tmpdir(), "patch-mail-export-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** The mails of an mbox, as `git am` takes them apart. */
function split(mbox: string): string[] {
  const out = fs.mkdtempSync(path.join(folder, "split-"));
  try {
    const file = path.join(out, "mbox");
    fs.writeFileSync(file, mbox);
    execFileSync("git", ["mailsplit", "--keep-cr", `-o${out}`, file]);
    const names = fs.readdirSync(out).filter((name) => /^\d+$/.test(name));
    return names.sort().map((name) => fs.readFileSync(path.join(out, name), "utf8"));
  } finally {
    fs.rmSync(out, { recursive: true });
  }
}

/** A mail as `git am` reads it: where it is encoded, only `git mailinfo` can tell. */
const readable = (mail: string): string | Buffer =>
  /^content-transfer-encoding: (?!8bit|7bit)/im.test(mail.slice(0, mail.indexOf("\n\n")))
    ? (mailInfo(folder, Buffer.from(mail))?.patch ?? "")
    : mail;

interface Compared {
  readonly patches: number;
  /** By series and number. */
  readonly wrong: Record<string, string>;
}

/** `git patch-id --stable` of each exported patch beside that of the mail, its encoding undone. */
async function compare(all: readonly ExportedSeries[]): Promise<Compared> {
  const names: string[] = [];
  const sent: string[] = [];
  const wrong: Record<string, string> = {};
  for (const { label, originals } of all) {
    for (const [at, bytes] of originals.entries()) {
      names.push(`${label} ${at + 1}`);
      sent.push((await viewMessage(openMessage(bytes))).text);
    }
  }
  const exported = split(all.map(({ ours }) => ours).join(""));
  expect(exported.length).toBe(names.length);
  const ours = readablePatchIds(exported.map(readable));
  const theirs = readablePatchIds(sent);
  for (const [at, name] of names.entries())
    if (ours[at] === "" || ours[at] !== theirs[at])
      wrong[name] = `${ours[at] || "no patch"}, and the mail ${theirs[at] || "none"}`;
  return { patches: names.length, wrong };
}

async function expectAsSent(all: readonly ExportedSeries[], count: number): Promise<void> {
  const { patches, wrong } = await compare(all);
  console.log(
    `patch-ids: ${patches} exported patches, ${Object.keys(wrong).length} not as git has them of the mails`,
  );
  // Each patch of each series: whoever changes what is exported says so here.
  expect(patches).toBe(count);
  // No difference is known.
  expect(wrong).toEqual({});
}

describe.runIf(hasShared("corpus", 1))("series of the corpus, exported", () => {
  it("have the patches that were sent", { timeout: 240_000 }, async () => {
    await expectAsSent(await corpusSeries(), 183);
  });
});

describe.runIf(hasShared("bench", 1))("series of a list, exported", () => {
  it("have the patches that were sent", { timeout: 240_000 }, async () => {
    await expectAsSent(await benchSeries(folder), 783);
  });
});
