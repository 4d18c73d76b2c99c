import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isSameTarget, writeTarget } from "../../../server/src/cli/writeTarget.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "patch-mail-write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe("writing a file that the user names", () => {
  it("puts a whole one in the place of a plain file, with its mode, and leaves nothing beside it", async () => {
    await writeTarget(at("new.mbox"), "new");
    writeFileSync(at("old.mbox"), "old");
    chmodSync(at("old.mbox"), 0o600);
    await writeTarget(at("old.mbox"), "written");
    expect([readFileSync(at("new.mbox"), "utf8"), readFileSync(at("old.mbox"), "utf8")]).toEqual([
      "new",
      "written",
    ]);
    expect(statSync(at("old.mbox")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(["new.mbox", "old.mbox"]);
  });

  it("follows a link, also one that leads nowhere yet", async () => {
    mkdirSync(at("far"));
    writeFileSync(at("far/file"), "old");
    symlinkSync("far/file", at("link"));
    symlinkSync("far/none", at("dangling"));
    await writeTarget(at("link"), "one");
    await writeTarget(at("dangling"), "two");
    expect([readlinkSync(at("link")), readlinkSync(at("dangling"))]).toEqual(["far/file", "far/none"]);
    expect([readFileSync(at("far/file"), "utf8"), readFileSync(at("far/none"), "utf8")]).toEqual([
      "one",
      "two",
    ]);
  });

  it("writes to a device, and leaves it one; a folder is refused", async () => {
    symlinkSync("/dev/null", at("null"));
    await writeTarget(at("null"), "gone");
    await writeTarget("/dev/null", "gone");
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(lstatSync(at("null")).isSymbolicLink()).toBe(true);
    mkdirSync(at("folder"));
    await expect(writeTarget(at("folder"), "x")).rejects.toMatchObject({ code: "EISDIR" });
  });

  it("knows one file under two names", async () => {
    writeFileSync(at("file"), "");
    symlinkSync("file", at("link"));
    symlinkSync(".", at("here"));
    expect(await isSameTarget(at("file"), at("link"))).toBe(true);
    expect(await isSameTarget(at("new"), at("here/new"))).toBe(true);
    expect(await isSameTarget("-", "-")).toBe(true);
    expect(await isSameTarget(at("file"), at("other"))).toBe(false);
  });
});
