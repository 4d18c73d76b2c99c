/**
 * The assignment of columns to rows with the least sum of costs, by the algorithm of R. Jonker and A. Volgenant ("A Shortest
 * Augmenting Path Algorithm for Dense and Sparse Linear Assignment Problems", Computing 38, 1987), which git-range-diff(1)
 * names: of several equally good assignments theirs is found, so the steps and their order are those of the paper.
 *
 * `costs`: a square table, `costs[row * size + column]`. Returns the row of each column. O(size³) at worst, mostly O(size²).
 * A generator: it yields before each search, so that others get their turn.
 */
export function* assign(size: number, costs: Int32Array): Generator<undefined, Int32Array> {
  const state: State = {
    size,
    costs,
    prices: new Float64Array(size),
    rowOf: new Int32Array(size).fill(free),
    columnOf: new Int32Array(size).fill(free),
  };
  let rows = reduceColumns(state);
  yield;
  for (let phase = 0; phase < 2 && rows.length > 0; phase++) {
    rows = reduceRows(state, rows);
    yield;
  }
  for (const row of rows) {
    augment(state, row);
    yield;
  }
  return state.rowOf;
}

const free = -1;

interface State {
  readonly size: number;
  readonly costs: Int32Array;
  /** Of each column; a cost less its column's price is the reduced cost. */
  readonly prices: Float64Array;
  /** Of each column its row, and of each row its column. */
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
}

function reduced({ size, costs, prices }: State, row: number, column: number): number {
  return (costs[row * size + column] ?? 0) - (prices[column] ?? 0);
}

/** "Column reduction" and "reduction transfer": each column to its cheapest row, if that is free. Gives the free rows. */
function reduceColumns(state: State): number[] {
  const { size, costs, prices, rowOf, columnOf } = state;
  /** Rows that are the cheapest of several columns. */
  const isShared = new Uint8Array(size);
  for (let column = size - 1; column >= 0; column--) {
    let best = 0;
    for (let row = 1; row < size; row++) {
      if ((costs[row * size + column] ?? 0) < (costs[best * size + column] ?? 0)) best = row;
    }
    prices[column] = costs[best * size + column] ?? 0;
    if (columnOf[best] === free) {
      columnOf[best] = column;
      rowOf[column] = best;
    } else isShared[best] = 1;
  }
  const rows: number[] = [];
  for (let row = 0; row < size; row++) {
    const own = columnOf[row] ?? free;
    if (own === free) rows.push(row);
    else if (isShared[row] === 0 && size > 1) {
      let least = Number.POSITIVE_INFINITY;
      for (let column = 0; column < size; column++) {
        if (column !== own) least = Math.min(least, reduced(state, row, column));
      }
      prices[own] = (prices[own] ?? 0) - least;
    }
  }
  return rows;
}

/** "Augmenting row reduction": a free row takes its cheapest column; who had it looks on. Gives the rows that are left. */
function reduceRows(state: State, rows: readonly number[]): number[] {
  const { size, prices, rowOf, columnOf } = state;
  const waiting = [...rows].reverse();
  const left: number[] = [];
  // Each step lowers a price; where that takes forever (equal costs by the thousand), the searches do the rest.
  let steps = 0;
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    if (++steps > 50 * size) {
      left.push(row, ...waiting.reverse());
      break;
    }
    let first = 0;
    let second = free;
    let least = reduced(state, row, 0);
    let next = Number.POSITIVE_INFINITY;
    for (let column = 1; column < size; column++) {
      const cost = reduced(state, row, column);
      if (cost >= next) continue;
      if (cost > least) {
        next = cost;
        second = column;
      } else {
        next = least;
        least = cost;
        second = first;
        first = column;
      }
    }
    let chosen = first;
    let owner = rowOf[first] ?? free;
    const isCheaper = least < next && second !== free;
    if (isCheaper) prices[first] = (prices[first] ?? 0) - (next - least);
    else if (owner !== free && second !== free) {
      chosen = second;
      owner = rowOf[second] ?? free;
    }
    if (owner !== free) {
      columnOf[owner] = free;
      if (isCheaper) waiting.push(owner);
      else left.push(owner);
    }
    columnOf[row] = chosen;
    rowOf[chosen] = row;
  }
  return left;
}

/** "Augmentation": the shortest alternating path from a free row to a free column, as Dijkstra finds it. */
function augment(state: State, start: number): void {
  const { size, prices, rowOf, columnOf } = state;
  const distance = Float64Array.from({ length: size }, (_, column) => reduced(state, start, column));
  const before = new Int32Array(size).fill(start);
  /** Columns: done, then those at the least distance, then the others. */
  const columns = Int32Array.from({ length: size }, (_, column) => column);
  let done = 0;
  let near = 0;
  let doneBefore = 0;
  let least = 0;
  const approach = (at: number): void => {
    const column = columns[at] ?? 0;
    columns[at] = columns[near] ?? 0;
    columns[near++] = column;
  };
  const search = (): number => {
    for (;;) {
      if (done === near) {
        doneBefore = done;
        least = distance[columns[near++] ?? 0] ?? 0;
        for (let at = near; at < size; at++) {
          const here = distance[columns[at] ?? 0] ?? 0;
          if (here > least) continue;
          if (here < least) {
            near = done;
            least = here;
          }
          approach(at);
        }
        for (let at = done; at < near; at++) {
          const column = columns[at] ?? 0;
          if (rowOf[column] === free) return column;
        }
      }
      const column = columns[done++] ?? 0;
      const row = rowOf[column] ?? 0;
      const base = reduced(state, row, column) - least;
      for (let at = near; at < size; at++) {
        const other = columns[at] ?? 0;
        const cost = reduced(state, row, other) - base;
        if (cost >= (distance[other] ?? 0)) continue;
        distance[other] = cost;
        before[other] = row;
        if (cost > least) continue;
        if (rowOf[other] === free) return other;
        approach(at);
      }
    }
  };
  let column = search();
  for (let at = 0; at < doneBefore; at++) {
    const done = columns[at] ?? 0;
    prices[done] = (prices[done] ?? 0) + (distance[done] ?? 0) - least;
  }
  for (;;) {
    const row = before[column] ?? start;
    const next = columnOf[row] ?? free;
    rowOf[column] = row;
    columnOf[row] = column;
    if (row === start) return;
    column = next;
  }
}
