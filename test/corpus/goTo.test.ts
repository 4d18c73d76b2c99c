import { describe, expect, it } from "vitest";
import { type DiffFile, type Hunk, LineKind } from "../../server/src/core/model.js";
import { parse } from "../../server/src/core/parse.js";
import { findHunkInFile } from "../../server/src/core/patch/findHunkInFile.js";
import { placedHunk } from "../../server/src/core/patch/hunkRows.js";
import type { LineTable } from "../../server/src/core/text/lineTable.js";
import type { ParsedDocument } from "../../server/src/features/feature.js";
import { sourceAt } from "../../server/src/features/sourceAt.js";
import { originIn, quotedTextAt } from "../../server/src/threads/quotedOrigin.js";
import { benchMail, corpusFiles, hasShared, seedText } from "./shared.js";

const documentOf = (text: string): ParsedDocument => {
  const { document, problems } = parse(text);
  return { uri: "file:///mail.eml", version: 1, languageId: "patch-mail", text, model: document, problems };
};

const isLine = (kind: number): boolean =>
  kind === LineKind.context || kind === LineKind.added || kind === LineKind.removed;

/** A file in which the old or the new side of a hunk stands where its header says; no other line is one of it. */
function fileWith(rows: readonly string[], start: number): string {
  const above = Array.from({ length: Math.max(0, start - 1) }, (_, at) => `above\u0000${at}`);
  return [...above, ...rows, "below\u0000"].map((line) => `${line}\n`).join("");
}

/** Hunks are looked up at their two ends and in the middle: a hunk of 100,000 lines has as many files. */
const sample = (count: number): number[] => [...new Set([0, count >> 1, count - 1])];

function wrongPlaces(lines: LineTable, file: DiffFile, hunk: Hunk): string[] {
  const own = placedHunk(lines, hunk);
  const wrong: string[] = [];
  for (const name of ["old", "new"] as const) {
    const side = own.rows.filter((row) => row.sign !== (name === "old" ? "+" : "-"));
    const start = name === "old" ? own.oldStart : own.newStart;
    if (side.length === 0 || start > 100_000) continue;
    const text = fileWith(
      side.map((row) => row.text),
      start,
    );
    for (const at of sample(side.length)) {
      const row = side[at];
      // Context stands on both sides, which may both be in such a file.
      if (row === undefined || row.sign === " ") continue;
      const found = findHunkInFile(text, own, own.rows.indexOf(row));
      if (found.how !== "exact" || found.line0 !== Math.max(0, start - 1) + at)
        wrong.push(`${file.path} ${name} ${at}: ${found.how} ${found.line0}`);
    }
  }
  return wrong;
}

describe.runIf(hasShared("corpus", 2))("the corpus", () => {
  it("leads from each line of a hunk to the row of the hunk, and to its line in the file", {
    timeout: 120_000,
  }, () => {
    let lineCount = 0;
    let hunkCount = 0;
    const wrong: string[] = [];
    for (const { path, bytes } of corpusFiles()) {
      if (bytes.length > 1_000_000) continue;
      const document = documentOf(bytes.toString("utf8"));
      const { lines, messages } = document.model;
      for (const file of messages.flatMap((message) => message.files)) {
        if (file.isCombined) continue;
        for (const hunk of file.hunks) {
          hunkCount++;
          wrong.push(...wrongPlaces(lines, file, hunk).map((each) => `${path}: ${each}`));
          for (const line0 of sample(hunk.endLine0 - hunk.startLine0).map((at) => hunk.startLine0 + at)) {
            if (!isLine(lines.kind(line0)) || lines.depth(line0) !== hunk.depth) continue;
            lineCount++;
            const found = sourceAt(document, lines.contentEnd(line0));
            const row = found?.kind === "hunkLine" ? found.rows.rows[found.at] : undefined;
            // A hash that the line calls a commit is the narrower thing.
            if (found?.kind !== "object" && row?.line0 !== line0)
              wrong.push(`${path}:${line0 + 1}: ${found?.kind}`);
          }
        }
      }
    }
    console.log(`${lineCount} lines of ${hunkCount} hunks looked up`);
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});

describe.runIf(hasShared("seeds", 1))("the seed with diffs quoted at levels 1, 3 and 6", () => {
  it("leads from all of their lines into their files", () => {
    const document = documentOf(seedText("004"));
    const { lines, messages } = document.model;
    const seen = new Map<number, Set<string>>();
    for (const file of messages.flatMap((message) => message.files)) {
      for (const hunk of file.hunks) {
        for (let line0 = hunk.startLine0; line0 < hunk.endLine0; line0++) {
          if (!isLine(lines.kind(line0)) || lines.depth(line0) !== hunk.depth) continue;
          const found = sourceAt(document, lines.contentEnd(line0));
          if (found?.kind !== "hunkLine") throw new Error(`line ${line0 + 1} leads nowhere`);
          expect(found.rows.rows[found.at]?.line0).toBe(line0);
          const paths = seen.get(hunk.depth) ?? new Set();
          paths.add(found.paths[0] ?? "");
          seen.set(hunk.depth, paths);
        }
      }
    }
    expect([...seen.keys()].sort((a, b) => a - b)).toEqual([1, 3, 6]);
    expect([...seen.values()].reduce((sum, paths) => sum + paths.size, 0)).toBe(4);
  });
});

describe.runIf(hasShared("bench", 1))("the bench mails", () => {
  it("have what they quote in the mail that they answer", { timeout: 120_000 }, () => {
    const { document } = parse(benchMail().toString("utf8"));
    const { lines, messages } = document;
    const byId = new Map(messages.map((message) => [message.messageId, message]));
    let asked = 0;
    let found = 0;
    for (const message of messages) {
      const parent = byId.get(message.inReplyTo[0] ?? "");
      if (parent === undefined || parent.encoding !== "identity" || message.encoding !== "identity") continue;
      // Seven lines of a mail.
      const step = Math.max(1, (message.endLine0 - message.bodyLine0) >> 3);
      for (let line0 = message.bodyLine0 + step; line0 < message.endLine0; line0 += step) {
        if (lines.depth(line0) !== 1 || lines.kind(line0) === LineKind.blank) continue;
        const quoted = quotedTextAt(lines, message, line0);
        if (quoted === null) continue;
        asked++;
        const origin = originIn(document, parent, quoted);
        if (origin !== null) found++;
      }
    }
    console.log(`${found} of ${asked} quoted lines found in the mail that is answered`);
    expect(asked).toBeGreaterThan(1000);
    expect(found / asked).toBeGreaterThan(0.95);
  });
});
