import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMailPile } from "../../../server/src/cli/threads.js";
import { badgesOfPatch } from "../../../server/src/threads/badges.js";
import { seriesOf } from "../../../server/src/threads/seriesOf.js";
import { seriesPage } from "../../../server/src/threads/seriesPage.js";
import { standingsOf } from "../../../server/src/threads/standing.js";
import { type GeneratedSeries, generateSeries } from "./generatedSeries.js";

let made: GeneratedSeries;
beforeAll(() => {
  made = generateSeries(31, { patches: 12, files: 4, functions: 8, edits: 3 });
});
afterAll(() => made.dispose());

/** Patch ids by number, as git makes them. */
function patchIds(mail: string): string[] {
  const lines = made.git(["patch-id", "--stable"], mail).trim().split("\n");
  return lines.map((line) => line.split(" ")[0] ?? "");
}

describe("patches that are unchanged since an older version", () => {
  it("are those with an equal git patch-id in each version from then on", async () => {
    // A third version that is the second one again, but for its number.
    const options = ["--thread", "--cover-letter"];
    const versions = (["v1", "v2", "v2"] as const).map((branch, at) =>
      made
        .mbox(branch, ...options, `--reroll-count=${at + 1}`)
        .replaceAll("*** SUBJECT HERE ***", "net: rework")
        .replace(/^(Message-Id|In-Reply-To|References): <(.*)>$/gim, `$1: <${at}-$2>`),
    );
    const pile = createMailPile(true);
    for (const [at, mail] of versions.entries()) {
      const file = path.join(made.folder, `v${at + 1}.mbox`);
      writeFileSync(file, mail);
      await pile.add(file);
    }
    const all = seriesOf(pile.threads(), pile.factsOf).series;
    const [series] = all;
    if (series === undefined || all.length > 1) throw new Error(`${all.length} series in place of one`);
    const standings = standingsOf(series, pile.factsOf);

    const [first = [], second = []] = versions.map(patchIds);
    const since = second.map((id) => (first.includes(id) ? 1 : 2));
    const kept = since.flatMap((version, at) => (version === 1 ? [at + 1] : []));
    expect(kept.length).toBeGreaterThan(2);
    expect(kept.length).toBeLessThan(second.length);
    expect(standings[0]?.unchangedSince.size).toBe(0);
    expect([...(standings[1]?.unchangedSince ?? [])]).toEqual(kept.map((number) => [number, 1]));
    expect([...(standings[2]?.unchangedSince ?? [])]).toEqual(since.map((version, at) => [at + 1, version]));

    const newest = series.versions.at(-1);
    const standing = standings.at(-1);
    const [patch] = newest?.patches ?? [];
    if (standing === undefined || patch === undefined) throw new Error("no third version");
    expect(badgesOfPatch(patch, standing).text).toContain(`unchanged since v${since[0] ?? 0}`);
    const page = seriesPage(series, standing, pile.factsOf).text;
    expect(page.split("\n").filter((line) => line.includes("unchanged since v1")).length).toBe(kept.length);
  });
});
