import type { Workplace } from "./workplace.js";

/** Options by which a patch is the same whatever the user's and the repository's configuration say. */
export const plainPatch: readonly string[] = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--diff-algorithm=default",
  "--inter-hunk-context=0",
  "--unified=3",
  "--find-renames",
  "--full-index",
  "-O/dev/null",
];

/**
 * A commit as `git format-patch` mails it, by a hexadecimal name; null where the repository has no such commit, or only
 * one that is a merge.
 */
export async function commitMail(
  { run }: Workplace,
  hash: string,
  signal?: AbortSignal,
): Promise<Uint8Array | null> {
  if (!/^[0-9a-f]{7,64}$/.test(hash)) return null;
  const options = [
    "--stdout",
    "--max-count=1",
    "--no-attach",
    "--no-cover-letter",
    "--no-signature",
    "--no-numbered",
    "--no-notes",
    ...plainPatch,
  ];
  const { outcome, output } = await run(
    ["format-patch", ...options, "--end-of-options", `${hash}^{commit}`],
    signal === undefined ? {} : { signal },
  );
  // Of a merge git would give an ancestor.
  return outcome === "done" && output.subarray(0, 5 + hash.length).toString("latin1") === `From ${hash}`
    ? output
    : null;
}
