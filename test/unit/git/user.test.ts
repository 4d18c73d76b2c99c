import { chmodSync, existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;

beforeAll(() => {
  sandbox = createSandbox();
  sandbox.git("plain", ["init", "-q", "."]);
  sandbox.git("work", ["init", "-q", "."]);
  sandbox.git("work", ["config", "user.email", "ann@work.example.org"]);
  sandbox.git("work", ["config", "user.name", "Ann Worker"]);
  sandbox.write("work/patches/a.patch", "");
  sandbox.write("mail/a.patch", "");
  // A git of its own that writes down each start and answers with its own address.
  sandbox.write(
    "other-git",
    `#!/bin/sh\necho "$@" >> '${sandbox.path("started")}'\necho other@example.org\n`,
  );
  chmodSync(sandbox.path("other-git"), 0o755);
});
afterAll(() => sandbox.dispose());

const starts = (): number =>
  existsSync(sandbox.path("started"))
    ? readFileSync(sandbox.path("started"), "utf8").trim().split("\n").length
    : 0;

describe("git's user", () => {
  it.each([
    ["work/patches/a.patch", "ann@work.example.org"],
    ["plain/a.patch", "ann@example.org"],
    ["mail/a.patch", "ann@example.org"],
  ])("of %s is %s", async (path, address) => {
    expect(await sandbox.room().user(sandbox.uri(path))).toBe(address);
  });

  it("is that of the repository of the settings or the workspace for mail outside of any", async () => {
    const uri = sandbox.uri("mail/a.patch");
    const named = sandbox.room({ repositories: () => [sandbox.path("work")] });
    expect(await named.user(uri)).toBe("ann@work.example.org");
    const opened = sandbox.room({ folders: () => [sandbox.uri("work")] });
    expect(await opened.user(uri)).toBe("ann@work.example.org");
    expect(await opened.user("untitled:Untitled-1")).toBe("ann@work.example.org");
    // The document's own stands before both.
    expect(await named.user(sandbox.uri("plain/a.patch"))).toBe("ann@example.org");
  });

  it("is null where none is set", async () => {
    const environment = { ...sandbox.environment, GIT_CONFIG_GLOBAL: "/dev/null" };
    expect(await sandbox.room({ environment }).user(sandbox.uri("plain/a.patch"))).toBeNull();
  });

  it("has a name, asked for by itself", async () => {
    const room = sandbox.room();
    const uri = sandbox.uri("work/patches/a.patch");
    expect(await Promise.all([room.userName?.(uri), room.user(uri)])).toEqual([
      "Ann Worker",
      "ann@work.example.org",
    ]);
    expect(await sandbox.room({ trusted: () => false }).userName?.(uri)).toBeNull();
  });

  it("is asked for once, by the git of the document's settings", async () => {
    const room = sandbox.room({
      gitPath: (documentUri) => (documentUri.includes("/mail/") ? sandbox.path("other-git") : ""),
    });
    const before = starts();
    const uri = sandbox.uri("mail/a.patch");
    expect(await Promise.all([room.user(uri), room.user(uri)])).toEqual([
      "other@example.org",
      "other@example.org",
    ]);
    expect(await room.user(sandbox.uri("work/patches/a.patch"))).toBe("ann@work.example.org");
    expect(await room.user(uri)).toBe("other@example.org");
    expect(starts()).toBe(before + 1);
  });

  it("is null, and nothing runs, where the workspace is untrusted, git is missing or the room is closed", async () => {
    const gitPath = (): string => sandbox.path("other-git");
    const before = starts();
    const uri = sandbox.uri("work/patches/a.patch");
    expect(await sandbox.room({ gitPath, trusted: () => false }).user(uri)).toBeNull();
    expect(await sandbox.room({ gitPath: () => sandbox.path("no-git") }).user(uri)).toBeNull();
    const closed = sandbox.room({ gitPath });
    closed.dispose();
    expect(await closed.user(uri)).toBeNull();
    expect(starts()).toBe(before);
  });
});
