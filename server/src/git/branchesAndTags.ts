import type { Workplace } from "./workplace.js";

/** A branch or tag. */
export interface Reference {
  /** Short: `master`, `origin/next`, `v6.1`. */
  readonly name: string;
  readonly kind: "branch" | "remote" | "tag";
  /** Of the commit. */
  readonly hash: string;
  /** Of the commit or tag, milliseconds since 1970; null where there is none. */
  readonly date: number | null;
}

const maxReferences = 500;
const timeLimitMs = 10_000;

/** Branches and tags that lead to commits, the newest first. */
export async function listReferences(
  { run }: Pick<Workplace, "run">,
  signal: AbortSignal,
): Promise<Reference[]> {
  const format = "%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(creatordate:unix) %(refname)";
  const { output } = await run(
    [
      "for-each-ref",
      "--sort=-creatordate",
      `--count=${maxReferences}`,
      `--format=${format}`,
      ...["refs/heads", "refs/remotes", "refs/tags"],
    ],
    { signal, timeLimitMs },
  );
  return output
    .toString("utf8")
    .split("\n")
    .flatMap((line) => referenceOf(line) ?? []);
}

function referenceOf(line: string): Reference | null {
  const [type, own, peeledType, peeled, seconds, ...rest] = line.split(" ");
  const hash = type === "commit" ? own : peeledType === "commit" ? peeled : undefined;
  const full = rest.join(" ");
  const kind = kinds.find(([prefix]) => full.startsWith(prefix));
  if (!hash || kind === undefined || full.endsWith("/HEAD")) return null;
  const date = /^\d{1,12}$/.test(seconds ?? "") ? Number(seconds) * 1000 : null;
  return { name: full.slice(kind[0].length), kind: kind[1], hash, date };
}

const kinds = [
  ["refs/heads/", "branch"],
  ["refs/remotes/", "remote"],
  ["refs/tags/", "tag"],
] as const;

/**
 * The commit that a user's name for it leads to: a branch, a tag, `v6.1~3`, a hash; null where there is none. The name goes to
 * git's standard input, so that none is an option; searches (`:/text`) are no names here.
 */
export async function commitOf(
  workplace: Pick<Workplace, "run" | "objectInfo">,
  name: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (/^[^\s:?*[\\]{1,180}$/.test(name) && !name.startsWith("-")) {
    const found = await workplace.objectInfo(`${name}^{commit}`);
    if (found.kind === "object") return found.hash;
  }
  // A name that is not ASCII is found in the list.
  return (await listReferences(workplace, signal)).find((each) => each.name === name)?.hash ?? null;
}
