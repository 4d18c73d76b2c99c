import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createMailPile, type MailPile } from "../../server/src/cli/threads.js";
import { readableMessage } from "../../server/src/mailboxes/readableMessage.js";
import { type AssembledSeries, assembleSeries, mboxOf } from "../../server/src/patches/assembleSeries.js";
import type { Series } from "../../server/src/threads/seriesModel.js";
import { seriesOf } from "../../server/src/threads/seriesOf.js";
import { mailOf } from "../../server/src/threads/seriesPlaces.js";
import { corpusFiles, hasShared, sharedDir } from "./shared.js";

const folder =
  (fs.rmSync("/tmp/b4keep", { recursive: true, force: true }), fs.mkdirSync("/tmp/b4keep"), "/tmp/b4keep");

interface Case {
  readonly name: string;
  readonly whole: AssembledSeries;
}

interface Mail {
  readonly subject: string;
  readonly patchId: string;
  readonly trailers: readonly string[];
}

async function wholeOf(pile: MailPile, series: Series): Promise<AssembledSeries | undefined> {
  return await assembleSeries(series, null, {
    facts: async (summary) => pile.factsOf(summary) ?? null,
    read: async (summary) => readableMessage(await pile.bytesOf(summary)),
  });
}

let count = 0;
async function casesOf(files: readonly string[], label: string): Promise<Case[]> {
  const pile = createMailPile(true);
  for (const file of files) await pile.add(file);
  const cases: Case[] = [];
  for (const series of seriesOf(pile.threads(), pile.factsOf).series) {
    const whole = await wholeOf(pile, series);
    if (whole === undefined) continue;
    if (mboxOf(whole).indexes.length === 0) continue;
    const name = String(++count).padStart(5, "0");
    const mails = [...new Set(series.versions.flatMap((v) => mailOf(v)))].sort(
      (a, b) => (a.date ?? 0) - (b.date ?? 0) || a.index - b.index,
    );
    const pieces: Buffer[] = [];
    for (const mail of mails) {
      const plain = Buffer.from(await pile.bytesOf(mail))
        .toString("latin1")
        .replace(/\r\n/g, "\n");
      const end = plain.indexOf("\n\n");
      const text = (plain.slice(0, end).replace(/\n[ \t]+/g, " ") + plain.slice(end)).replace(
        /^>*From /gm,
        ">$&",
      );
      pieces.push(
        Buffer.from(
          `From mboxrd@z Thu Jan  1 00:00:00 1970\n${text}${text.endsWith("\n") ? "" : "\n"}\n`,
          "latin1",
        ),
      );
    }
    fs.writeFileSync(path.join(folder, `${name}.mbox`), Buffer.concat(pieces));
    for (const { index, summary } of whole.patches)
      fs.writeFileSync(path.join(folder, `${name}.${index}.eml`), Buffer.from(await pile.bytesOf(summary)));
    fs.writeFileSync(path.join(folder, `${name}.args`), `-v ${whole.version.version}`);
    cases.push({ name: name, whole: whole });
    fs.writeFileSync(path.join(folder, `${name}.ours`), mboxOf(whole).text);
    fs.writeFileSync(path.join(folder, `${name}.label`), `${label} ${series.title}`);
  }
  return cases;
}

function read(mbox: string | Buffer): Mail[] {
  const out = fs.mkdtempSync(path.join(folder, "split-"));
  fs.writeFileSync(path.join(out, "in.mbox"), mbox);
  execFileSync("git", ["mailsplit", `-o${out}`, path.join(out, "in.mbox")]);
  const mails: Mail[] = [];
  for (const name of fs
    .readdirSync(out)
    .filter((n) => /^\d+$/.test(n))
    .sort()) {
    const info = execFileSync(
      "git",
      ["mailinfo", "-k", "--encoding=UTF-8", path.join(out, "msg"), path.join(out, "patch")],
      { input: fs.readFileSync(path.join(out, name)), encoding: "utf8" },
    );
    const id = execFileSync("git", ["patch-id", "--stable"], {
      input: fs.readFileSync(path.join(out, "patch")),
      encoding: "utf8",
    }).slice(0, 40);
    const msg = fs.readFileSync(path.join(out, "msg"), "utf8");
    const trailers = msg
      .split("\n")
      .filter((l) => /^[A-Za-z][\w-]*-by:\s|^(Fixes|Link|Closes|Cc|Reported):/i.test(l));
    mails.push({ subject: /^Subject: (.*)$/m.exec(info)?.[1] ?? "", patchId: id, trailers });
  }
  fs.rmSync(out, { recursive: true });
  return mails;
}

describe.runIf(hasShared("corpus", 1))("b4", () => {
  it("x", async () => {
    const groups = new Map<string, string[]>();
    for (const { path: p } of corpusFiles()) {
      if (!/\.(eml|mbox|mbx)$/.test(p)) continue;
      const key = p.startsWith("eml/") ? path.dirname(p) : p;
      groups.set(key, [...(groups.get(key) ?? []), path.join(sharedDir, "corpus", p)]);
    }
    const cases: Case[] = [];
    for (const [key, files] of groups) {
      const list = key === "eml/single" || key === "eml/notmuch" ? files.map((f) => [f]) : [files];
      for (const one of list) cases.push(...(await casesOf(one, key)));
    }
    if (process.env["BENCH"])
      cases.push(...(await casesOf([path.join(sharedDir, "bench/ext4-5000.mbox.gz")], "bench")));
    fs.writeFileSync(
      path.join(folder, ".gitconfig"),
      "[user]\nname = Nobody Known\nemail = nobody@example.org\n[b4]\nattestation-policy = off\n",
    );
    const started = Date.now();
    const done = spawnSync(
      "/usr/bin/python3",
      [path.join(path.dirname(fileURLToPath(import.meta.url)), "b4am.py"), folder],
      {
        env: {
          PATH: process.env["PATH"],
          HOME: folder,
          GIT_CONFIG_NOSYSTEM: "1",
          XDG_DATA_HOME: folder,
          XDG_CACHE_HOME: folder,
        },
        encoding: "utf8",
        cwd: folder,
        maxBuffer: 1 << 28,
      },
    );
    console.log(
      cases.length,
      "series",
      Date.now() - started,
      "ms",
      done.status,
      done.stderr
        .split("\n")
        .filter((l) => /Error|^\d{5}/.test(l))
        .slice(0, 60)
        .join("\n"),
    );
    const rows: string[] = [];
    let same = 0;
    for (const { name, whole } of cases) {
      const label = fs.readFileSync(path.join(folder, `${name}.label`), "utf8");
      const file = path.join(folder, `${name}.am`);
      if (!fs.existsSync(file)) {
        rows.push(`${name} ${label}: b4 gives nothing, we ${mboxOf(whole).indexes.length}`);
        continue;
      }
      const theirs = read(fs.readFileSync(file));
      const ours = read(mboxOf(whole).text);
      const diffs: string[] = [];
      const originals: string[] = [];
      for (const { index, summary } of whole.patches)
        if (mboxOf(whole).indexes.includes(index)) {
          const raw = Buffer.from(fs.readFileSync(path.join(folder, `${name}.${index}.eml`)));
          originals.push(
            read(Buffer.concat([Buffer.from("From git@z Thu Jan  1 00:00:00 1970\n"), raw]))[0]?.patchId ??
              "",
          );
        }
      if (ours.map((m) => m.patchId).join() !== originals.join())
        diffs.push(`ORIGINAL ${originals.map((o) => o.slice(0, 6)).join()}`);
      if (ours.map((m) => m.patchId).join() !== theirs.map((m) => m.patchId).join())
        diffs.push(
          `ids ours ${ours.map((m) => m.patchId.slice(0, 6) + " " + m.subject.slice(0, 20)).join("|")} theirs ${theirs.map((m) => m.patchId.slice(0, 6) + " " + m.subject.slice(0, 20)).join("|")}`,
        );
      else
        for (const [at, mail] of ours.entries()) {
          const norm = (t: readonly string[]) => t.map((l) => l.toLowerCase().replace(/\s+/g, " ").trim());
          const a = norm(mail.trailers),
            b = norm(theirs[at]?.trailers ?? []);
          if (a.join("\n") !== b.join("\n"))
            diffs.push(
              `  ${mail.subject.slice(0, 40)}:\n     only ours: ${a.filter((l) => !b.includes(l)).join(" ; ")}\n     only b4: ${b.filter((l) => !a.includes(l)).join(" ; ")}${[...a].sort().join() === [...b].sort().join() ? " ORDER " + a.join(" ; ") + " /// " + b.join(" ; ") : ""}`,
            );
        }
      if (diffs.length === 0) same++;
      else rows.push(`${name} ${label} v${whole.version.version}\n${diffs.slice(0, 4).join("\n")}`);
    }
    fs.writeFileSync("/tmp/b4diff.txt", `${same} same of ${cases.length}\n${rows.join("\n")}`);
    expect(same).toBeGreaterThan(0);
  }, 900_000);
});
