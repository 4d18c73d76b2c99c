import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { RULES } from "../../server/src/diagnostics/rules/index.js";
import { corpusFiles, hasShared } from "./shared.js";

/**
 * What docs/diagnostics.md tells of the corpus. `UPDATE_BENCH=1 npx vitest run test/corpus/corpusRules` writes it anew;
 * then `node scripts/generateRules.mjs`. That errors stand only where git refuses the mail is tested in refusals.test.ts.
 */
interface Counted {
  files: number;
  messages: number;
  /** Messages with an error, and those with an error or a warning. */
  withErrors: number;
  flagged: number;
  /** Findings by rule and level. */
  counts: Record<string, Record<string, number>>;
}

const EXPECTED = new URL("corpusRules.json", import.meta.url);
const LEVEL_NAMES = ["", "error", "warning", "information", "hint"];

function measure(): Counted {
  const counts: Counted["counts"] = {};
  const result: Counted = { files: 0, messages: 0, withErrors: 0, flagged: 0, counts };
  for (const { path: name, bytes } of corpusFiles()) {
    const text = bytes.toString("utf8");
    const { document, problems } = parse(text);
    const found = diagnose(
      { uri: `file:///${name}`, version: 1, languageId: "patch-mail", text, model: document, problems },
      { limit: Number.POSITIVE_INFINITY, mailIs: "received" },
    );
    result.files++;
    result.messages += document.messages.length;
    for (const one of found) {
      const row = (counts[one.code] ??= {});
      const level = LEVEL_NAMES[one.severity] ?? "";
      row[level] = (row[level] ?? 0) + 1;
    }
    const messagesWith = (worst: number): number =>
      new Set(found.filter(({ severity }) => severity <= worst).map(({ data }) => data.messageIndex)).size;
    result.withErrors += messagesWith(1);
    result.flagged += messagesWith(2);
  }
  const sorted = RULES.flatMap(({ id }) => (counts[id] === undefined ? [] : [[id, counts[id]] as const]));
  return { ...result, counts: Object.fromEntries(sorted) };
}

describe.runIf(hasShared("corpus", 1))("the rules over the corpus", () => {
  it("give the counts that the docs tell", () => {
    const counted = measure();
    console.log(
      `${counted.messages} messages of ${counted.files} files, errors on ${counted.withErrors}, errors or warnings on ${counted.flagged}\n` +
        RULES.map(({ id }) => `  ${id}: ${JSON.stringify(counted.counts[id] ?? {})}`).join("\n"),
    );
    if (process.env["UPDATE_BENCH"] === "1")
      fs.writeFileSync(EXPECTED, `${JSON.stringify(counted, null, 2)}\n`);
    else expect(counted).toEqual(JSON.parse(fs.readFileSync(EXPECTED, "utf8")));
  }, 120_000);
});
