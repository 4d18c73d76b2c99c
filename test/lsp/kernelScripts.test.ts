import { chmodSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  CodeAction,
  Diagnostic,
  InitializeParams,
  PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { CheckpatchResult } from "../../server/src/work/scripts/runCheckpatch.js";
import type { GetMaintainerResult } from "../../server/src/work/scripts/runGetMaintainer.js";
import type { ScriptParams } from "../../server/src/work/scripts/scriptRun.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import { fakeCheckpatch, fakeGetMaintainer, patch, signed } from "./fakeKernelScripts.js";
import type { TestClient, TestClientOptions } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let sandbox: Sandbox;

beforeAll(() => {
  sandbox = createSandbox();
  const { git, write, commit } = sandbox;
  git("linux", ["init", "-q"]);
  write("linux/fs/ext4/x.c", "int a;\n");
  write("linux/scripts/checkpatch.pl", fakeCheckpatch);
  write("linux/scripts/get_maintainer.pl", fakeGetMaintainer);
  commit("linux", "base\n");
});
afterAll(() => sandbox.dispose());

interface Opened {
  readonly client: TestClient;
  checkpatch(uri: string, params?: Partial<ScriptParams>): Promise<CheckpatchResult | null>;
  maintainers(uri: string, params?: Partial<ScriptParams>): Promise<GetMaintainerResult | null>;
  /** The next problems that hold what `accepts` wants. */
  problems(uri: string, accepts: (all: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
}

const canConfigure = { capabilities: { workspace: { configuration: true } } };

async function session(
  files: readonly string[],
  params: Partial<InitializeParams> = {},
  options: TestClientOptions = {},
): Promise<Opened> {
  const client = start({ environment: sandbox.environment, ...options });
  await client.initialize(params);
  await client.connection.sendRequest("patchMail/mailFiles", { files });
  const at = (uri: string, more: Partial<ScriptParams>): ScriptParams => ({
    textDocument: { uri },
    position: { line: 0, character: 0 },
    scope: "patch",
    ...more,
  });
  return {
    client,
    checkpatch: (uri, more = {}) => client.connection.sendRequest("patchMail/runCheckpatch", at(uri, more)),
    maintainers: (uri, more = {}) =>
      client.connection.sendRequest("patchMail/runGetMaintainer", at(uri, more)),
    async problems(uri, accepts) {
      const found = await client.next<PublishDiagnosticsParams>(
        "textDocument/publishDiagnostics",
        (each) => each.uri === uri && accepts(each.diagnostics),
      );
      return found.diagnostics;
    },
  };
}

const theirs = (all: readonly Diagnostic[]): unknown[] =>
  all.flatMap(({ source, code, severity, range: { start: at } }) =>
    source === "checkpatch" ? [[code, severity, at.line]] : [],
  );
const hasTheirs = (all: readonly Diagnostic[]): boolean => theirs(all).length > 0;
const lineOf = (text: string, words: string): number =>
  text.split("\n").findIndex((line) => line.includes(words));

function mail(name: string, text: string | Uint8Array): string {
  sandbox.write(`linux/mail/${name}`, text);
  return sandbox.uri(`linux/mail/${name}`);
}

describe("patchMail/runCheckpatch", () => {
  it("puts what the script says on the mail's lines, and takes it away when the mail is edited", async () => {
    const text = patch("A FAULT in the log.", "int b; \n+FAULT");
    const uri = mail("plain.eml", text);
    const { client, checkpatch, problems } = await session([uri]);
    await client.open(uri, text);
    const result = await checkpatch(uri);
    expect(result?.sentence).toBe("checkpatch: 2 errors, 2 warnings.");
    const all = await problems(uri, hasTheirs);
    expect(theirs(all)).toEqual([
      ["LONG_LINE", 2, lineOf(text, "A FAULT")],
      ["TRAILING_WHITESPACE", 2, lineOf(text, "int b; ")],
      ["LONG_LINE", 2, lineOf(text, "+FAULT")],
      // Of the mail as a whole: where our rule says the same.
      ["MISSING_SIGN_OFF", 2, expect.any(Number)],
    ]);
    // Ours of the same meaning are not told a second time.
    const ours = all.filter(({ source }) => source === "patch-mail").map(({ code }) => code);
    expect(ours).not.toContain("trailer.missing-signoff");
    expect(ours).not.toContain("patch.trailing-whitespace");
    await client.change(uri, 2, { startLine: 6, startCharacter: 0, endLine: 6, endCharacter: 1, text: "a" });
    const after = await problems(uri, (each) => !hasTheirs(each));
    expect(after.map(({ code }) => code)).toContain("trailer.missing-signoff");
  });

  it("keeps the fixes of ours that it has taken the place of", async () => {
    const text = patch(signed, "int b; ");
    const uri = mail("fix.eml", text);
    const { client, checkpatch, problems } = await session([uri]);
    await client.open(uri, text);
    await checkpatch(uri);
    const all = await problems(uri, hasTheirs);
    const diagnostic = all.find(({ code }) => code === "TRAILING_WHITESPACE");
    expect(diagnostic).toBeDefined();
    const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: diagnostic?.range,
      context: { diagnostics: [diagnostic], only: ["quickfix"] },
    });
    expect(actions.map(({ diagnostics }) => diagnostics?.[0]?.code)).toContain("TRAILING_WHITESPACE");
  });

  it.each(["quoted-printable", "base64"])(
    "reads %s decoded, and places it on both texts",
    async (encoding) => {
      const [head = "", ...rest] = patch(
        "A FAULT = in the log, which is ü.",
        `FAULT ${"x".repeat(120)};`,
      ).split("\n\n");
      const body = rest.join("\n\n");
      const encoded = encoding === "base64" ? base64(body) : quotedPrintable(body);
      const text = `${head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: ${encoding}\n\n${encoded}`;
      const uri = mail(`${encoding}.eml`, text);
      const { client, checkpatch, problems } = await session([uri]);
      const decoded = await client.connection.sendRequest<{ text: string }>("patchMail/decodedMessage", {
        uri,
        index: 0,
      });
      const view = `patch-mail:/decoded/x.eml?${encodeURIComponent(JSON.stringify({ uri, line: 0, index: 0 }))}`;
      await client.open(uri, text);
      await client.open(view, decoded.text);
      const result = await checkpatch(uri);
      expect(result?.patches[0]?.lineInMessage).toBe(lineOf(decoded.text, "A FAULT"));
      const shown = await problems(view, hasTheirs);
      const longLine = (line: number) => ["LONG_LINE", 2, line];
      expect(theirs(shown).slice(0, 2)).toEqual([
        longLine(lineOf(decoded.text, "A FAULT")),
        longLine(lineOf(decoded.text, "+FAULT")),
      ]);
      const raw = await problems(uri, hasTheirs);
      if (encoding === "quoted-printable")
        expect(theirs(raw).slice(0, 2)).toEqual([
          longLine(lineOf(text, "A FAULT")),
          longLine(lineOf(text, "+FAULT")),
        ]);
      else
        expect(theirs(raw).map((each) => (each as number[])[2])).toEqual(
          expect.arrayContaining([lineOf(text, "QSBGQVVMVC")]),
        );
    },
  );

  it("gives no CR that only the mail's lines have", async () => {
    const text = patch(signed, "FAULT").replace(/\n/g, "\r\n");
    const uri = mail("crlf.eml", text);
    const { client, checkpatch, problems } = await session([uri]);
    await client.open(uri, text);
    await checkpatch(uri);
    expect(theirs(await problems(uri, hasTheirs))).toEqual([["LONG_LINE", 2, lineOf(text, "+FAULT")]]);
  });

  it("asks no sign-off of a bare diff", async () => {
    const text = patch("", "FAULT").replace(/^[^]*?\n(?=diff --git)/, "");
    sandbox.write("linux/mail/bare.diff", text);
    const uri = sandbox.uri("linux/mail/bare.diff");
    const configuration = () => ({ checkpatch: { arguments: ["--strict"] } });
    const { client, checkpatch, problems } = await session([], canConfigure, { configuration });
    await client.open(uri, text);
    const result = await checkpatch(uri);
    expect(result?.patches).toHaveLength(1);
    const all = await problems(uri, hasTheirs);
    expect(theirs(all)).toContainEqual(["LONG_LINE", 2, lineOf(text, "+FAULT")]);
    expect(all.find(({ code }) => code === "ARGUMENTS")?.message).toMatch(/--strict --no-signoff -$/);
  });

  it("goes through a series from its cover or any patch, and tells which patches it complains about", async () => {
    const one = (number: number, added: string) =>
      patch(signed, added)
        .replace("[PATCH] ext4: Do this", `[PATCH 0/2] ext4: Part ${number}`.replace("0/", `${number}/`))
        .replace("<one@example.org>", `<${number}@example.org>\nIn-Reply-To: <0@example.org>`);
    const cover =
      "From: Ann Author <ann@example.org>\nTo: linux-kernel@example.org\nSubject: [PATCH 0/2] ext4: All\nDate: Mon, 3 Mar 2025 10:00:00 +0000\nMessage-ID: <0@example.org>\n\nAll of it.\n\n fs/ext4/x.c | 1 +\n";
    const files = [cover, one(1, "fine"), one(2, "FAULT")].map((text, at) => mail(`s${at}.eml`, text));
    const { client, checkpatch, maintainers } = await session(files);
    const result = await checkpatch(files[0] ?? "", { scope: "series", progressToken: 7 });
    expect(result?.sentence).toBe("checkpatch: 1 warning in 1 of 2 patches.");
    expect(result?.patches.map(({ label, warnings }) => [label, warnings])).toEqual([
      ["1/2", 0],
      ["2/2", 1],
    ]);
    expect(client.received("patchMail/scriptProgress")).toEqual([
      { progressToken: 7, done: 0, total: 2 },
      { progressToken: 7, done: 1, total: 2 },
    ]);
    const people = await maintainers(files[1] ?? "", { scope: "series" });
    expect(people?.sentence).toBe(
      "Missing from the recipients of all 3 mails: Theo A. Maintainer (maintainer), Jörg Reviewer (reviewer), linux-ext4@example.org (open list), linux-kernel@example.org (open list).",
    );
    // The cover goes to a list, and must go to all.
    await client.open(files[0] ?? "", cover);
    const hint = (
      await client.next<PublishDiagnosticsParams>("textDocument/publishDiagnostics", ({ diagnostics }) =>
        diagnostics.some(({ code }) => code === "recipients.missing"),
      )
    ).diagnostics.find(({ code }) => code === "recipients.missing");
    expect(hint?.message).toContain("theo@example.org");
    expect(hint?.message).not.toContain("linux-kernel@example.org");
  });

  it("gives the script the allowed options of the setting, and says which it has left out", async () => {
    const uri = mail("options.eml", patch(signed, "fine"));
    const configuration = () => ({
      checkpatch: { arguments: ["--strict", "--root=/", "--ignore=A,B", "--codespellfile=/x", "x.patch"] },
    });
    const { checkpatch, client, problems } = await session([uri], canConfigure, { configuration });
    await client.open(uri, patch(signed, "fine"));
    const result = await checkpatch(uri);
    expect(result?.notes).toEqual([
      "Left out of patchMail.checkpatch.arguments: --root=/, --codespellfile=/x, x.patch.",
    ]);
    const [told] = (await problems(uri, hasTheirs)).filter(({ code }) => code === "ARGUMENTS");
    expect(told?.severity).toBe(3);
    expect(told?.message).toMatch(/--strict --ignore=A,B -$/);
    expect(told?.message).not.toContain("eml");
  });

  it.each([true, false])("runs on save where the setting says so: %s", async (onSave) => {
    const text = patch(signed, "FAULT");
    const uri = mail("save.eml", text);
    const configuration = () => ({ checkpatch: { onSave } });
    const { client, checkpatch, problems } = await session([uri], canConfigure, { configuration });
    await client.open(uri, text);
    await client.connection.sendNotification("textDocument/didSave", { textDocument: { uri } });
    if (onSave) expect(theirs(await problems(uri, hasTheirs))).toHaveLength(1);
    else {
      await checkpatch(uri);
      await problems(uri, hasTheirs);
      const all = client.received<PublishDiagnosticsParams>("textDocument/publishDiagnostics");
      expect(all.filter(({ diagnostics }) => hasTheirs(diagnostics))).toHaveLength(1);
    }
  });

  it("ends the script when the request is cancelled", async () => {
    const uri = mail("slow.eml", patch(signed, "fine"));
    const configuration = () => ({ checkpatch: { arguments: ["--max-line-length=60"] } });
    const { client } = await session([uri], canConfigure, { configuration });
    const { CancellationTokenSource } = await import("vscode-languageserver/node");
    const source = new CancellationTokenSource();
    const params = {
      textDocument: { uri },
      position: { line: 0, character: 0 },
      scope: "patch",
      progressToken: 1,
    };
    const answer = client.connection.sendRequest("patchMail/runCheckpatch", params, source.token);
    const outcome = answer.catch((error: unknown) => error);
    await client.next("patchMail/scriptProgress");
    source.cancel();
    expect(await outcome).toMatchObject({ code: -32800 });
  });

  it("offers to ignore a type where the client has our commands; what is ignored goes at once", async () => {
    const text = patch(signed, "FAULT");
    const uri = mail("ignored.eml", text);
    let ignored: readonly string[] = [];
    const configuration = () => ({ checkpatch: { arguments: ignored } });
    const { client, checkpatch, problems } = await session(
      [uri],
      { ...canConfigure, initializationOptions: { commands: true } },
      { configuration },
    );
    await client.open(uri, text);
    await checkpatch(uri);
    const all = await problems(uri, hasTheirs);
    const line = lineOf(text, "+FAULT");
    const told = all.filter(({ code }) => code === "LONG_LINE");
    const actions: CodeAction[] = await client.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: { line, character: 0 }, end: { line, character: 0 } },
      context: { diagnostics: told, triggerKind: 1 },
    });
    expect(actions.map(({ title, command }) => [title, command?.command, command?.arguments])).toEqual([
      [
        "Read the manual of checkpatch",
        "patchMail.readAbout",
        ["https://docs.kernel.org/dev-tools/checkpatch.html"],
      ],
      [
        "Ignore LONG_LINE of checkpatch in this workspace",
        "patchMail.ignoreCheckpatchType",
        ["LONG_LINE", uri],
      ],
    ]);
    ignored = ["--strict", "--ignore=CAMELCASE,LONG_LINE"];
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    expect(theirs(await problems(uri, (some) => !some.some(({ code }) => code === "LONG_LINE")))).toEqual([]);
  });
});

describe("patchMail/runGetMaintainer", () => {
  it("hints at who is missing, and its fix adds them to To and Cc, folded and quoted", async () => {
    const text = patch(signed, "fine");
    const uri = mail("people.eml", text);
    const { client, maintainers, problems } = await session([uri]);
    await client.open(uri, text);
    const result = await maintainers(uri, { scope: "series" });
    expect(result?.missing.map(({ address, role }) => [address, role])).toEqual([
      ["theo@example.org", "maintainer:EXT4 FILE SYSTEM (ext4)"],
      ["joerg@example.org", "reviewer:EXT4 FILE SYSTEM (ext4)"],
      ["linux-ext4@example.org", "open list:EXT4 FILE SYSTEM"],
      ["linux-kernel@example.org", "open list"],
    ]);
    const isMissing = ({ code }: Diagnostic): boolean => code === "recipients.missing";
    const hint = (await problems(uri, (all) => all.some(isMissing))).find(isMissing);
    expect([hint?.severity, hint?.range.start.line]).toEqual([4, lineOf(text, "To: ")]);
    const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: hint?.range,
      context: { diagnostics: [hint], only: ["quickfix"] },
    });
    expect(actions.map(({ title }) => title)).toEqual([
      "Add all 4: maintainers to To:, others to Cc:",
      "Add Theo A. Maintainer <theo@example.org> to To:",
      "Add Jörg Reviewer <joerg@example.org> to Cc:",
      "Add linux-ext4@example.org to Cc:",
      "Add linux-kernel@example.org to Cc:",
    ]);
    const [all] = actions;
    const mended = TextDocument.applyEdits(
      TextDocument.create(uri, "", 1, text),
      all?.edit?.changes?.[uri] ?? [],
    );
    expect(mended.slice(mended.indexOf("To: "), mended.indexOf("Subject: "))).toBe(
      'To: Linus Example <linus@example.org>, "Theo A. Maintainer" <theo@example.org>\nCc: =?UTF-8?q?J=C3=B6rg=20Reviewer?= <joerg@example.org>,\n linux-ext4@example.org, linux-kernel@example.org\n',
    );
    const rows = text.split("\n").length;
    await client.change(uri, 2, {
      startLine: 0,
      startCharacter: 0,
      endLine: rows,
      endCharacter: 0,
      text: mended,
    });
    const after = await client.next<PublishDiagnosticsParams>(
      "textDocument/publishDiagnostics",
      ({ version }) => version === 2,
    );
    expect(after.diagnostics.some(isMissing)).toBe(false);
  });
});

describe("what cannot run says why", () => {
  it("in an untrusted workspace, with no process", async () => {
    const uri = mail("trust.eml", patch(signed, "FAULT"));
    const witness = sandbox.path("witness");
    sandbox.write("fake/perl", `#!/bin/sh\ntouch ${witness}\n`);
    sandbox.write("fake/git", `#!/bin/sh\ntouch ${witness}\n`);
    for (const name of ["perl", "git"]) chmodSync(sandbox.path("fake", name), 0o755);
    const environment = { ...sandbox.environment, PATH: sandbox.path("fake") };
    const untrusted = { ...canConfigure, initializationOptions: { trusted: false } };
    const configuration = () => ({ checkpatch: { onSave: true } });
    const { client, checkpatch, maintainers } = await session([uri], untrusted, {
      environment,
      configuration,
    });
    await client.open(uri, patch(signed, "FAULT"));
    await client.connection.sendNotification("textDocument/didSave", { textDocument: { uri } });
    const words = "No program runs in an untrusted workspace";
    await expect(checkpatch(uri)).rejects.toThrow(words);
    await expect(maintainers(uri)).rejects.toThrow(words);
    expect(existsSync(witness)).toBe(false);
  });

  it("without perl, without a script, with one that is a link out of the tree or not tracked", async () => {
    const { git, write, commit, path } = sandbox;
    const text = patch(signed, "FAULT");
    const ask = async (folder: string, environment = sandbox.environment): Promise<unknown> => {
      write(`${folder}/m.eml`, text);
      const uri = sandbox.uri(`${folder}/m.eml`);
      const { checkpatch } = await session([uri], {}, { environment });
      return checkpatch(uri).catch((error: unknown) => (error as Error).message);
    };
    git("bare", ["init", "-q"]);
    write("bare/a", "");
    commit("bare", "base\n");
    expect(await ask("bare")).toContain("There is no scripts/checkpatch.pl in");
    write("bare/scripts/checkpatch.pl", fakeCheckpatch);
    expect(await ask("bare")).toContain("is not tracked by git");
    git("linked", ["init", "-q"]);
    mkdirSync(path("linked", "scripts"));
    symlinkSync(path("linux", "scripts", "checkpatch.pl"), path("linked", "scripts", "checkpatch.pl"));
    commit("linked", "base\n");
    expect(await ask("linked")).toContain("a link that leads out of it");
    write("onlygit/git", `#!/bin/sh\nexec ${gitPath()} "$@"\n`);
    chmodSync(path("onlygit", "git"), 0o755);
    expect(await ask("linux", { ...sandbox.environment, PATH: path("onlygit") })).toContain(
      "Perl is not installed",
    );
  });

  it("a script that fails, or is another one", async () => {
    const { git, write, commit } = sandbox;
    git("broken", ["init", "-q"]);
    write("broken/scripts/checkpatch.pl", 'print "Unknown option: show-types\\n"; exit 1;\n');
    write("broken/scripts/get_maintainer.pl", 'die "no tree\\n";\n');
    commit("broken", "base\n");
    write("broken/m.eml", patch(signed, "fine"));
    const uri = sandbox.uri("broken/m.eml");
    const { checkpatch, maintainers } = await session([uri]);
    await expect(checkpatch(uri)).rejects.toThrow("scripts/checkpatch.pl failed: Unknown option: show-types");
    await expect(maintainers(uri)).rejects.toThrow("scripts/get_maintainer.pl failed: no tree");
  });
});

const gitPath = (): string =>
  (sandbox.environment["PATH"] ?? "")
    .split(":")
    .map((folder) => `${folder}/git`)
    .find(existsSync) ?? "git";

const base64 = (text: string): string =>
  `${Buffer.from(text)
    .toString("base64")
    .replace(/(.{76})/g, "$1\n")}\n`;

/** Lines of at most 76 columns, with soft breaks. */
const quotedPrintable = (text: string): string =>
  text
    .split("\n")
    .map((line) =>
      [...Buffer.from(line)]
        .map((byte) =>
          byte > 126 || byte === 61 ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte),
        )
        .join("")
        .replace(/(.{60})(?=.)/g, "$1=\n"),
    )
    .join("\n");
