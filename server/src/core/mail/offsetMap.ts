/**
 * Which place of a decoded text came from which place of the raw one. A row stands for a stretch of the decoded text,
 * in order and without gaps, and for the raw stretch it was made from; inside of a row places are interpolated. So one
 * row does for a run of plain text, for a line of base64 (57 bytes of 76 characters) or for a run of `=C3=B6`.
 * Units are whatever the two texts are counted in: bytes, or UTF-16 code units.
 */
export interface OffsetMap {
  /** Rows. */
  readonly count: number;
  readonly decodedLength: number;
  /** Where each row's stretch begins in the decoded text; `count + 1` offsets, the last is `decodedLength`. */
  readonly decodedStarts: Uint32Array;
  readonly rawStarts: Uint32Array;
  /** Equal to the start where nothing raw stands behind a stretch (a separator line that was added). */
  readonly rawEnds: Uint32Array;
  /** Rows with raw text behind them, sorted by it; null where the rows are in that order already and all have some. */
  readonly byRaw: Uint32Array | null;
}

/** Rows of a map, put together from the front. */
export class OffsetMapBuilder {
  // Plain arrays: most maps have a few rows, and there are several for each message of a mailbox.
  private readonly decodedStarts: number[] = [];
  private readonly rawStarts: number[] = [];
  private readonly rawEnds: number[] = [];
  private decodedEnd = 0;
  private isSorted = true;

  /** How much of the decoded text has rows. */
  get decodedLength(): number {
    return this.decodedEnd;
  }

  /** Where the raw text of the last row ends. */
  get lastRaw(): number {
    return this.rawEnds.at(-1) ?? 0;
  }

  /** The next `decodedLength` units came from `[rawStart, rawEnd)`. */
  add(decodedLength: number, rawStart: number, rawEnd: number): void {
    if (decodedLength <= 0) return;
    const last = this.rawEnds.length - 1;
    if (last >= 0 && this.goesOn(last, decodedLength, rawStart, rawEnd)) {
      this.rawEnds[last] = rawEnd;
      this.decodedEnd += decodedLength;
      return;
    }
    if (rawStart === rawEnd || (last >= 0 && rawStart < (this.rawEnds[last] ?? 0))) this.isSorted = false;
    this.decodedStarts.push(this.decodedEnd);
    this.rawStarts.push(rawStart);
    this.rawEnds.push(rawEnd);
    this.decodedEnd += decodedLength;
  }

  /**
   * The next `length` units came from `[start, end)` of another decoded text, each from the same number of its units,
   * and that text's own map leads on to the raw one.
   */
  addThrough(length: number, inner: OffsetMap, start: number, end: number): void {
    if (length <= 0) return;
    if (end <= start) {
      const raw = toRaw(inner, start);
      this.add(length, raw, raw);
      return;
    }
    const perUnit = (end - start) / length;
    let row = rowAt(inner, start);
    let done = 0;
    while (done < length) {
      const from = start + done * perUnit;
      const rowEnd = inner.decodedStarts[row + 1] ?? inner.decodedLength;
      // A unit that straddles two rows belongs to the first.
      const next = rowEnd >= end ? length : Math.min(length, Math.ceil((rowEnd - start) / perUnit));
      if (next > done) {
        const to = start + next * perUnit;
        const rawStart = rawIn(inner, row, Math.round(from));
        const isWhole = to <= rowEnd;
        let last = row;
        while (!isWhole && last + 1 < inner.count && (inner.decodedStarts[last + 1] ?? 0) < to) last++;
        const rawEnd = Math.max(rawStart, rawIn(inner, last, Math.round(to)));
        this.add(next - done, rawStart, rawEnd);
        done = next;
      }
      row++;
      if (row >= inner.count && done < length) {
        const raw = rawIn(inner, inner.count - 1, end);
        this.add(length - done, raw, raw);
        return;
      }
    }
  }

  build(): OffsetMap {
    const count = this.rawStarts.length;
    const decodedStarts = new Uint32Array(count + 1);
    decodedStarts.set(this.decodedStarts);
    decodedStarts[count] = this.decodedEnd;
    const rawStarts = new Uint32Array(this.rawStarts);
    const rawEnds = new Uint32Array(this.rawEnds);
    return {
      count,
      decodedLength: this.decodedEnd,
      decodedStarts,
      rawStarts,
      rawEnds,
      byRaw: this.isSorted ? null : sortedByRaw(rawStarts, rawEnds),
    };
  }

  /** Whether the stretch carries the last row on at the same ratio. */
  private goesOn(last: number, decodedLength: number, rawStart: number, rawEnd: number): boolean {
    const lastRawStart = this.rawStarts[last] ?? 0;
    const lastRawEnd = this.rawEnds[last] ?? 0;
    if (rawStart !== lastRawEnd) return false;
    const lastLength = this.decodedEnd - (this.decodedStarts[last] ?? 0);
    return (lastRawEnd - lastRawStart) * decodedLength === (rawEnd - rawStart) * lastLength;
  }
}

function sortedByRaw(rawStarts: Uint32Array, rawEnds: Uint32Array): Uint32Array {
  let count = 0;
  const rows = new Uint32Array(rawStarts.length);
  for (let row = 0; row < rawStarts.length; row++) if (rawEnds[row] !== rawStarts[row]) rows[count++] = row;
  return rows.subarray(0, count).sort((a, b) => (rawStarts[a] ?? 0) - (rawStarts[b] ?? 0) || a - b);
}

/** A text of that length that was not changed at all; `rawStart` is where it begins in the raw one. */
export function identityMap(length: number, rawStart: number): OffsetMap {
  if (length <= 0) return new OffsetMapBuilder().build();
  return {
    count: 1,
    decodedLength: length,
    decodedStarts: Uint32Array.of(0, length),
    rawStarts: Uint32Array.of(rawStart),
    rawEnds: Uint32Array.of(rawStart + length),
    byRaw: null,
  };
}

/** The map of two steps: `outer` leads from the last text to one in between, `inner` from there to the raw one. */
export function composeMaps(outer: OffsetMap, inner: OffsetMap): OffsetMap {
  const builder = new OffsetMapBuilder();
  appendThrough(builder, outer, 0, outer.decodedLength, inner);
  return builder.build();
}

/** Adds the rows of `[start, end)` of `outer`, led on through `inner`; null: what `outer` calls raw is raw. */
export function appendThrough(
  builder: OffsetMapBuilder,
  outer: OffsetMap,
  start: number,
  end: number,
  inner: OffsetMap | null,
): void {
  if (outer.count === 0) return;
  for (let row = rowAt(outer, start); row < outer.count; row++) {
    const rowStart = Math.max(start, outer.decodedStarts[row] ?? 0);
    const rowEnd = Math.min(end, outer.decodedStarts[row + 1] ?? outer.decodedLength);
    if (rowEnd <= rowStart) break;
    const from = rawIn(outer, row, rowStart);
    const to = rawIn(outer, row, rowEnd);
    if (inner) builder.addThrough(rowEnd - rowStart, inner, from, to);
    else builder.add(rowEnd - rowStart, from, to);
  }
}

/** The raw offset behind an offset of the decoded text; what lies outside is clamped. O(log n). */
export function toRaw(map: OffsetMap, decodedOffset: number): number {
  if (map.count === 0) return 0;
  return rawIn(map, rowAt(map, decodedOffset), decodedOffset);
}

/**
 * The offset of the decoded text that came from a raw offset. A raw place that nothing came from (a boundary line, a soft
 * line break) gives the end of what stands before it. O(log n). For a row that is not longer than its raw stretch:
 * `toDecoded(toRaw(offset)) === offset`.
 */
export function toDecoded(map: OffsetMap, rawOffset: number): number {
  const { byRaw } = map;
  let low = 0;
  let high = (byRaw ? byRaw.length : map.count) - 1;
  if (high < 0) return 0;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((map.rawStarts[byRaw ? (byRaw[middle] ?? 0) : middle] ?? 0) <= rawOffset) low = middle;
    else high = middle - 1;
  }
  const row = byRaw ? (byRaw[low] ?? 0) : low;
  const start = map.decodedStarts[row] ?? 0;
  const length = (map.decodedStarts[row + 1] ?? map.decodedLength) - start;
  const rawStart = map.rawStarts[row] ?? 0;
  const rawLength = (map.rawEnds[row] ?? 0) - rawStart;
  if (rawLength === 0) return start;
  const into = Math.min(Math.max(0, rawOffset - rawStart), rawLength);
  return start + Math.min(length, Math.ceil((into * length) / rawLength));
}

/** The row that holds an offset of the decoded text; the last one for its end. */
function rowAt(map: OffsetMap, decodedOffset: number): number {
  let low = 0;
  let high = map.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((map.decodedStarts[middle] ?? 0) <= decodedOffset) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

function rawIn(map: OffsetMap, row: number, decodedOffset: number): number {
  const start = map.decodedStarts[row] ?? 0;
  const length = (map.decodedStarts[row + 1] ?? map.decodedLength) - start;
  const rawStart = map.rawStarts[row] ?? 0;
  const rawLength = (map.rawEnds[row] ?? 0) - rawStart;
  if (length === 0) return rawStart;
  const into = Math.min(Math.max(0, decodedOffset - start), length);
  return rawStart + Math.floor((into * rawLength) / length);
}
