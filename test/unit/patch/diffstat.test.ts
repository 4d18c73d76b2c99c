import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { refreshDiffstat } from "../../../server/src/core/patch/refreshDiffstat.js";
import { createRepository, edited, read, type State } from "./repository.js";

const repository = createRepository();
afterAll(() => repository.dispose());

/** The patch mail between two states, as git writes it. */
function mailBetween(before: State, after: State, options: readonly string[] = []): string {
  repository.commit(before);
  repository.commit(after);
  return repository.git(["format-patch", "-1", "--stdout", "-M", "-C", ...options]).out;
}

const spoiled = " wrong | 1 +\n 1 file changed, 1 insertion(+)\n";

/** The mail with a diffstat that says nothing right, but for what only it knows. */
function withWrongStat(mail: string): string {
  const from = mail.indexOf("\n---\n") + 5;
  const to = mail.indexOf("\n\ndiff --git ") + 1;
  const told = mail
    .slice(from, to)
    .split("\n")
    .filter((row) => row.includes("| ") && row.includes("Bin"))
    .map((row) => `${row}\n`);
  return mail.slice(0, from) + told.join("") + spoiled + mail.slice(to);
}

function refreshed(mail: string): string {
  const { document, message } = read(mail);
  return edited(mail, refreshDiffstat(document.lines, message));
}

const numbered = (count: number, mark = ""): string =>
  Array.from({ length: count }, (_, at) => `line ${at}${mark}\n`).join("");

describe("a diffstat is git's to the byte", () => {
  it.each<[string, State, State]>([
    ["one line", { "a.c": "a\n" }, { "a.c": "b\n" }],
    ["insertions only", { "a.c": "a\n" }, { "a.c": "a\nb\nc\n" }],
    ["deletions only", { "a.c": "a\nb\n", "b.c": "b\n" }, { "a.c": "a\n", "b.c": "b\n" }],
    [
      "new and deleted files",
      { "old.c": "x\ny\n" },
      { "new/deep/file.c": "p\n", "run.sh": { content: "q\n", mode: 0o755 } },
    ],
    ["a mode", { "run.sh": "x\n", k: "k" }, { "run.sh": { content: "x\n", mode: 0o755 }, k: "k" }],
    ["a mode and a line", { "run.sh": "x\n" }, { "run.sh": { content: "y\n", mode: 0o755 } }],
    ["a rename", { "drivers/hwmon/frost.c": numbered(20) }, { "drivers/iio/frost.c": numbered(20) }],
    ["a rename into the same name", { "a/b/c/x.c": numbered(20) }, { "a/c/x.c": numbered(20) }],
    [
      "a rename up, with a line and a mode",
      { "a/b/x.c": numbered(20) },
      { "a/x.c": { content: `${numbered(20)}z\n`, mode: 0o755 } },
    ],
    ["a rename without anything in common", { "one.c": numbered(20) }, { "two.h": numbered(20) }],
    ["a copy", { "one.c": numbered(20) }, { "one.c": `${numbered(20)}x\n`, "lib/one_copy.c": numbered(20) }],
    [
      "binary files",
      { "a.bin": Buffer.from([0, 1, 2]), "gone.bin": Buffer.from([0, 9]) },
      { "a.bin": Buffer.from([0, 1, 2, 3, 4, 5]), "b.bin": Buffer.alloc(2000), "text.c": "x\n" },
    ],
    ["an empty file", { k: "k" }, { k: "k", empty: "" }],
    [
      "names that git quotes",
      { "gr\u00fc\u00dfe.c": "a\n", 'q"u.c': "a\n", "tab\t.c": numbered(12) },
      { "gr\u00fc\u00dfe.c": "b\n", 'q"u.c': "b\n", "tab\tb.c": numbered(12) },
    ],
    [
      "wide bars",
      { "a.c": numbered(400), "b.c": numbered(20) },
      { "a.c": numbered(500, "!"), "b.c": `${numbered(20)}x\n` },
    ],
    [
      "a long name",
      { [`drivers/${"very-long-folder/".repeat(5)}file.c`]: "a\n", "b.c": numbered(90) },
      { [`drivers/${"very-long-folder/".repeat(5)}file.c`]: "b\n", "b.c": numbered(90, "x") },
    ],
    [
      "a long name without a slash",
      { [`${"x".repeat(90)}.c`]: numbered(200) },
      { [`${"x".repeat(90)}.c`]: "b\n" },
    ],
  ])("%s", (_name, before, after) => {
    const mail = mailBetween(before, after);
    expect(refreshed(withWrongStat(mail))).toBe(mail);
    const { document, message } = read(mail);
    expect(refreshDiffstat(document.lines, message)).toEqual({ changes: [] });
  });

  it("for any files", () => {
    const name = fc
      .array(
        fc.string({
          unit: fc.constantFrom("a", "b", "c", "d", "_", "-", ".", "0"),
          minLength: 1,
          maxLength: 30,
        }),
        {
          minLength: 1,
          maxLength: 5,
        },
      )
      .map((parts) => parts.map((part) => part.replace(/^[.-]+/, "n")).join("/"))
      .filter((path) => !path.includes("//") && !path.endsWith("/"));
    const content = fc
      .tuple(fc.nat(60), fc.constantFrom("", "!", "?"), fc.nat(8))
      .map(([count, mark, scale]) => numbered(scale === 0 ? count * 20 : count, mark));
    const state = fc.uniqueArray(fc.tuple(name, content, content), {
      maxLength: 6,
      minLength: 1,
      selector: ([path]) => path,
    });
    fc.assert(
      fc.property(state, (files) => {
        // A name cannot be a folder, too.
        const own = files.filter(
          ([path]) => !files.some(([other]) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`)),
        );
        const before = Object.fromEntries(own.map(([path, text]) => [path, text]));
        const after = Object.fromEntries(own.map(([path, , text]) => [path, text]));
        const mail = mailBetween({ k: "k", ...before }, { k: "k", ...after });
        if (!mail.includes("\ndiff --git ")) return;
        expect(refreshed(withWrongStat(mail))).toBe(mail);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it("of git diff, which is wider", () => {
    const before = { "a.c": numbered(400), "drivers/hwmon/frost.c": numbered(20) };
    const after = { "a.c": numbered(500, "!"), "drivers/hwmon/frost.c": `${numbered(20)}x\n` };
    repository.commit(before);
    repository.commit(after);
    const text = repository.git(["diff", "--stat", "--summary", "-p", "HEAD~"]).out;
    const wrong = text.replace("  | 900 ", "  | 901 ");
    expect(wrong).not.toBe(text);
    expect(refreshed(wrong)).toBe(text);
  });

  it("keeps CRLF", () => {
    const mail = mailBetween({ "a.c": "a\n" }, { "a.c": "b\n" });
    const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
    expect(refreshed(crlf(withWrongStat(mail)))).toBe(crlf(mail));
  });
});
