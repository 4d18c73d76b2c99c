import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic, InitializeParams, PublishDiagnosticsParams } from "vscode-languageserver/node";
import type { PatchStatus, SeriesPageResult } from "../../server/src/lsp/seriesRequests.js";
import type { ThreadsResult } from "../../server/src/lsp/threadsRequests.js";
import type { ThreadItem } from "../../server/src/threads/items.js";
import type {
  ApplyTargets,
  CheckAppliesParams,
  CheckAppliesResult,
} from "../../server/src/work/checkApplies.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import { slowGit } from "../unit/git/slowGit.js";
import type { TestClient, TestClientOptions } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let sandbox: Sandbox;
/** Hashes by name. */
const commits: Record<string, string> = {};

const lines = (change: Readonly<Record<number, string>> = {}, from = 0): string =>
  Array.from({ length: 40 }, (_, at) => `${change[at] ?? `line ${at}`}\n`)
    .slice(from)
    .join("");

/** The series as git format-patch writes it, each a mail of its own. */
function series(folder: string, range: string, args: readonly string[] = []): string[] {
  const all = sandbox.git(folder, ["format-patch", "--stdout", "--thread", ...args, range]);
  return all.split(/^(?=From [0-9a-f]{40} )/m).map((mail) => `${mail.replace(/^From .*\n/, "").trimEnd()}\n`);
}

beforeAll(() => {
  sandbox = createSandbox();
  const { git, write, commit } = sandbox;
  git("linux", ["init", "-q"]);
  write("linux/fs/x.c", lines());
  write("linux/fs/y.c", lines());
  commits["base"] = commit("linux", "base\n");
  git("linux", ["checkout", "-q", "-b", "needed"]);
  write("linux/fs/y.c", lines({ 5: "needed" }));
  commits["needed"] = commit("linux", "fs: Needed before\n");
  git("linux", ["checkout", "-q", "-b", "work"]);
  write("linux/fs/x.c", lines({ 10: "ten", 30: "thirty" }));
  commit("linux", "fs: First\n");
  write("linux/fs/y.c", lines({ 5: "more than needed" }));
  commit("linux", "fs: Second\n");
  // HEAD has gone on: a line is above everything in x.c, and one hunk's lines are others.
  git("linux", ["checkout", "-q", "master"]);
  write("linux/fs/x.c", `top\n${lines({ 30: "other" })}`);
  commits["head"] = commit("linux", "fs: Meanwhile\n");
  const [one = "", two = ""] = series("linux", "needed..work", ["--base=needed~0"]);
  write("linux/mail/1.eml", one);
  write("linux/mail/2.eml", two);
});
afterAll(() => sandbox.dispose());

interface Opened {
  readonly client: TestClient;
  check(uri: string, params?: Partial<CheckAppliesParams>): Promise<CheckAppliesResult | null>;
}

async function session(
  files: readonly string[],
  params: Partial<InitializeParams> = {},
  options: TestClientOptions = {},
): Promise<Opened> {
  const client = start({ environment: sandbox.environment, ...options });
  await client.initialize(params);
  await client.connection.sendRequest("patchMail/mailFiles", { files });
  return {
    client,
    check: (uri, more = {}) =>
      client.connection.sendRequest("patchMail/checkApplies", {
        textDocument: { uri },
        position: { line: 0, character: 0 },
        scope: "series",
        target: { kind: "head" },
        ...more,
      }),
  };
}

const mail = (number: number): string => sandbox.uri(`linux/mail/${number}.eml`);

const contentOf = (number: number): string => readFileSync(sandbox.path(`linux/mail/${number}.eml`), "utf8");

const codes = (diagnostics: readonly Diagnostic[]): unknown[] =>
  diagnostics
    .filter(({ code }) => String(code).startsWith("apply."))
    .map(({ code, severity, range }) => [code, severity, range.start.line]);

describe("patches that are commits of HEAD already", () => {
  it("are found by title and patch-id where a later one moved their file, with the same numbers everywhere", async () => {
    const { git, write, commit, path } = sandbox;
    git("moved", ["init", "-q"]);
    write("moved/fs/x.c", lines());
    write("moved/fs/y.c", lines());
    commit("moved", "base\n");
    const base = git("moved", ["rev-parse", "HEAD"]).trim();
    write("moved/fs/x.c", lines({ 10: "ten" }));
    commit("moved", "fs: Ten\n");
    git("moved", ["mv", "fs/x.c", "fs/z.c"]);
    commit("moved", "fs: Move it\n");
    const [ten = "", move = ""] = series("moved", `${base}..HEAD`);
    const head = git("moved", ["rev-parse", "HEAD~1"]).trim();
    write("moved/mail/1.eml", ten);
    write("moved/mail/2.eml", move);
    const place = sandbox.uri("moved/mail/1.eml");
    const { client, check } = await session([place, sandbox.uri("moved/mail/2.eml")]);
    expect(path("moved")).not.toBe("");
    const result = await check(place);
    expect(result?.sentence).toMatch(/^All 2 patches are already in HEAD/);
    expect(result?.patches.map(({ state }) => state)).toEqual(["alreadyThere", "alreadyThere"]);
    expect(result?.notes).toContain(`1/2 is already there (commit ${head.slice(0, 12)}).`);
    const { roots } = await client.connection.sendRequest<ThreadsResult>("patchMail/threads", {});
    expect(JSON.stringify(roots[0])).toContain("already in HEAD");
    // Another diff under that title is not it.
    write("moved/mail/1.eml", ten.replace("+ten", "+other"));
    await client.connection.sendRequest("patchMail/mailFiles", { files: [place] });
    const other = await check(place, { scope: "patch" });
    expect(other?.sentence).toContain("does not apply to HEAD");
  });
});

describe("patchMail/checkApplies", () => {
  it("checks a series on HEAD: sentence, problems on the hunks, badges, page, status", async () => {
    const { client, check } = await session([mail(1), mail(2)]);
    const text = contentOf(1);
    await client.open(mail(1), text);
    await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    const result = await check(mail(1));
    const head = (commits["head"] ?? "").slice(0, 9);
    expect(result?.sentence).toBe(
      `0 of 2 patches apply to HEAD (${head}); 1/2: 1 hunk fails in fs/x.c; 2/2: 1 hunk fails in fs/y.c.`,
    );
    expect(result).toMatchObject({
      isFine: false,
      commit: commits["head"],
      repository: sandbox.path("linux"),
    });
    const hunks = text.split("\n").flatMap((line, at) => (line.startsWith("@@ ") ? at : []));
    const published = await client.next<PublishDiagnosticsParams>(
      "textDocument/publishDiagnostics",
      ({ diagnostics }) => codes(diagnostics).length > 0,
    );
    expect(codes(published.diagnostics)).toEqual([
      ["apply.offset", 3, hunks[0]],
      ["apply.hunk-fails", 2, hunks[1]],
    ]);
    expect(result?.patches[0]).toMatchObject({ label: "1/2", state: "fails", lineInMessage: hunks[1] });

    const { roots } = await client.connection.sendRequest<ThreadsResult>("patchMail/threads", {});
    const row = JSON.stringify(roots[0]);
    expect(row).toContain(`0 of 2 apply to HEAD (${head})`);
    const children = await client.connection.sendRequest<ThreadItem[]>("patchMail/threadChildren", {
      id: roots[0]?.id ?? "",
    });
    expect(JSON.stringify(children)).toContain(`does not apply to HEAD (${head}): 1 hunk`);
    const place = { textDocument: { uri: mail(1) }, position: { line: 0, character: 0 } };
    const page = await client.connection.sendRequest<SeriesPageResult>("patchMail/seriesPage", place);
    expect(page.text).toContain(`Applies: 0 of 2 patches apply to HEAD (${head})`);
    const status = await client.connection.sendRequest<PatchStatus>("patchMail/patchStatus", place);
    expect(status.text).toContain(`does not apply to HEAD (${head})`);

    // An edit makes another patch of it.
    await client.change(mail(1), 2, {
      startLine: 0,
      startCharacter: 0,
      endLine: 0,
      endCharacter: 0,
      text: "X-A: b\n",
    });
    const after = await client.next<PublishDiagnosticsParams>(
      "textDocument/publishDiagnostics",
      ({ version }) => version === 2,
    );
    expect(codes(after.diagnostics)).toEqual([]);
  });

  it("checks on the base that the mail names, one patch or all", async () => {
    const { check } = await session([mail(1), mail(2)]);
    const base = (commits["needed"] ?? "").slice(0, 9);
    const all = await check(mail(2), { target: { kind: "base" } });
    expect(all?.sentence).toBe(`All 2 patches apply to its base (${base}).`);
    expect(all?.isFine).toBe(true);
    const one = await check(mail(2), { scope: "patch", target: { kind: "ref", name: "needed" } });
    expect(one?.sentence).toBe(`The patch applies to needed (${base}).`);
  });

  it("guesses the base from the blobs where the mail names none, or one that is not there", async () => {
    const text = contentOf(1);
    sandbox.write(
      "linux/mail/lost.eml",
      text.replace(/^base-commit: .*/m, `base-commit: ${"ab".repeat(20)}`),
    );
    sandbox.write("linux/mail/none.eml", text.replace(/^base-commit: .*\n/m, ""));
    const uris = ["lost", "none"].map((name) => sandbox.uri(`linux/mail/${name}.eml`));
    for (const [at, uri] of uris.entries()) {
      const { check } = await session([uri]);
      const result = await check(uri, { scope: "patch", target: { kind: "base" } });
      expect(result?.isFine).toBe(true);
      expect(result?.sentence).toContain("the guessed base (");
      expect(result?.notes.join(" ")).toContain(
        at === 0 ? "has no commit abababababab" : "has no base-commit",
      );
      expect(result?.notes.join(" ")).toContain("has all 1 file as they were");
    }
  });

  it("applies what the mail says it needs first, and tells what of that is not at hand", async () => {
    // As format-patch writes it for a series on top of another.
    const { git, write } = sandbox;
    git("linux", ["checkout", "-q", "work"]);
    const [first = "", second = ""] = series("linux", "needed..work", ["--base=master~1"]);
    git("linux", ["checkout", "-q", "master"]);
    expect(first + second).toContain("prerequisite-patch-id: ");
    const [needed = ""] = series("linux", "needed~1..needed");
    write("linux/mail/p1.eml", first);
    write("linux/mail/p2.eml", second);
    write("linux/mail/needed.eml", needed);
    const uris = ["p1", "p2", "needed"].map((name) => sandbox.uri(`linux/mail/${name}.eml`));
    const [one = ""] = uris;
    const { check } = await session(uris);
    const result = await check(one, { target: { kind: "base" } });
    expect(result?.sentence).toContain("All 2 patches apply to its base");
    expect(result?.notes).toContain("Checked after 1 prerequisite found among the mail.");
    const without = await session(uris.slice(0, 2));
    const worse = await without.check(one, { target: { kind: "base" } });
    expect(worse?.isFine).toBe(false);
    expect(worse?.notes.join(" ")).toContain("Prerequisite 1 of 1 (prerequisite-patch-id) is not among");
  });

  it("gives git the bytes of the file, where an open document has lost them", async () => {
    const { git, write, commit } = sandbox;
    git("latin", ["init", "-q"]);
    write("latin/a.c", Buffer.from("/* \xfc */\nint a;\n", "latin1"));
    commit("latin", "base");
    write("latin/a.c", Buffer.from("/* \xfc */\nint a; /* \xe4 */\n", "latin1"));
    const diff = Buffer.from(
      "From: A <a@example.org>\nSubject: [PATCH] latin\nMessage-ID: <l@example.org>\n\nLog\n---\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n /* \xfc */\n-int a;\n+int a; /* \xe4 */\n-- \n2\n",
      "latin1",
    );
    git("latin", ["checkout", "-q", "a.c"]);
    write("latin/m.eml", diff);
    const uri = sandbox.uri("latin/m.eml");
    const { client, check } = await session([uri]);
    expect((await check(uri))?.isFine).toBe(true);
    await client.open(uri, diff.toString("utf8"));
    expect((await check(uri))?.isFine).toBe(true);
    // The same in quoted-printable with its charset.
    const body = diff.toString("latin1").split("\n\n").slice(1).join("\n\n");
    const quoted = body.replace(/[=\xfc\xe4]/g, (c) => `=${c.charCodeAt(0).toString(16).toUpperCase()}`);
    const encoded = sandbox.uri("latin/q.eml");
    write(
      "latin/q.eml",
      `From: A <a@example.org>\nSubject: [PATCH] latin\nMessage-ID: <q@example.org>\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n${quoted}`,
    );
    const second = await session([encoded]);
    expect((await second.check(encoded))?.isFine).toBe(true);
  });

  it("puts the problems of an encoded mail into its decoded view, and none into its raw text", async () => {
    const text = contentOf(1);
    const [head = "", ...body] = text.split("\n\n");
    const encoded = `${head.replace(/\nContent-[^\n]*/g, "")}\nContent-Transfer-Encoding: base64\n\n${Buffer.from(body.join("\n\n")).toString("base64")}\n`;
    sandbox.write("linux/mail/encoded.eml", encoded);
    const uri = sandbox.uri("linux/mail/encoded.eml");
    const { client, check } = await session([uri]);
    const decoded = await client.connection.sendRequest<{ text: string }>("patchMail/decodedMessage", {
      uri,
      index: 0,
    });
    const view = `patch-mail:/decoded/x.eml?${encodeURIComponent(JSON.stringify({ uri, line: 0, index: 0 }))}`;
    await client.open(uri, encoded);
    await client.open(view, decoded.text);
    await check(uri, { scope: "patch" });
    const published = await client.next<PublishDiagnosticsParams>(
      "textDocument/publishDiagnostics",
      ({ diagnostics }) => codes(diagnostics).length > 0,
    );
    expect(published.uri).toBe(view);
    const hunks = decoded.text.split("\n").flatMap((line, at) => (line.startsWith("@@ ") ? at : []));
    expect(codes(published.diagnostics).map((each) => (each as number[])[2])).toEqual(hunks);
  });

  it("offers branches and tags, and refuses names that are none with a sentence", async () => {
    const { client, check } = await session([mail(1), mail(2)]);
    const place = { textDocument: { uri: mail(1) }, position: { line: 0, character: 0 } };
    const targets = await client.connection.sendRequest<ApplyTargets>("patchMail/applyTargets", place);
    expect(targets.references.map(({ name }) => name).sort()).toEqual(["master", "needed", "work"]);
    for (const name of ["--upload-pack=x", "nowhere", "-q"]) {
      await expect(check(mail(1), { target: { kind: "ref", name } })).rejects.toThrow(
        `There is no commit ${name}`,
      );
    }
  });

  it("a request that is cancelled is answered so", async () => {
    const { client } = await session([mail(1), mail(2)]);
    const { CancellationTokenSource } = await import("vscode-languageserver/node");
    const source = new CancellationTokenSource();
    const params = {
      textDocument: { uri: mail(1) },
      position: { line: 0, character: 0 },
      scope: "series",
      target: { kind: "head" },
    };
    const answer = client.connection.sendRequest("patchMail/checkApplies", params, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  it("a server that is ended in the middle leaves no temporary folder", async () => {
    const slow = slowGit(sandbox, "apply");
    sandbox.write("tmp/x", "");
    const environment = { ...slow.environment, TMPDIR: sandbox.path("tmp") };
    const { client, check } = await session([mail(1), mail(2)], {}, { environment });
    check(mail(1)).catch(() => undefined);
    const pid = await slow.asked();
    expect(readdirSync(sandbox.path("tmp")).join()).toContain("patch-mail-index-");
    client.process.kill("SIGTERM");
    await client.exit;
    process.kill(pid);
    expect(readdirSync(sandbox.path("tmp"))).toEqual(["x"]);
  });

  it("what was opened is not checked on when it is closed: its git ends", async () => {
    const slow = slowGit(sandbox, "update-index");
    const { client } = await session(
      [mail(1), mail(2)],
      { capabilities: { workspace: { configuration: true } } },
      { environment: slow.environment, configuration: () => ({ checkAppliesOnOpen: "series" }) },
    );
    await client.open(mail(1), contentOf(1));
    const pid = await slow.asked();
    await client.close(mail(1));
    expect(await slow.gone(pid)).toBe(true);
  });

  it.each(["patch", "series"])(
    "checks what is opened where the setting says %s, and else nothing",
    async (scope) => {
      const configuration = () => ({ checkAppliesOnOpen: scope });
      const { client } = await session(
        [mail(1), mail(2)],
        { capabilities: { workspace: { configuration: true } } },
        { configuration },
      );
      await client.open(mail(1), contentOf(1));
      const published = await client.next<PublishDiagnosticsParams>(
        "textDocument/publishDiagnostics",
        ({ diagnostics }) => codes(diagnostics).length > 0,
      );
      expect(codes(published.diagnostics)).toHaveLength(2);
    },
  );
});

describe("in an untrusted workspace", () => {
  it("says so, and no git runs: neither when asked nor on open", async () => {
    const witness = sandbox.path("witness");
    sandbox.write("fake/git", `#!/bin/sh\ntouch ${witness}\nexec git "$@"\n`);
    chmodSync(join(sandbox.folder, "fake", "git"), 0o755);
    const environment = {
      ...sandbox.environment,
      PATH: `${sandbox.path("fake")}:${sandbox.environment["PATH"] ?? ""}`,
    };
    const options = { environment, configuration: () => ({ checkAppliesOnOpen: "patch" }) };
    const untrusted = {
      initializationOptions: { trusted: false },
      capabilities: { workspace: { configuration: true } },
    };
    const { client, check } = await session([mail(1), mail(2)], untrusted, options);
    await client.open(mail(1), contentOf(1));
    await expect(check(mail(1))).rejects.toThrow("Git does not run in an untrusted workspace");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(existsSync(witness)).toBe(false);
  });
});
