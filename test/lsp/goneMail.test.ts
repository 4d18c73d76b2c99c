import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkRequests } from "../../server/src/work/index.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import { mboxrd, seriesOfGit } from "../unit/patches/seriesOfGit.js";
import type { TestClient } from "./serverUnderTest.js";
import { useServer } from "./useServer.js";

const start = useServer();
let box: Sandbox;
beforeAll(() => {
  box = createSandbox();
  box.write("repo/series.mbox", mboxrd(seriesOfGit(box).mails));
});
afterAll(() => box.dispose());

/** What each request of the work room says; the type asks for all of them. */
type Asked = Readonly<Record<keyof WorkRequests, object>>;

/** As from a row of Threads: no document is open. The first patch stands behind the cover. */
function asked(): Asked {
  const place = {
    textDocument: { uri: box.uri("repo", "series.mbox") },
    position: { line: 0, character: 0 },
    ordinal: 1,
  };
  const repository = box.path("repo");
  const run = { ...place, version: 2, repository, branch: "fresh", base: "HEAD", worktree: null };
  return {
    "patchMail/abortApply": { ...place, worktree: repository },
    "patchMail/applyCheck": { ...place, repository, branch: "fresh" },
    "patchMail/applyPlan": place,
    "patchMail/applySeries": { ...run, trailers: [], patchCount: 7 },
    "patchMail/applyState": place,
    "patchMail/applyTarget": { ...place, repository },
    "patchMail/applyTargets": place,
    "patchMail/cancelApply": place,
    "patchMail/checkApplies": { ...place, scope: "series", target: { kind: "head" } },
    "patchMail/commitDocument": { ...place, hash: "0123456789ab" },
    "patchMail/comparedPatch": { side: place, number: 1 },
    "patchMail/compareVersions": { old: place, now: { ...place, isFile: true } },
    "patchMail/continueApply": { ...place, worktree: repository },
    "patchMail/diffFiles": place,
    "patchMail/exportSeries": place,
    "patchMail/moreContext": { ...place, context: 10 },
    "patchMail/patchText": { ...place, scope: "patch" },
    "patchMail/runCheckpatch": { ...place, scope: "patch" },
    "patchMail/runGetMaintainer": { ...place, scope: "series" },
    "patchMail/seriesVersions": place,
    "patchMail/sideBySide": place,
    "patchMail/sideBySideFiles": { ...place, scope: "series" },
    "patchMail/upstreamOf": place,
  };
}

/** Requests that ask the repository, or the list of mail, alone. */
const withoutMail: readonly (keyof WorkRequests)[] = [
  "patchMail/abortApply",
  "patchMail/applyCheck",
  "patchMail/applyState",
  "patchMail/cancelApply",
  "patchMail/commitDocument",
  "patchMail/continueApply",
  "patchMail/seriesVersions",
];

const gone = "series.mbox is not there any more.";

/** The result, or the error's code and message. */
async function answer(client: TestClient, method: string, params: object): Promise<unknown> {
  try {
    return (await client.connection.sendRequest(method, params)) ?? null;
  } catch (error) {
    const { code, message } = error as { readonly code?: number; readonly message: string };
    return { code, message };
  }
}

describe("a mail file that is gone since it was listed", () => {
  it("is told in a sentence by every request of the work room that reads it, and nothing fails", async () => {
    const client = start({ environment: box.environment });
    await client.initialize({ rootUri: box.uri("repo") });
    await client.connection.sendRequest("patchMail/mailFiles", { files: [box.uri("repo", "series.mbox")] });
    rmSync(box.path("repo", "series.mbox"));
    for (const [method, params] of Object.entries(asked())) {
      const given = await answer(client, method, params);
      const readsNothing = withoutMail.some((name) => name === method);
      if (readsNothing) expect(given, method).not.toMatchObject({ code: -32603 });
      else expect([{ code: -32600, message: gone }, { refused: gone }], method).toContainEqual(given);
    }
    expect(client.errors()).not.toContain("failed");
    expect((await client.shutdown()).code).toBe(0);
  });
});
