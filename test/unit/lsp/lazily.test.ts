import { describe, expect, it } from "vitest";
import { lazily } from "../../../server/src/lsp/lazily.js";
import { lazyRequests } from "../../../server/src/lsp/lazyRequests.js";

/** Loads that fail as long as `failures` are left. */
function loads<Loaded>(failures: number, loaded: Loaded) {
  let count = 0;
  return {
    count: () => count,
    load: () => {
      count++;
      return count <= failures ? Promise.reject(new Error(`failure ${count}`)) : Promise.resolve(loaded);
    },
  };
}

describe("what is loaded late", () => {
  it("is loaded once, also for those who ask meanwhile", async () => {
    const { load, count } = loads(0, "it");
    const it = lazily(load);
    expect(count()).toBe(0);
    expect(await Promise.all([it(), it()])).toEqual(["it", "it"]);
    expect(await it()).toBe("it");
    expect(count()).toBe(1);
  });

  it("is loaded again after a load that failed: those who waited for it are told", async () => {
    const { load, count } = loads(1, "it");
    const it = lazily(load);
    const told = await Promise.allSettled([it(), it()]);
    expect(told.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await it()).toBe("it");
    expect(count()).toBe(2);
  });

  it("answers requests after a load that failed", async () => {
    const requests = { "x/y": (params: number) => params + 1 };
    const { load } = loads(1, requests);
    const late = lazyRequests<typeof requests>(["x/y"], load);
    const token = {
      isCancellationRequested: false,
      onCancellationRequested: () => ({ dispose: () => undefined }),
    };
    await expect(late["x/y"](1, token)).rejects.toThrow("failure 1");
    expect(await late["x/y"](1, token)).toBe(2);
  });
});
