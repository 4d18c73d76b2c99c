import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPatches, type PatchCheck, type PatchToCheck } from "../../../server/src/git/applyCheck.js";
import type { Workplace } from "../../../server/src/git/workplace.js";
import { gitSays, mailOf, numbers, weSay } from "./applyOracle.js";
import { createSandbox, type Sandbox } from "./sandbox.js";

let sandbox: Sandbox;

beforeAll(() => {
  sandbox = createSandbox();
});

afterAll(() => sandbox.dispose());

async function workplaceOf(folder: string): Promise<Workplace> {
  const places = await sandbox.room().workplaces(sandbox.uri(folder, "mail.eml"));
  if ("unavailable" in places || places[0] === undefined) throw new Error("no repository");
  return places[0];
}

async function check(folder: string, patches: readonly PatchToCheck[]): Promise<readonly PatchCheck[]> {
  const workplace = await workplaceOf(folder);
  const tree = sandbox.git(folder, ["rev-parse", "HEAD^{tree}"]);
  return checkPatches(workplace, tree, patches, { signal: new AbortController().signal });
}

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
    if (!existsSync(path)) continue;
    switch (next(9)) {
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
      default:
    }
  }
  if (next(2) === 0) sandbox.write(`${folder}/new${next(3)}.c`, linesOf("new", next));
  if (next(3) === 0)
    sandbox.write(`${folder}/blob.bin`, Buffer.from([0, 1, 2, next(256), 255, 0, 10, next(256)]));
}

describe("hunk by hunk as git apply --check --reject -v", () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))("generated repository %i", async (seed) => {
    const next = numbers(seed + 1);
    const folder = `generated${seed}`;
    sandbox.git(folder, ["init", "-q"]);
    for (const name of names) sandbox.write(`${folder}/${name}`, Buffer.from(linesOf(name, next), "latin1"));
    sandbox.write(`${folder}/blob.bin`, Buffer.from([0, 1, 2, 3, 255, 0, 10]));
    sandbox.commit(folder, "base");
    change(folder, next, 8);
    sandbox.commit(folder, "the patch", { allowEmpty: true });
    const options = [["-M"], ["-M", "-C", "--find-copies-harder"], ["--no-renames"]][next(3)] ?? [];
    const binary = next(3) === 0 ? [] : ["--binary"];
    const git = [`diff`, ...options, ...binary, `-U${1 + next(4)}`, "HEAD^", "HEAD"];
    const diff = Buffer.from(
      sandbox.git(folder, [...git, `--output=${sandbox.path(`${folder}.diff`)}`]) ||
        readFileSync(sandbox.path(`${folder}.diff`)),
    );
    // Where the patch is checked, others have changed things, too; or it is there already, or in part.
    sandbox.git(folder, ["checkout", "-q", next(5) === 0 ? "HEAD" : "HEAD^"]);
    if (next(4) > 0) change(folder, next, 4);
    sandbox.commit(folder, "meanwhile", { allowEmpty: true });

    const { patch } = await mailOf(diff);
    const [ours] = await check(folder, [patch]);
    const starts = patch.files.map(({ hunks }) => hunks.map((hunk) => Number(/^@@ -(\d+)/.exec(hunk)?.[1])));
    const git1 = gitSays(sandbox, folder, diff, starts);
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
});
