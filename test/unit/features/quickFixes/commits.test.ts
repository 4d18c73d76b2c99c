import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "vscode-languageserver-protocol";
import { diagnose } from "../../../../server/src/diagnostics/diagnose.js";
import { codeAction } from "../../../../server/src/features/codeAction.js";
import type { CommitAnswer, CommitSource } from "../../../../server/src/features/commitSource.js";
import type { ParsedDocument } from "../../../../server/src/features/feature.js";
import { mail, SEPARATOR } from "../../diagnostics/support.js";
import { createSandbox, type Sandbox } from "../../git/sandbox.js";
import { context, offsetOf, parsed } from "../fixture.js";
import { applied, type FixOptions, fixed, lineDiff, offered } from "./fixture.js";

const { signal } = new AbortController();
const subjects = {
  sign: "hwmon: (frost) Read the sign",
  revert: 'Revert "hwmon: (frost) Read the sign"',
  long: "hwmon: (frost) Do not take the temperature of a sensor that nobody has connected to the board yet",
  // Four lines of it would be more than checkpatch reads.
  endless: `hwmon: ${"a very long subject that goes on and on, ".repeat(7)}amen`,
  backslash: "hwmon: Print \\n, $HOME, `id` and 50 % of “it”",
};
const hashes = new Map<string, string>();
let box: Sandbox;
let source: CommitSource;
let uri: string;
let options: FixOptions;

const hash = (name: keyof typeof subjects, digits = 12): string =>
  (hashes.get(subjects[name]) ?? "").slice(0, digits);
/** As git writes it. */
const byGit = (name: keyof typeof subjects, form = 'Fixes: %h ("%s")'): string =>
  box.git("linux", ["log", "-1", "--abbrev=12", `--format=${form}`, hash(name, 40)]);

beforeAll(() => {
  box = createSandbox();
  box.git("linux", ["init", "-q", "."]);
  for (const subject of Object.values(subjects)) {
    box.write("linux/drivers/hwmon/frost.c", subject);
    hashes.set(subject, box.commit("linux", `${subject}\n`));
  }
  source = box.room().commits;
  uri = box.uri("linux", "0001.patch");
  options = { uri, context: { commits: source }, findings };
});
afterAll(() => box.dispose());

/** With the repository's answers: asked for in a first run, there in a second. */
async function findings(document: ParsedDocument): Promise<readonly Diagnostic[]> {
  const answers = new Map<string, CommitAnswer | null>();
  const asked = new Set<string>();
  const clues = { base: null, blobs: [], paths: ["drivers/hwmon/frost.c"] };
  const run = (): Diagnostic[] =>
    diagnose(document, {
      userAddresses: ["anna.berg@example.org"],
      commits: () => ({
        commit(name) {
          asked.add(name);
          const answer = answers.get(name) ?? null;
          return answer?.kind === "ancestry" ? null : answer;
        },
        ancestry: () => null,
      }),
    }).map((each) => ({ ...each }));
  run();
  for (const name of asked)
    answers.set(
      name,
      (await source.answers(uri, [{ what: "commit", hash: name, clues }], signal))[0] ?? null,
    );
  return run();
}

const SIGNOFF = "Signed-off-by: Anna Berg <anna.berg@example.org>\n";
const withFixes = (value: string): string =>
  mail({ separator: SEPARATOR, log: `The sign was lost.\n\nFixes: ${value}\n${SIGNOFF}` });
const withWords = (words: string): string =>
  mail({ separator: SEPARATOR, log: `${words}\n\nThe rest says the same again.\n\n${SIGNOFF}` });

describe("Fixes out of the repository", () => {
  it.each<[string, () => string, keyof typeof subjects, string]>([
    ["the subject is missing", () => hash("sign"), "sign", "trailer.bad-fixes"],
    [
      "too few digits",
      () => `${hash("sign", 8)} ("hwmon: (frost) Read the sign")`,
      "sign",
      "trailer.bad-fixes",
    ],
    ["the word commit", () => `commit ${hash("revert")} ("x")`, "revert", "trailer.bad-fixes"],
    [
      "another hash, and the subject without parentheses",
      () => `commit ${"0123456789".repeat(4)} "${subjects.revert}"`,
      "revert",
      "trailer.bad-fixes",
    ],
    ["capitals", () => `${hash("sign").toUpperCase()} ("x")`, "sign", "trailer.bad-fixes"],
    ["no quotes", () => `${hash("backslash", 40)} (hwmon: Print)`, "backslash", "trailer.bad-fixes"],
    [
      "wrapped",
      () => `${hash("long")} ("hwmon: (frost) Do not take\n the temperature")`,
      "long",
      "trailer.bad-fixes",
    ],
    [
      "another subject",
      () => `${hash("revert")} ("Revert hwmon")`,
      "revert",
      "trailer.fixes-subject-mismatch",
    ],
    ["a very long one", () => `${hash("endless")} ("hwmon: a")`, "endless", "trailer.fixes-subject-mismatch"],
  ])("%s", async (_name, value, name, rule) => {
    const text = withFixes(value());
    const { diff, titles } = await fixed(text, rule, {
      ...options,
      // It is as long as git has it.
      mayAppear: ["log.long-line"],
    });
    expect(diff.filter((line) => line.startsWith("+"))).toEqual([`+${byGit(name)}`]);
    expect(titles.filter((title) => title.startsWith("Write “Fixes: "))).toHaveLength(1);
  });

  it("leaves a note behind it alone", async () => {
    const { diff } = await fixed(
      withFixes(`${hash("sign")} ("x") # v5.10`),
      "trailer.fixes-subject-mismatch",
      options,
    );
    expect(diff).toEqual([`-Fixes: ${hash("sign")} ("x") # v5.10`, `+${byGit("sign")} # v5.10`]);
  });

  it("finds a commit that was rebased by its subject", async () => {
    const { diff, titles } = await fixed(
      withFixes(`0123456789ab ("${subjects.backslash}")`),
      "trailer.fixes-unknown",
      options,
    );
    expect(diff).toEqual([`-Fixes: 0123456789ab ("${subjects.backslash}")`, `+${byGit("backslash")}`]);
    expect(titles[0]).toMatch(/^Write “Fixes: .*”: it has this subject$/);
    const words = withWords(`Since commit 0123456789ab ("${subjects.sign}") it is wrong.`);
    const prose = await fixed(words, "log.unknown-commit", options);
    expect(prose.diff[1]).toBe(`+Since ${byGit("sign", 'commit %h ("%s")')} it is wrong.`);
  });

  it("is not offered where nobody knows the commit", async () => {
    const unknown = withFixes('0123456789ab ("hwmon: gone")');
    expect(
      (await offered(unknown, "trailer.fixes-unknown", options)).filter((title) => title.includes("Fixes")),
    ).toEqual([]);
    const none = { ...options, context: {} };
    expect(
      (await offered(withFixes(hash("sign")), "trailer.bad-fixes", none)).filter((title) =>
        title.includes("Fixes:"),
      ),
    ).toEqual([]);
  });
});

describe("commit references out of the repository", () => {
  it.each<[string, () => string, readonly string[]]>([
    [
      "no subject",
      () => `Since commit ${hash("sign", 8)} it is wrong.`,
      ['Since commit SIGN ("hwmon: (frost) Read the sign") it is wrong.'],
    ],
    [
      "no quotes",
      () => `Since Commit ${hash("sign")} (hwmon: Read the sign), it is wrong.`,
      ['Since Commit SIGN ("hwmon: (frost) Read the sign"), it is wrong.'],
    ],
    [
      "what looks like the subject",
      () => `Since commit ${hash("sign")} (hwmon: (frost) Read).`,
      ['Since commit SIGN ("hwmon: (frost) Read the sign").'],
    ],
    [
      "the subject without quotes",
      () => `Since commit ${hash("revert")} (Revert "hwmon).`,
      ['Since commit REVERT ("Revert "hwmon: (frost) Read the sign"").'],
    ],
    [
      "other words in parentheses",
      () => `Since commit ${hash("sign")} (v5.10) it is wrong.`,
      ['Since commit SIGN ("hwmon: (frost) Read the sign") (v5.10) it is', "wrong."],
    ],
    [
      "a bare hash",
      () => `Since ${hash("sign")} it is wrong.`,
      ['Since commit SIGN ("hwmon: (frost) Read the sign") it is wrong.'],
    ],
    [
      "over the width",
      () => `Nobody has seen that the sign is lost since commit ${hash("long")}, which is why.`,
      [
        "Nobody has seen that the sign is lost since",
        'commit LONG ("hwmon: (frost) Do not take the temperature of a',
        'sensor that nobody has connected to the board yet"), which is why.',
      ],
    ],
    [
      "over three lines, and no more",
      () => `Since commit ${hash("endless")}.`,
      [
        'Since commit ENDLESS ("hwmon: a very long subject that goes on and on,',
        "a very long subject that goes on and on, a very long subject that goes on",
        'and on, a very long subject that goes on and on, a very long subject that goes on and on, a very long subject that goes on and on, a very long subject that goes on and on, amen").',
      ],
    ],
  ])("%s", async (_name, words, wanted) => {
    const text = withWords(words());
    const { diff } = await fixed(text, "log.commit-id-style", { ...options, mayAppear: ["log.long-line"] });
    const named = wanted.map((line) =>
      line.replace(/SIGN|REVERT|LONG|ENDLESS/, (name) => hash(name.toLowerCase() as keyof typeof subjects)),
    );
    expect(diff.filter((line) => line.startsWith("+"))).toEqual(named.map((line) => `+${line}`));
  });

  it("writes the right subject, over lines that were wrapped otherwise", async () => {
    const text = withWords(
      `It is wrong since commit\n${hash("sign")} ("hwmon: (frost)\nRead a sign"), always.`,
    );
    const { diff } = await fixed(text, "log.commit-subject-mismatch", options);
    expect(diff).toEqual([
      "-It is wrong since commit",
      `-${hash("sign")} ("hwmon: (frost)`,
      '-Read a sign"), always.',
      `+It is wrong since ${byGit("sign", 'commit %h ("%s")')},`,
      "+always.",
    ]);
  });
});

describe("with the cursor on a hash", () => {
  const actionsAt = async (text: string, words: string) => {
    const document = parsed(text, uri);
    const start = document.model.lines.positionAt(offsetOf(document, words));
    const actions = await codeAction.handle(
      document,
      {
        textDocument: { uri },
        range: { start, end: start },
        context: { diagnostics: [], only: ["refactor.rewrite"], triggerKind: 1 },
      },
      { ...context, commits: source },
    );
    return actions.map(({ title, edit }) => ({
      title,
      diff: lineDiff(text, applied(document, edit?.changes?.[uri] ?? [])),
    }));
  };

  it.each(["\n", "\r\n"])("the reference and a Fixes are offered (line ends %j)", async (end) => {
    const text = withWords(`Since ${hash("sign", 9)} it is wrong.`).replaceAll("\n", end);
    expect(await actionsAt(text, hash("sign", 9))).toEqual([
      {
        title: `Write as commit ${hash("sign")} ("${subjects.sign}")`,
        diff: [
          `-Since ${hash("sign", 9)} it is wrong.`,
          `+Since commit ${hash("sign")} ("${subjects.sign}") it is wrong.`,
        ],
      },
      { title: `Insert “Fixes: ${hash("sign")} ("${subjects.sign}")”`, diff: [`+${byGit("sign")}`] },
    ]);
  });

  it("Fixes goes above the trailers, or below a log that has none", async () => {
    const [, above] = await actionsAt(
      mail({
        separator: SEPARATOR,
        log: `Since ${hash("sign")}.\n\nCloses: https://example.org/1\n${SIGNOFF}`,
      }),
      hash("sign"),
    );
    expect(above?.diff).toEqual([`+${byGit("sign")}`]);
    const text = mail({
      separator: SEPARATOR,
      log: `Link: https://example.org/1\n\nSince ${hash("sign")}.\n`,
    });
    const [, below] = await actionsAt(text, hash("sign"));
    expect(below?.diff).toEqual(["+", `+${byGit("sign")}`]);
  });

  it("only what is new is offered, and nothing in other places", async () => {
    const whole = withWords(`Since commit ${hash("sign")} ("${subjects.sign}").`);
    expect((await actionsAt(whole, hash("sign"))).map(({ title }) => title.slice(0, 6))).toEqual(["Insert"]);
    const both = whole.replace(SIGNOFF, `${byGit("sign")}\n${SIGNOFF}`);
    expect(await actionsAt(both, hash("sign"))).toEqual([]);
    expect(await actionsAt(withWords("Since commit 0123456789ab."), "0123456789ab")).toEqual([]);
    expect(await actionsAt(whole, "The rest")).toEqual([]);
    expect(await actionsAt(withWords(`> since ${hash("sign")}`), hash("sign"))).toEqual([]);
  });
});
