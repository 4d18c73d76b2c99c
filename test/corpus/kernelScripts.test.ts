import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import {
  type CheckpatchedMessage,
  withCheckpatch,
} from "../../server/src/diagnostics/checkpatch/diagnostics.js";
import { readCheckpatch } from "../../server/src/diagnostics/checkpatch/output.js";
import type { ParsedDocument } from "../../server/src/features/feature.js";
import { type ReadyScript, repositoriesWith, runOnMail } from "../../server/src/git/kernelScripts.js";
import type { Workplace } from "../../server/src/git/workplace.js";
import { openMessage, viewMessage } from "../../server/src/mailboxes/decodedMessage.js";
import { fixedArguments } from "../../server/src/work/scripts/checkpatchArguments.js";
import { readMaintainersOutput } from "../../server/src/work/scripts/maintainersOutput.js";
import { scriptMail } from "../../server/src/work/scripts/scriptMail.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import { type Checkpatch, findCheckpatch, type LinuxSeries, runCheckpatch } from "./checkpatch.js";
import { corpusPatchMails } from "./patchMails.js";
import { hasShared } from "./shared.js";

const serieses: readonly LinuxSeries[] = ["6.1", "6.12"];
/** Each is a process of half a second, for each way to encode it. */
const sampled = 24;

/** What both scripts look for in the top folder of a kernel tree. */
const topFiles = ["COPYING", "CREDITS", "Kbuild", "Makefile", "README"];
const topFolders = ["Documentation", "arch", "include", "drivers", "fs", "init", "ipc", "kernel", "lib"];
const maintainers = `List of maintainers

EXT4 FILE SYSTEM
M:	"Theo A. Maintainer" <theo@example.org>
R:	Rita Reviewer <rita@example.org>
L:	linux-ext4@example.org
S:	Maintained
F:	fs/ext4/

THE REST
M:	Linus Example <linus@example.org>
L:	linux-kernel@example.org
S:	Buried alive in reporters
F:	*
F:	*/
`;

/** A repository that the scripts take for a kernel tree. */
function kernelTree(sandbox: Sandbox, { series, folder }: Checkpatch): string {
  const name = `linux-${series}`;
  sandbox.git(name, ["init", "-q"]);
  for (const file of topFiles) sandbox.write(`${name}/${file}`, "");
  for (const each of topFolders) sandbox.write(`${name}/${each}/Makefile`, "");
  sandbox.write(`${name}/MAINTAINERS`, maintainers);
  sandbox.write(`${name}/fs/ext4/x.c`, "int a;\n");
  for (const script of ["checkpatch.pl", "get_maintainer.pl", "spelling.txt", "const_structs.checkpatch"])
    sandbox.write(`${name}/scripts/${script}`, readFileSync(join(folder, script)));
  sandbox.write(`${name}/scripts/spdxcheck.py`, "#!/bin/sh\ncat >/dev/null\n");
  execFileSync("chmod", ["+x", sandbox.path(name, "scripts/spdxcheck.py")]);
  sandbox.commit(name, "base\n");
  return name;
}

async function workplaceOf(sandbox: Sandbox, name: string): Promise<Workplace> {
  const places = await sandbox.room().workplaces(sandbox.uri(name, "m.eml"));
  const [place] = "unavailable" in places ? [] : places;
  if (place === undefined) throw new Error("no repository");
  return place;
}

const { signal } = new AbortController();

async function readyScript(
  sandbox: Sandbox,
  name: string,
  script: ReadyScript["script"],
): Promise<ReadyScript> {
  const [ready] = await repositoriesWith([await workplaceOf(sandbox, name)], script, signal);
  if (ready === undefined) throw new Error("no script");
  return ready;
}

const mail = (log: string, added: string, path = "fs/ext4/x.c"): string =>
  `From: Ann Author <ann@example.org>
To: Rita Reviewer <rita@example.org>
Subject: [PATCH] ext4: Do this
Date: Mon, 3 Mar 2025 10:00:00 +0000

${log}

Signed-off-by: Ann Author <ann@example.org>
---
diff --git a/${path} b/${path}
index 1234567..89abcde 100644
--- a/${path}
+++ b/${path}
@@ -1 +1,2 @@
 int a;
+${added}
-- 
2.40.1
`;

async function reportsOf(
  ready: ReadyScript,
  text: string,
  args: readonly string[] = [],
): Promise<CheckpatchedMessage> {
  const given = await scriptMail(Buffer.from(text));
  if (given === null) throw new Error("no mail");
  const { output } = await runOnMail(ready, [...fixedArguments, ...args, "-"], given.input, { signal });
  const reports = readCheckpatch(output.toString("utf8")).map((report) => {
    const place = report.line0 === null ? { field: null, rawLine0: null } : given.placeOf(report.line0);
    return { ...report, field: place.field, rawLine0: place.rawLine0 };
  });
  return { sum: given.rawSum, body: given.body, reports };
}

function documentOf(text: string): ParsedDocument {
  const { document, problems } = parse(text);
  return { uri: "file:///a.eml", version: 1, languageId: "patch-mail", text, model: document, problems };
}

/** Type and text of the line that each problem stands on, those of lines only, in the order of the mail. */
function placedOn(text: string, checked: CheckpatchedMessage): string[] {
  const document = documentOf(text);
  const lineless = new Set(checked.reports.filter(({ line0 }) => line0 === null).map(({ type }) => type));
  return withCheckpatch(document, [], () => checked).flatMap(({ code, range }) =>
    lineless.has(code) ? [] : `${code} ${document.model.lines.lineText(range.start.line)}`,
  );
}

const quotedPrintable = (text: string): string =>
  text
    .split("\n")
    .map((line) =>
      [...Buffer.from(line)]
        .map((byte, at, all) =>
          byte > 126 || byte === 61 || byte === 13 || (byte < 33 && at + 1 === all.length)
            ? `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
            : String.fromCharCode(byte),
        )
        .join("")
        .replace(/((?:=..|[^=]){70})(?=.)/g, "$1=\n"),
    )
    .join("\n");

const withEncoding = (text: string, encoding: string, encode: (body: string) => string): string => {
  const end = text.indexOf("\n\n");
  const head = text
    .slice(0, end)
    .replace(/^(?:Content-[\w-]+|MIME-Version):.*(?:\n[ \t].*)*\n?/gim, "")
    .trimEnd();
  return `${head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: ${encoding}\n\n${encode(text.slice(end + 2))}`;
};

for (const series of serieses) {
  const checkpatch = findCheckpatch(series, 6);

  describe.runIf(checkpatch !== null)(`the scripts of Linux ${series}`, () => {
    let sandbox: Sandbox;
    let tree: string;
    beforeAll(() => {
      sandbox = createSandbox();
      if (checkpatch !== null) tree = kernelTree(sandbox, checkpatch);
    });
    afterAll(() => sandbox.dispose());

    it("run no command that a mail brings, as checkpatch by itself does", async () => {
      const witness = sandbox.path("witness");
      const log = `Do it.\n\nFixes: 123456789012 ("x")`;
      const evil = [
        mail(log, `// SPDX-License-Identifier: $(touch ${witness})`),
        mail(log, "int b;", `x;touch\${IFS}${witness}`),
        mail(log, "int b;", `$(touch\${IFS}${witness})`),
      ];
      const ready = await readyScript(sandbox, tree, "scripts/checkpatch.pl");
      const people = await readyScript(sandbox, tree, "scripts/get_maintainer.pl");
      let opened = 0;
      for (const text of evil) {
        const { reports } = await reportsOf(ready, text, ["--strict"]);
        expect(reports.length).toBeGreaterThan(0);
        await runOnMail(people, ["--roles", "--norolestats", "--git-fallback", "--git"], Buffer.from(text), {
          signal,
        });
        expect(existsSync(witness)).toBe(false);
        // Without the guard: what we are kept from.
        spawnSync("perl", ["scripts/checkpatch.pl", "-"], {
          cwd: sandbox.path(tree),
          input: text,
          env: sandbox.environment,
        });
        if (existsSync(witness)) opened++;
        rmSync(witness, { force: true });
      }
      expect(opened).toBeGreaterThan(0);
      expect(sandbox.git(tree, ["status", "--porcelain", "--ignored"])).toBe("");
    });

    it("obey no file of options that lies there, and run nothing that one asks for", async () => {
      const witness = sandbox.path("witness");
      const text = mail("Do it.", "int b;");
      const conf = `--debug values=0';CORE::system("touch","${witness}");'\n`;
      const plain = await readyScript(sandbox, tree, "scripts/checkpatch.pl");
      const before = (await reportsOf(plain, text)).reports;
      const unhindered = (): boolean => {
        const cwd = sandbox.path(tree);
        spawnSync("perl", ["scripts/checkpatch.pl", "-"], { cwd, input: text, env: sandbox.environment });
        const ran = existsSync(witness);
        rmSync(witness, { force: true });
        return ran;
      };
      for (const [file, isAdded] of [
        [`${tree}/.checkpatch.conf`, false],
        [`${tree}/.scripts/.checkpatch.conf`, false],
        [`.checkpatch.conf`, false],
        [`${tree}/.checkpatch.conf`, true],
      ] as const) {
        sandbox.write(file, conf);
        if (isAdded) sandbox.commit(tree, "options\n");
        expect(unhindered()).toBe(true);
        const ready = await readyScript(sandbox, tree, "scripts/checkpatch.pl");
        expect((await reportsOf(ready, text)).reports).toEqual(before);
        expect(existsSync(witness)).toBe(false);
        if (!isAdded) rmSync(sandbox.path(file));
      }
      // The tree's own is obeyed, until somebody changes it.
      const hides = "--ignore MISSING_SIGN_OFF,UNKNOWN_COMMIT_ID,COMMIT_MESSAGE,LONG_LINE\n";
      const long = mail("Do it.", `int ${"b".repeat(150)};`);
      const types = async (): Promise<string[]> => {
        const ready = await readyScript(sandbox, tree, "scripts/checkpatch.pl");
        return (await reportsOf(ready, long)).reports.map(({ type }) => type);
      };
      sandbox.write(`${tree}/.checkpatch.conf`, hides);
      expect(await types()).toContain("LONG_LINE");
      sandbox.commit(tree, "options\n");
      expect(await types()).not.toContain("LONG_LINE");
      rmSync(sandbox.path(tree, ".checkpatch.conf"));
      sandbox.commit(tree, "no options\n");
    });

    it("know the tree: an unknown commit, an obsolete file, the maintainers", async () => {
      const ready = await readyScript(sandbox, tree, "scripts/checkpatch.pl");
      const { reports } = await reportsOf(
        ready,
        mail('Do it, as asked.\n\nFixes: 123456789012 ("x")', "int b;"),
      );
      expect(reports.map(({ type }) => type)).toContain("UNKNOWN_COMMIT_ID");
      const people = await readyScript(sandbox, tree, "scripts/get_maintainer.pl");
      const { output } = await runOnMail(
        people,
        ["--roles", "--norolestats", "--nogit", "--nogit-fallback"],
        Buffer.from(mail("Do it.", "int b;")),
        { signal },
      );
      const found = readMaintainersOutput(output.toString("utf8"));
      expect(found.filter(({ role }) => role.includes("EXT4"))).toEqual([
        { name: "Theo A. Maintainer", address: "theo@example.org", role: "maintainer:EXT4 FILE SYSTEM" },
        { name: "Rita Reviewer", address: "rita@example.org", role: "reviewer:EXT4 FILE SYSTEM" },
        { name: "", address: "linux-ext4@example.org", role: "open list:EXT4 FILE SYSTEM" },
      ]);
    });

    it("say the same in a tree that is none of the kernel", async () => {
      if (checkpatch === null) return;
      sandbox.git("other", ["init", "-q"]);
      sandbox.write("other/MAINTAINERS", maintainers);
      for (const script of ["checkpatch.pl", "get_maintainer.pl"])
        sandbox.write(`other/scripts/${script}`, readFileSync(join(checkpatch.folder, script)));
      sandbox.commit("other", "base\n");
      const text = mail("Do it, as asked.", "int b; ");
      const ready = await readyScript(sandbox, "other", "scripts/checkpatch.pl");
      const { reports } = await reportsOf(ready, text);
      expect(reports.map(({ type }) => type)).toContain("TRAILING_WHITESPACE");
      const people = await readyScript(sandbox, "other", "scripts/get_maintainer.pl");
      const { outcome, output } = await runOnMail(
        people,
        ["--nogit", "--nogit-fallback"],
        Buffer.from(text),
        { signal },
      );
      expect([outcome, output.toString("utf8")]).toEqual([
        "done",
        expect.stringContaining("theo@example.org"),
      ]);
    });

    it.runIf(hasShared("corpus", 1))(
      "stand on the lines that checkpatch names: of mail as it is, in quoted-printable, in decoded views",
      async () => {
        if (checkpatch === null) return;
        const all = (await corpusPatchMails()).filter(
          ({ text }) => !/[\r\ufffd]/.test(text) && text.length < 60_000 && /^\S+:/.test(text),
        );
        // What its header says of another charset, or of flowed text, is not so any more in decoded text.
        const asTheyAre = await Promise.all(all.map(isGivenAsItStands));
        const plain = all.filter((_, at) => asTheyAre[at]);
        const every = Math.max(1, Math.floor(plain.length / sampled));
        const mails = plain.filter((_, at) => at % every === 0).slice(0, sampled);
        expect(mails.length).toBe(sampled);
        const oracle = runCheckpatch(
          checkpatch,
          mails.map(({ text }) => Buffer.from(text)),
          { isAlone: true },
        );
        // Without a repository around it, as the oracle: no commit is known to either.
        const known = await readyScript(sandbox, tree, "scripts/checkpatch.pl");
        sandbox.write("empty/file", "");
        const outside: Workplace = {
          ...known.workplace,
          script: (args, options) =>
            known.workplace.script(args, { ...options, workingDirectory: sandbox.path("empty") }),
        };
        const ready = { ...known, workplace: outside };
        let placed = 0;
        for (const [at, { name, text }] of mails.entries()) {
          const { findings = [] } = oracle[at] ?? {};
          const checked = await reportsOf(ready, text, ["--no-tree"]);
          const lineless = checked.reports.filter(({ line0 }) => line0 === null).map(({ type }) => type);
          const lines = text.split("\n");
          const expected = findings
            .filter(({ type }) => !lineless.includes(type))
            .map(({ type, line }) => `${type} ${lines[line - 1] ?? ""}`);
          const say = (what: string) => `${name}, ${what}`;
          expect(placedOn(text, checked), say("as it is")).toEqual(expected);
          placed += expected.length;
          const view = await viewMessage(openMessage(Buffer.from(text)));
          // Fields of the header stand in one there: its reports are those of the body.
          const ofBody = new Set(
            checked.reports.filter(({ field }) => field === null).map(({ type }) => type),
          );
          const body = expected.filter((each) => ofBody.has(each.slice(0, each.indexOf(" "))));
          expect(
            placedOn(view.text, checked).filter((each) => body.includes(each)),
            say("decoded view"),
          ).toEqual(body);

          const quoted = withEncoding(text, "quoted-printable", quotedPrintable);
          const ofQuoted = await reportsOf(ready, quoted, ["--no-tree"]);
          const quotedView = await viewMessage(openMessage(Buffer.from(quoted)));
          expect(
            placedOn(quotedView.text, ofQuoted).filter((each) => body.includes(each)),
            say("decoded"),
          ).toEqual(body);
          // Of a raw line only its beginning stands there.
          const raw = placedOn(quoted, ofQuoted).filter((each) =>
            ofBody.has(each.slice(0, each.indexOf(" "))),
          );
          expect(raw.map(beginning), say("quoted-printable")).toEqual(body.map(encoded).map(beginning));
        }
        console.log(`${checkpatch.name}: ${placed} reports of ${mails.length} mails stand on their lines`);
        expect(placed).toBeGreaterThan(20);
      },
      300_000,
    );
  });
}

async function isGivenAsItStands({ text }: { readonly text: string }): Promise<boolean> {
  const given = await scriptMail(Buffer.from(text));
  return given !== null && Buffer.from(given.input).toString("utf8") === text;
}

/** Type and the line's first characters. */
const beginning = (placed: string): string => placed.slice(0, placed.indexOf(" ") + 40).trimEnd();

const encoded = (placed: string): string => {
  const at = placed.indexOf(" ") + 1;
  return placed.slice(0, at) + (quotedPrintable(placed.slice(at)).split("=\n")[0] ?? "");
};
