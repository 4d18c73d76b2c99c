import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCharset } from "../../../server/src/core/mail/decodeCharset.js";
import { takeBackFromEscapes } from "../../../server/src/core/mail/decodeFromLines.js";
import { unflow, withLineFeeds } from "../../../server/src/core/mail/flowed.js";
import {
  composeMaps,
  type OffsetMap,
  OffsetMapBuilder,
  toDecoded,
  toRaw,
} from "../../../server/src/core/mail/offsetMap.js";
import { decodeBase64, decodeQuotedPrintable } from "../../../server/src/core/mail/transferEncoding.js";

const encoder = new TextEncoder();
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** What holds for each map: rows without gaps, places inside the raw text, in order within a row. */
function expectSound(map: OffsetMap, decodedLength: number, rawLength: number): void {
  expect(map.decodedLength).toBe(decodedLength);
  expect(map.decodedStarts[map.count]).toBe(decodedLength);
  for (let row = 0; row < map.count; row++) {
    expect(map.decodedStarts[row + 1]).toBeGreaterThan(map.decodedStarts[row] ?? 0);
    expect(map.rawEnds[row]).toBeGreaterThanOrEqual(map.rawStarts[row] ?? 0);
    expect(map.rawEnds[row]).toBeLessThanOrEqual(rawLength);
  }
}

/** There and back again gives the same place, for all that came from raw text. */
function expectRoundTrip(map: OffsetMap): void {
  for (let row = 0; row < map.count; row++) {
    if (map.rawStarts[row] === map.rawEnds[row]) continue;
    for (let at = map.decodedStarts[row] ?? 0; at < (map.decodedStarts[row + 1] ?? 0); at++)
      expect(toDecoded(map, toRaw(map, at)), `offset ${at} in row ${row}`).toBe(at);
  }
}

const text = fc.string({
  unit: fc.constantFrom("a", " ", "\n", "=", ">", "é", "€", "😀", "\r\n", "-", "From "),
  maxLength: 200,
});

/** base64 in lines of any length. */
const lines76 = (data: string, width: number): string =>
  (data.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join("\r\n");

/** As mailers write it: what is not plain as `=XX`, soft line ends. */
function quotedPrintable(bytes: Uint8Array): string {
  let out = "";
  let column = 0;
  for (const byte of bytes) {
    const piece =
      byte === 10
        ? "\n"
        : byte === 61 || byte < 32 || byte > 126
          ? `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
          : String.fromCharCode(byte);
    if (column + piece.length > 75 && byte !== 10) {
      out += "=\n";
      column = 0;
    }
    out += piece;
    column = byte === 10 ? 0 : column + piece.length;
  }
  return out;
}

describe("offset maps", () => {
  it("lead from each byte of base64 to its characters and back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
        const raw = encoder.encode(lines76(Buffer.from(bytes).toString("base64"), width));
        const decoded = decodeBase64(raw, 0, raw.length, true);
        expect([...decoded.bytes]).toEqual([...bytes]);
        expectSound(decoded.map, bytes.length, raw.length);
        expectRoundTrip(decoded.map);
      }),
    );
  });

  it("lead from each byte of quoted-printable to its characters and back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const raw = encoder.encode(quotedPrintable(bytes));
        const decoded = decodeQuotedPrintable(raw, 0, raw.length);
        expect([...decoded.bytes]).toEqual([...bytes]);
        expectSound(decoded.map, bytes.length, raw.length);
        expectRoundTrip(decoded.map);
        // A byte that stands for itself is found at its own character.
        for (let at = 0; at < bytes.length; at++) {
          const character = raw[toRaw(decoded.map, at)];
          expect(character === bytes[at] || character === 61).toBe(true);
        }
      }),
    );
  });

  it("lead through transfer encoding, charset, line ends and flowed text at once", () => {
    fc.assert(
      fc.property(text, fc.boolean(), fc.boolean(), (content, isBase64, deletesSpace) => {
        const bytes = encoder.encode(content);
        const raw = encoder.encode(
          isBase64 ? lines76(Buffer.from(bytes).toString("base64"), 76) : quotedPrintable(bytes),
        );
        const transfer = isBase64
          ? decodeBase64(raw, 0, raw.length, true)
          : decodeQuotedPrintable(raw, 0, raw.length);
        const charset = decodeCharset(transfer.bytes, "utf-8");
        expect(charset.text).toBe(content);
        const afterCharset = charset.map ? composeMaps(charset.map, transfer.map) : transfer.map;
        const lf = withLineFeeds(charset.text);
        const afterLf = lf.map ? composeMaps(lf.map, afterCharset) : afterCharset;
        const flowed = unflow(lf.text, deletesSpace);
        const map = composeMaps(flowed.map, afterLf);
        expectSound(map, flowed.text.length, raw.length);
        expectRoundTrip(map);
        // Each character is still itself: it leads to the place where the decoded bytes have it.
        for (let at = 0; at < flowed.text.length; at++) {
          const before = toRaw(flowed.map, at);
          if (flowed.text[at] !== "\n") expect(flowed.text[at]).toBe(lf.text[before]);
        }
      }),
    );
  });

  it("lead through taken back `>From ` lines", () => {
    fc.assert(
      fc.property(text, fc.boolean(), (content, isRd) => {
        const bytes = encoder.encode(content.replaceAll("From ", "\n>>From \n>From "));
        const taken = takeBackFromEscapes(bytes, isRd);
        if (taken === null) return;
        const plain = latin1(bytes);
        expect(latin1(taken.bytes)).toBe(plain.replace(isRd ? /^>(?=>*From )/gm : /^>(?=From )/gm, ""));
        expectSound(taken.map, taken.bytes.length, bytes.length);
        expectRoundTrip(taken.map);
        for (let at = 0; at < taken.bytes.length; at++)
          expect(bytes[toRaw(taken.map, at)]).toBe(taken.bytes[at]);
      }),
    );
  });

  it("bear rows in any order of the raw text, and rows with nothing raw behind them", () => {
    const row = fc.record({
      length: fc.integer({ min: 1, max: 9 }),
      extra: fc.integer({ min: 0, max: 9 }),
      isAdded: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (rows, random) => {
        // Raw stretches that do not overlap, taken in another order.
        const stretches: { start: number; end: number; length: number; isAdded: boolean }[] = [];
        let raw = 0;
        for (const { length, extra, isAdded } of rows) {
          const end = isAdded ? raw : raw + length + extra;
          stretches.push({ start: raw, end, length, isAdded });
          raw = end + (extra % 3);
        }
        const keys = new Map(stretches.map((stretch) => [stretch, random.next().value as number]));
        stretches.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
        const builder = new OffsetMapBuilder();
        for (const { start, end, length } of stretches) builder.add(length, start, end);
        const map = builder.build();
        expectSound(
          map,
          stretches.reduce((sum, { length }) => sum + length, 0),
          raw,
        );
        expectRoundTrip(map);
        for (let at = -2; at < raw + 3; at++) {
          const place = toDecoded(map, at);
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(map.decodedLength);
        }
      }),
    );
  });
});
