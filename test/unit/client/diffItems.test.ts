import { describe, expect, it } from "vitest";
import { createDiffItems } from "../../../client/src/features/sideBySide/diffItems.js";
import type { DiffFileItem } from "../../../server/src/work/diffFiles.js";

const item = (key: string, startLine: number): DiffFileItem => ({
  path: `${key}.c`,
  startLine,
  endLine: startLine + 5,
  message: 0,
  key,
});

function asked() {
  const uris: string[] = [];
  const items = createDiffItems((uri) => {
    uris.push(uri);
    return Promise.resolve([item("a", 10), item("b", 20)]);
  });
  return { uris, items };
}

const mail = (version: number) => ({ uri: "file:///a.mbox", version });

describe("files of diffs, for marks of viewed ones", () => {
  it("are not asked for while there is no mark: the work room is not loaded by opening and editing mail", async () => {
    const { uris, items } = asked();
    for (const version of [1, 2, 3]) expect(await items.marked(mail(version), new Set())).toBeNull();
    expect(uris).toEqual([]);
  });

  it("are asked for once for each version where there are marks, or a command needs them", async () => {
    const { uris, items } = asked();
    const found = await items.marked(mail(1), new Set(["b", "elsewhere"]));
    expect(found?.marked.map(({ path }) => path)).toEqual(["b.c"]);
    expect(found?.items).toHaveLength(2);
    await items.of(mail(1));
    expect(uris).toHaveLength(1);
    await items.of(mail(2));
    expect(uris).toHaveLength(2);
    items.forget(mail(2));
    await items.of(mail(2));
    expect(uris).toHaveLength(3);
  });
});
