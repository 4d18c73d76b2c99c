import { type OffsetMap, OffsetMapBuilder } from "./offsetMap.js";

const LF = 0x0a;
const GT = 0x3e;
const FROM = [0x46, 0x72, 0x6f, 0x6d, 0x20];

/**
 * A message as it was before it was written into an mbox: one `>` is taken from lines that begin with `>From `; with
 * `isRd` (mboxrd) from `>>From ` and deeper ones, too. null: there is no such line.
 */
export function takeBackFromEscapes(
  bytes: Uint8Array,
  isRd: boolean,
): { readonly bytes: Uint8Array; readonly map: OffsetMap } | null {
  const marks: number[] = [];
  for (let start = bytes.indexOf(GT); start !== -1; start = bytes.indexOf(GT, start + 1)) {
    if (start > 0 && bytes[start - 1] !== LF) continue;
    let at = start + 1;
    while (isRd && bytes[at] === GT) at++;
    if (FROM.every((byte, place) => bytes[at + place] === byte)) marks.push(start);
  }
  if (marks.length === 0) return null;
  const out = new Uint8Array(bytes.length - marks.length);
  const builder = new OffsetMapBuilder();
  let copied = 0;
  let length = 0;
  for (const end of [...marks, bytes.length]) {
    out.set(bytes.subarray(copied, end), length);
    builder.add(end - copied, copied, end);
    length += end - copied;
    copied = end + 1;
  }
  return { bytes: out, map: builder.build() };
}
