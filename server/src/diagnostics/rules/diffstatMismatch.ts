import type { DiffFile, Diffstat, DiffstatRow } from "../../core/model.js";
import type { Finding, MessageRule, RuleContext } from "../rule.js";

/** More rows than this that do not fit are told as one. */
const ROWS_TOLD = 5;

/** A diffstat that is not that of the diff below it; `git am` takes it. */
export const diffstatMismatch: MessageRule = {
  scope: "message",
  id: "patch.diffstat-mismatch",
  received: "warning",
  draft: "warning",
  description: "The diffstat's files or counts are not those of the diff.",
  oracle: "ours, counts as `git apply --numstat` has them",
  explanation:
    "Somebody edited the patch after it was made, or the mail was cut. Looked at only where one diffstat stands above one whole, readable diff; a row is matched by the end of its path, so that `...` and `-p0` paths fit. " +
    "Make the patch anew with `git format-patch`.",
  example: {
    wrong:
      " x.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\ndiff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,3 @@\n a\n+b\n c",
    right:
      " x.c | 1 +\n 1 file changed, 1 insertion(+)\n\ndiff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,3 @@\n a\n+b\n c",
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    const diffstat = comparable(context);
    if (!diffstat) return;
    const files = uniqueFiles(context.files);
    const findings = [...compareRows(context, diffstat, files)];
    if (findings.length > ROWS_TOLD) {
      yield {
        span: findings[0]?.span ?? diffstat.span,
        message: `${findings.length} rows of the diffstat do not fit the diff: was the patch edited, or the mail cut?`,
      };
    } else if (findings.length > 0) yield* findings;
    else yield* compareSummary(context, diffstat, files);
  },
};

/** The one diffstat that can be compared, or null. */
function comparable(context: RuleContext): Diffstat | null {
  const { message, files } = context;
  const own = message.diffstats.filter((candidate) => candidate.depth === 0);
  const [diffstat] = own;
  const [first] = files;
  if (message.role !== "patch" || own.length !== 1 || !diffstat || !first || diffstat.rows.length === 0)
    return null;
  if (diffstat.endLine0 > first.startLine0 || files.length !== message.files.length) return null;
  if (message.attachments.length > 0) return null;
  for (const file of files) {
    if (file.isCombined || file.path === "") return null;
    // A file of which nothing could be read; also one whose name is a rename alone has no lines, but says so.
    if (
      file.hunks.length === 0 &&
      file.status === "modified" &&
      !file.isBinary &&
      file.oldMode === file.newMode
    )
      return null;
    if (file.hunks.some((hunk) => hunk.corruptLine0 !== null)) return null;
  }
  return diffstat;
}

interface FileCounts {
  readonly path: string;
  readonly oldPath: string | null;
  readonly additions: number;
  readonly deletions: number;
  /** Binary, or deleted with --irreversible-delete: the diff does not say how many lines. */
  readonly isUncounted: boolean;
}

function uniqueFiles(files: readonly DiffFile[]): FileCounts[] {
  const byPath = new Map<string, FileCounts>();
  for (const file of files) {
    const before = byPath.get(file.path);
    byPath.set(file.path, {
      path: file.path,
      oldPath: file.oldPath?.path ?? null,
      additions: file.additions + (before?.additions ?? 0),
      deletions: file.deletions + (before?.deletions ?? 0),
      isUncounted:
        file.isBinary ||
        (file.status === "deleted" && file.hunks.length === 0) ||
        before?.isUncounted === true,
    });
  }
  return [...byPath.values()];
}

/** Rows times files of the same name: some 50 ms. No honest diffstat comes near; the rest of it is not compared. */
const mostComparisons = 1_000_000;

function* compareRows(
  context: RuleContext,
  diffstat: Diffstat,
  files: readonly FileCounts[],
): Iterable<Finding> {
  const byName = new Map<string, FileCounts[]>();
  for (const file of files) {
    for (const path of new Set([file.path, file.oldPath ?? file.path])) {
      const name = baseName(path);
      const same = byName.get(name);
      if (same) same.push(file);
      else byName.set(name, [file]);
    }
  }
  const seen = new Set<FileCounts>();
  let isGuess = false;
  let comparisons = 0;
  for (const row of diffstat.rows) {
    const path = rowPath(row);
    if (path === null) {
      isGuess = true; // git-quoted names and cut rows: not compared
      continue;
    }
    const pool = byName.get(baseName(path)) ?? files;
    comparisons += pool.length;
    if (comparisons > mostComparisons) return;
    const candidates = pool.filter((file) => fits(path, file));
    const file = candidates.find((candidate) => !seen.has(candidate)) ?? candidates[0];
    if (!file) {
      yield { span: row.pathSpan, message: "The diff below does not change this file." };
      continue;
    }
    for (const candidate of candidates.length > 1 ? candidates : []) if (candidate !== file) isGuess = true;
    seen.add(file);
    if (candidates.length > 1 || row.changes === null || file.isUncounted) continue;
    const changes = file.additions + file.deletions;
    if (row.changes !== changes) {
      const { lines } = context.document.model;
      yield {
        span: { start: row.pathSpan.start, end: lines.contentEnd(row.line0) },
        message: `The diffstat counts ${row.changes} changed lines here, the diff has ${changes} (${file.additions} added, ${file.deletions} removed).`,
      };
    }
  }
  if (isGuess || (diffstat.summary && diffstat.summary.files !== diffstat.rows.length)) return;
  for (const file of files) {
    if (seen.has(file)) continue;
    const last = diffstat.rows[diffstat.rows.length - 1];
    if (!last) return;
    yield {
      span: last.pathSpan,
      message: `The diff also changes ${file.path}, which the diffstat does not name.`,
    };
  }
}

function* compareSummary(
  context: RuleContext,
  diffstat: Diffstat,
  files: readonly FileCounts[],
): Iterable<Finding> {
  const { summary, summaryLine0 } = diffstat;
  if (!summary || summaryLine0 === null) return;
  const { lines } = context.document.model;
  const text = lines.lineText(summaryLine0);
  if (text.includes("(!)")) return; // diffstat(1) with modified lines merged: other counts
  const isCounted = files.every((file) => !file.isUncounted);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  const areLinesWrong = isCounted && (summary.insertions !== additions || summary.deletions !== deletions);
  if (summary.files === files.length && !areLinesWrong) return;
  yield {
    span: { start: lines.start(summaryLine0), end: lines.contentEnd(summaryLine0) },
    message: `The summary counts ${summary.files} files, ${summary.insertions} insertions and ${summary.deletions} deletions; the diff has ${files.length}, ${additions} and ${deletions}.`,
  };
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The path that a row means; null where it cannot be told. `{a => b}` stands for the new name. */
function rowPath(row: DiffstatRow): string | null {
  let path = row.path.replace(/ \((?:new|gone|mode [+-][lx]|new \+[lx])\)$/, "");
  if (path.startsWith('"') || path === "..." || path === "") return null;
  const open = path.indexOf("{");
  const arrow = path.indexOf(" => ");
  if (arrow !== -1) {
    const close = path.indexOf("}", arrow);
    if (open !== -1 && open < arrow && close !== -1) {
      path = `${path.slice(0, open)}${path.slice(arrow + 4, close)}${path.slice(close + 1)}`.replace(
        "//",
        "/",
      );
    } else if (path.startsWith("...")) return null;
    else path = path.slice(arrow + 4);
  }
  if (path.startsWith("...")) {
    path = path.slice(3);
    // A rename that was cut in front, with its opening brace.
    if (open === -1) path = path.replace("}/", "/").replace(/\}$/, "").replace("//", "/");
  }
  return path;
}

/** By the end of the path: rows may be cut in front (`.../`), or have more folders than the diff (`b/`, quilt's -p0). */
function fits(path: string, file: FileCounts): boolean {
  for (const candidate of [file.path, file.oldPath]) {
    if (candidate === null) continue;
    if (candidate === path || candidate.endsWith(path) || path.endsWith(`/${candidate}`)) return true;
  }
  return false;
}
