import { type GitProgram, runGit } from "./process.js";

/**
 * What an ambiguous abbreviation may stand for. git lists the candidates as hints on stderr, e.g.
 * `hint:   1d6f8e52c commit 2024-05-03 - subject`, so a process of its own is asked: its stderr is whole at its end.
 */
export async function ambiguousCandidates(
  program: GitProgram,
  root: string,
  hash: string,
  type: "commit" | "blob",
  timeLimitMs: number,
  signal: AbortSignal,
): Promise<string[]> {
  const result = await runGit(program, ["cat-file", "--batch-check"], {
    workingDirectory: root,
    input: `${hash}\n`,
    timeLimitMs,
    maxOutputBytes: 4096,
    signal,
  });
  return parseCandidates(result.errorText, hash, type);
}

/** The candidates of the wanted type, each as `<hash> <the rest of git's line>`. */
export function parseCandidates(errorText: string, hash: string, type: "commit" | "blob"): string[] {
  const lines = errorText
    .split("\n")
    .flatMap(
      (line) =>
        /^hint: {2,4}([0-9a-f]{4,64} (?:commit|blob|tree|tag|\[bad object\])\b[^\n]{0,200})$/.exec(
          line,
        )?.[1] ?? [],
    );
  const wanted = lines.filter((line) => line.startsWith(hash) && line.split(" ", 2)[1] === type);
  return [...new Set(wanted)].slice(0, 20);
}
