import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { MailStoreError } from "../../../server/src/mailboxes/mailStore.js";
import { createNodeMailStore } from "../../../server/src/mailboxes/nodeMailStore.js";
import { type MailFileLimits, readMailFile, scanText } from "../../../server/src/mailboxes/readMailFile.js";
import type { MailFile } from "../../../server/src/threads/model.js";
import { cover, mailbox, patch, reply, withoutPlaces } from "./mails.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "patch-mail-store-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return pathToFileURL(place).href;
}

const read = (uri: string, limits?: MailFileLimits): Promise<MailFile | undefined> =>
  readMailFile(uri, createNodeMailStore(), parse, () => false, limits);
const sentence = (uri: string, limits?: MailFileLimits): Promise<string> =>
  read(uri, limits).then(
    () => "no error",
    (error: unknown) => (error instanceof MailStoreError ? error.message : `another error: ${String(error)}`),
  );

describe("reading a mail file", () => {
  it("gives the same, parsed whole or scanned", async () => {
    const uri = file("a b.mbox", mailbox([cover, patch, reply]));
    const whole = await read(uri);
    expect(whole?.messages.map(({ messageId }) => messageId)).toEqual([
      "cover@example.org",
      "one@example.org",
      "reply@example.com",
    ]);
    const scanned = await read(uri, {
      parsedBytes: 10,
      parsedPageBytes: 10,
      maxBytes: 10_000,
      maxMessages: 1000,
    });
    expect(withoutPlaces(scanned?.messages)).toEqual(whole?.messages);
  });

  it("gives the same for the text of an open document", async () => {
    const text = mailbox([cover, `${patch}😀 ${"é".repeat(3)}\n`, reply]);
    const uri = file("document.mbox", text);
    expect(withoutPlaces(scanText(uri, text).messages)).toEqual((await read(uri))?.messages);
  });

  it("stops when it is told to", async () => {
    const uri = file("stopped.mbox", mailbox([cover]));
    expect(await readMailFile(uri, createNodeMailStore(), parse, () => true)).toBeUndefined();
  });

  it("says in plain words that a file is too large, without reading it", async () => {
    const uri = file("large.mbox", "");
    truncateSync(path.join(folder, "large.mbox"), 200 * 1024 * 1024);
    expect(await sentence(uri)).toBe(
      "large.mbox has 200 MB, and Threads reads mailboxes of up to 150 MB by itself: Patch Mail: Open Mailbox… reads this one, too.",
    );
  });

  it("says in plain words that a file is gone, a folder, or elsewhere", async () => {
    expect(await sentence(pathToFileURL(path.join(folder, "gone.eml")).href)).toBe(
      "gone.eml is not there any more.",
    );
    expect(await sentence(pathToFileURL(folder).href)).toMatch(/ is not a file\.$/);
    expect(await sentence("vscode-vfs://host/a.eml")).toMatch(/^a\.eml is not on this machine's disk/);
  });

  it("finds no mail in a diff, in NUL bytes and in nothing", async () => {
    const diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
    for (const text of [diff, "\0\0\0\n\0", ""]) {
      expect((await read(file("none.patch", text)))?.messages).toEqual([]);
    }
  });
});
