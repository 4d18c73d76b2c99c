import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { codeAction } from "../../server/src/features/codeAction.js";
import type { CommitAnswer } from "../../server/src/features/commitSource.js";
import { mail, SEPARATOR } from "../unit/diagnostics/support.js";
import { context, parsed } from "../unit/features/fixture.js";
import { applied } from "../unit/features/quickFixes/fixture.js";
import { createSandbox, type Sandbox } from "../unit/git/sandbox.js";
import { findCheckpatch } from "./checkpatch.js";

/** What a log says, and where we and checkpatch differ, why. */
interface Row {
  readonly log: string;
  readonly differs?: string;
  /** The version that differs; absent: all. */
  readonly only?: "6.12";
}

const subject = "hwmon: (frost) Read the sign";
let box: Sandbox;
let hash: string;
let older: string;

/** `$` stands for 12 digits of a commit, `$$` for all of them, `?` for a hash that is nowhere. */
const rows: readonly Row[] = [
  { log: `Since commit $ ("${subject}") it is wrong.` },
  { log: 'Since commit $ ("hwmon: Read the sign") it is wrong.' },
  { log: `Since commit $ ("${subject.toLowerCase()}") it is wrong.` },
  { log: `Since commit $ ("${subject} ") it is wrong.` },
  { log: 'Since commit $ ("hwmon: (frost)\nRead the sign") it is wrong.' },
  { log: 'Since commit $ ("hwmon: (frost)\nRead a sign") it is wrong.' },
  { log: `Since commit\n$ ("${subject}") it is wrong.` },
  { log: 'Since commit\n$ ("hwmon:") it is wrong.' },
  {
    log: 'Since commit $\n("hwmon: (frost)\nRead the sign") it is wrong.',
    differs: "checkpatch says three lines, and reads two",
  },
  { log: 'Since commit $\n("hwmon: (frost)\nRead no sign") it is wrong.' },
  { log: `Since commit $$ ("${subject}") it is wrong.` },
  { log: 'Since commit $$ ("another") it is wrong.' },
  { log: 'Since commit ~ ("Revert "hwmon: (frost) Read the sign"") it is wrong.' },
  { log: 'Since commit ~ ("Revert hwmon: (frost) Read the sign") it is wrong.' },
  { log: `Since commit ? ("${subject}") it is wrong.` },
  { log: "Since commit ? it is wrong." },
  { log: "Since Commit ? it is wrong." },
  { log: "This reverts commit ?." },
  { log: "This reverts commit $$." },
  { log: `Fixes: $ ("${subject}")` },
  { log: 'Fixes: $ ("hwmon: Read the sign")' },
  { log: `Fixes: $$ ("${subject}")`, differs: "this version wants 12 digits, no more", only: "6.12" },
  { log: `Fixes: $$ ("${subject}!")` },
  { log: `Fixes: ? ("${subject}")` },
  { log: 'Fixes: ~ ("Revert "hwmon: (frost) Read the sign"")' },
  { log: 'Fixes: ~ ("Revert "hwmon: (frost) Read the sign")' },
  { log: "commit $$ upstream." },
  { log: "[ Upstream commit $$ ]" },
  { log: "A bare ? is no commit." },
  { log: "Link: https://example.org/commit ?", differs: "checkpatch does not leave links out here" },
  {
    log: "We commit facade and decade to the list.",
    differs: "checkpatch takes words of hexadecimal letters for commits",
  },
  { log: "It was wrong since commit\n? already.", differs: "checkpatch looks up what stands on one line" },
  {
    log: "(cherry picked from commit ?)",
    differs: "git cherry-pick -x may name any tree's commit: nothing is said",
  },
  { log: "Since commit $ and commit ? it is wrong.", differs: "checkpatch looks at the first one of a line" },
];

const texts = (): string[] =>
  rows.map(({ log }) => {
    const words = log
      .replaceAll("$$", hash)
      .replaceAll("$", hash.slice(0, 12))
      .replaceAll("~", older.slice(0, 12))
      .replaceAll("?", "0123456789ab");
    const isTrailer = words.startsWith("Fixes:");
    const signoff = "Signed-off-by: Anna Berg <anna.berg@example.org>\n";
    return mail({
      separator: SEPARATOR,
      log: `The sign was lost.\n\n${words}\n${isTrailer ? "" : "\n"}${signoff}`,
    });
  });

interface Verdict {
  readonly isUnknown: boolean;
  /** The subject is another; of a log whose references are sound in every other way. */
  readonly isOther: boolean;
}

async function ours(text: string): Promise<Verdict> {
  const document = parsed(text);
  const source = box.room().commits;
  const answers = new Map<string, CommitAnswer | null>();
  const asked = new Set<string>();
  const run = () =>
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
    }).map(({ code }) => code);
  run();
  const clues = { base: null, blobs: [], paths: ["drivers/hwmon/frost.c"] };
  for (const name of asked) {
    const question = { what: "commit" as const, hash: name, clues };
    const [answer] = await source.answers(box.uri("linux/a.patch"), [question], new AbortController().signal);
    answers.set(name, answer ?? null);
  }
  const codes = run();
  return {
    isUnknown: codes.includes("log.unknown-commit") || codes.includes("trailer.fixes-unknown"),
    isOther:
      codes.includes("log.commit-subject-mismatch") || codes.includes("trailer.fixes-subject-mismatch"),
  };
}

function theirs(script: string, mails: readonly string[]): (Verdict & { readonly said: string })[] {
  for (const [at, text] of mails.entries()) box.write(`mails/${at}.eml`, text);
  const names = mails.map((_, at) => box.path(`mails/${at}.eml`));
  // In the repository's top folder it asks git.
  const done = spawnSync("perl", [script, "--no-tree", "--terse", "--show-types", ...names], {
    cwd: box.path("linux"),
    env: { ...box.environment, LC_ALL: "C.UTF-8" },
    encoding: "utf8",
  });
  expect([done.stderr, done.status === null]).toEqual(["", false]);
  return names.map((name) => {
    const own = done.stdout.split("\n").filter((line) => line.startsWith(`${name}:`));
    const said = own.join("\n");
    return {
      said,
      isUnknown: said.includes("UNKNOWN_COMMIT_ID"),
      isOther: /GIT_COMMIT_ID|BAD_FIXES_TAG/.test(said),
    };
  });
}

beforeAll(() => {
  box = createSandbox();
  box.git("linux", ["init", "-q", "."]);
  box.write("linux/drivers/hwmon/frost.c", "one\n");
  hash = box.commit("linux", `${subject}\n`);
  box.write("linux/drivers/hwmon/frost.c", "two\n");
  older = box.commit("linux", `Revert "${subject}"\n`);
  for (const words of [
    "hwmon: (frost) Do not take the temperature of a sensor that nobody has connected",
    "hwmon: Print \\n, $HOME, `id` and 50 % of it",
  ])
    box.commit("linux", `${words}\n`, { allowEmpty: true });
});
afterAll(() => box.dispose());

for (const series of ["6.1", "6.12"] as const) {
  const checkpatch = findCheckpatch(series, rows.length);
  describe.runIf(checkpatch !== null)(`against checkpatch.pl of Linux ${series}, in a repository`, () => {
    it("unknown commits and other subjects are the same", async () => {
      if (checkpatch === null) return;
      expect(readdirSync(checkpatch.folder)).toContain("checkpatch.pl");
      const all = theirs(path.join(checkpatch.folder, "checkpatch.pl"), texts());
      const different: string[] = [];
      for (const [at, text] of texts().entries()) {
        const [own, other] = [await ours(text), all[at]];
        const row = rows[at];
        if (row === undefined || other === undefined) continue;
        const hasReference = /[$~] ?\(|[$~]\n\(/.test(row.log.replaceAll("$$", "$"));
        // Linux 6.1 knows no Fixes; of a commit without a subject checkpatch says more than ours (log.commit-id-style).
        const comparesSubject = hasReference && (series === "6.12" || !row.log.startsWith("Fixes:"));
        if (own.isUnknown !== other.isUnknown || (comparesSubject && own.isOther !== other.isOther))
          different.push(row.log);
      }
      expect(different).toEqual(
        rows
          .filter(({ differs, only }) => differs !== undefined && (only ?? series) === series)
          .map(({ log }) => log),
      );
    });

    it("it has nothing to say of what our actions write", async () => {
      if (checkpatch === null) return;
      const source = box.room().commits;
      const uri = box.uri("linux/a.patch");
      const mended: string[] = [];
      const all = box.git("linux", ["log", "--format=%h"]).split("\n");
      // The hash at each column of a line.
      for (const digits of all)
        for (let column = 0; column < 60; column += 9) {
          const words = "Nobody knows for how long a sign was lost, but since then it is so"
            .slice(0, column)
            .replace(/\S*$/, "");
          const signoff = "Signed-off-by: Anna Berg <anna.berg@example.org>\n";
          const text = mail({
            separator: SEPARATOR,
            log: `The sign was lost.\n\n${words}${digits}, and more of it is said here.\n\n${signoff}`,
          });
          const document = parsed(text, uri);
          const start = document.model.lines.positionAt(text.indexOf(`${digits}, and`));
          const actions = await codeAction.handle(
            document,
            {
              textDocument: { uri },
              range: { start, end: start },
              context: { diagnostics: [], only: ["refactor.rewrite"] },
            },
            { ...context, commits: source },
          );
          expect(actions).toHaveLength(2);
          const edits = actions.flatMap(({ edit }) => edit?.changes?.[uri] ?? []);
          mended.push(applied(document, edits));
        }
      const said = theirs(path.join(checkpatch.folder, "checkpatch.pl"), mended).map((one) => one.said);
      expect(said.filter((one) => one !== "")).toEqual([]);
    });
  });
}
