import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../../server/src/cli/commands.js";
import { type LintOptions, lintInput } from "../../../server/src/cli/lint.js";
import type { LintFinding } from "../../../server/src/cli/lintFinding.js";
import { mailAtHand } from "../../../server/src/cli/lintThreads.js";
import { createLintUser } from "../../../server/src/cli/lintUser.js";
import { readArguments } from "../../../server/src/cli/readArguments.js";
import { parse } from "../../../server/src/core/parse.js";
import { diagnose } from "../../../server/src/diagnostics/diagnose.js";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";
import { sourceOfBytes } from "../../../server/src/mailboxes/openSource.js";
import { DIFF, diagnoseText, mail, parsed, SEPARATOR } from "../diagnostics/support.js";
import { lint } from "./lintRun.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-lint-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file into the folder; its path. */
function file(name: string, content: string | Uint8Array): string {
  const to = path.join(folder, name);
  mkdirSync(path.dirname(to), { recursive: true });
  writeFileSync(to, content);
  return to;
}

async function findings(...args: string[]): Promise<LintFinding[]> {
  return JSON.parse((await lint(...args, "--format=json")).text);
}

const BROKEN = mail({ diff: DIFF.replace("-33,7", "-33,9") });
const UNSIGNED = mail({ log: "No sign-off.\n" });
/** Where the editor has its problem. */
const LINE = (diagnoseText(BROKEN)[0]?.range.start.line ?? 0) + 1;
const only = (found: readonly LintFinding[], rule: string): LintFinding[] =>
  found.filter((one) => one.rule === rule);

describe("patch-mail lint", () => {
  it("0: nothing is found, and nothing said", async () => {
    expect(await lint(file("good.eml", mail()), "--draft")).toEqual({ status: 0, text: "", notes: "" });
  });

  it("1: a line as compilers print it, at the line of the file; the count on standard error", async () => {
    const broken = file("broken.eml", BROKEN);
    const { status, text, notes } = await lint(broken);
    expect(status).toBe(1);
    const [, line, column] = /^.*?:(\d+):(\d+): error: .* \[patch\.corrupt-hunk\]\n$/.exec(text) ?? [];
    expect(text.startsWith(`${broken}:`)).toBe(true);
    expect(Number(line)).toBe(LINE);
    expect(column).toBe("1");
    expect(notes).toBe("1 error in 1 message.\n");
  });

  it("2: what cannot be read is said, the rest is looked at all the same", async () => {
    const { status, text, notes } = await lint(path.join(folder, "none.eml"), file("b.eml", BROKEN));
    expect(status).toBe(2);
    expect(text).toContain("b.eml:");
    expect(notes).toContain("none.eml: there is no such file.");
  });

  it("tells and counts what --level says, by the state that is given", async () => {
    const unsigned = file("unsigned.eml", UNSIGNED);
    expect((await lint(unsigned)).status).toBe(0);
    expect((await lint(unsigned, "--received")).status).toBe(0);
    expect((await lint(unsigned, "--level", "error", "--draft")).status).toBe(0);
    const info = await lint(unsigned, "--level=information");
    expect([info.status, /: information: .*\[trailer.missing-signoff\]/.test(info.text)]).toEqual([1, true]);
    const draft = await lint(unsigned, "--draft");
    expect([draft.status, /: warning: .*\[trailer.missing-signoff\]/.test(draft.text)]).toEqual([1, true]);
    expect((await lint(unsigned, "--draft", "--preset=plain")).status).toBe(0);
    expect((await lint(file("outgoing/1.eml", UNSIGNED))).status).toBe(1);
    const both = await lint(unsigned, "--draft", "--received");
    expect([both.status, both.notes]).toEqual([
      2,
      "--draft and --received: it is one of them, or neither.\n",
    ]);
  });

  it("takes levels of rules, several and again", async () => {
    const both = file("both.eml", mail({ log: "No.\n", diff: DIFF.replace("-33,7", "-33,9") }));
    const found = await findings(
      both,
      "--rule=patch.corrupt-hunk=hint",
      "--level=hint",
      "--rule",
      "trailer.missing-signoff=error, trailer.duplicate=off",
    );
    expect(only(found, "patch.corrupt-hunk")[0]?.level).toBe("hint");
    expect(only(found, "trailer.missing-signoff")[0]?.level).toBe("error");
    expect((await lint(both, "--rule=patch.corrupt-hunk=off")).status).toBe(0);
  });

  it.each([
    [["x", "--rule=no.rule=off"], "There is no rule no.rule; docs/diagnostics.md lists them."],
    [
      ["x", "--rule=patch.empty=loud"],
      "--rule patch.empty needs a level: error, warning, information, hint, off.",
    ],
    [["x", "--rule="], "--rule needs the id of a rule and a level, e.g. log.long-line=off."],
    [["x", "--level=off"], "--level is one of error, warning, information, hint."],
    [["x", "--preset=linux"], "--preset is one of kernel, netdev, stable, drm, tip, plain."],
    [["x", "--format=xml"], "--format is one of text, json, sarif."],
    [[], "Name a file to check."],
  ])("%j is a mistake", (args, sentence) => {
    expect(readArguments(["lint", ...args], commands)).toMatchObject({ kind: "mistake", sentence });
  });

  it("prints nothing that a terminal would obey", async () => {
    const evil = file("evil \u001b[31m\u202e.eml", mail({ date: "\u001b]0;x\u0007 yesterday" }));
    for (const format of ["text", "json", "sarif"]) {
      const { status, text } = await lint(evil, "--format", format);
      expect(status).toBe(1);
      expect(text).not.toMatch(/[\u001b\u0007\u202e]/);
    }
  });
});

it("docs/lint.md shows a run as it is", async () => {
  const docs = readFileSync(new URL("../../../docs/lint.md", import.meta.url), "utf8");
  const [, shown] = /^```\n\$ patch-mail lint outgoing\/\n([^]*?)^```$/m.exec(docs) ?? [];
  const titles = ["Read once", "Sign the values", "Say it in the docs"];
  for (const [at, title] of titles.entries())
    file(
      `docs/outgoing/000${at + 1}-hwmon-frost-${title.replaceAll(" ", "-")}.patch`,
      mail({
        separator: SEPARATOR,
        subject: `[PATCH ${at + 1}/3] hwmon: (frost) ${title}`,
        diff: at === 1 ? DIFF.replace("-33,7", "-33,9") : DIFF,
      }),
    );
  const { text, notes } = await lint(path.join(folder, "docs/outgoing/"));
  expect(`${text.replaceAll(`${folder}/docs/`, "")}patch-mail: ${notes}`).toBe(shown);
});

it("docs/lint.md names each key of the JSON objects, and the rules that are not in lint", async () => {
  const docs = readFileSync(new URL("../../../docs/lint.md", import.meta.url), "utf8");
  const [, listed = ""] = /^Each object of `--format json` has ([^]*?)\n\n/m.exec(docs) ?? [];
  const [found] = await findings(file("keys.eml", BROKEN));
  const words = [...listed.matchAll(/`(\w+)`/g)].map((word) => word[1]);
  expect(words.filter((word) => word !== "draft" && word !== "received")).toEqual(Object.keys(found ?? {}));
  const outside = RULES.filter(({ scope }) => scope === "repository").map(({ id }) => id);
  expect(outside.filter((id) => !id.startsWith("apply."))).toEqual(["recipients.missing"]);
  expect(docs).toContain("Not in `lint`: the rules `apply.*` and `recipients.missing`");
});

describe("encoded mail", () => {
  const quoted = (body: string): string =>
    body
      .replaceAll("=", "=3D")
      .split("\n")
      .map((line) => line.replace(/^(.{60})(.+)$/, "$1=\n$2").replace(/ $/, "=20"))
      .join("\n");
  const [head = "", ...rest] = BROKEN.split("\n\n");
  const body = rest.join("\n\n");
  const field = "\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: ";

  it("is looked at decoded, and placed where the file has it", async () => {
    const text = `${head}${field}quoted-printable\n\n${quoted(body)}`;
    const [found] = only(await findings(file("qp.eml", text)), "patch.corrupt-hunk");
    expect(found?.decoded).toBe(true);
    const [plain] = only(await findings(file("plain.eml", BROKEN)), "patch.corrupt-hunk");
    expect(text.split("\n")[(found?.line ?? 0) - 1]?.replace(/=20$/, " ")).toBe(
      BROKEN.split("\n")[(plain?.line ?? 0) - 1],
    );
  });

  it("whose lines end in CR LF is told so once", async () => {
    const [top = "", ...below] = mail().split("\n\n");
    const dos = quoted(below.join("\n\n")).replace(/^([+ -].*[^=\n])$/gm, "$1=0D");
    const found = await findings(file("dos.eml", `${top}${field}quoted-printable\n\n${dos}`), "--level=hint");
    expect(only(found, "mail.quoted-crlf")).toHaveLength(1);
    expect(only(found, "patch.dos-line-endings")).toEqual([]);
  });

  it("in base64, to the line of it; of a mailbox the message's own", async () => {
    const lines =
      Buffer.from(body)
        .toString("base64")
        .match(/.{1,76}/g) ?? [];
    const text = `${head}${field}base64\n\n${lines.join("\n")}\n`;
    const mailbox = `From a@b Mon Mar  9 10:17:30 2026\n${mail()}\nFrom a@b Mon Mar  9 10:17:31 2026\n${text}`;
    const [found, ...others] = await findings(file("b64.mbox", mailbox), "--level=error");
    expect(others).toEqual([]);
    expect([found?.rule, found?.messageNumber, found?.decoded]).toEqual(["patch.corrupt-hunk", 2, true]);
    const line = Buffer.from(mailbox.split("\n")[(found?.line ?? 0) - 1] ?? "", "base64").toString();
    expect(line).toContain(" }\n \n");
  });
});

describe("mailboxes", () => {
  const part = (number: number, title: string, broken = false): string =>
    mail({
      subject: `[PATCH ${number}/3] ${title}`,
      headers: `Message-ID: <${number}@example.org>\n${number === 1 ? "" : "In-Reply-To: <1@example.org>\nReferences: <1@example.org>\n"}`,
      diff: broken ? DIFF.replace("-33,7", "-33,9") : DIFF,
    });
  const mailbox = [part(1, "frost: One"), part(3, "frost: Three", true)]
    .map((text, at) => `From a@b Mon Mar  9 10:17:3${at} 2026\n${text}\n`)
    .join("");
  const essence = (found: readonly LintFinding[]): unknown[] => found.map((one) => ({ ...one, file: "" }));

  it("message by message give what the whole gives, rules about a series once", async () => {
    const whole = await findings(file("s.mbox", mailbox), "--level=hint");
    const streamed = await findings(file("s.mbox.gz", gzipSync(mailbox)), "--level=hint");
    expect(only(whole, "patch.corrupt-hunk")).toHaveLength(1);
    expect(only(whole, "series.missing-patch")).toHaveLength(1);
    expect(essence(streamed)).toEqual(essence(whole));
  });

  it("message by message tell of each mail that has a Message-ID again, as the whole does", async () => {
    const texts = ["One", "Two", "One", "Three", "One"].map((title) =>
      mail({ subject: `[PATCH] frost: ${title}`, headers: "Message-ID: <a@example.org>\n" }),
    );
    const other = mail({ subject: "[PATCH v2] frost: One", headers: "Message-ID: <b@example.org>\n" });
    const box = [other, ...texts].map((text) => `From a@b Mon Mar  9 10:17:30 2026\n${text}\n`).join("");
    const whole = await findings(file("twice.mbox", box), "--level=hint", "--received");
    const streamed = await findings(file("twice.mbox.gz", gzipSync(box)), "--level=hint", "--received");
    const twice = only(streamed, "thread.duplicate-message-id");
    expect(twice.map(({ messageNumber, level }) => `${messageNumber} ${level}`)).toEqual([
      "3 information",
      "4 hint",
      "5 information",
      "6 hint",
    ]);
    const first = box.split("\n").indexOf("Message-ID: <a@example.org>") + 1;
    const told = Number(/line (\d+)/.exec(twice[0]?.message ?? "")?.[1]);
    // Its header begins at most some lines above.
    expect(first - told).toBeGreaterThanOrEqual(0);
    expect(first - told).toBeLessThan(6);
    expect(essence(streamed)).toEqual(essence(whole));
  });

  it("message by message tell once of a mail that is missing, however many answer it", async () => {
    const answers = ["anna", "bo", "cid"].map((name) =>
      mail({
        from: `${name} <${name}@example.org>`,
        subject: "Re: frost",
        headers: `Message-ID: <${name}@example.org>\nIn-Reply-To: <gone@example.org>\nReferences: <gone@example.org>\n`,
      }),
    );
    const box = answers.map((text) => `From a@b Mon Mar  9 10:17:30 2026\n${text}\n`).join("");
    const whole = await findings(file("gone.mbox", box), "--level=hint");
    const streamed = await findings(file("gone.mbox.gz", gzipSync(box)), "--level=hint");
    expect(only(whole, "thread.parent-missing")).toHaveLength(1);
    expect(essence(streamed)).toEqual(essence(whole));
  });

  it("compressed: drafts by their folder, and not for being read from standard input", async () => {
    expect((await lint(file("outgoing/1.eml.gz", gzipSync(UNSIGNED)))).status).toBe(1);
    expect((await lint(file("1.eml.gz", gzipSync(UNSIGNED)))).status).toBe(0);
    const source = await sourceOfBytes(gzipSync(UNSIGNED), "untitled:/standard%20input", undefined, parse);
    const input = { kind: "source", source } as const;
    const states: string[] = [];
    const options: LintOptions = {
      settings: {},
      mail: await mailAtHand([input]),
      mailIs: "auto",
      least: "hint",
      askUser: () => Promise.resolve(null),
      rules: (document, asked) => Promise.resolve(diagnose(document, asked)),
    };
    await lintInput("-", input, options, (linted) =>
      states.push(...linted.findings.map(({ state }) => state)),
    );
    expect([...new Set(states)]).toEqual(["received"]);
  });

  it("files of a folder and those named together are one pile of mail", async () => {
    const names = [file("dir/1.patch", part(1, "frost: One")), file("dir/3.patch", part(3, "frost: Three"))];
    expect(only(await findings(...names, "--level=hint"), "series.missing-patch")).toHaveLength(2);
    const folderFound = await findings(path.join(folder, "dir"), "--level=hint");
    expect(folderFound.map((one) => one.file)).toContain(names[0]);
    expect(only(await findings(names[0] ?? "", "--level=hint"), "series.missing-patch")).toEqual([]);
  });

  it("a bare diff in a folder, an empty file, a broken gzip", async () => {
    file("mixed/a.patch", DIFF.replace("-33,7", "-33,9"));
    expect((await findings(path.join(folder, "mixed"))).map(({ rule }) => rule)).toEqual([
      "patch.corrupt-hunk",
    ]);
    const empty = await lint(file("empty.eml", ""));
    const name = path.join(folder, "empty.eml");
    expect([empty.status, empty.notes]).toEqual([2, `${name} is empty.\nNothing in ${name} was checked.\n`]);
    const cut = gzipSync(mailbox).subarray(0, 300);
    expect((await lint(file("cut.mbox.gz", cut))).notes).not.toBe("");
  });
});

describe("what was not checked", () => {
  it("2: a folder without mail, or with all of it in folders of its own, also beside others", async () => {
    file("outer/v2/1.eml", mail());
    mkdirSync(path.join(folder, "hollow"));
    for (const name of ["outer", "hollow"]) {
      const { status, text, notes } = await lint(path.join(folder, name), file("ok.eml", mail()));
      expect([status, text]).toEqual([2, ""]);
      expect(notes).toContain(
        `Nothing in ${path.join(folder, name)} was checked; folders in it are not entered.`,
      );
      expect(notes).not.toContain("ok.eml");
    }
    const { text } = await lint(path.join(folder, "outer"), "--format=sarif");
    expect(JSON.parse(text).runs[0].invocations[0].executionSuccessful).toBe(false);
  });

  it("is no bare diff of a folder: it is looked at, and no word said", async () => {
    file("diffs/1.patch", DIFF);
    file("diffs/2.patch.gz", gzipSync(DIFF));
    expect(await lint(path.join(folder, "diffs"))).toEqual({ status: 0, text: "", notes: "" });
    const { text } = await lint(path.join(folder, "diffs"), "--format=sarif");
    expect(JSON.parse(text).runs[0].invocations[0].executionSuccessful).toBe(true);
    file("words/1.patch", "Only words.\n");
    expect((await lint(path.join(folder, "words"))).notes).toContain("1.patch holds no mail.");
  });
});

describe("git's user", () => {
  it("is asked for files of git format-patch alone, once", async () => {
    const config = file("config", "[user]\n\temail = anna.berg@example.org\n");
    const env = { ...process.env, GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: "1" };
    const own = parsed(mail({ separator: SEPARATOR }));
    const ask = createLintUser(env, folder);
    expect(await ask(parsed(mail()))).toBe(null);
    expect(await ask(own)).toEqual(["anna.berg@example.org"]);
    rmSync(config);
    expect(await ask(own)).toEqual(["anna.berg@example.org"]);
    expect(await createLintUser({ ...env, PATH: folder }, folder)(own)).toBe(null);
  });
});

describe("SARIF", () => {
  const schemaFile = createRequire(import.meta.url).resolve("@microsoft/jest-sarif");
  /**
   * The standard's own schema, as Microsoft's matchers bring it: no other package on npm has the file, and types check too
   * little. Only the file is read; no code of that package or of those that it asks for runs.
   */
  const schema: Record<string, unknown> = JSON.parse(
    readFileSync(path.join(path.dirname(schemaFile), "schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
  );
  // Draft 4, of which only the names of these two differ from what Ajv knows.
  delete schema["id"];
  delete schema["$schema"];
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  it("is valid by the standard's schema, with and without results", async () => {
    const found = file("three.mbox", SEPARATOR + BROKEN + SEPARATOR + UNSIGNED);
    for (const args of [
      [found, "--level=hint"],
      [file("fine.eml", mail())],
      [path.join(folder, "none.eml")],
    ]) {
      const { text } = await lint(...args, "--format=sarif");
      const log: unknown = JSON.parse(text);
      validate(log);
      expect(validate.errors).toBe(null);
    }
    // The schema does refuse what is none.
    expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
  });

  it("makes no link and no placeholder of what a mail or a file's name says", async () => {
    const evil = mail({
      log: "Do it.\n\nTested-by: Bob <b@example.org> [see](https://evil.example) {1} \\[x\n",
    });
    const [found] = only(await findings(file("link.eml", evil), "--draft"), "trailer.bad-form");
    const said = found?.message ?? "";
    expect(said).toContain("[see](https://evil.example) {1}");
    const missing = path.join(folder, "[a](b){0}.eml");
    const { text } = await lint(file("link.eml", evil), missing, "--draft", "--format=sarif");
    const [run] = JSON.parse(text).runs;
    const texts: string[] = [...run.results, ...run.invocations[0].toolExecutionNotifications].map(
      (each) => each.message.text,
    );
    for (const each of texts) {
      expect(each).not.toMatch(/(?<!\\)(?:\\\\)*[[\]]/);
      expect(each.replaceAll("{{", "").replaceAll("}}", "")).not.toMatch(/[{}]/);
    }
    // As the standard has a viewer read it.
    const read = (each: string): string =>
      each.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0)).replace(/\\([\\[\]])/g, "$1");
    expect(texts.map(read)).toContain(said);
    expect(texts.map(read)).toContain(`${missing}: there is no such file.`);
  });

  it("names rule, level, place and file; what could not be read is told", async () => {
    const relative = path.relative(process.cwd(), file("a b.eml", BROKEN));
    const { text } = await lint(relative, path.join(folder, "gone.eml"), "--format=sarif");
    const [run] = JSON.parse(text).runs;
    expect(run.results).toHaveLength(1);
    const [result] = run.results;
    expect(result).toMatchObject({ ruleId: "patch.corrupt-hunk", level: "error" });
    expect(RULES[result.ruleIndex]?.id).toBe("patch.corrupt-hunk");
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe("patch.corrupt-hunk");
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    const resolved = fileURLToPath(new URL(artifactLocation.uri, `file://${process.cwd()}/`));
    expect(resolved).toBe(path.join(folder, "a b.eml"));
    expect(region.startLine).toBe(LINE);
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain("gone.eml");
  });
});
