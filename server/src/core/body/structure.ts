import type { Attribution, Block, BlockKind, Comment, DiffFile, LineRange, Quote } from "../model.js";
import { LineKind } from "../model.js";
import type { LineTable } from "../text/lineTable.js";

/** The block that a line of that kind belongs to, for the writer's own text and for quotes. */
const BLOCK_OF: readonly (BlockKind | undefined)[] = blockTable([
  [LineKind.blank, "blank"],
  [LineKind.headerField, "inBodyHeader"],
  [LineKind.headerContinuation, "inBodyHeader"],
  [LineKind.attribution, "attribution"],
  [LineKind.signatureSeparator, "signature"],
  [LineKind.signature, "signature"],
  [LineKind.trailer, "trailers"],
  [LineKind.cutLine, "cutLine"],
  [LineKind.diffstatRow, "diffstat"],
  [LineKind.diffstatSummary, "diffstat"],
  [LineKind.diffCommand, "fileHeader"],
  [LineKind.diffExtended, "fileHeader"],
  [LineKind.diffOld, "fileHeader"],
  [LineKind.diffNew, "fileHeader"],
  [LineKind.hunkHeader, "hunk"],
  [LineKind.context, "hunk"],
  [LineKind.added, "hunk"],
  [LineKind.removed, "hunk"],
  [LineKind.noNewline, "hunk"],
  [LineKind.corrupt, "hunk"],
  [LineKind.wrapped, "hunk"],
  [LineKind.binary, "binary"],
  [LineKind.dump, "dump"],
  [LineKind.partSeparator, "partSeparator"],
  [LineKind.encoded, "encoded"],
  [LineKind.pageBanner, "pageBanner"],
  [LineKind.overview, "overview"],
  [LineKind.replyInstructions, "replyInstructions"],
  [LineKind.patchInfo, "patchInfo"],
  [LineKind.scissors, "scissors"],
  [LineKind.rangeDiff, "rangeDiff"],
  [LineKind.report, "report"],
  [LineKind.flattened, "flattened"],
]);

/** An array, since a look-up per line of a 159,000-line patch should cost no hashing. */
function blockTable(pairs: readonly (readonly [LineKind, BlockKind])[]): (BlockKind | undefined)[] {
  const table: (BlockKind | undefined)[] = new Array<BlockKind | undefined>(64).fill(undefined);
  for (const [kind, block] of pairs) table[kind] = block;
  return table;
}

/**
 * The runs of lines of one block kind and depth in `[startLine0, endLine0)`; they tile those lines. `files` (in order)
 * tells where sound, unquoted hunks end, so that their lines need not be looked at one by one.
 */
export function collectBlocks(
  lines: LineTable,
  startLine0: number,
  endLine0: number,
  files: readonly DiffFile[],
): Block[] {
  const blocks: Block[] = [];
  const soundHunkEnd = soundHunkEnds(files);
  let from = startLine0;
  let kind: BlockKind | null = null;
  let depth = 0;
  const close = (line: number): void => {
    if (kind && from < line)
      blocks.push({ kind, span: lines.spanOfLines(from, line), startLine0: from, endLine0: line, depth });
    from = line;
  };
  const { kinds, depths } = lines;
  for (let line = startLine0; line < endLine0; line++) {
    const lineKind = kinds[line] ?? 0;
    const lineDepth = depths[line] ?? 0;
    const next = BLOCK_OF[lineKind] ?? (lineDepth > 0 ? "quote" : "text");
    const isNewOne = lineKind === LineKind.hunkHeader || lineKind === LineKind.diffCommand;
    // A header right behind a part's separator is the part's; any other is in-body.
    const isPartHeader: boolean = next === "inBodyHeader" && kind === "partSeparator";
    const goesOn = kind === next || (kind === "partHeader" && next === "inBodyHeader");
    if (goesOn && depth === lineDepth && !isNewOne) continue;
    close(line);
    kind = isPartHeader ? "partHeader" : next;
    depth = lineDepth;
    if (lineKind === LineKind.hunkHeader && lineDepth === 0) {
      const behind = soundHunkEnd(line);
      if (behind > line) line = Math.min(behind, endLine0) - 1;
    }
  }
  close(endLine0);
  return blocks;
}

/**
 * Asked with the header lines of unquoted hunks in ascending order: the line behind that hunk, where it is sound, so that
 * all lines between are its own; else -1. Files and their hunks are in order, so this walks over them once.
 */
function soundHunkEnds(files: readonly DiffFile[]): (headerLine0: number) => number {
  let fileAt = 0;
  let hunkAt = 0;
  return (headerLine0) => {
    for (; fileAt < files.length; fileAt++, hunkAt = 0) {
      const file = files[fileAt];
      if (!file || file.depth > 0) continue;
      for (; hunkAt < file.hunks.length; hunkAt++) {
        const hunk = file.hunks[hunkAt];
        if (!hunk || hunk.startLine0 < headerLine0) continue;
        return hunk.startLine0 === headerLine0 && hunk.corruptLine0 === null ? hunk.endLine0 : -1;
      }
    }
    return -1;
  };
}

interface OpenQuote {
  readonly depth: number;
  readonly startLine0: number;
  readonly children: Quote[];
}

/**
 * Quotes as a tree. A jump from depth 1 to 4 opens one quote of depth 4, not three: levels that hold no line of their
 * own have nothing to show. An empty line between two lines of a quote does not end it when it is quoted itself.
 */
export function collectQuotes(
  lines: LineTable,
  startLine0: number,
  endLine0: number,
  attributions: readonly Attribution[],
): Quote[] {
  const roots: Quote[] = [];
  const open: OpenQuote[] = [];
  let current = 0;
  const close = (line0: number): void => {
    const quote = open.pop();
    if (!quote) return;
    const done: Quote = {
      kind: "quote",
      depth: quote.depth,
      span: lines.spanOfLines(quote.startLine0, line0),
      startLine0: quote.startLine0,
      endLine0: line0,
      attribution: introducing(attributions, quote.startLine0, quote.depth),
      children: quote.children,
    };
    siblings().push(done);
  };
  const siblings = (): Quote[] => open.at(-1)?.children ?? roots;
  const { depths } = lines;
  for (let line = startLine0; line < endLine0; line++) {
    const depth = depths[line] ?? 0;
    if (depth === current) continue;
    current = depth;
    while ((open.at(-1)?.depth ?? 0) > depth) close(line);
    if (depth > (open.at(-1)?.depth ?? 0)) {
      // A shallower line right below a deeper stretch: both are one quote at the shallower level.
      const above = siblings().at(-1);
      if (above && above.endLine0 === line) {
        siblings().pop();
        open.push({ depth, startLine0: above.startLine0, children: [above] });
      } else open.push({ depth, startLine0: line, children: [] });
    }
  }
  while (open.length > 0) close(endLine0);
  return roots;
}

/** The last attribution above that line which introduces text at that depth. */
function introducing(attributions: readonly Attribution[], line0: number, depth: number): Attribution | null {
  let low = 0;
  let high = attributions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((attributions[middle]?.startLine0 ?? 0) < line0) low = middle + 1;
    else high = middle;
  }
  // A message has a handful of attributions; the walk is bounded all the same.
  for (let at = low - 1; at >= Math.max(0, low - 50); at--) {
    const attribution = attributions[at];
    if (attribution && attribution.depth === depth - 1) return attribution;
    if (attribution && attribution.depth < depth - 1) return null;
  }
  return null;
}

/**
 * The writer's own text in a mail that quotes: runs of unquoted prose, with the quoted lines right above them that they
 * answer. Attributions, signatures, trailers alone and diffs are no comments.
 */
export function collectComments(blocks: readonly Block[], lines: LineTable): Comment[] {
  if (!blocks.some((block) => block.depth > 0)) return [];
  const comments: Comment[] = [];
  let answers: LineRange | null = null;
  let run: { startLine0: number; endLine0: number } | null = null;
  const flush = (): void => {
    if (run)
      comments.push({
        kind: "comment",
        span: lines.spanOfLines(run.startLine0, run.endLine0),
        ...run,
        answers,
      });
    run = null;
  };
  for (const block of blocks) {
    if (block.kind === "blank" && block.depth === 0) continue;
    if (block.depth > 0) {
      flush();
      const start: number =
        answers && answers.endLine0 === block.startLine0 ? answers.startLine0 : block.startLine0;
      answers = {
        span: lines.spanOfLines(start, block.endLine0),
        startLine0: start,
        endLine0: block.endLine0,
      };
    } else if (
      block.kind === "text" ||
      (block.kind === "trailers" && run) ||
      (block.kind === "dump" && run)
    ) {
      run = {
        startLine0: run ? (run as { startLine0: number }).startLine0 : block.startLine0,
        endLine0: block.endLine0,
      };
    } else {
      flush();
      if (block.kind !== "attribution") answers = null;
    }
  }
  flush();
  return comments;
}
