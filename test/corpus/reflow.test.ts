import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import type { ReflowOptions } from "../../server/src/core/text/reflow.js";
import { reflowChanges, whyNotReflowed } from "../../server/src/features/reflowText.js";
import { mailInfo } from "./git.js";
import { corpusFiles, hasShared } from "./shared.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-reflow-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A text with all of its prose filled, as if it were the writer's own; the same text where nothing is to do. */
function filled(text: string, fill: ReflowOptions["fill"], width = 75): string {
  const { document: model, problems } = parse(text);
  const document = { uri: "untitled:x", version: 1, languageId: "patch-mail", text, model, problems };
  let after = "";
  let at = 0;
  for (const message of model.messages) {
    if (whyNotReflowed(document, message, undefined) !== null) continue;
    for (const { span, text: now } of reflowChanges(document, message, { width, fill }).changes) {
      after += text.slice(at, span.start) + now;
      at = span.end;
    }
  }
  return after + text.slice(at);
}

/** Where git and we differ, and why. */
const KNOWN: ReadonlySet<string> = new Set([
  // Random bytes were taken out and put in: the pieces of its diff are prose for us.
  "mbox/patchwork-fuzz/charset.mbox: diff",
]);

/** The paragraphs of a log, each as its words. */
const paragraphs = (log: string): string[] =>
  log.split(/\n[ \t]*\n/).map((one) => one.split(/\s+/).join(" ").trim());

/** What `git mailinfo` calls the patch, in two at its first diff. */
function atDiff(patch: Buffer): [before: string, diff: string] {
  const text = patch.toString("latin1");
  const at = text.search(/^(?:diff |Index: |--- \S)/m);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

const trailersOf = (log: string): string =>
  spawnSync("git", ["interpret-trailers", "--parse"], { input: `subject\n\n${log}` }).stdout.toString();

/** `git mailinfo` and `git interpret-trailers`, before and after. */
describe.runIf(hasShared("corpus", 2))("prose of the corpus, filled", () => {
  const mails = corpusFiles().flatMap(({ path: name, bytes }) => {
    const text = bytes.toString("utf8");
    // As an editor has it: what is no UTF-8 is not compared byte by byte.
    return text.includes("\ufffd") || text.length > 1_000_000 ? [] : [{ name, text }];
  });

  it.each(["long", "all"] as const)(
    "is the same commit for git, with %s paragraphs",
    { timeout: 300_000 },
    (fill) => {
      let changed = 0;
      const wrong: string[] = [];
      for (const { name, text } of mails) {
        const after = filled(text, fill);
        if (after === text) continue;
        changed++;
        if (filled(after, fill) !== after) wrong.push(`${name}: not settled`);
        if (parse(text).document.messages.length !== 1) continue;
        const [was, is] = [text, after].map((each) => mailInfo(folder, Buffer.from(each)));
        if (was === null || is === null || was === undefined || is === undefined) {
          if (was !== is) wrong.push(`${name}: refused`);
          continue;
        }
        if (was.head !== is.head) wrong.push(`${name}: author or subject`);
        // What git am takes for the patch begins below `---`, with the changelog.
        const [[wasBelow, wasDiff], [isBelow, isDiff]] = [atDiff(was.patch), atDiff(is.patch)];
        if (wasDiff !== isDiff) wrong.push(`${name}: diff`);
        if (paragraphs(wasBelow).join("\n") !== paragraphs(isBelow).join("\n"))
          wrong.push(`${name}: below the cut`);
        if (paragraphs(was.log).join("\n") !== paragraphs(is.log).join("\n")) wrong.push(`${name}: log`);
        if (trailersOf(was.log) !== trailersOf(is.log)) wrong.push(`${name}: trailers`);
      }
      console.log(`${fill}: ${changed} of ${mails.length} texts of the corpus change`);
      expect(wrong.filter((one) => !KNOWN.has(one))).toEqual([]);
      expect(changed).toBeGreaterThan(0);
    },
  );
});
