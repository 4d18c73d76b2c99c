import { expect, it } from "vitest";
import { fixAll } from "../../../../server/src/features/fixAll.js";
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
