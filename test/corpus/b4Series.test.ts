import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMailPile, type MailPile } from "../../server/src/cli/threads.js";
import { applicableMessage } from "../../server/src/mailboxes/applicableMessage.js";
import { readableMessage } from "../../server/src/mailboxes/readableMessage.js";
import { type AssembledSeries, assembleSeries, mboxOf } from "../../server/src/patches/assembleSeries.js";
import { seriesOf } from "../../server/src/threads/seriesOf.js";
import { mailOf } from "../../server/src/threads/seriesPlaces.js";
import { corpusFiles, hasShared, sharedDir } from "./shared.js";

const here = path.dirname(fileURLToPath(import.meta.url));

/** The Python that Debian's b4 runs with, as its first line names it; null: there is no b4. */
function pythonOfB4(): string | null {
  const found = spawnSync("sh", ["-c", "command -v b4"], { encoding: "utf8" }).stdout.trim();
  if (found === "") {
    console.log("skipped: 1 check, since b4 is absent (Debian: apt-get install b4)");
    return null;
  }
  return (
    fs
      .readFileSync(found, "utf8")
      .split("\n", 1)[0]
      ?.replace(/^#!\s*/, "") ?? null
  );
}

/** One series: what we export, what b4 makes of the same mail, and the patches as they were sent. */
interface Case {
  readonly name: string;
  /** Where it comes from, and its title. */
  readonly label: string;
  readonly whole: AssembledSeries;
  readonly ours: string;
  readonly originals: readonly Buffer[];
}

interface Mail {
  readonly subject: string;
  readonly patchId: string;
  /** Of the log, in order, in lower case. */
  readonly trailers: readonly string[];
}

const separator = "From mboxrd@z Thu Jan  1 00:00:00 1970\n";
const folder = fs.mkdtempSync(path.join(tmpdir(), "patch-mail-b4-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function casesOf(
  files: readonly string[],
  source: string,
  isWanted: (whole: AssembledSeries) => boolean,
) {
  const pile = createMailPile(true);
  for (const file of files) await pile.add(file);
  const cases: Case[] = [];
  const { series } = seriesOf(pile.threads(), pile.factsOf);
  for (const [at, one] of series.entries()) {
    const whole = await assembleSeries(one, null, {
      facts: (summary) => Promise.resolve(pile.factsOf(summary) ?? null),
      read: async (summary) => readableMessage(await pile.bytesOf(summary)),
      readForGit: async (summary) => applicableMessage(await pile.bytesOf(summary)),
    });
    if (whole === undefined || !isWanted(whole)) continue;
    const mbox = mboxOf(whole);
    if (mbox.indexes.length === 0) continue;
    const name = `${source.replace(/[^a-z0-9]+/gi, "-")}-${String(at).padStart(4, "0")}`;
    const originals: Buffer[] = [];
    for (const { index, summary } of whole.patches) {
      if (mbox.indexes.includes(index)) originals.push(Buffer.from(await pile.bytesOf(summary)));
    }
    await writeForB4(name, whole, pile);
    cases.push({ name, label: `${source}: ${one.title}`, whole, ours: mbox.text, originals });
  }
  return cases;
}

const mboxOfBytes = (mails: readonly Buffer[]): string =>
  mails.map((bytes) => `${separator}${bytes.toString("latin1").replace(/^>*From /gm, ">$&")}\n\n`).join("");

/** All mail of the series, oldest first, and which version is wanted. */
async function writeForB4(name: string, { series, version }: AssembledSeries, pile: MailPile): Promise<void> {
  const mails = [...new Set(series.versions.flatMap(mailOf))].sort(
    (a, b) => (a.date ?? 0) - (b.date ?? 0) || a.index - b.index,
  );
  const pieces: string[] = [];
  for (const mail of mails) {
    const text = Buffer.from(await pile.bytesOf(mail))
      .toString("latin1")
      .replace(/\r\n/g, "\n");
    const end = text.indexOf("\n\n");
    // With the Python of Debian 12, this b4 ends with a traceback at a folded From or Subject.
    const unfolded = text.slice(0, end).replace(/\n[ \t]+/g, " ") + text.slice(end);
    pieces.push(`${separator}${unfolded.replace(/^>*From /gm, ">$&")}\n\n`);
  }
  fs.writeFileSync(path.join(folder, `${name}.mbox`), pieces.join(""), "latin1");
  const isNewest = series.versions.at(-1) === version;
  fs.writeFileSync(path.join(folder, `${name}.args`), isNewest ? "" : `-v ${version.version}`);
}

/** What git makes of a mailbox. */
function read(mbox: string | Buffer, escapes: readonly string[] = []): Mail[] {
  const out = fs.mkdtempSync(path.join(folder, "split-"));
  const file = path.join(out, "mbox");
  fs.writeFileSync(file, mbox, typeof mbox === "string" && escapes.length > 0 ? "latin1" : "utf8");
  execFileSync("git", ["mailsplit", "--keep-cr", ...escapes, `-o${out}`, file]);
  const names = fs
    .readdirSync(out)
    .filter((name) => /^\d+$/.test(name))
    .sort();
  const patches: Buffer[] = [];
  const mails = names.map((name, at) => {
    const [log, patch] = [path.join(out, "log"), path.join(out, "patch")];
    const info = spawnSync("git", ["mailinfo", "-k", "--encoding=UTF-8", log, patch], {
      input: fs.readFileSync(path.join(out, name)),
      encoding: "utf8",
    }).stdout;
    patches.push(Buffer.from(`commit ${numberHash(at)}\n`), fs.readFileSync(patch), Buffer.from("\n"));
    return {
      subject: /^Subject: (.*)$/m.exec(info)?.[1] ?? "",
      trailers: fs
        .readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => /^\s*(?:[A-Za-z][\w-]*-by|Fixes|Link|Closes|Cc):\s/i.test(line))
        .map((line) => line.toLowerCase().replace(/\s+/g, " ").trim()),
    };
  });
  const ids = execFileSync("git", ["patch-id", "--stable"], {
    input: Buffer.concat(patches),
    encoding: "utf8",
  });
  const byHash = new Map(ids.split("\n").map((row) => [row.slice(41), row.slice(0, 40)]));
  fs.rmSync(out, { recursive: true });
  return mails.map((mail, at) => ({ ...mail, patchId: byHash.get(numberHash(at)) ?? "" }));
}

const numberHash = (number: number): string => String(number + 1).padStart(40, "0");

/** Every difference from b4 has a reason in this list, or the test fails. */
const reasons = {
  noPatch:
    "b4 finds no patch: no [PATCH] it knows, another numbering of the versions, or a reply that holds one",
  otherMails:
    "b4 takes other mails for the version: it numbers unmarked versions by time, and reads no `1 of 2`",
  ownDiff: "b4 does not give the diff as it was sent; ours has the patch-id of the original",
  writers:
    "b4 takes every trailer of a reply; we take those that say what somebody thinks or did, not Fixes or Signed-off-by",
  robots: "b4 takes what robots suggest (Reported-by) for the next patch",
  noDot: "b4 wants a dot in the domain of an address",
  samePerson: "b4 takes a person twice under two names of one address; we once",
  links: "b4 goes by In-Reply-To alone, which leads to no mail at hand; we follow References, too",
  signature:
    "a signature that has lost the blank behind its dashes: git takes it for a part of the diff, we do not",
  order: "b4 keeps the order of the mail by which trailers were given; ours are in the order of the thread",
} as const;
type Reason = keyof typeof reasons;

function differences(
  test: Case,
  theirs: readonly Mail[],
  ours: readonly Mail[],
  sent: readonly string[],
): string[] {
  if (theirs.length === 0) return ["noPatch"];
  const ids = (mails: readonly Mail[]): string => mails.map(({ patchId }) => patchId).join(" ");
  if (ids(ours) !== ids(theirs)) {
    if (ours.length !== theirs.length || ours.some(({ subject }, at) => subject !== theirs[at]?.subject))
      return ["otherMails"];
    if (ids(ours) === sent.join(" ")) return ["ownDiff"];
    return isSignature(test) ? ["signature"] : [`other patch-ids: ${test.label}`];
  }
  return ours.flatMap((mail, at) => trailerDifferences(test, mail.trailers, theirs[at]?.trailers ?? []));
}

const isSignature = ({ originals }: Case): boolean =>
  originals.some((bytes) => /^--\r?$/m.test(bytes.toString("latin1")));

/** The mail that gives a trailer answers none of the series by its In-Reply-To, or one that does not. */
function isUnlinked({ whole }: Case, line: string): boolean {
  const mails = new Map(whole.series.versions.flatMap(mailOf).map((mail) => [mail.messageId, mail]));
  return whole.trailers
    .filter((trailer) => trailer.line.toLowerCase().replace(/\s+/g, " ") === line)
    .some(({ from }) => {
      let at: string | undefined = from.messageId;
      for (let steps = 0; steps < 20 && at !== undefined; steps++) {
        const mail = mails.get(at);
        if (mail === undefined) return true;
        at = mail.inReplyTo[0];
      }
      return false;
    });
}

function trailerDifferences(test: Case, ours: readonly string[], theirs: readonly string[]): string[] {
  const found: string[] = [];
  const address = (line: string): string => /<([^<>]*)>/.exec(line)?.[1] ?? "";
  for (const line of theirs.filter((one) => !ours.includes(one))) {
    if (/^(?:fixes|signed-off-by|co-developed-by|suggested-by|link|closes):/.test(line))
      found.push("writers");
    else if (/robot|syzbot|lkp@/.test(line)) found.push("robots");
    else if (line.startsWith("reported-by:")) found.push("writers");
    else if (ours.some((one) => address(one) === address(line) && one.split(":")[0] === line.split(":")[0]))
      found.push("samePerson");
    else found.push(`only b4: ${line} (${test.label})`);
  }
  for (const line of ours.filter((one) => !theirs.includes(one))) {
    if (!/@[^>]*\./.test(line)) found.push("noDot");
    else if (theirs.some((one) => address(one) === address(line) && one.split(":")[0] === line.split(":")[0]))
      found.push("samePerson");
    else if (isUnlinked(test, line)) found.push("links");
    else found.push(`only ours: ${line} (${test.label})`);
  }
  if (found.length === 0 && ours.join("\n") !== theirs.join("\n")) found.push("order");
  return found;
}

const python = hasShared("corpus", 1) ? pythonOfB4() : null;

describe.runIf(python !== null)("series of the corpus, as b4 am -t has them", () => {
  const cases: Case[] = [];
  beforeAll(async () => {
    const groups = new Map<string, string[]>();
    for (const { path: file } of corpusFiles()) {
      if (!/\.(?:eml|mbox|mbx)$/.test(file)) continue;
      // Mails of one thread lie in one folder; other folders hold single mails.
      const isThread = /^eml\/(?:cifs|lkml)\//.test(file);
      const group = isThread ? path.dirname(file) : file;
      groups.set(group, [...(groups.get(group) ?? []), path.join(sharedDir, "corpus", file)]);
    }
    for (const [group, files] of groups) cases.push(...(await casesOf(files, group, () => true)));
    const bench = path.join(sharedDir, "bench/ext4-5000.mbox.gz");
    // Those that somebody gave a trailer to, and some of the others.
    let count = 0;
    if (fs.existsSync(bench))
      cases.push(
        ...(await casesOf([bench], "bench", ({ trailers }) => trailers.length > 0 || count++ % 16 === 0)),
      );
    fs.writeFileSync(
      path.join(folder, ".gitconfig"),
      "[user]\nname = Nobody\nemail = nobody@example.org\n[b4]\nattestation-policy = off\n",
    );
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: "1",
      XDG_DATA_HOME: folder,
      XDG_CACHE_HOME: folder,
    };
    const done = spawnSync(python ?? "", [path.join(here, "b4am.py"), folder], {
      env,
      encoding: "utf8",
      cwd: folder,
    });
    if (done.status !== 0) throw new Error(done.stderr.slice(-2000));
  }, 300_000);

  it("has the same patches in the same order with the same trailers, or a reason is known", () => {
    const unexplained: string[] = [];
    const counts = new Map<Reason, number>();
    const changed: string[] = [];
    let same = 0;
    let patches = 0;
    let equal = 0;
    for (const test of cases) {
      const theirs = fs.readFileSync(path.join(folder, `${test.name}.am`));
      const ours = read(test.ours);
      const sent = read(mboxOfBytes(test.originals), ["--mboxrd"]).map(({ patchId }) => patchId);
      const found = differences(test, theirs.length === 0 ? [] : read(theirs), ours, sent);
      patches += ours.length;
      for (const [at, { patchId, subject }] of ours.entries()) {
        // Of an attached patch git finds nothing in the mail as it stands.
        if (patchId === sent[at]) equal++;
        else if (sent[at] !== "" && !isSignature(test)) changed.push(`${test.label}: ${subject}`);
      }
      if (found.length === 0) same++;
      for (const reason of new Set(found)) {
        if (reason in reasons) counts.set(reason as Reason, (counts.get(reason as Reason) ?? 0) + 1);
        else unexplained.push(reason);
      }
    }
    const told = [...counts].map(([reason, count]) => `\n  ${count}: ${reasons[reason]}`).join("");
    console.log(`b4 am -t: ${same} of ${cases.length} series are the same${told}`);
    console.log(`patch-ids of ${patches} exported patches: ${equal} as git has them of the mails`);
    expect(changed.slice(0, 20)).toEqual([]);
    expect(unexplained.slice(0, 20)).toEqual([]);
    expect(same).toBeGreaterThan(cases.length * 0.75);
  }, 300_000);
});
