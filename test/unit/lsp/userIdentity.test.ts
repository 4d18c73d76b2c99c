import { describe, expect, it } from "vitest";
import { createGuard } from "../../../server/src/lsp/guard.js";
import { createUserIdentity } from "../../../server/src/lsp/userIdentity.js";
import { MailStoreError } from "../../../server/src/mailboxes/mailStore.js";
import { defaultSettings } from "../../../server/src/settings.js";
import { manualClock } from "./clock.js";

function identity(me: readonly string[], git: string | null, files: Readonly<Record<string, string>> = {}) {
  const clock = manualClock();
  const current = { me };
  const asked: string[] = [];
  let changes = 0;
  const user = createUserIdentity({
    settings: {
      known: () => ({ ...defaultSettings, me: current.me }),
      of: async () => ({ ...defaultSettings, me: current.me }),
    },
    git: {
      async user(uri) {
        asked.push(uri);
        return git;
      },
    },
    tree: { find: async (_, path) => (path in files ? `file:///tree/${path}` : null) },
    store: {
      size: async () => 10,
      async read(uri, onBytes) {
        const text = files[uri.slice("file:///tree/".length)];
        if (text === undefined) throw new MailStoreError("gone");
        onBytes(new TextEncoder().encode(text));
      },
    },
    folders: () => ["file:///folder"],
    clock,
    guard: createGuard({ error: (line) => expect.fail(line), warn: () => undefined, info: () => undefined }),
    changed: () => changes++,
  });
  return { user, clock, asked, current, changes: () => changes };
}

describe("who the user is", () => {
  it("is what the setting says, else git; known when the answer has come", async () => {
    const at = identity([], "Anna@Example.org");
    expect(at.user.addresses()).toEqual([]);
    await at.clock.advance(1);
    expect(at.user.addresses()).toEqual(["anna@example.org"]);
    expect(at.changes()).toBe(1);
    at.current.me = ["Bo@example.com", " cy@example.com "];
    at.user.outdated();
    at.user.addresses();
    await at.clock.advance(1);
    expect(at.user.addresses()).toEqual(["bo@example.com", "cy@example.com"]);
    expect(at.asked).toHaveLength(1);
  });

  it("is nobody where git does not run, and is not asked again for a minute", async () => {
    const at = identity([], null);
    at.user.addresses();
    await at.clock.advance(59_000);
    expect(at.user.addresses()).toEqual([]);
    expect(at.asked).toHaveLength(1);
    await at.clock.advance(2000);
    at.user.addresses();
    await at.clock.advance(1);
    expect(at.asked).toHaveLength(2);
    expect(at.changes()).toBe(0);
  });

  it("holds the files that MAINTAINERS gives", async () => {
    const at = identity(["anna@example.org"], null, {
      MAINTAINERS: "FROST\nM:\tAnna <anna@example.org>\nF:\tdrivers/frost.c\n",
    });
    expect(at.user.holdsFile("drivers/frost.c")).toBe(false);
    await at.clock.advance(1);
    // Now that the address is known, the file is asked for.
    at.user.holdsFile("drivers/frost.c");
    await at.clock.advance(1);
    expect(at.user.holdsFile("drivers/frost.c")).toBe(true);
    expect(at.user.holdsFile("drivers/snow.c")).toBe(false);
  });
});
