import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  CompareResult,
  CompareSide,
  SeriesVersionsResult,
  UpstreamResult,
} from "../../server/src/work/compareVersions.js";
import { type GeneratedSeries, generateSeries } from "../unit/patches/generatedSeries.js";
import { type RangeDiff, readRangeDiff } from "../unit/patches/rangeDiffOracle.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let series: GeneratedSeries;
let expected: RangeDiff;
beforeAll(() => {
  series = generateSeries(7, { patches: 6, files: 3, functions: 8, edits: 4 });
  for (const version of ["v1", "v2"] as const) {
    const mail = series.mbox(version, "--thread", "--cover-letter", `--reroll-count=${version.slice(1)}`);
    writeFileSync(
      path.join(series.folder, `${version}.mbox`),
      mail.replaceAll("*** SUBJECT HERE ***", "net: rework"),
    );
  }
  expected = readRangeDiff(series.git(["range-diff", "--no-color", "base..v1", "base..v2"]));
});
afterAll(() => series.dispose());

const uriOf = (name: string): string => pathToFileURL(path.join(series.folder, name)).href;

async function session(options: { readonly trusted?: boolean } = {}): Promise<TestClient> {
  const client = start();
  await client.initialize({ initializationOptions: options });
  await client.connection.sendRequest("patchMail/mailFiles", { files: [uriOf("v1.mbox"), uriOf("v2.mbox")] });
  return client;
}

const sideAt = (name: string, more: Partial<CompareSide> = {}): CompareSide => ({
  textDocument: { uri: uriOf(name) },
  position: { line: 0, character: 0 },
  ...more,
});

describe("the hashes of a comparison from the mail alone", () => {
  it("are the commits that the separators name, of an open document and of files", async () => {
    const client = await session({ trusted: false });
    const commits = (range: string): string[] =>
      series
        .git(["rev-list", "--reverse", range])
        .trim()
        .split("\n")
        .map((hash) => hash.slice(0, 12));
    const check = async (): Promise<void> => {
      const { text } = await client.connection.sendRequest<CompareResult>("patchMail/compareVersions", {
        old: sideAt("v1.mbox"),
        now: sideAt("v2.mbox"),
      });
      for (const hash of [...commits("base..v1"), ...commits("base..v2")]) expect(text).toContain(hash);
      expect(text).toContain("\nCompared from the mail alone");
      expect(text).not.toContain("checksum");
    };
    await check();
    await client.open(uriOf("v1.mbox"), readFileSync(path.join(series.folder, "v1.mbox"), "utf8"));
    await check();
    // Without separators nobody knows.
    const whole = readFileSync(path.join(series.folder, "v2.mbox"), "utf8");
    const lone = whole.split(/^(?=From [0-9a-f]{40} )/m)[2] ?? "";
    await client.open(uriOf("lone.eml"), lone.slice(lone.indexOf("\n") + 1));
    const alone = await client.connection.sendRequest<CompareResult>("patchMail/compareVersions", {
      old: sideAt("v1.mbox"),
      now: sideAt("lone.eml", { isFile: true }),
    });
    expect(alone.text).toContain("Some mails name no commit: in the place of its hash stands a checksum");
  });
});

describe("patchMail/compareVersions", () => {
  it("names the versions of a series, and compares two as git range-diff does", async () => {
    const client = await session();
    const versions = await client.connection.sendRequest<SeriesVersionsResult | null>(
      "patchMail/seriesVersions",
      sideAt("v1.mbox"),
    );
    expect(versions?.versions.map(({ name, isAsked }) => [name, isAsked])).toEqual([
      ["v1", true],
      ["v2", false],
    ]);
    const result = await client.connection.sendRequest<CompareResult>("patchMail/compareVersions", {
      old: sideAt("v1.mbox"),
      now: sideAt("v2.mbox"),
    });
    expect(result.problem).toBeNull();
    expect(result.title).toBe("v1 → v2: net: rework");
    const own = readRangeDiff(result.text.slice(result.text.indexOf("Range-diff against v1:")));
    expect(own.rows).toEqual(expected.rows);
    expect(result.rows.map(({ line0 }) => result.text.split("\n")[line0]?.trimStart().slice(0, 2))).toEqual(
      result.rows.map(({ old }) => `${old ?? "-"}:`),
    );
  });

  it("lets git range-diff do it where the repository applies both, and says on what", async () => {
    const client = await session();
    const params = { old: sideAt("v1.mbox"), now: sideAt("v2.mbox") };
    const ask = (): Promise<CompareResult> =>
      client.connection.sendRequest<CompareResult>("patchMail/compareVersions", params);
    const objects = series.git(["count-objects", "-v"]);
    const onHead = await ask();
    expect(onHead.text).toContain("\nBy git range-diff, with both applied to HEAD;");
    const own = readRangeDiff(onHead.text);
    expect(own.rows).toEqual(expected.rows);
    // The sentences stand between git's lines.
    const git = expected.inner.split("\n");
    expect(own.inner.split("\n").filter((line) => git.includes(line)).length).toBe(git.length);
    expect(series.git(["count-objects", "-v"])).toBe(objects);

    series.git(["symbolic-ref", "HEAD", "refs/heads/v2"]);
    try {
      const base = series.git(["rev-parse", "base"]).trim();
      const rewrite = async (edit: (mail: string) => string): Promise<void> => {
        for (const version of ["v1", "v2"]) {
          const file = path.join(series.folder, `${version}.mbox`);
          writeFileSync(file, edit(readFileSync(file, "utf8")));
        }
        const changed = [uriOf("v1.mbox"), uriOf("v2.mbox")];
        await client.connection.sendRequest("patchMail/mailFilesChanged", { changed, deleted: [] });
      };
      // Nobody names a base: the index lines do.
      const guessed = await ask();
      expect(guessed.text).toContain(
        `\nBy git range-diff, with both applied to base ${base.slice(0, 12)} (guessed from the index lines);`,
      );
      expect(readRangeDiff(guessed.text).rows).toEqual(expected.rows);
      await rewrite((mail) => mail.replace(/^index .*\n/gm, ""));
      const failed = await ask();
      expect(failed.text).toMatch(
        /\nCompared from the mail alone; git range-diff was not used since patch \d+ of v[12] does not apply to HEAD\.\n/,
      );
      expect(readRangeDiff(failed.text).rows).toEqual(expected.rows);
      await rewrite((mail) => mail.replaceAll("\n-- \n", `\nbase-commit: ${base}\n-- \n`));
      expect((await ask()).text).toContain(`\nBy git range-diff, with both applied to ${base.slice(0, 12)};`);
    } finally {
      series.git(["symbolic-ref", "HEAD", "refs/heads/base"]);
    }
  });

  it("compares whole files, and gives each patch as it is compared", async () => {
    const client = await session();
    const side = sideAt("v2.mbox", { isFile: true });
    const result = await client.connection.sendRequest<CompareResult>("patchMail/compareVersions", {
      old: sideAt("v1.mbox", { isFile: true }),
      now: side,
    });
    expect(readRangeDiff(result.text).rows).toEqual(expected.rows);
    expect(result.title.startsWith("v1.mbox → v2.mbox: ")).toBe(true);
    const text = await client.connection.sendRequest<string>("patchMail/comparedPatch", { side, number: 1 });
    expect(
      text.startsWith(" ## Metadata ##\nAuthor: Ann Author <ann@example.org>\n\n ## Commit message ##\n"),
    ).toBe(true);
  });

  it("completes a version of which only a part was sent again, and says so", async () => {
    const all = series.mbox("v1", "--thread");
    const second = all.split(/^(?=From [0-9a-f]{40} )/m)[1] ?? "";
    const id = /^Message-Id: (.*)$/im.exec(second)?.[1] ?? "";
    const again = second
      .replace("[PATCH 2/6]", "[PATCH v2 2/6]")
      .replace(/^Message-Id: .*$/im, `Message-Id: <again@example.org>`)
      .replace(/^(In-Reply-To): .*$/m, `$1: ${id}`)
      .replace(/^(References): .*$/m, `$1: ${id}`)
      .replace(/^(Signed-off-by: .*)$/m, "$1\nAcked-by: Bo Berg <bo@example.org>");
    writeFileSync(path.join(series.folder, "partial.mbox"), all + again);
    const client = start();
    await client.initialize({ initializationOptions: { trusted: false } });
    await client.connection.sendRequest("patchMail/mailFiles", { files: [uriOf("partial.mbox")] });
    const versions = await client.connection.sendRequest<SeriesVersionsResult | null>(
      "patchMail/seriesVersions",
      sideAt("partial.mbox"),
    );
    expect(versions?.versions.map(({ name, detail }) => [name, detail.split(", ")[1]])).toEqual([
      ["v1", "6 patches"],
      ["v2", "6 patches"],
    ]);
    const [old, now] = (versions?.versions ?? []).map(({ ordinal }) => sideAt("partial.mbox", { ordinal }));
    const result = await client.connection.sendRequest<CompareResult>("patchMail/compareVersions", {
      old,
      now,
    });
    expect(readRangeDiff(result.text).rows).toEqual(["1=1", "2!2", "3=3", "4=4", "5=5", "6=6"]);
    expect(result.text).toContain("Only trailers added: Acked-by: Bo Berg <bo@example.org>");
    expect(result.text).toContain("Only a part was sent again as v2: 1, 3, 4, 5, 6 are those of v1.");
    expect(result.text).toContain("Git does not run in an untrusted workspace.");
  });

  it("says why there is nothing to compare", async () => {
    const client = await session();
    const result = await client.connection.sendRequest<CompareResult>("patchMail/compareVersions", {
      old: sideAt("gone.mbox"),
      now: sideAt("v2.mbox"),
    });
    expect(result).toMatchObject({
      text: "",
      problem: "The mail is not at hand: its mailbox may be closed.",
    });
  });
});

describe("a backport", () => {
  const backport = (hash: string): string =>
    series
      .git(["format-patch", "--stdout", "-1", "v1"])
      .replace("\n\n", `\n\ncommit ${hash} upstream.\n\n`)
      .replace("Message-Id", "X-Id");

  it("is compared with its upstream commit", async () => {
    const hash = series.git(["rev-parse", "v1"]).trim();
    writeFileSync(path.join(series.folder, "backport.patch"), backport(hash));
    const client = await session();
    await client.connection.sendRequest("patchMail/mailFiles", { files: [uriOf("backport.patch")] });
    const upstream = await client.connection.sendRequest<UpstreamResult>(
      "patchMail/upstreamOf",
      sideAt("backport.patch"),
    );
    expect(upstream).toEqual({ commit: hash, problem: null });
    const result = await client.connection.sendRequest<CompareResult>("patchMail/compareVersions", {
      old: sideAt("backport.patch", { commit: hash }),
      now: sideAt("backport.patch", { isAlone: true }),
    });
    expect(result.problem).toBeNull();
    expect(result.text).toContain("Only the commit message has changed.");
    expect(result.text).toContain(`+    commit ${hash} upstream.`);
  });

  it("is not where the workspace is not trusted, or the commit is not there", async () => {
    const params = (commit: string) => ({
      old: sideAt("backport.patch", { commit }),
      now: sideAt("backport.patch", { isAlone: true }),
    });
    const closed = await session({ trusted: false });
    const untrusted = await closed.connection.sendRequest<CompareResult>(
      "patchMail/compareVersions",
      params("0123456789ab"),
    );
    expect(untrusted.problem).toMatch(/trust/i);
    const open = await session();
    const unknown = await open.connection.sendRequest<CompareResult>(
      "patchMail/compareVersions",
      params("0123456789ab"),
    );
    expect(unknown.problem).toMatch(/^There is no commit 0123456789ab/);
    const option = await open.connection.sendRequest<CompareResult>(
      "patchMail/compareVersions",
      params("--output=/tmp/owned"),
    );
    expect(option.problem).toMatch(/^There is no commit/);
  });
});
