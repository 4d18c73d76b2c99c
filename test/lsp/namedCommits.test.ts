import { chmodSync, existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
const subject = 'README: Say "two" (at last)';
let sandbox: Sandbox;
let fixed: string;
let side: string;
/** A format-patch file of git's user that names `fixed`, a commit that is nowhere, and one of another branch. */
let draft: string;
let uri: string;

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("linux", ["init", "-q", "."]);
  sandbox.write("linux/doc/README", "one\n");
  const base = sandbox.commit("linux", "README: Say one\n");
  sandbox.write("linux/doc/README", "one\ntwo\n");
  fixed = sandbox.commit("linux", `${subject}\n`);
  sandbox.git("linux", ["checkout", "-q", "-b", "side", base]);
  side = sandbox.commit("linux", "README: On the side\n", { allowEmpty: true });
  sandbox.git("linux", ["checkout", "-q", "master"]);
  sandbox.write("linux/doc/README", "one\ntwo\nthree\n");
  sandbox.commit(
    "linux",
    `README: Say three\n\nSince commit ${fixed.slice(0, 12)} ("README: Say two") one was not enough, nor was it\nbefore commit 0123456789ab, they say.\n\nFixes: ${fixed.slice(0, 12)} ("README: Say two")\nFixes: ba9876543210 ("README: Gone")\nFixes: ${side.slice(0, 12)} ("README: On the side")\nSigned-off-by: Ann Author <ann@example.org>\n`,
  );
  draft = sandbox.git("linux", ["format-patch", "-1", "--base=HEAD~1", "--stdout"]);
  uri = sandbox.uri("linux/0001-README-Say-three.patch");
  // Leaves a mark where it is run.
  sandbox.write("bin/git", `#!/bin/sh\necho "$@" >> '${sandbox.path("ran")}'\nexit 1\n`);
  chmodSync(sandbox.path("bin/git"), 0o755);
});
afterAll(() => sandbox.dispose());

const ids = [
  "log.unknown-commit",
  "log.commit-subject-mismatch",
  "trailer.fixes-unknown",
  "trailer.fixes-subject-mismatch",
  "trailer.fixes-not-ancestor",
];
/** Rule and the text that it is told of, of the rules under test. */
const told = (diagnostics: readonly Diagnostic[], text = draft): string[] => {
  const rows = text.split("\n");
  return diagnostics
    .filter(({ code }) => ids.includes(String(code)))
    .map(
      ({ code, range: { start: from, end } }) =>
        `${code} ${(rows[from.line] ?? "").slice(from.character, end.character)}`,
    );
};
const all = (): string[] => [
  "log.commit-subject-mismatch README: Say two",
  "log.unknown-commit 0123456789ab",
  "trailer.fixes-subject-mismatch README: Say two",
  "trailer.fixes-unknown ba9876543210",
  `trailer.fixes-not-ancestor ${side.slice(0, 12)}`,
];
const published = (
  client: TestClient,
  accepts: (told: string[]) => boolean,
): Promise<PublishDiagnosticsParams> =>
  client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics", ({ diagnostics }) =>
    accepts(told(diagnostics)),
  );
const nudge = { startLine: 0, startCharacter: 0, endLine: 0, endCharacter: 0, text: "" };

describe("commits that a draft names", () => {
  it("are told as soon as the repository has answered, in a client that is pushed to", async () => {
    const client = start({ environment: sandbox.environment });
    await client.initialize();
    await client.open(uri, draft);
    expect(
      told((await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics")).diagnostics),
    ).toEqual([]);
    const { diagnostics } = await published(client, (found) => found.length > 0);
    expect(told(diagnostics)).toEqual(all());
    expect(diagnostics.find(({ code }) => code === "trailer.fixes-subject-mismatch")?.message).toContain(
      subject,
    );
  });

  it("in one that pulls, and is asked to", async () => {
    const client = start({ environment: sandbox.environment });
    const pull = async (previousResultId?: string): Promise<DocumentDiagnosticReport> =>
      client.connection.sendRequest("textDocument/diagnostic", { textDocument: { uri }, previousResultId });
    let report: DocumentDiagnosticReport | undefined;
    const whole = new Promise<void>((resolve) => {
      client.connection.onRequest("workspace/diagnostic/refresh", () => {
        void pull(report?.resultId).then((now) => {
          if (now.kind === "full") report = now;
          if (report?.kind === "full" && told(report.items).length > 0) resolve();
        });
        return null;
      });
    });
    await client.initialize({
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: { diagnostics: { refreshSupport: true } },
      },
    });
    await client.open(uri, draft);
    report = await pull();
    if (report.kind !== "full") throw new Error("the first report is full");
    expect(told(report.items)).toEqual([]);
    await whole;
    expect(told(report.kind === "full" ? report.items : [])).toEqual(all());
    await expect.poll(async () => (await pull(report?.resultId)).kind).toBe("unchanged");
  });

  it("are mended by a quick fix and an action that write what git prints", async () => {
    const client = start({ environment: sandbox.environment });
    await client.initialize();
    await client.open(uri, draft);
    const { diagnostics } = await published(client, (found) => found.length > 0);
    const actions = async (one: Diagnostic, only: string): Promise<CodeAction[]> =>
      client.connection.sendRequest("textDocument/codeAction", {
        textDocument: { uri },
        range: one.range,
        context: { diagnostics: [one], only: [only] },
      });
    const of = (id: string): Diagnostic => {
      const found = diagnostics.find(({ code }) => code === id);
      if (found === undefined) throw new Error(`no ${id}`);
      return found;
    };
    const printed = sandbox.git("linux", ["log", "-1", "--abbrev=12", '--format=%h ("%s")', fixed]);
    const [fix] = await actions(of("trailer.fixes-subject-mismatch"), "quickfix");
    expect(fix?.title).toBe(`Write “Fixes: ${printed}”`);
    expect(fix?.edit?.changes?.[uri]?.map(({ newText }) => newText)).toEqual([`Fixes: ${printed}`]);
    const [reference] = await actions(of("log.commit-subject-mismatch"), "quickfix");
    expect(reference?.title).toBe(`Write “commit ${printed}”`);
    const newText = reference?.edit?.changes?.[uri]?.[0]?.newText ?? "";
    expect(newText.replaceAll("\n", " ")).toContain(`commit ${printed} one was not`);
  });

  it("are asked for again when the repository has changed", async () => {
    sandbox.git("", ["clone", "-q", "linux", "work"]);
    const there = sandbox.uri("work/0001.patch");
    const client = start({ environment: sandbox.environment });
    await client.initialize();
    const text = draft.replace(/\nbase-commit: .*/, "");
    expect(text).not.toBe(draft);
    const ofSide = `trailer.fixes-not-ancestor ${side.slice(0, 12)}`;
    await client.open(there, text);
    const before = await published(client, (found) => found.includes(ofSide));
    const finding = before.diagnostics.find(({ code }) => code === "trailer.fixes-not-ancestor");
    // HEAD may be another tree's.
    expect(finding?.severity).toBe(3);
    sandbox.git("work", ["merge", "-q", "-m", "Merge", side]);
    await client.change(there, 2, nudge);
    const after = await published(client, (found) => found.length > 0 && !found.includes(ofSide));
    expect(told(after.diagnostics, text)).toEqual(all().filter((each) => each !== ofSide));
  });
});

describe("nothing is said, and no git runs", () => {
  const environment = (): NodeJS.ProcessEnv => ({
    ...sandbox.environment,
    PATH: `${sandbox.path("bin")}:${sandbox.environment["PATH"]}`,
  });

  it("in an untrusted workspace, until it is trusted", async () => {
    const client = start({ environment: environment() });
    await client.initialize({ initializationOptions: { trusted: false } });
    await client.open(uri, draft);
    await client.next("textDocument/publishDiagnostics");
    await client.change(uri, 2, nudge);
    await client.next("textDocument/publishDiagnostics");
    const actions: CodeAction[] = await client.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: { line: 4, character: 20 }, end: { line: 4, character: 20 } },
      context: { diagnostics: [], only: ["refactor.rewrite", "quickfix"] },
    });
    expect(actions.filter(({ title }) => /commit|Fixes/.test(title))).toEqual([]);
    expect(existsSync(sandbox.path("ran"))).toBe(false);

    const trusted = start({ environment: sandbox.environment });
    await trusted.initialize({ initializationOptions: { trusted: false } });
    await trusted.open(uri, draft);
    const first = await trusted.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
    expect(told(first.diagnostics)).toEqual([]);
    await trusted.connection.sendNotification("patchMail/trustGranted");
    const { diagnostics } = await published(trusted, (found) => found.length > 0);
    expect(told(diagnostics)).toEqual(all());
  });

  it("of mail that belongs to another repository, by its files", async () => {
    sandbox.git("other", ["init", "-q", "."]);
    sandbox.write("other/README", "other\n");
    sandbox.commit("other", "Begin\n");
    const client = start({ environment: sandbox.environment });
    await client.initialize();
    const there = sandbox.uri("other/0001.patch");
    await client.open(there, draft);
    // git's user makes a draft of it: by then the repository was asked, too.
    const { diagnostics } = await client.next<PublishDiagnosticsParams>(
      "textDocument/publishDiagnostics",
      (params) => params.diagnostics.some(({ data }) => (data as { state?: string }).state === "draft"),
    );
    expect(told(diagnostics)).toEqual([]);
    await client.change(there, 2, nudge);
    expect(
      told((await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics")).diagnostics),
    ).toEqual([]);
  });
});
