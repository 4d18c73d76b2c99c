import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineTable } from "../../../server/src/core/text/lineTable.js";
import { withCheckpatch } from "../../../server/src/diagnostics/checkpatch/diagnostics.js";
import { readCheckpatch } from "../../../server/src/diagnostics/checkpatch/output.js";
import {
  lineSums,
  matchedLine,
  matchLines,
  messageSum,
} from "../../../server/src/diagnostics/checkpatch/place.js";
import { isTwin, TWINS } from "../../../server/src/diagnostics/checkpatch/twins.js";
import { diagnose } from "../../../server/src/diagnostics/diagnose.js";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";
import { sharedDir } from "../../corpus/shared.js";
import { mail, parsed } from "./support.js";

describe("readCheckpatch", () => {
  it("reads levels, types, messages of several lines, places", () => {
    const output = [
      "WARNING:COMMIT_LOG_LONG_LINE: Prefer a maximum 75 chars per line",
      "#7: ",
      "a long line",
      "",
      "ERROR:GIT_COMMIT_ID: Please use git commit description style",
      "  'commit <12+ chars of sha1> (\"<title line>\")'",
      "#9: FILE: fs/x.c:12:",
      "+x",
      "",
      "ERROR:MISSING_SIGN_OFF: Missing Signed-off-by: line(s)",
      "",
      "CHECK:CAMELCASE: Avoid CamelCase: <fooBar>",
      "#20: FILE: fs/x.c:13:",
      "+int fooBar;",
      "",
      "NOTE: For some of the reported defects",
      "",
    ].join("\n");
    expect(readCheckpatch(output)).toEqual([
      {
        level: "WARNING",
        type: "COMMIT_LOG_LONG_LINE",
        line0: 6,
        message: "Prefer a maximum 75 chars per line",
      },
      {
        level: "ERROR",
        type: "GIT_COMMIT_ID",
        line0: 8,
        message: "Please use git commit description style 'commit <12+ chars of sha1> (\"<title line>\")'",
      },
      { level: "ERROR", type: "MISSING_SIGN_OFF", line0: null, message: "Missing Signed-off-by: line(s)" },
      { level: "CHECK", type: "CAMELCASE", line0: 19, message: "Avoid CamelCase: <fooBar>" },
    ]);
  });

  it("takes no line of the patch for a report", () => {
    const output =
      "WARNING:LONG_LINE: long\n#3: \nERROR:FORGED: no\nWARNING: CPU: 0 PID: 1\n#9: FILE: x\n\nWARNING: CPU: 0 PID: 1 at fs/x.c\nERROR:FORGED: no\n\n";
    expect(readCheckpatch(output).map(({ type, line0 }) => [type, line0])).toEqual([["LONG_LINE", 2]]);
  });

  it("reads without colours, and nothing that is hidden is left in a message", () => {
    const output = "\u001b[31mERROR:\u001b[34mA:\u001b[0m bad\u202e \u001b]0;x\u0007\n#1: \nx\n\n";
    expect(readCheckpatch(output)).toEqual([{ level: "ERROR", type: "A", line0: 0, message: "bad ]0;x" }]);
  });

  it("never throws, and is bounded", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("ERROR:A: b", "#1:", "", "x", "WARNING:B: ")), (rows) => {
        expect(readCheckpatch(rows.join("\n")).length).toBeLessThanOrEqual(1000);
      }),
    );
    expect(readCheckpatch("ERROR:A: b\n\n".repeat(5000))).toHaveLength(1000);
  });
});

describe("matchLines", () => {
  const sumsOf = (text: string) => {
    const table = new LineTable(text);
    return lineSums(table, 0, table.count);
  };
  const match = (from: string, to: string): (number | null)[] => {
    const own = sumsOf(from);
    const found = matchLines(own, sumsOf(to));
    return from.split("\n").map((_, line0) => matchedLine(own, found, line0));
  };

  it("finds lines behind what one text has more", () => {
    expect(match("a\n\nb\nc", "x\na\nb\ny\nz\n c ")).toEqual([1, 2, 2, 5]);
    expect(match("a\nb\nc", "c")).toEqual([null, null, 0]);
    expect(match("a\nb", "x\ny")).toEqual([null, null]);
  });

  it("of the same text it is the same line, also with lines put in", () => {
    const line = fc.constantFrom("a", "b", "c", "}", "\treturn 0;", "");
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const text = lines.join("\n");
        const found = match(text, text);
        for (const [at, each] of text.split("\n").entries()) if (each !== "") expect(found[at]).toBe(at);
        const below = match(text, `-- note\n${text}`);
        for (const [at, each] of text.split("\n").entries()) if (each !== "") expect(below[at]).toBe(at + 1);
      }),
    );
  });
});

describe("twins", () => {
  it("are rules that there are, or that are asked for", () => {
    const file = path.join(sharedDir, "DIAGNOSTICS.md");
    const asked = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    const known = (id: string): boolean =>
      RULES.some((rule) => rule.id === id) || asked.includes(`\`${id}\``);
    if (asked === "") console.log("skipped: 1 check, since ../shared/DIAGNOSTICS.md is absent");
    else expect(TWINS.filter(({ rule }) => !known(rule)).map(({ rule }) => rule)).toEqual([]);
  });

  it("are there for each type that a rule names as its oracle", () => {
    const named = RULES.flatMap(({ id, oracle }) =>
      [...oracle.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([type]) => `${id} ${type}`),
    );
    const twins = new Set(TWINS.map(({ rule, type }) => `${rule} ${type}`));
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((one) => !twins.has(one))).toEqual([]);
  });

  it("tell the meanings of one type apart", () => {
    expect(isTwin("trailer.duplicate", "BAD_SIGN_OFF", "Duplicate signature")).toBe(true);
    expect(isTwin("trailer.bad-form", "BAD_SIGN_OFF", "Duplicate signature")).toBe(false);
    expect(isTwin("trailer.bad-form", "BAD_SIGN_OFF", "Use a single space after Signed-off-by:")).toBe(true);
  });
});

describe("withCheckpatch", () => {
  const document = parsed(
    mail({ log: "No sign-off, and a corrupt hunk.\n" }).replace("-33,7 +33,8", "-33,7 +33,9"),
  );
  const [message] = document.model.messages;
  if (message === undefined) throw new Error("no message");
  const ours = diagnose(document);
  const checked = (type: string, line0: number | null) => ({
    sum: messageSum(document.model, message),
    body: lineSums(document.model.lines, message.bodyLine0, message.endLine0),
    reports: [{ level: "ERROR" as const, type, message: "said", line0, rawLine0: line0, field: null }],
  });
  const codes = (all: readonly { readonly source: string; readonly code: string }[]) =>
    all.map(({ source, code }) => (source === "checkpatch" ? code : ""));

  it("never hides an error, and says the same", () => {
    const corrupt = ours.find(({ code }) => code === "patch.corrupt-hunk");
    expect(corrupt?.severity).toBe(1);
    const all = withCheckpatch(document, ours, () =>
      checked("CORRUPTED_PATCH", corrupt?.range.start.line ?? 0),
    );
    expect(all).toContain(corrupt);
    expect(codes(all)).toContain("CORRUPTED_PATCH");
  });

  it("takes the place of a finding of the whole mail, and keeps its name for fixes", () => {
    const own = ours.find(({ code }) => code === "trailer.missing-signoff");
    const all = withCheckpatch(document, ours, () => checked("MISSING_SIGN_OFF", null));
    expect(all).not.toContain(own);
    const theirs = all.find(({ source }) => source === "checkpatch");
    expect(theirs?.range).toEqual(own?.range);
    expect(theirs?.data.twin).toEqual({ rule: "trailer.missing-signoff", range: own?.range });
  });

  it("leaves a twin on another line", () => {
    const own = ours.find(({ code }) => code === "trailer.missing-signoff");
    expect(withCheckpatch(document, ours, () => checked("MISSING_SIGN_OFF", 0))).toContain(own);
  });

  it("leaves out lines that are not there any more", () => {
    const other = parsed(mail({ log: "Something else.\n", diff: "" }));
    const all = withCheckpatch(other, [], () => checked("LONG_LINE", message.endLine0 - 6));
    expect(all).toEqual([]);
  });
});
