import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { QUICK_FIXES } from "../../../../server/src/features/quickFixes/index.js";
import { completed, draft } from "../completion/fixture.js";

const docs = readFileSync(fileURLToPath(new URL("../../../../docs/writing.md", import.meta.url)), "utf8");

describe("docs/writing.md", () => {
  it("names each rule that has a fix, and no other in its table", () => {
    const table = docs.slice(docs.indexOf("## Quick fixes"), docs.indexOf("## Completion"));
    const named = [...table.matchAll(/\[([a-z]+\.[a-z0-9-]+)\]\(/g)].map(([, id = ""]) => id);
    expect(named.sort()).toEqual([...new Set(QUICK_FIXES.flatMap(({ rules }) => rules))].sort());
  });

  it("names each snippet as the list does", async () => {
    const places = [
      draft({ log: "It.\n\nSigned-off-by: A <a@example.org>\n‸" }),
      draft({ below: "‸\n" }),
      draft({ subject: "[PATCH 0/2] w", log: "*** BLURB HERE ***‸" }).replace(/---\n[^]*?(?=-- \n)/, ""),
    ];
    const labels = new Set<string>();
    for (const text of places)
      for (const { kind, label } of (await completed(text))?.items ?? []) if (kind === 15) labels.add(label);
    const table = docs.slice(docs.indexOf("## Snippets"), docs.indexOf("## Formatting"));
    const named = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, label = ""]) => label);
    expect(named.sort()).toEqual([...labels].sort());
  });
});
