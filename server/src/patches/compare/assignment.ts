/** Costs that a pair may have: this one is never taken. */
export const never = 1 << 16;

/** `cost(row, column)` of the pairs, and what it costs to leave a row or column without partner. */
export interface AssignmentTask {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly costs: Int32Array;
  readonly rowAlone: Int32Array;
  readonly columnAlone: Int32Array;
}

/**
 * The pairs with the least sum of costs: for each row its column, -1 for none. By shortest augmenting paths, as Jonker and
 * Volgenant do it (Computing 38, 1987); O(rows² × (rows + columns)).
 *
 * A generator: it yields after each row, so that others get their turn.
 */
export function* assign(task: AssignmentTask): Generator<undefined, Int32Array> {
  const { rows, columns, costs, rowAlone, columnAlone } = task;
  // Behind the real columns stands one for each row, which means: alone.
  const width = columns + rows;
  const cost = (row: number, column: number): number =>
    column < columns
      ? (costs[row * columns + column] ?? never) - (columnAlone[column] ?? 0)
      : column - columns === row
        ? (rowAlone[row] ?? 0)
        : never;
  const rowPrice = new Float64Array(rows);
  const columnPrice = new Float64Array(width);
  const rowOf = new Int32Array(width).fill(-1);
  const distance = new Float64Array(width);
  const before = new Int32Array(width);
  const isDone = new Uint8Array(width);
  for (let start = 0; start < rows; start++) {
    distance.fill(Number.POSITIVE_INFINITY);
    before.fill(-1);
    isDone.fill(0);
    let row = start;
    let from = -1;
    for (;;) {
      let nearest = -1;
      let step = Number.POSITIVE_INFINITY;
      for (let column = 0; column < width; column++) {
        if (isDone[column] === 1) continue;
        const reduced = cost(row, column) - (rowPrice[row] ?? 0) - (columnPrice[column] ?? 0);
        if (reduced < (distance[column] ?? 0)) {
          distance[column] = reduced;
          before[column] = from;
        }
        if ((distance[column] ?? 0) < step) {
          step = distance[column] ?? 0;
          nearest = column;
        }
      }
      // Prices move so that the nearest column costs nothing more.
      rowPrice[start] = (rowPrice[start] ?? 0) + step;
      for (let column = 0; column < width; column++) {
        if (isDone[column] === 1) {
          const owner = rowOf[column] ?? 0;
          rowPrice[owner] = (rowPrice[owner] ?? 0) + step;
          columnPrice[column] = (columnPrice[column] ?? 0) - step;
        } else distance[column] = (distance[column] ?? 0) - step;
      }
      isDone[nearest] = 1;
      from = nearest;
      if (rowOf[nearest] === -1) break;
      row = rowOf[nearest] ?? 0;
    }
    for (let column = from; column !== -1; ) {
      const previous = before[column] ?? -1;
      rowOf[column] = previous === -1 ? start : (rowOf[previous] ?? start);
      column = previous;
    }
    yield;
  }
  const columnOf = new Int32Array(rows).fill(-1);
  for (let column = 0; column < columns; column++) {
    const row = rowOf[column] ?? -1;
    if (row >= 0) columnOf[row] = column;
  }
  return columnOf;
}
