import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import { isEncoded } from "../../server/src/mailboxes/decodedMail.js";
import { decodedMessage } from "../../server/src/mailboxes/decodedMessage.js";
import { disagreement, expectKnown } from "./git.js";
import { corpusFiles, hasShared } from "./shared.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "patch-mail-decoded-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Where git and we differ on encoded mail, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  "eml/cifs/retry-close-html/002-159da43efe.eml 0":
    "git reads the diff in the HTML part, too, and stumbles over its tags; we take the text part",
  "eml/single/71dee8492f.eml 0": "combined diff: git apply knows none, we show it",
};

describe.runIf(hasShared("corpus", 1))("encoded mail of the corpus, decoded", () => {
  it("holds the files and lines that git finds in it", async () => {
    const wrong: Record<string, string> = {};
    let checked = 0;
    for (const file of corpusFiles()) {
      if (!/\.(?:eml|mbox|mbx|patch)$/.test(file.path)) continue;
      const document = parse(file.bytes.toString("latin1")).document;
      for (const message of document.messages) {
        if (!isEncoded(message)) continue;
        checked++;
        const bytes = file.bytes.subarray(message.span.start, message.span.end);
        const text = (await decodedMessage(file.bytes, message.index)) ?? "";
        const decoded = parse(text);
        const view = decoded.document.messages[0];
        const reason = view ? disagreement(folder, text, decoded, view, bytes) : "nothing was decoded";
        if (reason) wrong[`${file.path} ${message.index}`] = reason;
      }
    }
    console.log(`decoded: ${checked} messages compared with git mailinfo`);
    expect(checked).toBeGreaterThan(50);
    expectKnown(wrong, KNOWN);
  }, 120_000);
});
