import type { KnownCommit } from "../../features/writing.js";
import type { Workplace } from "../../git/workplace.js";

export interface CommitReading {
  /** Those that were read by now: it grows until `done`. */
  readonly commits: readonly KnownCommit[];
  /** Settles at the end, however it comes; true: git came to its own end. */
  readonly done: Promise<boolean>;
}

export interface ReadOptions {
  readonly input?: string;
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

const fields = ["%H", "%h", "%aN", "%aE", "%cN", "%cE", "%s", "%at"];
/** One record is not longer, or it is no commit that anybody names. */
const maxRecord = 4000;
const maxOutputBytes = 4 << 20;
/** Control characters, and those that turn the direction of text. */
const unwanted = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Runs `git log` and reads commits as they come. What holds control characters is left out. */
export function readCommits(
  workplace: Workplace,
  args: readonly string[],
  options: ReadOptions,
): CommitReading {
  const commits: KnownCommit[] = [];
  const decoder = new TextDecoder();
  let rest = "";
  const run = workplace.run(
    [
      // Paths of a mail are no patterns.
      "--literal-pathspecs",
      "-c",
      "log.follow=false",
      "log",
      "-z",
      "--encoding=UTF-8",
      "--no-color",
      "--no-decorate",
      "--no-notes",
      "--no-patch",
      "--abbrev=12",
      `--format=${fields.join("%x1f")}`,
      ...args,
    ],
    {
      input: options.input ?? "",
      timeLimitMs: options.timeLimitMs,
      maxOutputBytes,
      background: true,
      signal: options.signal,
      onOutput(chunk) {
        rest += decoder.decode(chunk, { stream: true });
        const records = rest.split("\0");
        rest = records.pop() ?? "";
        for (const record of records) commits.push(...commitOf(record));
        if (rest.length > maxRecord) rest = rest.slice(0, maxRecord + 1);
      },
    },
  );
  return {
    commits,
    done: run.then(({ outcome }) => {
      commits.push(...commitOf(rest));
      rest = "";
      return outcome === "done";
    }),
  };
}

function commitOf(record: string): KnownCommit[] {
  if (record.length > maxRecord) return [];
  const values = record.replace(/^\n/, "").split("\x1f");
  const [
    hash = "",
    shortHash = "",
    authorName = "",
    authorAddress = "",
    committerName = "",
    committerAddress = "",
  ] = values;
  const subject = values[6] ?? "";
  const date = Number(values[7]) * 1000;
  if (values.length !== fields.length || !/^[0-9a-f]{40,64}$/.test(hash) || !hash.startsWith(shortHash))
    return [];
  if (values.some((value) => unwanted.test(value))) return [];
  return [{ hash, shortHash, subject, authorName, authorAddress, committerName, committerAddress, date }];
}
