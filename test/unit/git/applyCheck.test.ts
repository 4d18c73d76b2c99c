import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkIn, gitSays, mailOf, numbers, weSay } from "./applyOracle.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;

beforeAll(() => {
  sandbox = createSandbox();
});

afterAll(() => sandbox.dispose());

const names = [
  "a.c",
  "dir/b.c",
  "dir/with space.c",
  "dir/ünï.c",
  'dir/q"uote.c',
  "crlf.txt",
  "noeol.txt",
  "run.sh",
];

function linesOf(name: string, next: (below: number) => number): string {
  const count = 20 + next(60);
  const end = name === "crlf.txt" ? "\r\n" : "\n";
  // Some lines stand there more than once, as braces do.
  const lines = Array.from({ length: count }, (_, at) => (next(4) === 0 ? "}" : `${name} line ${at} \xe9`));
  return lines.join(end) + (name === "noeol.txt" ? "" : end);
}

function edited(text: string, next: (below: number) => number, count: number): string {
  const lines = text.split("\n");
  for (let n = 0; n < count; n++) {
    const at = next(lines.length);
    const end = text.includes("\r\n") ? "\r" : "";
    const kind = next(3);
    if (kind === 0) lines.splice(at, 1);
    else if (kind === 1)
      lines.splice(at, 0, ...Array.from({ length: 1 + next(3) }, (_, k) => `new ${n}.${k}${end}`));
    else if (at < lines.length - 1) lines[at] = `changed ${n}${end}`;
  }
  return lines.join("\n");
}

/** Changes some files, in all the ways that a patch may. */
function change(folder: string, next: (below: number) => number, most: number): void {
  for (const name of names) {
    const path = sandbox.path(folder, name);
    if (!existsSync(path) || lstatSync(path).isSymbolicLink()) continue;
    switch (next(11)) {
      case 0:
      case 1:
      case 2:
      case 3:
        sandbox.write(
          `${folder}/${name}`,
          Buffer.from(edited(readFileSync(path, "latin1"), next, 1 + next(most)), "latin1"),
        );
        break;
      case 4:
        rmSync(path);
        break;
      case 5:
        renameSync(path, `${path}.moved`);
        if (next(2) === 0)
          sandbox.write(
            `${folder}/${name}.moved`,
            Buffer.from(edited(readFileSync(`${path}.moved`, "latin1"), next, 1), "latin1"),
          );
        break;
      case 6:
        chmodSync(path, statSync(path).mode ^ 0o111);
        break;
      case 7:
        sandbox.write(
          `${folder}/${name}.copy`,
          Buffer.from(edited(readFileSync(path, "latin1"), next, 1), "latin1"),
        );
        break;
      case 8:
        rmSync(path);
        symlinkSync(`to/${name}`, path);
        break;
      case 9:
        sandbox.write(`${folder}/${name}`, "");
        break;
      default:
    }
  }
  if (next(4) === 0) sandbox.write(`${folder}/empty${next(2)}.c`, "");
  if (next(2) === 0) sandbox.write(`${folder}/new${next(3)}.c`, linesOf("new", next));
  if (next(2) === 0)
    sandbox.write(`${folder}/blob.bin`, Buffer.from([0, 1, 2, next(256), 255, 0, 10, next(256)]));
}

/** What git has said in all of them. */
const met = new Set<string>();

/** What the generated diffs hold, by their own lines. */
const kinds = {
  rename: /^rename from /m,
  copy: /^copy from /m,
  "mode change": /^old mode 100(?:644|755)\nnew mode 100(?:755|644)$/m,
  "new file": /^new file mode 100644$/m,
  "deleted file": /^deleted file mode 100644$/m,
  "new symlink": /^new file mode 120000$/m,
  "empty file": /^index [0-9a-f]+\.\.e69de29/m,
  CRLF: /^[-+].*\r$/m,
  "quoted path": /^diff --git "a\/.*\\303\\274/m,
  "path with a quote": /^diff --git "a\/.*\\"/m,
  "path with a blank": /^diff --git a\/dir\/with space\.c b\//m,
  "no newline at the end": /^\\ No newline at end of file$/m,
  "binary with data": /^GIT binary patch$/m,
  "binary without data": /^Binary files .* differ$/m,
  "byte that is no UTF-8": /^[-+ ].*\xe9$/m,
  "several hunks": /^@@ .*\n(?:[-+ \\].*\n)+@@ /m,
} as const;
const seen = new Set<string>();

describe("hunk by hunk as git apply --check --reject -v", () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))("generated repository %i", async (seed) => {
    const next = numbers(seed + 1);
    const folder = `generated${seed}`;
    sandbox.git(folder, ["init", "-q"]);
    for (const name of names) sandbox.write(`${folder}/${name}`, Buffer.from(linesOf(name, next), "latin1"));
    sandbox.write(`${folder}/blob.bin`, Buffer.from([0, 1, 2, 3, 255, 0, 10]));
    chmodSync(sandbox.path(folder, "run.sh"), 0o755);
    sandbox.commit(folder, "base");
    change(folder, next, 8);
    sandbox.commit(folder, "the patch", { allowEmpty: true });
    const options = [["-M"], ["-M", "-C", "--find-copies-harder"], ["--no-renames"]][next(3)] ?? [];
    const binary = next(2) === 0 ? [] : ["--binary"];
    const git = [`diff`, ...options, ...binary, `-U${1 + next(4)}`, "HEAD^", "HEAD"];
    const diff = Buffer.from(
      sandbox.git(folder, [...git, `--output=${sandbox.path(`${folder}.diff`)}`]) ||
        readFileSync(sandbox.path(`${folder}.diff`)),
    );
    // Where the patch is checked, others have changed things, too; or it is there already, or in part.
    sandbox.git(folder, ["checkout", "-q", next(5) === 0 ? "HEAD" : "HEAD^"]);
    if (next(4) > 0) change(folder, next, 4);
    sandbox.commit(folder, "meanwhile", { allowEmpty: true });

    for (const [kind, line] of Object.entries(kinds)) if (line.test(diff.toString("latin1"))) seen.add(kind);
    const { patch } = await mailOf(diff);
    const [ours] = await checkIn(sandbox, folder, [patch]);
    const starts = patch.files.map(({ hunks }) => hunks.map((hunk) => Number(/^@@ -(\d+)/.exec(hunk)?.[1])));
    const git1 = gitSays(sandbox, folder, diff, starts);
    for (const word of git1.flat()) met.add(/^[+-]/.test(word) ? "offset" : word);
    for (const file of ours?.files ?? []) met.add(file.state);
    const mine = ours?.files.map((file, at) => {
      const said = weSay(file);
      // Whether it is there already is ours to say: git just refuses.
      return said === "alreadyThere" || file.state === "alreadyThere" ? git1[at] : said;
    });
    expect({ note: ours?.note, files: mine }).toEqual({ note: "", files: git1 });
    for (const [at, file] of (ours?.files ?? []).entries())
      if (file.state === "alreadyThere")
        expect(git1[at], "git must refuse it").not.toEqual(file.hunks.map(() => "ok"));
  });

  it("has met everything that git may say", () => {
    const all = ["ok", "no", "offset", "missing", "exists", "refused", "alreadyThere", "noBinaryData"];
    expect([...met]).toEqual(expect.arrayContaining(all));
  });
});

it("the generated patches hold everything that a patch may", () => {
  expect(Object.keys(kinds).filter((kind) => !seen.has(kind))).toEqual([]);
});

describe("what is there already", () => {
  const base = Array.from({ length: 40 }, (_, at) => `line ${at}\n`);
  const changed = base.with(5, "five\n").with(30, "thirty\n");

  /** The states of the first file's hunks, on a repository whose file is `now`. */
  async function hunks(folder: string, now: readonly string[]): Promise<unknown> {
    sandbox.git(folder, ["init", "-q"]);
    sandbox.write(`${folder}/f`, base.join(""));
    sandbox.commit(folder, "base");
    sandbox.write(`${folder}/f`, changed.join(""));
    sandbox.commit(folder, "patch");
    const diff = sandbox.git(folder, ["diff", "HEAD^", "HEAD"]);
    sandbox.write(`${folder}/f`, now.join(""));
    sandbox.commit(folder, "now", { allowEmpty: true });
    const { patch } = await mailOf(`${diff}\n`);
    const [check] = await checkIn(sandbox, folder, [patch]);
    return [check?.state, check?.files[0]?.state, check?.files[0]?.hunks.map(({ state }) => state)];
  }

  it("is told of each hunk", async () => {
    expect(await hunks("there-both", changed)).toEqual([
      "alreadyThere",
      "alreadyThere",
      ["alreadyThere", "alreadyThere"],
    ]);
    expect(await hunks("there-one", base.with(5, "five\n"))).toEqual([
      "fails",
      "fails",
      ["alreadyThere", "applies"],
    ]);
    expect(await hunks("there-other", base.with(5, "five\n").with(30, "another\n"))).toEqual([
      "fails",
      "fails",
      ["alreadyThere", "fails"],
    ]);
    expect(await hunks("there-moved", ["top\n", ...changed])).toEqual([
      "alreadyThere",
      "alreadyThere",
      ["alreadyThere", "alreadyThere"],
    ]);
  });

  it.each([
    [
      "made",
      "--- /dev/null\n+++ b/g\n@@ -0,0 +1,2 @@\n+a\n+b\n",
      "new file mode 100644",
      "a\nb\n",
      "alreadyThere",
    ],
    [
      "made otherwise",
      "--- /dev/null\n+++ b/g\n@@ -0,0 +1,2 @@\n+a\n+b\n",
      "new file mode 100644",
      "a\nc\n",
      "exists",
    ],
    [
      "removed",
      "--- a/g\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n",
      "deleted file mode 100644",
      null,
      "alreadyThere",
    ],
    [
      "not removed",
      "--- a/g\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n",
      "deleted file mode 100644",
      "a\nb\n",
      "applies",
    ],
    [
      "longer",
      "--- a/g\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n",
      "deleted file mode 100644",
      "a\nb\nc\n",
      "fails",
    ],
  ])("a file that is %s", async (name, body, mode, now, state) => {
    const folder = `there ${name}`;
    sandbox.git(folder, ["init", "-q"]);
    sandbox.write(`${folder}/other`, "x\n");
    if (now !== null) sandbox.write(`${folder}/g`, now);
    sandbox.commit(folder, "base");
    const { patch } = await mailOf(`diff --git a/g b/g\n${mode}\nindex 1111111..2222222\n${body}`);
    const [check] = await checkIn(sandbox, folder, [patch]);
    expect(check?.files.map((file) => file.state)).toEqual([state]);
  });
});

describe("names without folders", () => {
  it.each([
    ["of a diff for -p0", "--- dir/h\n+++ dir/h\n", "missing"],
    ["of a bare name", "--- f\n+++ f\n", "applies"],
    ["of folders of their own", "--- linux-6.1.orig/dir/f\n+++ linux-6.1/dir/f\n", "applies"],
    [
      "with time stamps",
      "--- a/f\t2024-01-01 00:00:00.000000000 +0000\n+++ b/f\t2024-01-02 00:00:00 +0000\n",
      "applies",
    ],
  ])("%s", async (name, header, state) => {
    const folder = `names ${name.replaceAll(" ", "-")}`;
    sandbox.git(folder, ["init", "-q"]);
    for (const path of ["f", "dir/f", "dir/h"]) sandbox.write(`${folder}/${path}`, "a\nb\n");
    sandbox.commit(folder, "base");
    const diff = `${header}@@ -1,2 +1,2 @@\n a\n-b\n+c\n`;
    const { patch } = await mailOf(diff);
    const [check] = await checkIn(sandbox, folder, [patch]);
    expect(check?.files.map((file) => file.state)).toEqual([state]);
    expect(gitSays(sandbox, folder, Buffer.from(diff), [[1]])).toEqual([
      state === "applies" ? ["ok"] : state,
    ]);
  });
});
