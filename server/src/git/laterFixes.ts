import { type GitProgram, runGit } from "./process.js";

/** A commit that says it fixes or reverts another one. */
export interface FixRecord {
  /** As the later commit writes it: 7 digits or more. */
  readonly target: string;
  /** The later commit's full hash. */
  readonly by: string;
  readonly isRevert: boolean;
}

/** What is known of fixes and reverts in a repository: read once in the background, then kept up to date. */
export interface LaterFixes {
  /**
   * Makes the index cover all commits that are reachable from `tips` and newer than `sinceMs`. At once where it
   * does already. Never rejects.
   */
  cover(tips: readonly string[], sinceMs: number): Promise<void>;
  isCovered(tips: readonly string[], sinceMs: number): boolean;
  /** Of what has been read so far. */
  find(commitHash: string): readonly FixRecord[];
  /** The reading was cut short by its limits: `find` may miss some. */
  isCut(): boolean;
}

export interface LaterFixesLimits {
  readonly timeLimitMs: number;
  readonly maxOutputBytes: number;
  readonly maxRecords: number;
}

/** Shortest hash that counts: shorter ones would match by chance. */
const keyLength = 7;
/** Clocks differ; `--since` compares committer dates. */
const slackMs = 86_400_000;
const maxOldTips = 16;
/** A commit message longer than this is not read. */
const maxRecordBytes = 1 << 20;

/** The index of one repository, empty at first. */
export function createLaterFixes(
  program: GitProgram,
  root: string,
  limits: LaterFixesLimits,
  signal: AbortSignal,
): LaterFixes {
  const records = new Map<string, FixRecord[]>();
  let count = 0;
  let wasCut = false;
  let coveredSinceMs = Number.POSITIVE_INFINITY;
  let coveredTips: string[] = [];
  let running: Promise<void> | null = null;

  const add = (record: FixRecord): void => {
    if (count >= limits.maxRecords) {
      wasCut = true;
      return;
    }
    const key = record.target.slice(0, keyLength);
    const known = records.get(key);
    if (!known) records.set(key, [record]);
    else if (known.some((other) => other.by === record.by && other.target === record.target)) return;
    else known.push(record);
    count++;
  };

  const read = async (
    revisions: readonly string[],
    sinceMs: number,
    untilMs: number | null,
  ): Promise<boolean> => {
    const reader = createRecordReader((record) => {
      for (const found of fixesIn(record)) add(found);
    });
    const seconds = (ms: number): number => Math.floor(ms / 1000);
    const args = ["log", "--stdin", "-z", "--encoding=UTF-8", "--no-color", "--format=%H%n%B", "-E"];
    args.push("--grep=^Fixes:", "--grep=[Rr]everts( commit|$)");
    // Smaller numbers git does not read as seconds since 1970.
    if (seconds(sinceMs) > 100_000_000) args.push(`--since=${seconds(sinceMs)}`);
    if (untilMs !== null && seconds(untilMs) > 100_000_000) args.push(`--until=${seconds(untilMs)}`);
    const result = await runGit(program, args, {
      workingDirectory: root,
      input: revisions.map((revision) => `${revision}\n`).join(""),
      timeLimitMs: limits.timeLimitMs,
      maxOutputBytes: limits.maxOutputBytes,
      background: true,
      onOutput: reader.push,
      signal,
    });
    if (result.outcome === "timeLimit" || result.outcome === "outputLimit") wasCut = true;
    return result.outcome !== "failed";
  };

  const isCovered = (tips: readonly string[], sinceMs: number): boolean =>
    sinceMs - slackMs >= coveredSinceMs && tips.every((tip) => coveredTips.includes(tip));

  const extend = async (tips: readonly string[], sinceMs: number): Promise<void> => {
    const since = sinceMs - slackMs;
    const newTips = tips.filter((tip) => !coveredTips.includes(tip));
    if (newTips.length > 0 && coveredTips.length > 0) {
      const oldTips = coveredTips.slice(-maxOldTips);
      const isRead = await read([...newTips, ...oldTips.map((tip) => `^${tip}`)], coveredSinceMs, null);
      // An old tip may be gone (rebased, collected): then all is read again.
      if (!isRead) coveredSinceMs = Number.POSITIVE_INFINITY;
    }
    if (since < coveredSinceMs) {
      const until = Number.isFinite(coveredSinceMs) ? coveredSinceMs + slackMs : null;
      // A quarter further than asked: whoever looks at one old commit soon looks at an older one.
      const further = since - Math.max(0, Date.now() - since) / 4;
      await read([...tips], further, until);
      coveredSinceMs = further;
    }
    coveredTips = [...coveredTips.filter((tip) => !tips.includes(tip)).slice(-maxOldTips), ...tips];
  };

  return {
    isCovered,
    async cover(tips, sinceMs) {
      while (!isCovered(tips, sinceMs) && !signal.aborted && tips.length > 0) {
        running ??= extend(tips, sinceMs).finally(() => {
          running = null;
        });
        await running;
      }
    },
    find(commitHash) {
      const known = records.get(commitHash.slice(0, keyLength)) ?? [];
      return known.filter((record) => commitHash.startsWith(record.target) && record.by !== commitHash);
    },
    isCut: () => wasCut,
  };
}

/** Splits a stream of bytes at NUL; hands each piece on. Pieces that are too long are dropped. */
function createRecordReader(onRecord: (record: Buffer) => void): { push(chunk: Buffer): void } {
  let rest: Buffer[] = [];
  let restLength = 0;
  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, from)) {
        const piece = chunk.subarray(from, at);
        if (restLength + piece.length <= maxRecordBytes) {
          onRecord(rest.length === 0 ? piece : Buffer.concat([...rest, piece]));
        }
        rest = [];
        restLength = 0;
        from = at + 1;
      }
      restLength += chunk.length - from;
      if (restLength <= maxRecordBytes) rest.push(chunk.subarray(from));
      else rest = [];
    },
  };
}

/** The commits that a commit (`<hash>\n<message>`) says it fixes or reverts. */
export function fixesIn(record: Buffer): FixRecord[] {
  // Slices of a long string keep all of it alive; strings made from the bytes do not.
  const own = (text: string): string => Buffer.from(text, "latin1").toString("latin1");
  const lineEnd = record.indexOf(10);
  const by = record.toString("latin1", 0, lineEnd === -1 ? record.length : lineEnd);
  if (!/^[0-9a-f]{40,64}$/.test(by)) return [];
  const message = record.toString("latin1", lineEnd + 1);
  const found: FixRecord[] = [];
  for (const match of message.matchAll(
    /^Fixes:[ \t]{0,4}(?:commit[ \t]{1,4})?([0-9a-f]{7,64})(?![0-9a-z])/gim,
  )) {
    found.push({ target: own((match[1] ?? "").toLowerCase()), by, isRevert: false });
  }
  for (const match of message.matchAll(/\breverts\s{1,3}commit\s{1,3}([0-9a-f]{7,64})(?![0-9a-z])/gi)) {
    found.push({ target: own((match[1] ?? "").toLowerCase()), by, isRevert: true });
  }
  return found;
}
