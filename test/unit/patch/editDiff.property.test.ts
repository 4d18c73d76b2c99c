import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { DiffFile, Hunk, Message } from "../../../server/src/core/model.js";
import { cleanHunk } from "../../../server/src/core/patch/cleanPatch.js";
import { deleteFile, deleteHunk, recountAll, splitHunk } from "../../../server/src/core/patch/editDiff.js";
import type { EditAnswer } from "../../../server/src/core/patch/hunkShape.js";
import { reverseFile, reverseHunk } from "../../../server/src/core/patch/reverseDiff.js";
import type { LineTable } from "../../../server/src/core/text/lineTable.js";
import { createRepository, edited, read } from "./repository.js";

const repository = createRepository();
afterAll(() => repository.dispose());

/** Lines of a file, and what becomes of some of them: gone, another, or one more above. */
const fileArbitrary = fc.record({
  length: fc.integer({ min: 1, max: 80 }),
  changes: fc.array(fc.tuple(fc.nat(90), fc.constantFrom("gone", "other", "more")), {
    minLength: 1,
    maxLength: 8,
  }),
  endsInLine: fc.boolean(),
  blanks: fc.integer({ min: 2, max: 9 }),
});
type FileChange = typeof fileArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

function sides({ length, changes, endsInLine, blanks }: FileChange): readonly [string, string] {
  const old = Array.from({ length }, (_, at) => (at % blanks === 0 ? "" : `\tline ${at}`));
  const now = old.flatMap((row, at) => {
    const change = changes.find(([place]) => place % length === at)?.[1];
    if (change === "gone") return [];
    return change === "other" ? [`\tother ${at}`] : change === "more" ? [`\tmore ${at}`, "-- ", row] : [row];
  });
  const text = (rows: readonly string[]): string =>
    rows.join("\n") + (endsInLine && rows.length > 0 ? "\n" : "");
  return [text(old), text(now)];
}

const patchArbitrary = fc.array(fileArbitrary, { minLength: 1, maxLength: 3 });

/** Commits both states and gives the mail between them; "" where nothing is changed. The repository stands at the new one. */
function mailOf(files: readonly FileChange[]): string {
  const state = (side: 0 | 1): Record<string, string> =>
    Object.fromEntries([["keep", "x\n"], ...files.map((file, at) => [`dir/file${at}.c`, sides(file)[side]])]);
  repository.commit(state(0));
  repository.commit(state(1));
  const mail = repository.git(["format-patch", "-1", "--stdout"]).out;
  return mail.includes("\ndiff --git ") ? mail : "";
}

/** Puts the base into the index and what is given on top; git's complaint, or what it says of places that do not fit. */
function applyTo(base: string, patches: readonly string[]): string {
  repository.git(["read-tree", base]);
  let said = "";
  for (const patch of patches) {
    const { status, out, errors } = repository.git(
      ["apply", "--cached", "--whitespace=nowarn", "-v", "-"],
      patch,
    );
    if (status !== 0) return errors;
    said = `${out}${errors}`;
  }
  return said
    .split("\n")
    .filter((row) => /offset|fuzz|^error/.test(row))
    .join("\n");
}

const tree = (): string => repository.git(["write-tree"]).out.trim();

const numstat = (patch: string): string => {
  const { status, out, errors } = repository.git(["apply", "--numstat", "-"], patch);
  return status === 0 ? out : errors;
};

/** The same from our model. */
function counted(mail: string): string {
  const { message } = read(mail);
  return message.files
    .map(({ additions, deletions, path }) => `${additions}\t${deletions}\t${path}\n`)
    .join("");
}

interface Place {
  readonly lines: LineTable;
  readonly message: Message;
  readonly file: DiffFile;
  readonly hunk: Hunk;
}

/** The hunk with that number, counted over all files, round and round. */
function placeAt(mail: string, number: number): Place {
  const { document, message } = read(mail);
  const all = message.files.flatMap((file) => file.hunks.map((hunk) => ({ file, hunk })));
  const found = all[number % all.length];
  if (found === undefined) throw new Error("no hunk");
  return { lines: document.lines, message, ...found };
}

const tryEdit = (text: string, answer: EditAnswer): string | null =>
  "refused" in answer ? null : edited(text, answer);

describe("edits of a draft", () => {
  it("a hunk deleted: the rest goes where it should", () => {
    fc.assert(
      fc.property(patchArbitrary, fc.nat(20), (files, number) => {
        const mail = mailOf(files);
        if (mail === "") return;
        const { lines, message, file, hunk } = placeAt(mail, number);
        const text = tryEdit(mail, deleteHunk(lines, message, file, hunk));
        if (text === null) {
          expect(message.files.length).toBe(1);
          return;
        }
        expect(numstat(text)).toBe(counted(text));
        expect(applyTo("HEAD~", [text])).toBe("");
        // What is left and the hunk are the patch again.
        const rest = tree();
        const clean = cleanHunk(lines, message, file, hunk).text;
        const both = repository.git(["apply", "--cached", "-"], clean);
        if (both.status === 0) expect(tree()).toBe(repository.git(["rev-parse", "HEAD^{tree}"]).out.trim());
        else expect(rest).not.toBe("");
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it("a file deleted", () => {
    fc.assert(
      fc.property(patchArbitrary, fc.nat(20), (files, number) => {
        const mail = mailOf(files);
        if (mail === "") return;
        const { lines, message, file } = placeAt(mail, number);
        const text = tryEdit(mail, deleteFile(lines, message, file));
        if (text === null) {
          expect(message.files.length).toBe(1);
          return;
        }
        expect(numstat(text)).toBe(counted(text));
        expect(counted(text)).not.toContain(file.path);
        expect(applyTo("HEAD~", [text])).toBe("");
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  it("a hunk split does the same, in one hunk more", () => {
    let splits = 0;
    fc.assert(
      fc.property(patchArbitrary, fc.nat(20), fc.nat(40), (files, number, row) => {
        const mail = mailOf(files);
        if (mail === "") return;
        const { lines, message, file, hunk } = placeAt(mail, number);
        const line0 = hunk.startLine0 + (row % (hunk.endLine0 - hunk.startLine0));
        const text = tryEdit(mail, splitHunk(lines, message, file, hunk, line0));
        if (text === null) return;
        splits++;
        expect(numstat(text)).toBe(numstat(mail));
        expect(read(text).message.files.flatMap((one) => one.hunks).length).toBe(
          message.files.flatMap((one) => one.hunks).length + 1,
        );
        expect(applyTo("HEAD~", [text])).toBe("");
        expect(tree()).toBe(repository.git(["rev-parse", "HEAD^{tree}"]).out.trim());
      }),
      // Of a seed, since few hunks may be split at all.
      { numRuns: 50, seed: 7 },
    );
    expect(splits).toBeGreaterThan(3);
  }, 120_000);

  it("a hunk reversed: the patch takes it back, and does the rest", () => {
    fc.assert(
      fc.property(patchArbitrary, fc.nat(20), (files, number) => {
        const mail = mailOf(files);
        if (mail === "") return;
        const { lines, message, file, hunk } = placeAt(mail, number);
        const text = edited(mail, reverseHunk(lines, message, file, hunk));
        expect(numstat(text)).toBe(counted(text));
        // Twice is not at all.
        const again = placeAt(text, number);
        expect(edited(text, reverseHunk(again.lines, again.message, again.file, again.hunk))).toBe(mail);
        const one = cleanHunk(lines, message, file, hunk).text;
        if (repository.git(["read-tree", "HEAD~"]).status !== 0 || applyTo("HEAD~", [one]) !== "") return;
        expect(applyTo("HEAD~", [one, text])).toBe("");
        const result = tree();
        const rest = tryEdit(mail, deleteHunk(lines, message, file, hunk));
        applyTo("HEAD~", rest === null ? [] : [rest]);
        expect(result).toBe(tree());
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it("a file reversed is the diff the other way", () => {
    fc.assert(
      fc.property(fileArbitrary, (file) => {
        const mail = mailOf([file]);
        if (mail === "") return;
        const text = repository.git(["diff", "HEAD~"]).out;
        const { document, message } = read(text);
        const own = message.files[0];
        if (own === undefined) throw new Error("no file");
        const bare = (diff: string): string => diff.replace(/^(@@ .* @@).*$/gm, "$1");
        const reversed = edited(text, reverseFile(document.lines, message, own));
        expect(bare(reversed)).toBe(bare(repository.git(["diff", "HEAD", "HEAD~"]).out));
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  it("counts are mended after lines were typed and taken away", () => {
    const typing = fc.array(fc.tuple(fc.nat(60), fc.constantFrom("type", "take", "turn", "strip")), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(patchArbitrary, fc.nat(20), typing, (files, number, strokes) => {
        const mail = mailOf(files);
        if (mail === "") return;
        const { lines, hunk } = placeAt(mail, number);
        const rows = mail.split("\n");
        let end0 = hunk.endLine0;
        for (const [place, stroke] of strokes) {
          const line0 = hunk.startLine0 + 1 + (place % (end0 - hunk.startLine0 - 1));
          const row = rows[line0] ?? "";
          if (stroke === "type") {
            rows.splice(line0, 0, "+\tnew");
            end0++;
          } else if (row.startsWith("\\") || (rows[line0 + 1] ?? "").startsWith("\\")) continue;
          else if (stroke === "take" && end0 - hunk.startLine0 > 4) {
            rows.splice(line0, 1);
            end0--;
          } else if (stroke === "turn" && row.startsWith(" ")) rows[line0] = `-${row.slice(1)}`;
          else if (stroke === "strip" && row === " " && line0 < end0 - 1) rows[line0] = "";
        }
        rows.splice(hunk.startLine0 + 1, 0, "+\tnew");
        const wrong = rows.join("\n");
        const { document, message } = read(wrong);
        const text = edited(wrong, recountAll(document.lines, message));
        expect(numstat(text)).toBe(counted(text));
        expect(
          read(text).message.files.every((file) => file.hunks.every((one) => one.corruptLine0 === null)),
        ).toBe(true);
        expect(text.split("\n").filter((row) => /^[-+]/.test(row)).length).toBe(
          wrong.split("\n").filter((row) => /^[-+]/.test(row)).length,
        );
        const again = read(text);
        expect(recountAll(again.document.lines, again.message)).toEqual({ changes: [] });
        void lines;
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
