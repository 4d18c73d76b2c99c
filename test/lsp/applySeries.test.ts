import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver/node";
import type { ApplyPlan, ApplyProgress, ApplyResult, ApplyTarget } from "../../server/src/work/applyTypes.js";
import type { ExportSeriesResult } from "../../server/src/work/exportSeries.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import { slowGit } from "../unit/git/slowGit.js";
import { inBase64, mboxrd, replyTo, seriesOfGit } from "../unit/patches/seriesOfGit.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let box: Sandbox;
let mails: readonly string[];
beforeEach(() => {
  box = createSandbox();
  mails = seriesOfGit(box).mails;
});
afterEach(() => box.dispose());

const replies = (): string[] => [
  replyTo(mails[1] ?? "", "Bo Lee <bo@example.com>", "Reviewed-by: Bo Lee <bo@example.com>", "r1"),
  replyTo(mails[0] ?? "", "Cy Dahl <cy@example.com>", "Tested-by: Cy Dahl <cy@example.com>", "r2"),
  replyTo(mails[2] ?? "", "Eve <eve@example.net>", "Acked-by: Linus Frost <linus@example.org>", "r3"),
];

async function session(
  text: string,
  options: object = {},
  environment = box.environment,
): Promise<{ client: TestClient; uri: string }> {
  const client = start({ environment });
  await client.initialize({ rootUri: box.uri("repo"), ...options });
  const uri = box.uri("repo", "series.mbox");
  await client.open(uri, text);
  return { client, uri };
}

const at = (uri: string) => ({ textDocument: { uri }, position: { line: 0, character: 0 } });

/** The document is indexed a moment after it was opened. */
async function planOf(client: TestClient, uri: string): Promise<ApplyPlan> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const plan: ApplyPlan | null = await client.connection.sendRequest("patchMail/applyPlan", at(uri));
    if (plan !== null) return plan;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("no plan");
}

describe("a series and a repository", () => {
  it("is planned, and applied with the chosen trailers only", async () => {
    const text = mboxrd([
      ...mails.map((mail, number) => (number === 2 ? inBase64(mail) : mail)),
      ...replies(),
    ]);
    const { client, uri } = await session(
      text.replace(/^From: /m, "X-Developer-Signature: v=1; a=ed25519-sha256; i=ann@example.org\n$&"),
    );
    const plan = await planOf(client, uri);
    expect(plan.problem).toBeNull();
    expect(plan.patches).toHaveLength(7);
    expect(plan.repositories).toEqual([box.path("repo")]);
    expect(plan.trailers.map(({ line, isChosen }) => [line, isChosen])).toEqual([
      ["Reviewed-by: Bo Lee <bo@example.com>", true],
      ["Tested-by: Cy Dahl <cy@example.com>", true],
      ["Acked-by: Linus Frost <linus@example.org>", false],
    ]);
    expect(plan.trailers[2]?.about).toContain("sent by another: Eve <eve@example.net>");
    const place = { ...at(uri), version: plan.version, repository: box.path("repo") };
    const target: ApplyTarget = await client.connection.sendRequest("patchMail/applyTarget", place);
    expect(target).toMatchObject({
      branch: "main",
      problem: null,
      treeProblem: null,
      newBranch: "frost-words-v2",
    });
    const check = (more: object): Promise<string | null> =>
      client.connection.sendRequest("patchMail/applyCheck", { ...place, ...more });
    expect(await check({ branch: "frost-words-v2" })).toBeNull();
    expect(await check({ branch: "work" })).toMatch(/already/);
    expect(await check({ base: "--output=x" })).toMatch(/no commit/);
    expect(await check({ base: "main" })).toBeNull();
    const run = {
      ...place,
      branch: "frost-words-v2",
      base: "HEAD",
      worktree: null,
      trailers: plan.trailers.slice(0, 1).map(({ id }) => id),
      patchCount: 7,
      signoff: true,
      link: true,
    };
    const elsewhere: Promise<ApplyResult> = client.connection.sendRequest("patchMail/applySeries", {
      ...run,
      repository: box.folder,
    });
    await expect(elsewhere).rejects.toThrow("not among those at hand");
    const other: ApplyResult = await client.connection.sendRequest("patchMail/applySeries", {
      ...run,
      patchCount: 6,
    });
    expect(other).toMatchObject({ kind: "refused" });
    expect(box.git("repo", ["branch", "--list", "frost*"])).toBe("");
    const result: ApplyResult = await client.connection.sendRequest("patchMail/applySeries", run);
    expect(result).toMatchObject({ kind: "done", commits: 7, branch: "frost-words-v2" });
    expect(box.git("repo", ["rev-parse", "HEAD^{tree}"])).toBe(box.git("repo", ["rev-parse", "work^{tree}"]));
    const logs = box.git("repo", ["log", "--format=%B", "main..HEAD"]);
    expect(logs).toContain("Reviewed-by: Bo Lee <bo@example.com>");
    expect(logs).not.toMatch(/Tested-by|Acked-by/);
    // As git am -s and b4 am -l: a link to each mail, and the committer's last.
    const ends = box.git("repo", ["log", "--format=%(trailers:key=Link,valueonly)", "main..HEAD"]).trim();
    const links = ends.split(/\n+/);
    expect(links.every((link) => /^https:\/\/lore\.kernel\.org\/all\/\S+\/$/.test(link))).toBe(true);
    expect(new Set(links).size).toBe(7);
    const identity = box.git("repo", ["log", "-1", "--format=%cn <%ce>"]).trim();
    const bodies = box.git("repo", ["log", "-z", "--format=%B", "main..HEAD"]).split("\0");
    expect(bodies.filter((body) => body.trim() !== "").map((body) => body.trim().split("\n").at(-1))).toEqual(
      Array(7).fill(`Signed-off-by: ${identity}`),
    );
    expect(client.received<ApplyProgress>("patchMail/applyProgress").map(({ number }) => number)).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ]);
  });

  it("is exported with the trailers, and told what is missing", async () => {
    const { client, uri } = await session(
      mboxrd([...mails.filter((_, number) => number !== 3), ...replies()]),
    );
    await planOf(client, uri);
    const found: ExportSeriesResult = await client.connection.sendRequest("patchMail/exportSeries", at(uri));
    expect(found).toMatchObject({ version: 2, patchCount: 6, trailerCount: 2, isComplete: false });
    expect(found.notes.join()).toContain("v2 is not complete: patch 3 is missing.");
    expect(found.name).toMatch(/^v2_2\d{7}_ann_frost_words$/);
    expect(found.cover).toContain("Some words.");
    expect(found.mbox.match(/^Tested-by: Cy Dahl/gm)).toHaveLength(6);
    expect(found.mbox).not.toMatch(/^Link:/m);
    const own: ExportSeriesResult = await client.connection.sendRequest("patchMail/exportSeries", {
      ...at(uri),
      signoff: true,
      link: true,
    });
    // One mail is sent as quoted-printable: how its lines arrive is tried with git am, above.
    expect(own.mbox.match(/^Link: https:\/\/lore\.kernel\.org\/all\//gm)).toHaveLength(6);
    expect(own.mbox.match(/^Signed-off-by: /gm)?.length).toBe(
      (found.mbox.match(/^Signed-off-by: /gm)?.length ?? 0) + 6,
    );
  });

  it("a path that leads out is refused before git sees it", async () => {
    const evil = (mails[1] ?? "")
      .replaceAll("frost.c", "../frost.c")
      .replace(/^Subject: .*\n(?: .*\n)*/m, "Subject: [PATCH] Lead out\n");
    const { client, uri } = await session(mboxrd([evil]));
    const plan = await planOf(client, uri);
    expect(plan.problem).toBe(
      "Patch 1 names a path that leads out of the repository: ../frost.c. It is not applied.",
    );
    const result: ApplyResult = await client.connection.sendRequest("patchMail/applySeries", {
      ...at(uri),
      version: plan.version,
      repository: box.path("repo"),
      branch: "evil",
      base: "HEAD",
      worktree: null,
      trailers: [],
      patchCount: 1,
    });
    expect(result).toMatchObject({ kind: "refused" });
    expect(box.git("repo", ["branch", "--list", "evil"])).toBe("");
  });

  it("stops at a conflict, finds it again from another server, and aborts", async () => {
    box.write("repo/frost.c", "something else\n");
    box.commit("repo", "Change it all\n");
    const { client, uri } = await session(mboxrd(mails));
    const plan = await planOf(client, uri);
    const result: ApplyResult = await client.connection.sendRequest("patchMail/applySeries", {
      ...at(uri),
      version: plan.version,
      repository: box.path("repo"),
      branch: "topic",
      base: "HEAD",
      worktree: box.path("beside"),
      trailers: [],
      patchCount: 7,
    });
    expect(result).toMatchObject({
      kind: "stopped",
      stop: { patch: 1, conflicts: ["frost.c"], isOurs: true },
    });
    const second = await session("");
    const [stop]: { root: string }[] = await second.client.connection.sendRequest("patchMail/applyState", {
      textDocument: { uri },
    });
    expect(stop).toMatchObject({ root: box.path("beside"), branch: "topic", seriesTitle: "frost: Words" });
    const back: ApplyResult = await second.client.connection.sendRequest("patchMail/abortApply", {
      textDocument: { uri },
      root: box.path("beside"),
    });
    expect(back.kind).toBe("cancelled");
    expect(existsSync(box.path("beside"))).toBe(false);
    expect(box.git("repo", ["branch", "--list", "topic"])).toBe("");
  });

  it.each([
    ["patchMail/applyTarget", "status", {}],
    ["patchMail/applyCheck", "show-ref", { branch: "topic" }],
    [
      "patchMail/applySeries",
      "status",
      { branch: "topic", base: "HEAD", worktree: null, trailers: [], patchCount: 7 },
    ],
  ])("%s ends its git when it is cancelled", async (method, command, more) => {
    const slow = slowGit(box, command);
    const { client, uri } = await session(mboxrd(mails), {}, slow.environment);
    const plan = await planOf(client, uri);
    const source = new CancellationTokenSource();
    const params = { ...at(uri), version: plan.version, repository: box.path("repo"), ...more };
    const answer = client.connection.sendRequest(method, params, source.token);
    const refused = expect(answer).rejects.toMatchObject({ code: -32800 });
    const pid = await slow.asked();
    source.cancel();
    expect(await slow.gone(pid)).toBe(true);
    await refused;
    expect(box.git("repo", ["branch", "--list", "topic"])).toBe("");
  });

  it("two at once are one too many", async () => {
    const { client, uri } = await session(mboxrd(mails));
    const plan = await planOf(client, uri);
    const apply = (branch: string): Promise<ApplyResult> =>
      client.connection.sendRequest("patchMail/applySeries", {
        ...at(uri),
        ...{ version: plan.version, repository: box.path("repo"), branch, base: "HEAD", worktree: null },
        ...{ trailers: [], patchCount: 7 },
      });
    const results = await Promise.all([apply("one"), apply("two")]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(["done", "refused"]);
    const refused = results.find(({ kind }) => kind === "refused");
    expect(refused).toMatchObject({ sentence: expect.stringContaining("is being applied") as string });
  });

  it("in an untrusted workspace no git runs", async () => {
    const mark = box.path("ran");
    const fake = box.path("bin/git");
    box.write("bin/git", "");
    writeFileSync(fake, `#!/bin/sh\necho "$@" >> '${mark}'\nexit 1\n`);
    chmodSync(fake, 0o755);
    const client = start({
      environment: { ...box.environment, PATH: `${box.path("bin")}:${box.environment["PATH"] ?? ""}` },
    });
    await client.initialize({ rootUri: box.uri("repo"), initializationOptions: { trusted: false } });
    const uri = box.uri("repo", "series.mbox");
    await client.open(uri, mboxrd(mails));
    const plan = await planOf(client, uri);
    expect(plan.problem).toMatch(/untrusted workspace/);
    expect(plan.repositories).toEqual([]);
    const more = {
      ...at(uri),
      version: 2,
      repository: box.path("repo"),
      root: box.path("repo"),
      branch: "x",
      base: "HEAD",
      worktree: null,
      trailers: [],
      patchCount: 7,
    };
    for (const method of [
      "applyTarget",
      "applyCheck",
      "applySeries",
      "applyState",
      "abortApply",
      "continueApply",
    ])
      await expect(client.connection.sendRequest(`patchMail/${method}`, more)).rejects.toThrow(
        /untrusted workspace/,
      );
    // Without git, the mail alone is enough for this.
    const found: ExportSeriesResult = await client.connection.sendRequest("patchMail/exportSeries", at(uri));
    expect(found.patchCount).toBe(7);
    expect(existsSync(mark)).toBe(false);
  });
});
