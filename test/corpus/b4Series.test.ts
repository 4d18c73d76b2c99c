import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mailOf } from "../../server/src/threads/seriesPlaces.js";
import { benchSeries, corpusSeries, type ExportedSeries } from "./exportedSeries.js";
import { gitPatchIds, mailInfo } from "./git.js";
import { hasShared } from "./shared.js";

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

interface Mail {
  readonly subject: string;
  readonly patchId: string;
  /** Of the log, in order, in lower case. */
  readonly trailers: readonly string[];
}

const separator = "From mboxrd@z Thu Jan  1 00:00:00 1970\n";
const folder = fs.mkdtempSync(path.join(tmpdir(), "patch-mail-b4-"));
const mailFolder = fs.mkdtempSync(path.join(tmpdir(), "patch-mail-b4-mail-"));
afterAll(() => {
  for (const one of [folder, mailFolder]) fs.rmSync(one, { recursive: true, force: true });
});

const mboxOfBytes = (mails: readonly Buffer[]): string =>
  mails.map((bytes) => `${separator}${bytes.toString("latin1").replace(/^>*From /gm, ">$&")}\n\n`).join("");

/** All mail of the series, oldest first, and which version is wanted. */
async function writeForB4({ name, whole: { series, version }, pile }: ExportedSeries): Promise<void> {
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
  const infos = names.map((name) => mailInfo(out, fs.readFileSync(path.join(out, name)), ["-k"]));
  const ids = gitPatchIds(infos.map((info) => info?.patch ?? ""));
  fs.rmSync(out, { recursive: true });
  return infos.map((info, at) => ({
    subject: /^Subject: (.*)$/m.exec(info?.head ?? "")?.[1] ?? "",
    patchId: ids[at] ?? "",
    trailers: (info?.log ?? "")
      .split("\n")
      .filter((line) => /^\s*(?:[A-Za-z][\w-]*-by|Fixes|Link|Closes|Cc):\s/i.test(line))
      .map((line) => line.toLowerCase().replace(/\s+/g, " ").trim()),
  }));
}

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
const isReason = (text: string): text is Reason => text in reasons;

/** How many series are the same, and how many differ for each reason: whoever changes that says so here. */
const expected: Readonly<Record<string, number>> = {
  series: 206,
  same: 175,
  otherMails: 6,
  writers: 8,
  order: 1,
  samePerson: 1,
  links: 2,
  noPatch: 8,
  ownDiff: 3,
  noDot: 1,
  signature: 1,
};

function differences(
  test: ExportedSeries,
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

const isSignature = ({ originals }: ExportedSeries): boolean =>
  originals.some((bytes) => /^--\r?$/m.test(bytes.toString("latin1")));

/** The mail that gives a trailer answers none of the series by its In-Reply-To, or one that does not. */
function isUnlinked({ whole }: ExportedSeries, line: string): boolean {
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

function trailerDifferences(
  test: ExportedSeries,
  ours: readonly string[],
  theirs: readonly string[],
): string[] {
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

const python = hasShared("corpus", 1) && hasShared("bench", 1) ? pythonOfB4() : null;

describe.runIf(python !== null)("series of the corpus, as b4 am -t has them", () => {
  const cases: ExportedSeries[] = [];
  beforeAll(async () => {
    cases.push(...(await corpusSeries()));
    // Those that somebody gave a trailer to, and some of the others.
    let count = 0;
    for (const one of await benchSeries(mailFolder))
      if (one.whole.trailers.length > 0 || count++ % 16 === 0) cases.push(one);
    for (const one of cases) await writeForB4(one);
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
    const counts: Partial<Record<Reason, number>> = {};
    let same = 0;
    for (const test of cases) {
      const theirs = fs.readFileSync(path.join(folder, `${test.name}.am`));
      const sent = read(mboxOfBytes(test.originals), ["--mboxrd"]).map(({ patchId }) => patchId);
      const found = differences(test, theirs.length === 0 ? [] : read(theirs), read(test.ours), sent);
      if (found.length === 0) same++;
      for (const reason of new Set(found)) {
        if (isReason(reason)) counts[reason] = (counts[reason] ?? 0) + 1;
        else unexplained.push(reason);
      }
    }
    const told = Object.entries(counts).map(
      ([reason, count]) => `\n  ${count}: ${reasons[reason as Reason]}`,
    );
    console.log(`b4 am -t: ${same} of ${cases.length} series are the same${told.join("")}`);
    expect(unexplained.slice(0, 20)).toEqual([]);
    expect({ series: cases.length, same, ...counts }).toEqual(expected);
  }, 300_000);
});
