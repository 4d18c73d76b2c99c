import { describe, expect, it, vi } from "vitest";
import { codeAction } from "../../../../server/src/features/codeAction.js";
import type { FeatureContext } from "../../../../server/src/features/feature.js";
import { fixAll } from "../../../../server/src/features/fixAll.js";
import { fixProblems } from "../../../../server/src/features/fixProblems.js";
import { LOG, mail, SEPARATOR } from "../../diagnostics/support.js";
import { context, parsed } from "../fixture.js";
import { applied, expectSame, findingsOf } from "./fixture.js";

const sound = mail({ separator: SEPARATOR });
/** Two rules, and one of them only after the other: of a damaged hunk no diffstat is told. */
const damaged = sound.replace("-33,7 +33,8", "-33,7 +33,9").replace("| 3 ++-", "| 9 ++-");

async function all(text: string): Promise<{ readonly text: string; readonly fixed: number }> {
  const document = parsed(text);
  const { changes, fixed } = await fixAll(document, { ...context, findings: (one) => findingsOf(one) });
  const { lines } = document.model;
  const edits = changes.map((one) => ({ range: lines.rangeOf(one.span), newText: one.text }));
  return { text: applied(document, edits), fixed };
}

it("goes on until nothing is left that has one right answer", async () => {
  const { text, fixed } = await all(damaged);
  expectSame(text, sound, "all fixed");
  expect(fixed).toBe(2);
  expect((await all(text)).fixed).toBe(0);
});

it("mends each message of a file, and none that was received", async () => {
  expectSame((await all(damaged + damaged)).text, sound + sound, "two patches");
  const received = damaged.replace("\nFrom: ", "\nReceived: from mx.example.org\nFrom: ");
  expectSame((await all(damaged + received)).text, sound + received, "one of them received");
});

it("does not count again where the end of the mail may be lost", async () => {
  const cut = mail({ separator: SEPARATOR, log: LOG, diffstat: "" });
  const text = cut.slice(0, cut.indexOf("+\t*val = sign_extend32"));
  expectSame((await all(text)).text, text, "a mail that was cut");
});

it("ends where two fixes would undo each other", async () => {
  const document = parsed(damaged);
  let asked = 0;
  const same = await findingsOf(document);
  // Findings that never go away.
  const findings = async (): Promise<typeof same> => {
    asked++;
    return same;
  };
  await fixAll(document, { ...context, findings });
  expect(asked).toBeLessThanOrEqual(10);
});

describe("thousands of problems", () => {
  const many = 20_000;
  const ANNA = "Signed-off-by: Anna Berg <anna.berg@example.org>";
  const trailers = (row: (at: number) => string): string => {
    const rows = Array.from({ length: many }, (_, at) => row(at)).join("\n");
    return mail({ separator: SEPARATOR, log: `The log, and what it says.\n\n${rows}\n${ANNA}\n` });
  };
  const ACK = "Acked-by: Carl Coder <carl@example.com>";
  const cased = trailers((at) => `Acked-By: Carl Coder <carl${at}@example.com>`);
  const findings: FeatureContext["findings"] = (one, limit) =>
    findingsOf(one, limit === undefined ? {} : { diagnose: { limit, mostOfRule: limit } });
  /** Of a host where each turn takes a while. */
  const turnsOf = (milliseconds: number) => {
    let now = 0;
    const next = vi.fn(async () => void (now += milliseconds));
    return { next, now: () => now };
  };

  it("are mended in one go", async () => {
    const asked = vi.fn(findings);
    const document = parsed(trailers(() => ACK));
    const { changes, fixed, isWhole } = await fixAll(document, { ...context, findings: asked });
    const { lines } = document.model;
    const edits = changes.map((one) => ({ range: lines.rangeOf(one.span), newText: one.text }));
    const once = mail({ separator: SEPARATOR, log: `The log, and what it says.\n\n${ACK}\n${ANNA}\n` });
    expectSame(applied(document, edits), once, "one of each");
    expect([fixed, isWhole, asked.mock.calls.length]).toEqual([many - 1, true, 2]);
  });

  it("let others have their turn", async () => {
    const turns = turnsOf(1);
    await fixAll(parsed(cased), { ...context, findings, turns });
    expect(turns.next.mock.calls.length).toBeGreaterThan(many / 1000);
  });

  it("are left at a cancel that comes meanwhile", async () => {
    const token = { isCancellationRequested: false };
    const turns = turnsOf(1);
    const asked = vi.fn(findings);
    turns.next.mockImplementation(async () => {
      if (turns.next.mock.calls.length > 3) token.isCancellationRequested = true;
    });
    expect((await fixAll(parsed(cased), { ...context, findings: asked, turns, token })).changes).toEqual([]);
    expect([turns.next.mock.calls.length, asked.mock.calls.length]).toEqual([4, 1]);
  });

  it("are mended as far as there is time, and that is said", async () => {
    const document = parsed(cased);
    const tell = vi.fn();
    const own: FeatureContext = { ...context, findings, turns: turnsOf(500), tell };
    const { changes, fixed, isWhole } = await fixAll(document, own);
    expect(isWhole).toBe(false);
    expect(fixed).toBeGreaterThan(1000);
    expect(fixed).toBeLessThan(many);
    expect(changes).toHaveLength(fixed);
    const asked = { textDocument: { uri: document.uri } };
    await fixProblems.handle(document, asked, { ...own, turns: turnsOf(500) });
    expect(tell.mock.calls).toEqual([[expect.stringContaining("run it again")]]);
    const [action] = await codeAction.handle(
      document,
      {
        ...asked,
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        context: { diagnostics: [], only: ["source.fixAll"] },
      },
      { ...own, turns: turnsOf(500) },
    );
    expect(action?.title).toContain("run it again");
  });
});
