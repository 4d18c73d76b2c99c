import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PatchStatus } from "../../server/src/lsp/seriesRequests.js";
import type { CheckAppliesResult } from "../../server/src/work/checkApplies.js";
import type { CompareResult, SeriesVersionsResult } from "../../server/src/work/compareVersions.js";
import type { ExportSeriesResult } from "../../server/src/work/exportSeries.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

/** The same mails in several files, as somebody has them who keeps the series' mbox beside single files and a draft. */
const start = useServer();
let sandbox: Sandbox;

const lines = (change: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 40 }, (_, at) => `${change[at] ?? `line ${at}`}\n`).join("");

beforeAll(() => {
  sandbox = createSandbox();
  const { git, write, commit } = sandbox;
  git("linux", ["init", "-q"]);
  write("linux/fs/x.c", lines());
  commit("linux", "base\n");
  git("linux", ["checkout", "-q", "-b", "work"]);
  write("linux/fs/x.c", lines({ 5: "five" }));
  commit("linux", "fs: First\n");
  write("linux/fs/x.c", lines({ 5: "five", 20: "twenty" }));
  commit("linux", "fs: Second\n");
  write("linux/fs/x.c", lines({ 5: "five", 20: "twenty", 35: "thirty-five" }));
  commit("linux", "fs: Third\n");
  const mbox = git("linux", ["format-patch", "--stdout", "--thread", "master..work"]);
  git("linux", ["checkout", "-q", "master"]);
  write("linux/mail/s.mbox", mbox);
  const mails = mbox.split(/^(?=From [0-9a-f]{40} )/m);
  for (const [at, mail] of mails.entries()) write(`linux/mail/t-${at + 1}.patch`, mail);
  // An edit that leaves the counts wrong, in a file that comes first by its name.
  write("linux/mail/a-draft.patch", (mails[1] ?? "").replace(" line 21\n", "").replace("+twenty", "+20"));
});
afterAll(() => sandbox.dispose());

const uri = (name: string): string => sandbox.uri(`linux/mail/${name}`);
const at = (name: string, line = 0) => ({
  textDocument: { uri: uri(name) },
  position: { line, character: 0 },
});

async function session(): Promise<TestClient> {
  const client = start({ environment: sandbox.environment });
  await client.initialize();
  const files = ["s.mbox", "t-1.patch", "t-2.patch", "a-draft.patch"].map(uri);
  await client.connection.sendRequest("patchMail/mailFiles", { files });
  return client;
}

const differs = "2/3: another copy in a-draft.patch differs; the one in s.mbox is used.";

describe("a mail that is there more than once", () => {
  it("is checked as it stands in the file one asks from, and the others that differ are told", async () => {
    const { connection } = await session();
    const ask = (name: string, scope = "series"): Promise<CheckAppliesResult> =>
      connection.sendRequest("patchMail/checkApplies", { ...at(name), scope, target: { kind: "head" } });
    const ofMbox = await ask("s.mbox");
    expect(ofMbox.sentence).toMatch(/^All 3 patches apply to HEAD/);
    expect(ofMbox.patches.map(({ place }) => place.uri)).toEqual(Array(3).fill(uri("s.mbox")));
    expect(ofMbox.notes).toContain(differs);
    const status = await connection.sendRequest<PatchStatus>("patchMail/patchStatus", at("t-1.patch"));
    expect(status.text).toMatch(/^\[v1 1\/3\] /);
    // A single file: its own text, and the rest from the file that holds most of the series.
    const ofFile = await ask("t-1.patch");
    expect(ofFile.patches.map(({ place }) => place.uri)).toEqual([
      uri("t-1.patch"),
      uri("s.mbox"),
      uri("s.mbox"),
    ]);
    const ofDraft = await ask("a-draft.patch", "patch");
    expect(ofDraft.patches.map(({ place }) => place.uri)).toEqual([uri("a-draft.patch")]);
    expect(ofDraft.notes).toContain("2/3: another copy in s.mbox differs; the one in a-draft.patch is used.");
  });

  it("is exported and compared so, too", async () => {
    const { connection } = await session();
    const exported = await connection.sendRequest<ExportSeriesResult>("patchMail/exportSeries", at("s.mbox"));
    expect(exported.mbox).toContain("+twenty");
    expect(exported.mbox).not.toContain("+20\n");
    expect(exported.notes).toContain(differs);
    const versions = await connection.sendRequest<SeriesVersionsResult>(
      "patchMail/seriesVersions",
      at("t-2.patch"),
    );
    expect(versions.versions.map(({ name }) => name)).toEqual(["v1"]);
    const compared = await connection.sendRequest<CompareResult>("patchMail/compareVersions", {
      old: at("s.mbox"),
      now: at("a-draft.patch"),
    });
    expect(compared.text).toContain("+20");
    expect(compared.text).toContain(differs.replace("2/3", "v1, 2/3"));
  });
});
