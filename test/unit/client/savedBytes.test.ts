import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookAtBytes, whatSavingAlters } from "../../../client/src/features/quickFixes/savedBytes.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const sound = { crlf: 0, lf: 0, cr: 0, invalid: 0 };

describe("lookAtBytes", () => {
  it("counts each kind of line end, CR and LF together as one", () => {
    expect(lookAtBytes(bytesOf("a\r\nb\nc\rd\r\r\n\n"))).toEqual({ crlf: 2, lf: 2, cr: 2, invalid: 0 });
  });

  it("calls UTF-8 what a decoder takes, whatever the bytes", () => {
    const tricky = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .constantFrom([0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xff])
        .map((all) => Uint8Array.from(all)),
      fc.string({ unit: "binary", maxLength: 6 }).map(bytesOf),
    );
    fc.assert(
      fc.property(fc.array(tricky, { maxLength: 4 }), (parts) => {
        const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
        let isUtf8 = true;
        try {
          new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        } catch {
          isUtf8 = false;
        }
        expect(lookAtBytes(bytes).invalid === 0).toBe(isUtf8);
      }),
      { numRuns: 500 },
    );
  });

  it("counts each byte of Latin-1 in UTF-8 text", () => {
    expect(lookAtBytes(Uint8Array.from([...bytesOf("Grüße "), 0xfc, 0xdf, 0x0a])).invalid).toBe(2);
  });
});

describe("whatSavingAlters", () => {
  it("says nothing of a file that is saved as it is", () => {
    expect(whatSavingAlters({ ...sound, lf: 9 }, "LF", true)).toBeNull();
    expect(whatSavingAlters({ ...sound, crlf: 9 }, "CRLF", true)).toBeNull();
    expect(whatSavingAlters({ ...sound, lf: 9, invalid: 3 }, "LF", false)).toBeNull();
  });

  it("tells how many lines have which end, and how many bytes are lost", () => {
    expect(whatSavingAlters({ crlf: 1, lf: 1200, cr: 2, invalid: 1 }, "LF", true)).toBe(
      "1 line ends with CRLF, 1,200 with LF, 2 with CR: all will end with LF.\n1 byte is no UTF-8 (another charset, or damage): each becomes the sign “\ufffd”.",
    );
  });
});
