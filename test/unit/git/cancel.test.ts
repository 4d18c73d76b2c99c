import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freeBranch } from "../../../server/src/git/amBranch.js";
import { continueAm } from "../../../server/src/git/amGoOn.js";
import { ownPlace, repositoryState, watched } from "../../../server/src/git/amPlace.js";
import { startAm } from "../../../server/src/git/amSeries.js";
import { stopIn } from "../../../server/src/git/amStop.js";
import { abortAm } from "../../../server/src/git/amUndo.js";
import { gitRangeDiff } from "../../../server/src/git/rangeDiff.js";
import type { Workplace } from "../../../server/src/git/workplace.js";
import { fileText } from "../../../server/src/work/blobs.js";
import { createSandbox, type Sandbox } from "./sandbox.js";
import { type SlowGit, slowGit } from "./slowGit.js";

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
  box.git("repo", ["init", "-q", "-b", "main"]);
  box.write("repo/f.c", "a\nb\n");
  box.write("repo/my file.c", "a\nb\n");
  box.commit("repo", "Begin\n");
});
afterEach(() => box.dispose());

async function workplace(slow: SlowGit): Promise<Workplace> {
  const { environment } = slow;
  const places = await box.room({ environment }).workplaces(box.uri("repo", "mail.mbox"));
  if ("unavailable" in places || places[0] === undefined) throw new Error("no repository");
  return places[0];
}

/** Leaves a `git am` that stopped. */
function conflict(): void {
  box.git("repo", ["checkout", "-q", "-b", "other"]);
  box.write("repo/f.c", "a\nother\n");
  box.commit("repo", "f: Other\n");
  const mail = box.git("repo", ["format-patch", "-1", "--stdout"]);
  box.git("repo", ["checkout", "-q", "main"]);
  box.write("repo/f.c", "a\nmine\n");
  box.commit("repo", "f: Mine\n");
  expect(() => box.git("repo", ["am", "-3"], { input: `${mail}\n` })).toThrow();
}

const { signal: never } = new AbortController();
const request = {
  title: "x",
  mbox: new Uint8Array(),
  patchCount: 1,
  branch: "x",
  base: "main",
  worktree: null,
  paths: [],
};
const tree = { name: "v1", baseCommit: null, patches: [] };

/** What is asked, the command that never answers, and what comes of it. */
const questions: readonly (readonly [
  name: string,
  command: string,
  ask: (place: Workplace, signal: AbortSignal) => Promise<unknown>,
  answer: unknown,
])[] = [
  [
    "the state of a repository",
    "status",
    (place, signal) => repositoryState(place, signal),
    expect.anything(),
  ],
  [
    "a branch's name",
    "for-each-ref",
    (place, signal) => freeBranch(watched(ownPlace(place), signal), "x"),
    "x",
  ],
  [
    "the start",
    "status",
    (place, signal) => startAm(place, request, { signal, onApplying: () => undefined }),
    { kind: "cancelled", sentence: "" },
  ],
  [
    "a file whose path has a blank",
    "--end-of-options",
    (place, signal) => fileText(place, "HEAD", "my file.c", "", signal),
    { isWhole: false, reason: "missing" },
  ],
  [
    "git range-diff",
    "range-diff",
    (place, signal) => gitRangeDiff(place, tree, tree, signal),
    { problem: expect.anything() as string },
  ],
];

const waiting: typeof questions = [
  ["what waits", "diff", (place, signal) => stopIn(watched(ownPlace(place), signal)), expect.anything()],
  [
    "the way back",
    "status",
    (place, signal) => abortAm(ownPlace(place), signal),
    { kind: "cancelled", sentence: "" },
  ],
  [
    "the way on",
    "diff",
    (place, signal) => continueAm(ownPlace(place), { signal, onApplying: () => undefined }),
    { kind: "cancelled", sentence: "" },
  ],
];

describe("a git that does not answer ends with the question", () => {
  it.each([
    ...questions.map((one) => [...one, false] as const),
    ...waiting.map((one) => [...one, true] as const),
  ])("%s", async (_name, command, ask, answer, hasConflict) => {
    if (hasConflict) conflict();
    const before = box.git("repo", ["for-each-ref"]);
    const slow = slowGit(box, command);
    const controller = new AbortController();
    const asked = ask(await workplace(slow), controller.signal);
    const pid = await slow.asked();
    controller.abort();
    expect(await slow.gone(pid)).toBe(true);
    expect(await asked).toEqual(answer);
    expect(box.git("repo", ["for-each-ref"])).toBe(before);
  });
});

describe("a free name", () => {
  it("is found by one question, however many are taken", async () => {
    const plain = slowGit(box, "");
    const place = ownPlace(await workplace(plain));
    const name = async (): Promise<string> => {
      const before = plain.log().split("\n").length;
      const found = await freeBranch(watched(place, never), "topic");
      expect(plain.log().split("\n").length - before).toBe(1);
      return found;
    };
    expect(await name()).toBe("topic");
    box.git("repo", ["branch", "topic"]);
    expect(await name()).toBe("topic-2");
    // A branch below leaves no room either; other names do not matter.
    box.git("repo", ["branch", "topic-2/deep/er"]);
    box.git("repo", ["branch", "topic-4"]);
    box.git("repo", ["branch", "topical"]);
    expect(await name()).toBe("topic-3");
    for (let number = 3; number < 80; number++)
      if (number !== 4) box.git("repo", ["branch", `topic-${number}`]);
    box.git("repo", ["pack-refs", "--all"]);
    expect(await name()).toBe("topic-80");
    box.git("repo", ["branch", "topic-80"]);
    expect(await name()).toBe("topic-81");
  });
});
