import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { headerNames, withoutFolders } from "../../server/src/core/patch/headerNames.js";
import { messagesInFile } from "../../server/src/mailboxes/decodedSource.js";
import { exactPatch } from "../../server/src/mailboxes/exactPatch.js";
import { mailInfo } from "./git.js";
import { corpusFiles, hasShared } from "./shared.js";

/** Counts and names of a patch's files as git reads them; null where it refuses the patch. */
function gitNumstat(patch: Uint8Array, folder: string): string | null {
  const options = { input: patch, cwd: folder, maxBuffer: 1 << 27 };
  const done = spawnSync("git", ["apply", "--numstat", "-z", "-"], options);
  return done.status === 0 ? done.stdout.toString("latin1") : null;
}

describe.runIf(hasShared("corpus", 1))("the diffs of the corpus as git is given them", () => {
  it("are byte for byte what git mailinfo extracts, as far as git reads that", {
    timeout: 240_000,
  }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "patch-mail-exact-"));
    const wrong: string[] = [];
    let [compared, encoded, refused] = [0, 0, 0];
    try {
      for (const file of corpusFiles()) {
        if (file.messages === null || file.messages === 0 || file.path.endsWith(".gz")) continue;
        const find = messagesInFile(file.bytes);
        for (let at = 0; at < find.count; at++) {
          const found = find(at);
          if (found === null || found.asItStands !== null) continue;
          // git takes stuffing away that most of these mails do not have: the rule mail.format-flowed tells of that.
          if (/^content-type:.*format=flowed/im.test(Buffer.from(found.bytes).toString("latin1"))) continue;
          const exact = await exactPatch(found.bytes);
          if (exact === null || exact.files.length === 0 || exact.message.role !== "patch") continue;
          const theirs = mailInfo(folder, found.bytes, ["-b"])?.patch ?? Buffer.alloc(0);
          const told = gitNumstat(theirs, folder);
          if (told === null) {
            refused++;
            continue;
          }
          const ours = gitNumstat(
            Buffer.from(exact.files.map(({ text }) => text).join(""), "latin1"),
            folder,
          );
          compared++;
          if (exact.isDecoded) encoded++;
          const name = `${file.path}#${at}`;
          if (ours !== told) wrong.push(`${name}: other counts or names`);
          // CRLF of the way is gone in ours, as `git am` takes it away before mailinfo sees the mail.
          const whole = theirs.toString("latin1");
          const unix = whole.replaceAll("\r\n", "\n");
          if (!exact.files.every(({ text }) => whole.includes(text) || unix.includes(text)))
            wrong.push(`${name}: other bytes`);
          const names = exact.files.flatMap(({ header }) => headerNames(header));
          const known = new Set(names.flatMap((each) => [each, withoutFolders(each, 1) ?? each]));
          for (const own of namesIn(told))
            if (!known.has(own)) wrong.push(`${name}: a name of git's is none of ours`);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    console.log(
      `compared ${compared} patches, ${encoded} of them encoded, ${refused} more that git refuses; ${wrong.length} differ\n${wrong.join("\n")}`,
    );
    expect(compared).toBeGreaterThan(200);
    expect(encoded).toBeGreaterThan(3);
    // refusals.test.ts has each of them.
    expect(refused).toBeLessThan(compared / 4);
    expect(wrong).toEqual([]);
  });
});

/** `1\t2\tname\0`, and of a rename `1\t2\t\0old\0new\0`. */
function namesIn(numstat: string): string[] {
  return numstat
    .split("\0")
    .map((row) => row.replace(/^[\d-]+\t[\d-]+\t/, ""))
    .filter((name) => name !== "");
}
