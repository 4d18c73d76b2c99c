import { afterAll, describe, expect, it } from "vitest";
import { planEdit } from "../../../server/src/features/patchEdits.js";
import { parsed } from "../features/fixture.js";
import { createRepository, edited } from "./repository.js";

const repository = createRepository();
afterAll(() => repository.dispose());

const rows = (replaced: Readonly<Record<number, string>>): string =>
  Array.from({ length: 40 }, (_, at) => `${replaced[at] ?? `\tline${at}();`}\n`).join("");

/** Two files, the first with two hunks, as `git format-patch` sends them: with a signature at the end. */
function draft(): string {
  repository.commit({ "a.c": rows({}), "b.c": rows({}) });
  const now = { 5: "\tnew5();\n\tmore5();", 30: "\tnew30();" };
  repository.commit({ "a.c": rows(now), "b.c": rows(now) });
  return repository.git(["format-patch", "--stdout", "-1"]).out;
}

/** What the file's headers are after a pause with the cursor in a line. */
function paused(text: string, line0: number): string {
  const document = parsed(text);
  const [message] = document.model.messages;
  if (message === undefined) throw new Error("no message");
  const answer = planEdit(document, message, line0, "recountHunk");
  return "refused" in answer ? text : edited(text, answer);
}

const added = (patch: string): number =>
  repository
    .git(["apply", "--numstat", "-"], patch)
    .out.split("\n")
    .reduce((sum, line) => sum + Number(line.split("\t")[0]), 0);

describe("lines typed into a hunk, with a pause after any key", () => {
  const text = draft();
  const before = added(text);
  const lines = text.split("\n");
  const inHunks = lines.flatMap((line, at) => (/^[ +-]\t/.test(line) ? [at] : []));

  it("count right, whichever pauses there were", () => {
    expect(inHunks.length).toBeGreaterThan(30);
    for (const at of inHunks) {
      for (let pauses = 0; pauses < 8; pauses++) {
        let now = text;
        for (const [key, typed] of ["", "+", "+\t", "+\textra();"].entries()) {
          const all = now.split("\n");
          now = (key === 0 ? all.toSpliced(at + 1, 0, "") : all.with(at + 1, typed)).join("\n");
          if (key === 3 || (pauses & (1 << key)) !== 0) now = paused(now, at + 1);
        }
        expect(added(now), `line ${at}, pauses ${pauses}`).toBe(before + 1);
      }
    }
  });

  it("as do those that are taken out", () => {
    for (const at of inHunks) {
      const left = text.split("\n").toSpliced(at, 1);
      if (!/^[-+]/.test(lines[at] ?? "")) continue;
      const now = paused(left.join("\n"), at - 1);
      expect(added(now), `line ${at}`).toBe(before - (lines[at]?.startsWith("+") ? 1 : 0));
    }
  });
});
