import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { leaves } from "../../server/src/core/lookup.js";
import type { MailDocument } from "../../server/src/core/model.js";
import { parse } from "../../server/src/core/parse.js";
import { isEncoded } from "../../server/src/mailboxes/decodedMail.js";
import { disagreement, expectKnown } from "./git.js";
import { corpusFiles, hasShared } from "./shared.js";

/** Where git and we differ, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...["already-present.mbox", "custody.mbox", "single.mbox", "with-cover.mbox", "with-diffstat.mbox"],
      ...["custody-ref-ordered.txt", "custody-ref-unordered.txt", "custody-ref-with-ignored.txt"],
      ...["single-ref-defaults.txt", "with-cover-ref-defaults.txt", "with-diffstat-ref-defaults.txt"],
    ].map((name) => [
      `mbox/b4/trailers-followup-${name}`,
      "a header and no hunk git knows (@@@): --numstat takes it, apply --check says “patch with only garbage”",
    ]),
  ),
  "eml/single/a91db52756.eml": "combined diff: git apply knows none, we show it",
  "patch/gen/show-cc-merge.diff": "combined diff",
  "patch/git-t4013/diff-tree_--cc_--patch-with-stat_--summary_main.patch": "combined diff",
  "patch/git-t4013/show_-c_main.patch": "combined diff",
  "patch/public-inbox/data-binary.patch":
    "binary data that ends without its empty line: we do not check base85",
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-numstat-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe.runIf(hasShared("corpus", 4))("the corpus", () => {
  const files = corpusFiles();
  // Bytes as Latin-1, so that offsets of our text are offsets of the bytes that git is given.
  const parsed = files.map((file) => ({
    ...file,
    text: file.bytes.toString("latin1"),
    result: parse(file.bytes.toString("latin1")),
  }));

  it("tiles every text with leaves", () => {
    for (const { path: name, text, result } of parsed) {
      let at = 0;
      for (const leaf of leaves(result.document)) {
        expect(leaf.span.start, name).toBe(at);
        at = leaf.span.end;
      }
      expect(at, name).toBe(text.length);
    }
  });

  it("finds as many messages as the manifest says", () => {
    const wrong = parsed.filter(
      ({ messages, result }) => messages !== null && result.document.messages.length !== messages,
    );
    expect(
      wrong.map(
        ({ path: name, messages, result }) => `${name}: ${result.document.messages.length}, not ${messages}`,
      ),
    ).toEqual([]);
    expect(parsed.filter(({ messages }) => messages !== null).length).toBeGreaterThan(300);
  });

  it("counts files, hunks and lines of each identity-encoded patch as git does", () => {
    let checked = 0;
    let encoded = 0;
    const uncovered: string[] = [];
    const wrong: Record<string, string> = {};
    for (const { path: name, text, result } of parsed) {
      for (const message of result.document.messages) {
        if (isEncoded(message)) {
          encoded++;
          if (!/\.(?:eml|mbox|mbx|patch)$/.test(name)) uncovered.push(name);
          continue;
        }
        checked++;
        const bytes = Buffer.from(text.slice(message.span.start, message.span.end), "latin1");
        const reason = disagreement(folder, text, result, message, bytes);
        if (reason) wrong[name] = reason;
      }
    }
    console.log(
      `numstat: ${checked} messages compared with ${execFileSync("git", ["--version"]).toString().trim()}`,
    );
    const all = parsed.reduce((sum, { result }) => sum + result.document.messages.length, 0);
    // The encoded ones are compared after decoding, each of them: decoded.test.ts takes files with these names.
    expect(uncovered).toEqual([]);
    expect(checked + encoded).toBe(all);
    expect(checked).toBeGreaterThan(400);
    expectKnown(wrong, KNOWN);
  }, 120_000);

  it("sees the same in LF and CRLF", () => {
    for (const { path: name, text, result } of parsed) {
      if (text.includes("\r") || text.length > 400_000 || result.document.form === "binary") continue;
      const crlf = parse(text.replaceAll("\n", "\r\n")).document;
      const shape = (document: MailDocument): unknown =>
        document.messages.map((message) => [
          message.role,
          message.files.map((file) => [file.path, file.additions, file.deletions, file.hunks.length]),
          message.trailers.length,
        ]);
      expect(shape(crlf), name).toEqual(shape(result.document));
    }
  }, 120_000);
});
