import { afterAll, describe, expect, it } from "vitest";
import { gitOracle } from "./gitOracle.js";
import { DIFF, diagnoseText, mail, parsed, summary } from "./support.js";

const oracle = gitOracle();
afterAll(() => oracle.dispose());

const NEW_AND_DELETED = `diff --git a/x.c b/x.c
new file mode 100644
index 000000000000..c524fe085484
--- /dev/null
+++ b/x.c
@@ -0,0 +1,3 @@
+int x;
+
+int y;
diff --git a/z.c b/z.c
deleted file mode 100644
index c524fe085484..000000000000
--- a/z.c
+++ /dev/null
@@ -1 +0,0 @@
-int z;
`;
const RENAMED = `diff --git a/old.c b/new.c
similarity index 90%
rename from old.c
rename to new.c
index 564e7739c8d2..c524fe085484 100644
--- a/old.c
+++ b/new.c
@@ -1,2 +1,3 @@
 int a;
+int b;
 int c;
@@ -9 +10,0 @@ int f(void)
-int d;
\\ No newline at end of file
`;
const PLAIN = `--- linux.orig/x.c	2026-03-09 10:17:30.000000000 +0100
+++ linux/x.c	2026-03-09 10:17:30.000000000 +0100
@@ -1,3 +1,3 @@
 int a;
-int b;
+int c;
 int d;
`;

const BASES: Readonly<Record<string, string>> = {
  "one hunk": DIFF,
  "new and deleted": NEW_AND_DELETED,
  "rename, two hunks": RENAMED,
  "plain unified": PLAIN,
  "two files": DIFF + NEW_AND_DELETED,
};

/** Each way to damage a diff, as `[name, damaged diff]`. */
function* mutations(diff: string): Iterable<readonly [string, string]> {
  const lines = diff.split("\n").slice(0, -1);
  const joined = (changed: readonly string[]): string => changed.map((line) => `${line}\n`).join("");
  for (const [at, line] of lines.entries()) {
    const where = `line ${at + 1} “${line.slice(0, 20)}”`;
    yield [`delete ${where}`, joined(lines.toSpliced(at, 1))];
    yield [`double ${where}`, joined(lines.toSpliced(at, 0, line))];
    yield [`empty line before ${where}`, joined(lines.toSpliced(at, 0, ""))];
    yield [`cut the end before ${where}`, joined(lines.slice(0, at))];
    if (/^[ +-]/.test(line))
      yield [`strip the first character of ${where}`, joined(lines.with(at, line.slice(1)))];
    if (line.length > 8) {
      const middle = line.length >> 1;
      yield [`wrap ${where}`, joined(lines.toSpliced(at, 1, line.slice(0, middle), line.slice(middle)))];
    }
    if (line.startsWith("@@")) {
      for (const number of line.slice(0, line.indexOf("@@", 2)).matchAll(/\d+/g)) {
        for (const step of [-1, 1]) {
          const value = Number(number[0]) + step;
          if (value < 0) continue;
          const changed = line.slice(0, number.index) + value + line.slice(number.index + number[0].length);
          yield [`${number[0]} becomes ${value} in ${where}`, joined(lines.with(at, changed))];
        }
      }
    }
  }
  yield ["tabs to spaces", diff.replaceAll("\t", "        ")];
  yield ["trailing blanks stripped", diff.replace(/ +$/gm, "")];
}

/** A mail without the signature that git may take for a deleted line. */
const withoutSignature = (text: string): string => text.slice(0, text.lastIndexOf("-- \n"));

/** Why git and we may differ on this mail; null: we may not. The reason is checked, not only stated. */
function knownDifference(text: string, refusal: string | null, ours: readonly string[]): string | null {
  if (refusal === null && ours.length > 0 && oracle.ofMail(Buffer.from(withoutSignature(text))) !== null) {
    return "git takes the signature for a deleted line";
  }
  // Two equal lines of a file header: git reads the second over the first (and trips over a second `diff --git` of a
  // new file); the parser begins a file at each.
  if (/^((?:diff --git|---|\+\+\+) .*)\n\1$/m.test(text)) return "a doubled line of a file header";
  return null;
}

describe.each(Object.entries(BASES))("mutations of %s", (_name, diff) => {
  it("is sound as it stands", () => {
    const text = mail({ diff, diffstat: "" });
    expect(oracle.ofMail(Buffer.from(text))).toBeNull();
    expect(summary(diagnoseText(text))).toEqual([]);
  });

  it("has errors exactly where git refuses the bare diff", () => {
    const wrong: string[] = [];
    for (const [name, damaged] of [
      ...mutations(diff),
      ["the last line end cut off", diff.slice(0, -1)] as const,
    ]) {
      const refusal = oracle.ofDiff(Buffer.from(damaged));
      const ours = summary(diagnoseText(damaged).filter((one) => one.severity === 1));
      // Without a whole header or hunk nothing says that a diff was meant.
      if (parsed(damaged).model.form !== "diff" || refusal?.includes("No valid patches")) continue;
      if ((refusal !== null) === ours.length > 0 || knownDifference(damaged, refusal, ours) !== null)
        continue;
      wrong.push(`${name}: git says ${refusal ?? "nothing"}, we say ${ours.join(", ") || "nothing"}`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it("has errors exactly where git refuses", () => {
    const wrong: string[] = [];
    let refused = 0;
    let taken = 0;
    const known = new Map<string, number>();
    for (const [name, damaged] of mutations(diff)) {
      const text = mail({ diff: damaged, diffstat: "" });
      const refusal = oracle.ofMail(Buffer.from(text));
      const ours = summary(diagnoseText(text).filter((one) => one.severity === 1));
      if (refusal === null) taken++;
      else refused++;
      if ((refusal !== null) === ours.length > 0) continue;
      const reason = knownDifference(text, refusal, ours);
      if (reason === null)
        wrong.push(`${name}: git says ${refusal ?? "nothing"}, we say ${ours.join(", ") || "nothing"}`);
      else known.set(reason, (known.get(reason) ?? 0) + 1);
    }
    console.log(
      `${refused} refused, ${taken} taken, known differences: ${JSON.stringify(Object.fromEntries(known))}`,
    );
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(10);
    expect(taken).toBeGreaterThan(0);
  }, 60_000);
});
