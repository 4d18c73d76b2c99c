import { plainLine } from "../../threads/plainLine.js";

/** How grave checkpatch takes it; CHECK comes with `--strict` only. */
export type CheckpatchLevel = "ERROR" | "WARNING" | "CHECK";

/** One report of `scripts/checkpatch.pl`. */
export interface CheckpatchReport {
  readonly level: CheckpatchLevel;
  /** E.g. `LONG_LINE`; see Documentation/dev-tools/checkpatch.rst. */
  readonly type: string;
  /** One plain line. */
  readonly message: string;
  /** 0-based line of what it was given; null: it speaks of the patch as a whole. */
  readonly line0: number | null;
}

const maxReports = 1000;
const maxMessage = 500;
/** Lines of one report's message; what stands behind is the source. */
const maxMessageLines = 5;

/**
 * Reads what checkpatch writes with `--show-types`: `ERROR:TYPE: message`, then `#LINE:` and lines of the patch, if it speaks of
 * a line, then an empty line. What looks like a report among the lines of a patch is none.
 */
export function readCheckpatch(output: string): CheckpatchReport[] {
  const reports: CheckpatchReport[] = [];
  let open: OpenReport | null = null;
  const close = (line0: number | null): void => {
    if (open !== null) reports.push(closed(open, line0));
    open = null;
  };
  let isBehindBlank = true;
  for (const row of rowsOf(output)) {
    const isStart: boolean = open !== null || isBehindBlank;
    isBehindBlank = row === "";
    const start: RegExpExecArray | null = isStart
      ? /^(ERROR|WARNING|CHECK):([A-Z][A-Z0-9_]{0,80}): (.*)$/.exec(row)
      : null;
    if (start !== null) {
      close(null);
      if (reports.length >= maxReports) break;
      // The pattern has no other words.
      open = { level: start[1] as CheckpatchLevel, type: start[2] ?? "", words: [start[3] ?? ""] };
      continue;
    }
    if (open === null) continue;
    const place = /^#(\d{1,9}):/.exec(row);
    if (place !== null) close(Math.max(0, Number(place[1]) - 1));
    else if (row === "") close(null);
    else if (open.words.length < maxMessageLines) open.words.push(row);
  }
  close(null);
  return reports;
}

interface OpenReport {
  readonly level: CheckpatchLevel;
  readonly type: string;
  readonly words: string[];
}

const closed = ({ level, type, words }: OpenReport, line0: number | null): CheckpatchReport => ({
  level,
  type,
  line0,
  message: plainLine(words.join(" "), maxMessage),
});

/** Lines, cut to what is looked at; without colours, which a `.checkpatch.conf` may ask for. */
function* rowsOf(output: string): Generator<string> {
  for (let start = 0; start < output.length; ) {
    const lf = output.indexOf("\n", start);
    const end = lf === -1 ? output.length : lf;
    // oxlint-disable-next-line no-control-regex -- ESC begins a colour
    yield output.slice(start, Math.min(end, start + 2000)).replace(/\x1b\[[\d;]{0,20}m/g, "");
    start = end + 1;
  }
}
