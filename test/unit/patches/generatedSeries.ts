import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRandom, type Random } from "../../bench/random.js";

/** A repository with a base and two versions of a series on it: branches `base`, `v1` and `v2`. */
export interface GeneratedSeries {
  readonly folder: string;
  git(args: readonly string[], input?: string): string;
  /** The mails of a version, as `git format-patch --stdout` writes them: an mbox. */
  mbox(version: "v1" | "v2", ...options: string[]): string;
  dispose(): void;
}

export interface SeriesShape {
  readonly patches: number;
  /** Source files, and functions in each. */
  readonly files: number;
  readonly functions: number;
  /** Edits in a patch, at most. */
  readonly edits: number;
}

/** One change of a source file: of whole texts, so that any order of edits applies. */
type Edit = (tree: Map<string, string[][]>) => void;

interface Draft {
  readonly title: string;
  readonly body: readonly string[];
  readonly author: string;
  readonly edits: readonly Edit[];
}

const words = [
  "probe",
  "remove",
  "suspend",
  "resume",
  "queue",
  "flush",
  "lock",
  "reset",
  "count",
  "timer",
  "ring",
];

/** Two versions of a series: the second with patches reordered, split, joined, dropped, added, reworded and edited. */
export function generateSeries(seed: number, shape: SeriesShape): GeneratedSeries {
  const random = createRandom(seed);
  const base = baseTree(random, shape);
  const first = Array.from({ length: shape.patches }, (_, at) => draft(random, shape, [...base.keys()], at));
  const second = reworked(random, shape, [...base.keys()], first);
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "patch-mail-compare-")));
  const environment = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: path.dirname(folder),
    TZ: "UTC",
  };
  const git = (args: readonly string[], input = ""): string =>
    execFileSync("git", [...args], {
      cwd: folder,
      env: environment,
      input,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["pipe", "pipe", "pipe"],
    });
  writeFileSync(
    path.join(folder, ".gitconfig"),
    "[user]\n\tname = Ann Author\n\temail = ann@example.org\n[diff]\n\tindentHeuristic = false\n",
  );
  git(["init", "-q", "--bare", "."]);
  git(["symbolic-ref", "HEAD", "refs/heads/base"]);
  git(["fast-import", "--quiet"], stream(base, first, second));
  return {
    folder,
    git,
    mbox: (version, ...options) => git(["format-patch", "--stdout", ...options, `base..${version}`]),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function baseTree(random: Random, { files, functions }: SeriesShape): Map<string, string[][]> {
  const tree = new Map<string, string[][]>();
  for (let file = 0; file < files; file++) {
    const name = `drivers/net/${random.pick(words)}${file}.c`;
    tree.set(
      name,
      Array.from({ length: functions }, (_, at) => [
        `static int ${random.pick(words)}_${file}_${at}(struct device *dev)`,
        "{",
        ...Array.from({ length: 3 + random.below(8) }, () => statement(random)),
        "",
        "\treturn 0;",
        "}",
        "",
      ]),
    );
  }
  return tree;
}

function statement(random: Random): string {
  const call = `${random.pick(words)}_${random.pick(words)}(dev, ${random.below(30)})`;
  return random.pick([
    `\t${call};`,
    `\tif (${call})`,
    "\t\treturn -EINVAL;",
    `\tret = ${call};`,
    "",
    "\tmutex_lock(&lock);",
  ]);
}

function draft(random: Random, shape: SeriesShape, files: readonly string[], at: number): Draft {
  return {
    title: `net: ${random.pick(words)}: ${random.pick(words)} the ${random.pick(words)} (${at})`,
    body: [
      "",
      ...Array.from(
        { length: 1 + random.below(5) },
        () => `The ${random.pick(words)} must not ${random.pick(words)} it.`,
      ),
      "",
      "Signed-off-by: Ann Author <ann@example.org>",
    ],
    author: "Ann Author <ann@example.org>",
    edits: Array.from({ length: 1 + random.below(shape.edits) }, () => edit(random, files)),
  };
}

function edit(random: Random, files: readonly string[]): Edit {
  const file = random.pick(files);
  const where = random.below(1000);
  const line = random.below(1000);
  const removed = random.below(4);
  const added = Array.from({ length: 1 + random.below(12) }, () => statement(random));
  const kind = random.below(20);
  if (kind === 0) {
    const name = `include/${random.pick(words)}${random.below(1000)}.h`;
    return (tree) => tree.set(name, [added]);
  }
  if (kind === 1) return (tree) => void tree.delete(file);
  if (kind === 2) {
    return (tree) => {
      const functions = tree.get(file);
      if (functions === undefined) return;
      tree.delete(file);
      tree.set(file.replace(".c", "_moved.c"), functions);
    };
  }
  return (tree) => {
    const own = tree.get(file)?.[where % Math.max(1, tree.get(file)?.length ?? 1)];
    own?.splice(1 + (line % Math.max(1, own.length - 1)), removed, ...added);
  };
}

function reworked(
  random: Random,
  shape: SeriesShape,
  files: readonly string[],
  first: readonly Draft[],
): Draft[] {
  const second: Draft[] = [];
  for (const [at, one] of first.entries()) {
    switch (random.below(12)) {
      case 0:
        break;
      case 1:
        second.push({ ...one, title: `${one.title}, again`, body: ["", "In other words.", ...one.body] });
        break;
      case 2:
        second.push({ ...one, body: [...one.body, "Reviewed-by: Bo Berg <bo@example.org>"] });
        break;
      case 3:
        second.push(
          { ...one, title: `${one.title}, part one`, edits: one.edits.slice(0, 1) },
          { ...one, title: `${one.title}, part two`, edits: one.edits.slice(1) },
        );
        break;
      case 4:
        second.push({ ...one, edits: [...one.edits, edit(random, files)] });
        break;
      case 5:
        second.push({ ...one, edits: one.edits.slice(1) });
        break;
      case 6:
        second.push(draft(random, shape, files, at + 100), one);
        break;
      case 7:
        second.splice(random.below(second.length + 1), 0, one);
        break;
      case 8: {
        const before = second.pop();
        second.push({ ...one, edits: [...(before?.edits ?? []), ...one.edits] });
        break;
      }
      case 9:
        second.push({ ...one, author: "Åsa Öberg <asa@example.org>" });
        break;
      default:
        second.push(one);
    }
  }
  return second.length === 0 ? [...first] : second;
}

/** What `git fast-import` reads. */
function stream(base: Map<string, string[][]>, first: readonly Draft[], second: readonly Draft[]): string {
  const out: string[] = [];
  let mark = 0;
  let time = 1_704_067_200;
  const commit = (
    branch: string,
    from: string,
    one: Omit<Draft, "edits">,
    tree: Map<string, string[][]>,
  ): void => {
    const message = [one.title, ...one.body, ""].join("\n");
    out.push(
      `commit refs/heads/${branch}`,
      `mark :${++mark}`,
      `author ${one.author} ${time} +0000`,
      `committer Ann Author <ann@example.org> ${time} +0000`,
      `data ${Buffer.byteLength(message)}`,
      message,
      ...(from === "" ? [] : [`from ${from}`]),
      "deleteall",
    );
    time += 60;
    for (const [name, functions] of tree) {
      const text = functions.map((lines) => `${lines.join("\n")}\n`).join("");
      out.push(`M 100644 inline ${name}`, `data ${Buffer.byteLength(text)}`, text);
    }
  };
  const root = { title: "The base", body: [], author: "Ann Author <ann@example.org>" };
  commit("base", "", root, base);
  for (const [branch, drafts] of [
    ["v1", first],
    ["v2", second],
  ] as const) {
    const tree = new Map([...base].map(([name, functions]) => [name, functions.map((lines) => [...lines])]));
    let from = ":1";
    let before = JSON.stringify([...tree]);
    for (const one of drafts) {
      for (const change of one.edits) change(tree);
      const after = JSON.stringify([...tree]);
      // No mail tells of a commit that changes nothing.
      if (after === before) continue;
      before = after;
      commit(branch, from, one, tree);
      from = `:${mark}`;
    }
  }
  return `${out.join("\n")}\n`;
}
