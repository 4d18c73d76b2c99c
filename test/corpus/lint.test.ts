import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type LintOptions, lintInput } from "../../server/src/cli/lint.js";
import type { LintFinding } from "../../server/src/cli/lintFinding.js";
import { mailAtHand } from "../../server/src/cli/lintThreads.js";
import type { MailInput } from "../../server/src/cli/mailInput.js";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { sourceOfBytes } from "../../server/src/mailboxes/openSource.js";
import { corpusFiles, hasShared } from "./shared.js";

/** What is said of a mailbox message by message alone, and why. */
const KNOWN: readonly string[] = [
  // Its thread is put together by subject: in the whole file the mail stands alone, one by one it has mates elsewhere.
  "mbox/composed/lkml-cifs-fscache-rfc.mbox: + 135:14 thread.parent-missing",
];

async function lint(input: MailInput): Promise<readonly LintFinding[]> {
  const options: LintOptions = {
    settings: {},
    mail: await mailAtHand([input]),
    mailIs: "received",
    least: "hint",
    askUser: () => Promise.resolve(null),
    rules: (document, asked) => Promise.resolve(diagnose(document, asked)),
  };
  const found: LintFinding[] = [];
  await lintInput("f", input, options, ({ findings }) => found.push(...findings));
  return found;
}

/** Lines of a file, as editors count them. */
const linesOf = (bytes: Buffer): string[] => bytes.toString("latin1").split(/\r\n|\n|\r/);

describe.runIf(hasShared("corpus", 2))("patch-mail lint over the corpus", () => {
  it("names places that the files have", async () => {
    const wrong: string[] = [];
    let count = 0;
    let decoded = 0;
    for (const { path: name, bytes } of corpusFiles()) {
      const lines = linesOf(bytes);
      for (const { line, column, endLine, rule, decoded: isDecoded } of await lint({
        kind: "bytes",
        bytes,
      })) {
        count++;
        if (isDecoded) decoded++;
        const text = lines[line - 1];
        // Columns are of UTF-16, never more than bytes.
        if (text === undefined || column > text.length + 1 || endLine > lines.length)
          wrong.push(`${name}:${line}:${column}: ${rule}`);
      }
    }
    console.log(`${count} findings, ${decoded} of them in decoded text`);
    expect(wrong).toEqual([]);
    expect(decoded).toBeGreaterThan(0);
  }, 120_000);

  it("says of a mailbox message by message what it says of the whole", async () => {
    const wrong: string[] = [];
    let mailboxes = 0;
    for (const { path: name, bytes } of corpusFiles()) {
      const { document } = parse(bytes.toString("utf8"));
      if (document.form !== "mail" || document.messages.length < 2) continue;
      const uri = `file:///${name}.gz`;
      const source = await sourceOfBytes(gzipSync(bytes), uri, undefined, parse);
      if (source.kind !== "gzip") continue;
      mailboxes++;
      const places = (found: readonly LintFinding[]): string[] =>
        found.map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`).toSorted();
      const whole = places(await lint({ kind: "bytes", bytes }));
      const streamed = places(await lint({ kind: "source", source }));
      const missing = whole.filter((each) => !streamed.includes(each));
      const added = streamed.filter((each) => !whole.includes(each));
      for (const each of [...missing.map((it) => `- ${it}`), ...added.map((it) => `+ ${it}`)])
        wrong.push(`${name}: ${each.slice(0, 160)}`);
    }
    console.log(`${mailboxes} mailboxes`);
    expect(wrong.filter((each) => !KNOWN.some((known) => each.startsWith(known)))).toEqual([]);
    expect(mailboxes).toBeGreaterThan(5);
  }, 120_000);
});
