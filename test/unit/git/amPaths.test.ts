import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filesInTheWay } from "../../../server/src/git/amPaths.js";
import { type AmPlace, ownPlace } from "../../../server/src/git/amPlace.js";
import { startAm } from "../../../server/src/git/amSeries.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
  box.git("repo", ["init", "-q", "."]);
  box.write("repo/a.c", "a\n");
  box.commit("repo", "Begin\n");
  box.write("repo/mine.c", "my own\n");
});
afterEach(() => box.dispose());

/** A place whose git fails at once, and without a word, where its command line holds `words`. */
async function placeWithout(words: string): Promise<AmPlace> {
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  box.write("bin/git", `#!/bin/sh\ncase "$*" in *'${words}'*) exit 128;; esac\nexec '${real}' "$@"\n`);
  chmodSync(box.path("bin/git"), 0o755);
  const environment = { ...box.environment, PATH: `${box.path("bin")}:${box.environment["PATH"] ?? ""}` };
  const found = await box.room({ environment }).workplaces(box.uri("repo", "mail.mbox"));
  if (!("length" in found) || found[0] === undefined) throw new Error("no workplace");
  return ownPlace(found[0]);
}

describe("files in the way of a series", () => {
  it("are those that git does not track", async () => {
    const place = await placeWithout("never said");
    expect(await filesInTheWay(place, ["mine.c", "a.c", "new.c"])).toEqual(["mine.c"]);
    expect(await filesInTheWay(place, ["mine.c/deep.c", "a.c/deep.c"])).toEqual(["mine.c"]);
  });

  it.each([
    ["--others", ["mine.c"]],
    ["--cached", ["mine.c/deep.c"]],
  ])("are not taken for none where git ls-files %s does not answer", async (words, paths) => {
    const place = await placeWithout(`ls-files -z ${words}`);
    expect(await filesInTheWay(place, paths)).toEqual(["(git ls-files does not answer)"]);
    const outcome = await startAm(
      place.workplace,
      {
        title: "One",
        mbox: Buffer.from(""),
        patchCount: 1,
        branch: "topic",
        base: "HEAD",
        worktree: null,
        paths,
      },
      { signal: new AbortController().signal, onApplying: () => expect.fail("it has begun") },
    );
    expect(outcome).toMatchObject({
      kind: "refused",
      sentence: expect.stringContaining("(git ls-files does not answer)"),
    });
    expect(box.git("repo", ["branch", "--list", "topic"])).toBe("");
  });
});
