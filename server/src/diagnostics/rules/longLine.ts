import { reflow } from "../../core/text/reflow.js";
import { columns } from "../columns.js";
import { type LogLine, logLines } from "../logLines.js";
import { isPostedPatch } from "../postedPatch.js";
import type { Finding, MessageRule } from "../rule.js";

/** Columns of a commit log (submitting-patches.rst). */
const WIDTH = 75;

/** `drivers/hwmon/frost.c:35: …` as compilers say it, a header of other mail, a single word: these are not wrapped. */
const NOT_WRAPPED = /^\s{0,80}(?:(?:[\w.+-]{0,200}\/){1,40}[\w.+-]{1,200}:|(?:Subject|From|Date): |\S+$)/;

/** checkpatch: COMMIT_LOG_LONG_LINE. */
export const longLine: MessageRule = {
  scope: "message",
  id: "log.long-line",
  received: "hint",
  draft: "warning",
  presets: { stable: "off", plain: "off" },
  description: "A line of the commit log is longer than 75 columns.",
  oracle: "checkpatch: COMMIT_LOG_LONG_LINE",
  explanation:
    "`git log` indents the log by four columns, and 75 then still fit a terminal. Reported once, at the first such line of the author's words above the first sign-off; " +
    "not for links, trailers, quotes, diffstats, lines that begin with `path:`, lines of a single word, and kernel log (from `WARNING:`, `BUG:`, a time stamp, a line of registers or of a backtrace to the next empty line). " +
    "What cannot be wrapped (a shell's command, a table, an indented block) is a hint at most: checkpatch reports it, too, and it may stay. " +
    "netdev's own checks leave it out, so it is a hint for received mail.",
  example: {
    wrong:
      "The sensor gives a signed value, and the driver has always read it as if it were an unsigned one.",
    right:
      "The sensor gives a signed value, and the driver has always read it as\nif it were an unsigned one.",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPostedPatch(context)) return;
    const { lines, signoffAt } = logLines(context.document, context.message);
    let first: LogLine | null = null;
    let isFirstKept = false;
    let count = 0;
    const isKept = keptLines(lines);
    for (let at = 0; at < signoffAt; at++) {
      const line = lines[at];
      if (line === undefined || line.kind !== "prose" || line.text.length <= WIDTH) continue;
      if (NOT_WRAPPED.test(line.text) || columns(line.text) <= WIDTH) continue;
      count++;
      // Rather one that can be mended.
      if (first !== null && !isFirstKept) continue;
      const isLineKept = isKept(at);
      if (first !== null && isLineKept) continue;
      first = line;
      isFirstKept = isLineKept;
    }
    if (first === null) return;
    const others =
      count === 1
        ? ""
        : count === 2
          ? " Another line is too long, too."
          : ` ${count - 1} more lines are too long, too.`;
    if (isFirstKept) {
      yield {
        span: { start: first.start, end: first.end },
        message: `This line of the log has ${columns(first.text)} columns. It looks like a command, a table or code, which is not wrapped: it may stay, though checkpatch tells of it.${others}`,
        level: "hint",
      };
      return;
    }
    yield {
      span: { start: first.start, end: first.end },
      message: `This line of the log has ${columns(first.text)} columns: wrap it at ${WIDTH}.${others}`,
    };
  },
};

/** Whether the line at an index is one that filling its paragraph leaves as it is: no prose, for Format Document. */
function keptLines(lines: readonly LogLine[]): (at: number) => boolean {
  let from = 0;
  let to = 0;
  const filled = new Set<number>();
  return (at) => {
    if (at >= to) {
      from = at;
      while (from > 0 && lines[from - 1]?.kind === "prose") from--;
      to = at;
      while (lines[to]?.kind === "prose") to++;
      const texts = lines.slice(from, to).map(({ text }) => text);
      for (const change of reflow(texts, { width: WIDTH, fill: "long" }))
        for (let line = change.from; line < change.to; line++) filled.add(from + line);
    }
    return !filled.has(at);
  };
}
