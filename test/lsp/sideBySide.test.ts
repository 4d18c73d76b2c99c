import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InitializeParams } from "vscode-languageserver";
import { parse } from "../../server/src/core/parse.js";
import type { CommitDocumentResult } from "../../server/src/work/commitDocument.js";
import type { DiffFileItem } from "../../server/src/work/diffFiles.js";
import type { MoreContextResult } from "../../server/src/work/moreContext.js";
import type { SideBySideFilesResult, SideBySideResult } from "../../server/src/work/sideBySide.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let sandbox: Sandbox;
beforeAll(() => {
  sandbox = createSandbox();
  makeOrigin();
});
afterAll(() => sandbox.dispose());

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `\tstep(${from + at});\n`).join("");
const original = `#include "ice.h"\n\nint melt(void)\n{\n${lines(1, 30)}}\n\nint freeze(void)\n{\n${lines(31, 60)}}\n`;

/** The repository in which the patches are made: one series of three patches on top of `base`. */
function makeOrigin(): void {
  sandbox.git("origin", ["init", "-q"]);
  sandbox.write("origin/lib/ice.c", original);
  sandbox.write("origin/lib/old name.c", lines(1, 20));
  sandbox.write("origin/lib/gone.c", "int gone;\nint last;");
  sandbox.write("origin/lib/größe.c", "int a;\r\nint b;\r\nint c;\r\n");
  sandbox.write("origin/lib/latin.c", Buffer.from("/* Gr\xf6\xdfe */\nint a;\nint b;\n", "latin1"));
  sandbox.write("origin/data.bin", Buffer.from([0, 1, 2, 3, 0, 255]));
  symlinkSync("lib/ice.c", sandbox.path("origin", "link"));
  sandbox.commit("origin", "base");
  sandbox.git("origin", ["tag", "base"]);
  const edit = (path: string, from: string, to: string): void => {
    const file = sandbox.path("origin", path);
    const text = readFileSync(file, "latin1");
    expect(text).toContain(from);
    sandbox.write(`origin/${path}`, Buffer.from(text.replace(from, to), "latin1"));
  };
  edit("lib/ice.c", "\tstep(10);\n", "\tstep(10);\n\tstep_more(10);\n");
  edit("lib/latin.c", "int b;", "int bb;");
  sandbox.commit("origin", "ice: First");
  edit("lib/ice.c", "\tstep(50);\n", "\tstep(500);\n");
  sandbox.git("origin", ["mv", "lib/old name.c", "lib/new name.c"]);
  edit("lib/new name.c", "step(10)", "step(100)");
  sandbox.git("origin", ["rm", "-q", "lib/gone.c"]);
  sandbox.write("origin/lib/fresh.c", "int fresh;\n\nint end;");
  edit("lib/größe.c", "int b;\r\n", "int bb;\r\n");
  sandbox.write("origin/data.bin", Buffer.from([0, 1, 2, 9, 0, 255]));
  sandbox.git("origin", ["update-index", "--add", "--chmod=+x", "lib/latin.c"]);
  sandbox.git("origin", ["config", "core.fileMode", "false"]);
  sandbox.commit("origin", "ice: Second");
  edit("lib/ice.c", "\tstep_more(10);\n", "\tstep_more(11);\n");
  sandbox.commit("origin", "ice: Third");
  sandbox.git("origin", ["branch", "-q", "whole"]);
}

const origin = (rev: string, path: string): string =>
  sandbox.git("origin", ["show", `${rev}:${path}`], { input: "" }) + "\n";
const mails = (range: string, ...options: readonly string[]): string =>
  sandbox.git("origin", ["format-patch", "--stdout", "--thread", "--binary", "-M", ...options, range]);

/** A repository beside the mail, with only what `base` has. */
function baseOnly(name: string): void {
  sandbox.git(".", ["clone", "-q", "--no-local", "--single-branch", "--branch", "base", "origin", name]);
}

async function session(params: Partial<InitializeParams> = {}): Promise<TestClient> {
  const client = start({ environment: { ...process.env, ...sandbox.environment } });
  await client.initialize(params);
  return client;
}

/** Opens a mail that stands in a folder of the sandbox. */
async function openIn(client: TestClient, folder: string, text: string, name = "a.mbox"): Promise<string> {
  sandbox.write(`${folder}/${name}`, text);
  const uri = sandbox.uri(folder, name);
  await client.open(uri, text);
  return uri;
}

/** The line of the header of a file's diff. */
function lineOf(text: string, path: string, nth = 0): number {
  const files = parse(text).document.messages.flatMap((message) => message.files);
  const found = files.filter((file) => file.path === path)[nth];
  expect(found, path).toBeDefined();
  return found?.startLine0 ?? 0;
}

const ask = (client: TestClient, uri: string, line: number): Promise<SideBySideResult | null> =>
  client.connection.sendRequest("patchMail/sideBySide", {
    textDocument: { uri },
    position: { line, character: 0 },
  });

const withoutIndex = (text: string): string => text.replace(/^(?:> )*index [0-9a-f]+\.\.[0-9a-f]+.*\n/gm, "");

function expectSides(
  result: SideBySideResult | null,
  left: string,
  right: string,
  source: SideBySideResult["source"],
): void {
  expect({ source: result?.source, label: result?.label, note: result?.note }).toMatchObject({ source });
  expect(result?.left === left, `left of ${result?.title}: ${result?.note}`).toBe(true);
  expect(result?.right === right, `right of ${result?.title}: ${result?.note}`).toBe(true);
}

describe("whole files side by side", () => {
  it("from both blobs of the index line, abbreviated or not", async () => {
    for (const option of ["--abbrev=8", "--full-index"]) {
      const client = await session();
      const text = mails("base..whole", option);
      const uri = await openIn(client, "origin", text, "mail.mbox");
      const revisions = ["base", "whole~2", "whole~1", "whole"];
      for (const [nth, at] of [0, 1, 2].entries()) {
        const result = await ask(client, uri, lineOf(text, "lib/ice.c", nth));
        const [before = "", after = ""] = revisions.slice(at, at + 2);
        expectSides(result, origin(before, "lib/ice.c"), origin(after, "lib/ice.c"), "blobs");
        expect(result?.label).toBe("blobs of the index line");
      }
    }
  });

  it("in a repository of SHA-256, too: blobs, and files that the former patches make", async () => {
    sandbox.git("far", ["init", "-q", "--object-format=sha256"]);
    for (const [at, text] of ["", "\tone();\n", "\tone();\n\ttwo();\n"].entries()) {
      sandbox.write("far/lib/ice.c", `${text}${lines(1, 30)}`);
      sandbox.commit("far", `ice: ${at}`);
    }
    const text = sandbox.git("far", ["format-patch", "--stdout", "--thread", "HEAD~2"]);
    const client = await session();
    const whole = await openIn(client, "far", text);
    const first = await ask(client, whole, lineOf(text, "lib/ice.c"));
    expectSides(first, lines(1, 30), `\tone();\n${lines(1, 30)}`, "blobs");
    sandbox.git("far-base", ["init", "-q", "--object-format=sha256"]);
    sandbox.write("far-base/lib/ice.c", lines(1, 30));
    sandbox.commit("far-base", "ice: 0");
    const other = await session();
    const part = await openIn(other, "far-base", text);
    const second = await ask(other, part, lineOf(text, "lib/ice.c", 1));
    expectSides(second, `\tone();\n${lines(1, 30)}`, `\tone();\n\ttwo();\n${lines(1, 30)}`, "base");
    expect(second?.note).toContain("It is the file that the index line names.");
  });

  it("from the old blob with the hunks applied, and from the new blob with the hunks taken back", async () => {
    const text = mails("base..whole~2");
    baseOnly("old-only");
    sandbox.git("new-only", ["init", "-q"]);
    sandbox.write("new-only/x/ice.c", origin("whole~2", "lib/ice.c"));
    sandbox.commit("new-only", "elsewhere");
    for (const folder of ["old-only", "new-only"]) {
      const client = await session();
      const uri = await openIn(client, folder, text);
      const result = await ask(client, uri, lineOf(text, "lib/ice.c"));
      expectSides(result, origin("base", "lib/ice.c"), origin("whole~2", "lib/ice.c"), "blobs");
    }
  });

  it("a patch whose blobs are not known: the former patches of its series come first", async () => {
    baseOnly("series");
    for (const [text, label] of [
      [mails("base..whole"), /former patches/],
      [withoutIndex(mails("base..whole")), /^applied to HEAD after 2 former patches$/],
      [
        withoutIndex(mails("base..whole", "--base=base")),
        /^applied to base-commit [0-9a-f]{12} after 2 former/,
      ],
    ] as const) {
      const client = await session();
      const uri = await openIn(client, "series", text);
      const result = await ask(client, uri, lineOf(text, "lib/ice.c", 2));
      expectSides(result, origin("whole~1", "lib/ice.c"), origin("whole", "lib/ice.c"), "base");
      expect(result?.label).toMatch(label);
    }
  });

  it("a file that has moved on: hunks are found again, as git apply finds them", async () => {
    baseOnly("drifted");
    sandbox.write("drifted/lib/ice.c", `/* one */\n/* two */\n${original}`);
    sandbox.commit("drifted", "drift");
    const text = mails("base..whole~2");
    // The old blob is in the history of the repository: without its name, HEAD is what there is.
    const bare = withoutIndex(text);
    const client = await session();
    const uri = await openIn(client, "drifted", bare);
    const added = bare.split("\n").indexOf("+\tstep_more(10);");
    const result = await ask(client, uri, added);
    const left = sandbox.git("drifted", ["show", "HEAD:lib/ice.c"]) + "\n";
    sandbox.git("drifted", ["apply", "-"], {
      input: sandbox.git("origin", ["format-patch", "--stdout", "base..whole~2", "--", "lib/ice.c"]),
    });
    const right = readFileSync(sandbox.path("drifted", "lib/ice.c"), "utf8");
    sandbox.git("drifted", ["checkout", "-q", "."]);
    expectSides(result, left, right, "base");
    expect(result?.label).toBe("applied to HEAD");
    expect(right.split("\n")[result?.line0 ?? 0]).toBe("\tstep_more(10);");
  });

  it("a patch that HEAD has already", async () => {
    sandbox.git(".", ["clone", "-q", "origin", "applied"]);
    const text = withoutIndex(mails("whole~1..whole"));
    const client = await session();
    const uri = await openIn(client, "applied", text);
    const result = await ask(client, uri, lineOf(text, "lib/ice.c"));
    expectSides(result, origin("whole~1", "lib/ice.c"), origin("whole", "lib/ice.c"), "base");
    expect(result?.label).toBe("already in HEAD");
  });

  it("renames, blanks and quotes in paths, CRLF, no newline at the end, other charsets", async () => {
    sandbox.git(".", ["clone", "-q", "origin", "many"]);
    sandbox.git("many", ["reset", "-q", "--hard", "origin/whole~2"]);
    for (const text of [mails("whole~2..whole~1"), withoutIndex(mails("whole~2..whole~1"))]) {
      const client = await session();
      const uri = await openIn(client, "many", text);
      const source = text.includes("\nindex ") ? "blobs" : "base";
      const moved = await ask(client, uri, lineOf(text, "lib/new name.c"));
      expectSides(moved, origin("whole~2", "lib/old name.c"), origin("whole~1", "lib/new name.c"), source);
      expect(moved).toMatchObject({ oldTitle: "lib/old name.c", title: "lib/new name.c" });
      const crlf = await ask(client, uri, lineOf(text, "lib/größe.c"));
      expectSides(crlf, "int a;\r\nint b;\r\nint c;\r\n", "int a;\r\nint bb;\r\nint c;\r\n", source);
      expectSides(await ask(client, uri, lineOf(text, "lib/fresh.c")), "", "int fresh;\n\nint end;", "patch");
      const gone = await ask(client, uri, lineOf(text, "lib/gone.c"));
      expectSides(gone, "int gone;\nint last;", "", "patch");
      expect(gone?.absent).toBe("right");
      expect((await ask(client, uri, lineOf(text, "data.bin")))?.note).toMatch(/^This is a binary file/);
      expect((await ask(client, uri, lineOf(text, "lib/latin.c")))?.note).toBe(
        "Only the mode of the file changes: 100644 becomes 100755.",
      );
    }
  });

  it("symbolic links by their text, submodules by their commits", async () => {
    sandbox.git(".", ["clone", "-q", "origin", "modes"]);
    symlinkSync("lib/latin.c", sandbox.path("modes", "other"));
    const [from, to] = [
      sandbox.git("origin", ["rev-parse", "base"]),
      sandbox.git("origin", ["rev-parse", "whole"]),
    ];
    const stand = (hash: string): string =>
      sandbox.git("modes", ["update-index", "--add", "--cacheinfo", `160000,${hash},sub`]);
    stand(from);
    sandbox.git("modes", ["commit", "-q", "-m", "submodule"]);
    stand(to);
    sandbox.git("modes", ["rm", "-q", "--cached", "link"]);
    sandbox.git("modes", [
      "update-index",
      "--add",
      "--cacheinfo",
      `120000,${sandbox.git("modes", ["hash-object", "-w", "--stdin"], { input: "lib/fresh.c" })},link`,
    ]);
    sandbox.git("modes", ["commit", "-q", "-m", "modes"]);
    const text = sandbox.git("modes", ["format-patch", "--stdout", "-1"]);
    const client = await session();
    const uri = await openIn(client, "modes", text);
    expectSides(await ask(client, uri, lineOf(text, "link")), "lib/ice.c", "lib/fresh.c", "blobs");
    const sub = await ask(client, uri, lineOf(text, "sub"));
    expectSides(sub, `Subproject commit ${from}\n`, `Subproject commit ${to}\n`, "patch");
    expect(sub?.label).toBe("submodule");
  });

  it("a blob in Latin-1", async () => {
    const text = sandbox.git("origin", ["format-patch", "--stdout", "base..whole~2", "--", "lib/latin.c"]);
    const client = await session();
    const uri = await openIn(client, "origin", text, "latin.mbox");
    const result = await ask(client, uri, lineOf(text, "lib/latin.c"));
    expect(result?.left.split("\n")[0]).toBe("/* Größe */");
    expect(result?.source).toBe("blobs");
  });

  it("a quoted diff, at any depth, with comments between its lines", async () => {
    const text = mails("base..whole~2");
    const quoted = text
      .slice(text.indexOf("diff --git"))
      .split("\n")
      .slice(0, -3)
      .flatMap((line) => {
        const row = `> > ${line}`.trimEnd();
        return line.startsWith("+\tstep_more") ? [row, ">", "> Why?", "", "Because.", ""] : [row];
      })
      .join("\n");
    const reply = `From: Cy Dahl <cy@example.com>\nSubject: Re: [PATCH] ice: First\n\nOn Tue, Bo wrote:\n> On Mon, Ada wrote:\n${quoted}\n`;
    const client = await session();
    const uri = await openIn(client, "origin", reply, "reply.eml");
    const result = await ask(client, uri, lineOf(reply, "lib/ice.c"));
    expectSides(result, origin("base", "lib/ice.c"), origin("whole~2", "lib/ice.c"), "blobs");
    // Trimmed, it is shown from both blobs all the same.
    const trimmed = reply.replace(/^> > {2}\tstep\(13\);\n/m, "");
    expect(trimmed).not.toBe(reply);
    const other = await openIn(client, "origin", trimmed, "trimmed.eml");
    const whole = await ask(client, other, lineOf(trimmed, "lib/ice.c"));
    expectSides(whole, origin("base", "lib/ice.c"), origin("whole~2", "lib/ice.c"), "blobs");
    // Lines that the header does not count are not applied, and not taken for a whole hunk.
    const longer = withoutIndex(reply.replace(/^> > {2}\tstep\(11\);\n/m, (row) => `${row}> > +\tmine();\n`));
    const third = await openIn(client, "origin", longer, "longer.eml");
    const only = await ask(client, third, lineOf(longer, "lib/ice.c"));
    expect(only?.source).toBe("hunks");
    expect(only?.note).toMatch(/do not hold as many lines as their headers count|damaged/);
  });

  it("hunks only, and why: no repository, no trust, nothing fits, a path that leads out", async () => {
    const text = mails("base..whole~2");
    mkdirSync(sandbox.path("nowhere"), { recursive: true });
    sandbox.git("unlike", ["init", "-q"]);
    sandbox.write("unlike/lib/ice.c", "nothing alike\n");
    sandbox.commit("unlike", "one");
    const hostile = withoutIndex(text).replaceAll("lib/ice.c", "../lib/ice.c");
    for (const [folder, mail, options, sentence] of [
      ["nowhere", text, {}, /There is no git repository here/],
      ["origin", text, { initializationOptions: { trusted: false } }, /untrusted workspace/],
      ["unlike", text, {}, /has no blob of the index line\. .*do not apply to the file in HEAD/],
      ["origin", hostile, {}, /The path leads out of the repository/],
    ] as const) {
      const client = await session(options);
      const uri = await openIn(client, folder, mail, "only.mbox");
      const result = await ask(
        client,
        uri,
        mail.split("\n").findIndex((line) => line.startsWith("@@")),
      );
      expect(result).toMatchObject({ source: "hunks", label: "hunks only" });
      expect(result?.note).toMatch(sentence);
      expect(result?.right).toContain("\tstep_more(10);");
      // No change: the same on both sides.
      expect(result?.left.split("\n")[0]).toBe(result?.right.split("\n")[0]);
      expect(result?.right.split("\n")[0]).toMatch(/^\.\.\. -\d+ \+\d+ \.\.\.$/);
      expect(result?.right.split("\n")[(result?.line0 ?? 0) - 1]).toMatch(/^\.\.\. -/);
    }
  });
});

describe("patchMail/sideBySideFiles", () => {
  const files = (
    client: TestClient,
    uri: string,
    scope: string,
    more: object = {},
  ): Promise<SideBySideFilesResult | null> =>
    client.connection.sendRequest("patchMail/sideBySideFiles", {
      textDocument: { uri },
      position: { line: 0, character: 0 },
      scope,
      ...more,
    });

  it("all files of a patch, and of a series by its messages, in the order of the mail", async () => {
    // Against the alphabet, which is git's order.
    sandbox.write("order", "lib/new name.c\nlib/latin.c\nlib/ice.c\nlib/gone.c\nlib/fresh.c\ndata.bin\n");
    const order = `-O${sandbox.path("order")}`;
    const text = mails("base..whole", "--cover-letter", "--cover-from-description=subject", order);
    const client = await session();
    const uri = await openIn(client, "origin", text, "ordered.mbox");
    const { messages } = parse(text).document;
    const second = messages[2];
    const ofPatch = await files(client, uri, "patch", {
      position: { line: second?.startLine0 ?? 0, character: 0 },
    });
    const paths = second?.files.map(({ path }) => path) ?? [];
    expect(paths.slice(0, 2)).toEqual(["lib/new name.c", "lib/latin.c"]);
    expect(ofPatch?.files.map(({ title }) => title)).toEqual(paths);
    expect(ofPatch?.title).toContain("ice: Second");
    const ofSeries = await files(client, uri, "series");
    const expected = messages.flatMap((message, index) =>
      message.files.map(({ path }) => `${index}/3 ${path}`),
    );
    expect(ofSeries?.files.map(({ patch, title }) => `${patch} ${title}`)).toEqual(expected);
    // Each is read by its message's place in the file of mail.
    for (const { message, source, absent } of ofSeries?.files ?? []) {
      if (message === null || source === "none") continue;
      const sides: SideBySideResult | null = await client.connection.sendRequest("patchMail/sideBySide", {
        textDocument: { uri: message.uri },
        position: { line: 0, character: 0 },
        ordinal: message.ordinal,
        file: message.file,
      });
      expect(sides?.left === "").toBe(absent === "left");
      expect(sides?.right === "").toBe(absent === "right");
    }
    expect(await files(client, uri, "patch", { position: { line: 3, character: 0 } })).toBeNull();
  });

  it("a virtual document leads to its mail: a decoded view in the series", async () => {
    baseOnly("virtual");
    const text = mails("base..whole");
    const client = await session();
    const uri = await openIn(client, "virtual", text);
    const third = parse(text).document.messages[2];
    const shown = text.slice(third?.header.span.start, third?.span.end);
    const query = encodeURIComponent(JSON.stringify({ uri, line: third?.startLine0 ?? 0, index: 2 }));
    const view = `patch-mail:/decoded/third.eml?${query}`;
    await client.open(view, shown);
    const result = await ask(client, view, lineOf(shown, "lib/ice.c"));
    expectSides(result, origin("whole~1", "lib/ice.c"), origin("whole", "lib/ice.c"), "base");
    const ofSeries = await files(client, view, "series");
    expect(ofSeries?.files[0]?.message).toEqual({ uri, ordinal: 0, file: 0 });
  });
});

describe("patchMail/moreContext", () => {
  const more = (
    client: TestClient,
    uri: string,
    line: number,
    context: unknown,
  ): Promise<MoreContextResult | null> =>
    client.connection.sendRequest("patchMail/moreContext", {
      textDocument: { uri },
      position: { line, character: 0 },
      context,
    });

  it("is git's own diff with that context, and git apply takes it", async () => {
    const text = mails("base..whole", "--abbrev=12");
    const client = await session();
    const uri = await openIn(client, "origin", text, "more.mbox");
    for (const [context, option] of [
      [10, "-U10"],
      [25, "-U25"],
      ["function", "-W"],
      ["file", "-U9999"],
    ] as const) {
      for (const [path, from, to, nth] of [
        ["lib/ice.c", "base", "whole~2", 0],
        ["lib/ice.c", "whole~2", "whole~1", 1],
        ["lib/größe.c", "whole~2", "whole~1", 0],
      ] as const) {
        const result = await more(client, uri, lineOf(text, path, nth), context);
        const diff = sandbox.git("origin", ["diff", "--abbrev=12", option, from, to, "--", path]);
        const own = result?.text.slice(result.text.indexOf("diff --git")) ?? "";
        expect(own === `${diff}\n`, `${option} ${path}\n${own}`).toBe(true);
        const numstat = sandbox.git("origin", ["apply", "--numstat"], { input: result?.text ?? "" });
        expect(numstat).toMatch(/^1\t[01]\t/);
        expect(parse(result?.text ?? "").problems).toEqual([]);
      }
    }
  });

  it("says why where the file is not known, and refuses other params", async () => {
    const text = mails("base..whole~2");
    mkdirSync(sandbox.path("nowhere"), { recursive: true });
    const client = await session();
    const uri = await openIn(client, "nowhere", text);
    await expect(more(client, uri, lineOf(text, "lib/ice.c"), 10)).rejects.toMatchObject({
      message: expect.stringMatching(/^There is no more context to show\. .*no git repository/),
    });
    expect(await more(client, uri, 0, 10)).toBeNull();
    for (const wrong of [-1, 1.5, "all", null])
      await expect(more(client, uri, 0, wrong)).rejects.toMatchObject({ code: -32602 });
  });
});

describe("patchMail/commitDocument", () => {
  const show = (client: TestClient, uri: string, hash: string): Promise<CommitDocumentResult> =>
    client.connection.sendRequest("patchMail/commitDocument", { textDocument: { uri }, hash });
  const hashOf = (rev: string): string => sandbox.git("origin", ["rev-parse", rev]);

  it("is the commit as format-patch writes it: the same patch-id, author and subject", async () => {
    const client = await session();
    const uri = await openIn(client, "origin", "From: a@example.org\n\nx\n", "c.eml");
    for (const rev of ["whole", "whole~1", "whole~2", "base"]) {
      const full = hashOf(rev);
      const { text, hash } = await show(client, uri, full.slice(0, 12));
      expect(hash).toBe(full);
      const { document, problems } = parse(text);
      const [message] = document.messages;
      expect(document.messages).toHaveLength(1);
      expect(message?.author).toMatchObject({ address: "ann@example.org" });
      expect(message?.tag.title).toBe(sandbox.git("origin", ["show", "-s", "--format=%s", rev]));
      expect(message?.commit).toBe(full);
      expect(problems).toEqual([]);
      const patchId = (input: string): string =>
        sandbox.git("origin", ["patch-id", "--stable"], { input }).slice(0, 40);
      const own = sandbox.git("origin", ["diff-tree", "-p", "-M", "--root", "--binary", rev]);
      // The others hold a file in Latin-1, which is UTF-8 in the document, or binary data and a rename.
      if (rev === "whole") expect(patchId(text)).toBe(patchId(own));
      expect(message?.diffstats).toHaveLength(1);
    }
  });

  it("tags, merges, branches that look like hashes, names in quotes", async () => {
    sandbox.git(".", ["clone", "-q", "origin", "odd"]);
    sandbox.git("odd", ["checkout", "-q", "-b", "side", "base"]);
    sandbox.write("odd/side.c", "int side;\n");
    sandbox.commit("odd", "side: Add", { author: 'Doe, "J." <j@example.org>' });
    const side = sandbox.git("odd", ["rev-parse", "HEAD"]);
    sandbox.git("odd", ["merge", "-q", "--no-ff", "-m", "Merge", "origin/whole"]);
    const merge = sandbox.git("odd", ["rev-parse", "HEAD"]);
    sandbox.git("odd", ["tag", "-a", "-m", "v1", "v1", side]);
    const tag = sandbox.git("odd", ["rev-parse", "v1"]);
    sandbox.git("odd", ["branch", merge.slice(0, 12), side]);
    const client = await session();
    const uri = await openIn(client, "odd", "From: a@example.org\n\nx\n");
    expect((await show(client, uri, tag)).hash).toBe(side);
    const { text } = await show(client, uri, side);
    expect(parse(text).document.messages[0]?.author).toMatchObject({ address: "j@example.org" });
    const merged = await show(client, uri, merge.slice(0, 12));
    expect(merged.hash).toBe(merge);
    expect(merged.text).toContain(`(A merge of ${side.slice(0, 12)} and ${hashOf("whole").slice(0, 12)}.)`);
  });

  it("cuts what is too large between files, and says so", async () => {
    sandbox.git("huge", ["init", "-q"]);
    for (let file = 0; file < 6; file++)
      sandbox.write(`huge/${file}.txt`, `${"x".repeat(99)}\n`.repeat(10_000));
    const hash = sandbox.commit("huge", "huge");
    const client = await session();
    const uri = await openIn(client, "huge", "From: a@example.org\n\nx\n");
    const { text } = await show(client, uri, hash);
    expect(text).toContain("(The diff is larger than 4 MB: only its first files are here.)");
    const { document, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(document.messages[0]?.files.map(({ additions }) => additions)).toEqual([
      10_000, 10_000, 10_000, 10_000,
    ]);
  });

  it("shows the text of a blob", async () => {
    const client = await session();
    const uri = await openIn(client, "origin", "From: a@example.org\n\nx\n", "c.eml");
    const { text, hash } = await show(client, uri, hashOf("base:lib/ice.c").slice(0, 12));
    expect(hash).toBe(hashOf("base:lib/ice.c"));
    expect(text.trimEnd()).toBe(sandbox.git("origin", ["show", "base:lib/ice.c"]).trimEnd());
  });

  it("refuses in sentences", async () => {
    const tree = hashOf("base:lib");
    const trusted = await session();
    const uri = await openIn(trusted, "origin", "From: a@example.org\n\nx\n", "c.eml");
    const untrusted = await session({ initializationOptions: { trusted: false } });
    const refused = (client: TestClient, hash: string, sentence: RegExp): Promise<void> =>
      expect(show(client, uri, hash)).rejects.toMatchObject({ message: expect.stringMatching(sentence) });
    await refused(trusted, "0123456789ab", /has no commit 0123456789ab\.$/);
    await refused(trusted, tree.slice(0, 12), /is a tree in/);
    await refused(trusted, "--help", /This is not a hash/);
    await refused(trusted, "HEAD", /This is not a hash/);
    await refused(untrusted, hashOf("base"), /untrusted workspace/);
  });
});

describe("patchMail/diffFiles", () => {
  it("gives a file the same key where its change is the same, and another where it is not", async () => {
    const client = await session();
    const keys = async (text: string, name: string): Promise<readonly string[]> => {
      const uri = await openIn(client, "origin", text, name);
      const found: readonly DiffFileItem[] = await client.connection.sendRequest("patchMail/diffFiles", {
        textDocument: { uri },
      });
      return found.map(({ key }) => key);
    };
    const text = mails("whole~2..whole~1");
    const first = await keys(text, "v1.mbox");
    expect(new Set(first).size).toBe(7);
    const moved = text.replace(/^@@ -(\d+),/gm, "@@ -1$1,").replace(/^index [0-9a-f]{5}/gm, "index 12345");
    const again = await keys(moved, "v2.mbox");
    // The binary file is known by its blobs alone.
    expect(again.filter((key, at) => key !== first[at])).toHaveLength(1);
    const changed = await keys(text.replace("+\tstep(500);", "+\tstep(501);"), "v3.mbox");
    expect(changed.filter((key, at) => key !== first[at])).toHaveLength(1);
    const indented = await keys(text.replace("+\tstep(500);", "+\t\tstep(500);"), "v4.mbox");
    expect(indented.filter((key, at) => key !== first[at])).toHaveLength(1);
  });
});
