import fs from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type LintOptions, lintInput } from "../../server/src/cli/lint.js";
import type { LintFinding } from "../../server/src/cli/lintFinding.js";
import { mailAtHand } from "../../server/src/cli/lintThreads.js";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { RULES } from "../../server/src/diagnostics/rules/index.js";
import { sourceOfBytes } from "../../server/src/mailboxes/openSource.js";
import { defaultSourceLimits } from "../../server/src/mailboxes/sourceLimits.js";
import { gitOracle } from "../unit/diagnostics/gitOracle.js";
import { benchMail, hasShared } from "./shared.js";

/**
 * What docs/diagnostics.md tells of the 5,000 mails, by the code of `patch-mail lint`. `UPDATE_BENCH=1 npx vitest run test/corpus/bench5000` writes the
 * counts anew (reasons stay; a new row gets an empty one, which fails until somebody has looked); then
 * `node scripts/generateRules.mjs`.
 */
interface Bench {
  mails: number;
  flagged: number;
  /** Findings by rule and level. */
  counts: Record<string, Record<string, number>>;
  /** Each rule and level of errors and warnings: on how many mails, and why. */
  remainder: { rule: string; level: string; mails: number; reason: string }[];
}

const EXPECTED = new URL("bench5000.json", import.meta.url);

/** Mails (0-based) with an error of ours that git reads without complaint, and why. */
const KNOWN: Readonly<Record<number, string>> = {
  4650: "the hunk counts one old line too many, and git takes the signature for it",
};

/** By `patch-mail lint`: message by message, encoded mail decoded, all of it received. */
async function measure(
  bytes: Uint8Array,
  reasons: ReadonlyMap<string, string>,
): Promise<{ bench: Bench; errors: readonly number[] }> {
  const uri = "file:///bench.mbox.gz";
  const source = await sourceOfBytes(gzipSync(bytes, { level: 1 }), uri, defaultSourceLimits, parse);
  const input = { kind: "source", source } as const;
  const options: LintOptions = {
    settings: {},
    mail: await mailAtHand([input]),
    mailIs: "auto",
    least: "hint",
    askUser: () => Promise.resolve(null),
    rules: (document, asked) => Promise.resolve(diagnose(document, asked)),
  };
  const found: LintFinding[] = [];
  let messageCount = 0;
  await lintInput("bench.mbox.gz", input, options, (linted) => {
    messageCount += linted.messageCount;
    found.push(...linted.findings);
  });
  const counts: Bench["counts"] = {};
  const mails = new Map<string, Set<number>>();
  const flagged = new Set<number>();
  const errors = new Set<number>();
  for (const { rule, level, messageNumber } of found) {
    const row = (counts[rule] ??= {});
    row[level] = (row[level] ?? 0) + 1;
    if (level !== "error" && level !== "warning") continue;
    const key = `${rule} ${level}`;
    const set = mails.get(key) ?? new Set();
    mails.set(key, set.add(messageNumber));
    flagged.add(messageNumber);
    if (level === "error") errors.add(messageNumber - 1);
  }
  const order = RULES.map((rule) => rule.id);
  const remainder = [...mails]
    .map(([key, set]) => {
      const [rule = "", level = ""] = key.split(" ");
      return { rule, level, mails: set.size, reason: reasons.get(key) ?? "" };
    })
    .toSorted((a, b) => order.indexOf(a.rule) - order.indexOf(b.rule) || a.level.localeCompare(b.level));
  const sorted = Object.fromEntries(order.flatMap((id) => (counts[id] ? [[id, counts[id]]] : [])));
  return {
    bench: { mails: messageCount, flagged: flagged.size, counts: sorted, remainder },
    errors: [...errors].toSorted((a, b) => a - b),
  };
}

describe.runIf(hasShared("bench", 3))(
  "5,000 mails of one list",
  async () => {
    const bytes = benchMail();
    const expected: Bench = JSON.parse(fs.readFileSync(EXPECTED, "utf8"));
    const reasons = new Map(expected.remainder.map((row) => [`${row.rule} ${row.level}`, row.reason]));
    const { bench, errors } = await measure(bytes, reasons);
    console.log(
      `${bench.mails} mails, warnings or errors on ${bench.flagged}\n` +
        RULES.map((rule) => `  ${rule.id}: ${JSON.stringify(bench.counts[rule.id] ?? {})}`).join("\n"),
    );
    if (process.env["UPDATE_BENCH"] === "1")
      fs.writeFileSync(EXPECTED, `${JSON.stringify(bench, null, 2)}\n`);

    it("have warnings and errors on under 1 %", () => {
      expect(bench.mails).toBe(5000);
      expect(bench.flagged).toBeLessThan(50);
    });

    it("give the counts that the docs tell, and each remainder has its reason", () => {
      if (process.env["UPDATE_BENCH"] !== "1") expect(bench).toEqual(expected);
      for (const row of bench.remainder) expect(row.reason, `${row.rule} ${row.level}`).not.toBe("");
    });

    it("have errors only where git refuses the mail", () => {
      // Latin-1: offsets of the text are those of the bytes.
      const text = bytes.toString("latin1");
      const { document } = parse(text);
      const oracle = gitOracle();
      const taken = errors.filter((index) => {
        const message = document.messages[index];
        if (!message) return true;
        const start = message.separator ? text.indexOf("\n", message.separator.end) + 1 : message.span.start;
        return oracle.ofMail(bytes.subarray(start, message.span.end)) === null;
      });
      oracle.dispose();
      expect(taken).toEqual(Object.keys(KNOWN).map(Number));
    }, 60_000);
  },
  120_000,
);
