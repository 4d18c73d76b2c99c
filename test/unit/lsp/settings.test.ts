import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { createSettingsStore } from "../../../server/src/lsp/settingsStore.js";
import { version } from "../../../server/src/main/version.js";
import { defaultSettings, settingsFromUnknown } from "../../../server/src/settings.js";
import { settingsReader } from "../../../server/src/settingsReader.js";
import { manualClock } from "./clock.js";

const root = new URL("../../../", import.meta.url);
const log = { error: () => undefined, warn: () => undefined, info: () => undefined };

describe("settings", () => {
  it("are those of the manifest (node scripts/generateSettings.mjs writes them)", () => {
    execFileSync(process.execPath, ["scripts/generateSettings.mjs", "--check"], { cwd: root, stdio: "pipe" });
  });

  it("have the manifest's defaults where nothing is sent", () => {
    for (const nothing of [undefined, null, 7, "x", [], {}, { patchMail: null }]) {
      expect(settingsFromUnknown(nothing)).toEqual({ settings: defaultSettings, warnings: [] });
    }
    expect(defaultSettings.git.path).toBe("git");
  });

  it("are read nested, dotted and under patchMail", () => {
    for (const sent of [
      { git: { path: "/opt/git" } },
      { "git.path": "/opt/git" },
      { patchMail: { git: { path: "/opt/git" } } },
      { patchMail: { "git.path": "/opt/git" } },
    ]) {
      expect(settingsFromUnknown(sent).settings.git.path).toBe("/opt/git");
    }
  });

  it("of the wrong form become the default, with one sentence each", () => {
    const { settings, warnings } = settingsFromUnknown({
      archiveUrl: "javascript:alert(1)",
      repositories: ["/a", 7],
      git: { path: 1 },
    });
    expect(settings).toEqual(defaultSettings);
    expect(warnings).toHaveLength(3);
    expect(warnings.join("\n")).toMatch(
      /patchMail\.archiveUrl .*\n.*patchMail\.repositories .*\n.*patchMail\.git\.path /,
    );
  });

  it("never hold what a prototype has", () => {
    const sent: unknown = JSON.parse('{"__proto__": {"archiveUrl": "https://evil.example/"}}');
    expect(settingsFromUnknown(sent).settings.archiveUrl).toBe(defaultSettings.archiveUrl);
  });

  it("that are objects of choices lose only their wrong entries", () => {
    const read = settingsReader({ levels: { "a.b": "off", "c.d": "loud", "e.f": "hint" } });
    expect(read.choices("levels", { "a.b": "hint" }, ["off", "hint"], ["a.b", "c.d"])).toEqual({
      "a.b": "off",
    });
    expect(read.warnings).toHaveLength(2);
  });

  it("that are numbers keep their bounds", () => {
    const read = settingsReader({ low: 0, high: 11, right: 10 });
    expect([
      read.number("low", 5, 1, 10),
      read.number("high", 5, 1, 10),
      read.number("right", 5, 1, 10),
    ]).toEqual([5, 5, 10]);
    expect(read.warnings).toHaveLength(2);
  });
});

describe("the settings store", () => {
  it("asks once for each document, and again after a change", async () => {
    const ask = vi.fn((uri: string): Promise<unknown> => Promise.resolve({ git: { path: `/git/${uri}` } }));
    const store = createSettingsStore({
      ask,
      initial: undefined,
      warn: () => undefined,
      clock: manualClock(),
      log,
    });
    expect((await store.of("a")).git.path).toBe("/git/a");
    expect((await store.of("b")).git.path).toBe("/git/b");
    await store.of("a");
    expect(ask).toHaveBeenCalledTimes(2);
    expect(store.known("a").git.path).toBe("/git/a");
    expect(store.known().git.path).toBe("/git/b");
    store.changed(null);
    await store.of("a");
    expect(ask).toHaveBeenCalledTimes(3);
    store.forget("a");
    await store.of("a");
    expect(ask).toHaveBeenCalledTimes(4);
  });

  it("warns once of a wrong value, however often it is read", async () => {
    const warn = vi.fn();
    const ask = (): Promise<unknown> => Promise.resolve({ archiveUrl: 1 });
    const store = createSettingsStore({ ask, initial: undefined, warn, clock: manualClock(), log });
    await store.of("a");
    await store.of("b");
    store.changed(undefined);
    await store.of("a");
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it("does with the defaults where the client is silent or refuses, and takes a late answer", async () => {
    const clock = manualClock();
    let late: (value: unknown) => void = () => undefined;
    const ask = (uri: string): Promise<unknown> =>
      uri === "refused" ? Promise.reject(new Error("no")) : new Promise((resolve) => (late = resolve));
    const store = createSettingsStore({ ask, initial: undefined, warn: () => undefined, clock, log });
    expect(await store.of("refused")).toEqual(defaultSettings);
    const first = store.of("silent");
    await clock.advance(5000);
    expect(await first).toEqual(defaultSettings);
    late({ git: { path: "/late" } });
    await clock.advance(0);
    expect((await store.of("silent")).git.path).toBe("/late");
  });

  it("takes what is pushed where the client cannot be asked", async () => {
    const initial = { git: { path: "/first" } };
    const store = createSettingsStore({
      ask: undefined,
      initial,
      warn: () => undefined,
      clock: manualClock(),
      log,
    });
    expect((await store.of("a")).git.path).toBe("/first");
    store.changed({ patchMail: { git: { path: "/second" } } });
    expect((await store.of("a")).git.path).toBe("/second");
  });
});

describe("the version", () => {
  it("is that of both packages", () => {
    for (const file of ["package.json", "server/package.json"]) {
      expect(JSON.parse(readFileSync(new URL(file, root), "utf8"))).toMatchObject({ version });
    }
  });
});
