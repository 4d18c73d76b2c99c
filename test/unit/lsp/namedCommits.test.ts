import { describe, expect, it, vi } from "vitest";
import type {
  CommitAnswer,
  CommitQuestion,
  CommitSource,
} from "../../../server/src/features/commitSource.js";
import { createGuard } from "../../../server/src/lsp/guard.js";
import { createNamedCommits } from "../../../server/src/lsp/namedCommits.js";
import { mail, SEPARATOR } from "../diagnostics/support.js";
import { parsed } from "../features/fixture.js";
import { manualClock } from "./clock.js";

const guard = createGuard({
  error: (line) => expect.fail(line),
  warn: () => undefined,
  info: () => undefined,
});
const missing: CommitAnswer = { kind: "missing", repository: "/src/linux" };
const found: CommitAnswer = { kind: "found", hash: "1a2b3c4d5e6f".padEnd(40, "0"), subject: "frost: One" };
const one = "1a2b3c4d5e6f";
const two = "2a2b3c4d5e6f";

function service(answer: (question: CommitQuestion) => CommitAnswer | null | undefined) {
  const clock = manualClock();
  const changed = vi.fn();
  let state: string | null = "1";
  const asked: CommitQuestion[][] = [];
  const signals: AbortSignal[] = [];
  let held: Promise<void> = Promise.resolve();
  const source: CommitSource = {
    state: async () => state,
    answers: async (_uri, questions, signal) => {
      asked.push([...questions]);
      signals.push(signal);
      await held;
      return questions.map(answer);
    },
    name: async () => null,
  };
  const commits = createNamedCommits(source, guard, clock, changed);
  return {
    clock,
    changed,
    asked,
    signals,
    commits,
    setState: (now: string | null) => void (state = now),
    hold(): () => void {
      let release = (): void => undefined;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    /** One run of rules that ask these. */
    run(hashes: readonly string[], uri = "file:///a.patch", text = mail()) {
      const document = parsed(text, uri);
      const lookup = commits.lookup(document);
      const [message] = document.model.messages;
      if (message === undefined) throw new Error("no message");
      return hashes.map((hash) => lookup(message).commit(hash));
    },
  };
}

describe("commits that mail names", () => {
  it("are not known at first, and told once the answers are there", async () => {
    const { run, clock, changed, asked } = service(({ hash }) => (hash === one ? found : missing));
    expect(run([one, two, one])).toEqual([null, null, null]);
    expect(asked).toEqual([]);
    await clock.advance(0);
    expect(asked).toEqual([[expect.objectContaining({ hash: one }), expect.objectContaining({ hash: two })]]);
    expect(changed.mock.calls).toEqual([["file:///a.patch"]]);
    expect(run([one, two])).toEqual([found, missing]);
    await clock.advance(1000);
    expect(asked).toHaveLength(1);
    expect(changed).toHaveBeenCalledTimes(1);
    // What is new is asked for, and nothing else.
    expect(run([one, "3a2b3c4d5e6f"])).toEqual([found, null]);
    await clock.advance(0);
    expect(asked[1]?.map(({ hash }) => hash)).toEqual(["3a2b3c4d5e6f"]);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("cost nothing where mail names none", async () => {
    const { run, clock, asked, setState } = service(() => missing);
    run([]);
    setState("2");
    await clock.advance(100_000);
    expect(asked).toEqual([]);
  });

  it("are asked for again when the repository has changed, also while nobody types", async () => {
    let isThere = false;
    const { run, clock, changed, asked, setState } = service(() => (isThere ? found : missing));
    run([one]);
    await clock.advance(0);
    await clock.advance(60_000);
    expect(asked).toHaveLength(1);
    isThere = true;
    setState("2");
    await clock.advance(15_000);
    expect(changed).toHaveBeenCalledTimes(2);
    expect(run([one])).toEqual([found]);
    // Another state with the same answers draws nothing anew.
    setState("3");
    await clock.advance(15_000);
    expect(asked).toHaveLength(3);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("are asked for again where there was no time for them, and no more once they were looked for", async () => {
    let isLate = true;
    const { run, clock, changed, asked } = service(({ hash }) =>
      hash === one ? found : isLate ? undefined : null,
    );
    run([one, two]);
    await clock.advance(0);
    expect(run([one, two])).toEqual([found, null]);
    await clock.advance(15_000);
    isLate = false;
    await clock.advance(15_000);
    const hashes = asked.map((questions) => questions.map(({ hash }) => hash));
    expect(hashes.slice(1)).toEqual(hashes.slice(1).map(() => [two]));
    expect(hashes.length).toBeGreaterThan(2);
    // Not known is an answer, too: the repository must change before it is asked for again.
    await clock.advance(60_000);
    expect(asked).toHaveLength(hashes.length);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it("are forgotten where no repository may be asked any more, and never asked for where none may", async () => {
    const { run, clock, changed, asked, setState } = service(() => missing);
    setState(null);
    run([one]);
    await clock.advance(30_000);
    expect([asked.length, changed.mock.calls.length]).toEqual([0, 0]);
    setState("1");
    await clock.advance(15_000);
    expect(run([one])).toEqual([missing]);
    setState(null);
    await clock.advance(15_000);
    expect(run([one])).toEqual([null]);
  });

  it("are asked for once at a time; what comes meanwhile follows", async () => {
    const { run, clock, asked, hold } = service(() => missing);
    const release = hold();
    run([one]);
    await clock.advance(0);
    run([one, two]);
    await clock.advance(0);
    expect(asked).toHaveLength(1);
    release();
    await clock.advance(0);
    expect(asked.map((questions) => questions.map(({ hash }) => hash))).toEqual([[one], [two]]);
    expect(run([one, two])).toEqual([missing, missing]);
  });

  it("of a closed document are told to nobody, and git stops", async () => {
    const { run, clock, changed, commits, signals, hold } = service(() => missing);
    const release = hold();
    run([one]);
    await clock.advance(0);
    commits.forget("file:///a.patch");
    expect(signals[0]?.aborted).toBe(true);
    release();
    await clock.advance(60_000);
    expect(changed).not.toHaveBeenCalled();
    // Opened again it begins anew.
    expect(run([one])).toEqual([null]);
    await clock.advance(0);
    expect(run([one])).toEqual([missing]);
  });

  it("are bounded", async () => {
    const { run, clock, asked } = service(() => missing);
    const many = Array.from({ length: 2000 }, (_, at) => `${at}`.padStart(12, "a"));
    run(many);
    await clock.advance(0);
    expect(asked[0]).toHaveLength(500);
    expect(run(many).filter((answer) => answer !== null)).toHaveLength(500);
  });

  it("come with what tells the patch's repository", async () => {
    const { run, clock, asked } = service(() => missing);
    run(
      [one],
      "file:///a.patch",
      mail().replace("-- \n", "base-commit: 1234567890abcdef1234567890abcdef12345678\n-- \n"),
    );
    await clock.advance(0);
    expect(asked[0]?.[0]?.clues).toEqual({
      base: "1234567890abcdef1234567890abcdef12345678",
      blobs: ["564e7739c8d2", "c524fe085484"],
      paths: ["drivers/hwmon/frost.c"],
    });
  });

  it("take the base that the file's series names once, and none where there are two", async () => {
    const based = (digit: string): string =>
      mail({ separator: SEPARATOR }).replace("-- \n", `base-commit: ${digit.repeat(40)}\n-- \n`);
    const bases = async (text: string): Promise<(string | null)[]> => {
      const { commits, clock, asked } = service(() => missing);
      const document = parsed(text);
      const lookup = commits.lookup(document);
      for (const message of document.model.messages) lookup(message).commit(one);
      await clock.advance(0);
      return asked.flat().map(({ clues }) => clues.base);
    };
    const plain = mail({ separator: SEPARATOR });
    expect(await bases(`${based("a")}${plain}`)).toEqual(["a".repeat(40)]);
    expect(await bases(`${based("a")}${based("b")}${plain}`)).toEqual(["a".repeat(40), "b".repeat(40), null]);
  });
});
