import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { RULES } from "../../server/src/diagnostics/rules/index.js";
import { gitOracle } from "../unit/diagnostics/gitOracle.js";
import { benchMail, hasShared } from "./shared.js";

/**
 * What docs/diagnostics.md tells of the 5,000 mails. `UPDATE_BENCH=1 npx vitest run test/corpus/bench5000` writes the
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
const LEVEL_NAMES = ["", "error", "warning", "information", "hint"];

/** Mails (0-based) with an error of ours that git reads without complaint, and why. */
const KNOWN: Readonly<Record<number, string>> = {
  4650: "the hunk counts one old line too many, and git takes the signature for it",
};

function measure(
  text: string,
  reasons: ReadonlyMap<string, string>,
): { bench: Bench; errors: readonly number[] } {
  const { document, problems } = parse(text);
  const found = diagnose(
    { uri: "file:///bench.mbox", version: 1, languageId: "patch-mail", text, model: document, problems },
    { limit: Number.POSITIVE_INFINITY },
  );
  const counts: Bench["counts"] = {};
  const mails = new Map<string, Set<number>>();
  const flagged = new Set<number>();
  const errors = new Set<number>();
  for (const one of found) {
    const level = LEVEL_NAMES[one.severity] ?? "";
    const row = (counts[one.code] ??= {});
    row[level] = (row[level] ?? 0) + 1;
    if (one.severity > 2) continue;
    const key = `${one.code} ${level}`;
    const set = mails.get(key) ?? new Set();
    mails.set(key, set.add(one.data.messageIndex));
    flagged.add(one.data.messageIndex);
    if (one.severity === 1) errors.add(one.data.messageIndex);
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
    bench: { mails: document.messages.length, flagged: flagged.size, counts: sorted, remainder },
    errors: [...errors].toSorted((a, b) => a - b),
  };
}

describe.runIf(hasShared("bench", 3))(
  "5,000 mails of one list",
  () => {
    const bytes = benchMail();
    const expected: Bench = JSON.parse(fs.readFileSync(EXPECTED, "utf8"));
    const reasons = new Map(expected.remainder.map((row) => [`${row.rule} ${row.level}`, row.reason]));
    const { bench, errors } = measure(bytes.toString("utf8"), reasons);
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
