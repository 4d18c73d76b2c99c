import type { DocumentSymbol } from "vscode-languageserver-protocol";
import type { Position } from "../core/text/lineTable.js";

/** Symbols that are sent at most: more make an outline that nobody reads and that takes the editor seconds to build. */
export const maxSymbols = 50_000;

/**
 * At most `limit` symbols, a last one included that says how many are missing: the deepest go first, of the level that
 * fits in part the last ones. `end`: of the text, where that last one stands. Cuts the given tree.
 */
export function limitedSymbols(roots: DocumentSymbol[], limit: number, end: Position): DocumentSymbol[] {
  const levels: DocumentSymbol[][] = [];
  for (let level = roots; level.length > 0; level = level.flatMap((symbol) => symbol.children ?? [])) {
    levels.push(level);
  }
  const total = levels.reduce((sum, level) => sum + level.length, 0);
  if (total <= limit) return roots;
  let room = limit - 1;
  let kept = roots;
  let parents: DocumentSymbol[] = [];
  for (const level of levels) {
    const part = Math.min(room, level.length);
    if (level === roots) kept = roots.slice(0, part);
    else if (part < level.length) cutChildren(parents, part);
    if (room === 0) break;
    room -= part;
    parents = level;
  }
  const range = { start: end, end };
  const missing = (total - limit + 1).toLocaleString("en-US");
  // LSP's SymbolKind.Null.
  return [...kept, { name: `… and ${missing} more`, kind: 21, range, selectionRange: range }];
}

/** Leaves the parents their first children, `count` together. A level is in the order of its parents. */
function cutChildren(parents: readonly DocumentSymbol[], count: number): void {
  let left = count;
  for (const parent of parents) {
    const length = parent.children?.length ?? 0;
    if (length > left) {
      if (left === 0) delete parent.children;
      else parent.children = parent.children?.slice(0, left);
    }
    left = Math.max(0, left - length);
  }
}
