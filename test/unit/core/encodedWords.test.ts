import { describe, expect, it } from "vitest";
import { base64Bytes, decodeBytes, decodeEncodedWords } from "../../../server/src/core/mail/encodedWords.js";

describe("encoded words (RFC 2047)", () => {
  it.each([
    ["plain text", "plain text"],
    ["=?utf-8?q?J=C3=BCrgen?= Frost", "Jürgen Frost"],
    ["=?UTF-8?Q?a_b=5Fc?=", "a b_c"],
    ["=?utf-8?b?SsO8cmdlbg==?=", "Jürgen"],
    ["=?iso-8859-1?q?J=FCrgen?=", "Jürgen"],
    ["=?ISO-8859-2?Q?Ji=F8=ED?=", "Jiří"],
    ["=?gb2312?B?1tDOxA==?=", "中文"],
    ["=?utf-8*de?q?J=C3=BCrgen?=", "Jürgen"],
    // White space between two words is dropped, between a word and text it is kept (§6.2).
    ["=?utf-8?q?a?= =?utf-8?q?b?=", "ab"],
    ["=?utf-8?q?a?=\r\n =?iso-8859-1?q?=FC?=", "aü"],
    ["=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"],
    // Split inside a character, as mailers do: the bytes are joined first.
    ["=?utf-8?q?J=C3?= =?utf-8?q?=BCrgen?=", "Jürgen"],
    ["=?utf-8?b?8J+n?= =?utf-8?b?ig==?=", "🧊"],
    ["=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"],
    // Charsets that nobody knows: UTF-8 if it is valid, else Windows' Latin-1.
    ["=?unknown-8bit?q?J=C3=BCrgen?=", "Jürgen"],
    ["=?unknown-8bit?q?J=FCrgen?=", "Jürgen"],
    ["=?utf-8?q?J=FCrgen?=", "Jürgen"],
    // What is no encoded word stays as it is written.
    ["=?utf-8?q?never closed", "=?utf-8?q?never closed"],
    ["=?utf-8?x?abc?=", "=?utf-8?x?abc?="],
    ["a =? b ?= c", "a =? b ?= c"],
    ["=?utf-8?q?100=25_=ZZ?=", "100% =ZZ"],
    ["if (a =?= b)", "if (a =?= b)"],
  ])("%s", (raw, expected) => {
    expect(decodeEncodedWords(raw)).toBe(expected);
  });

  it("are read in time that grows with the text only", () => {
    expect(decodeEncodedWords("=?".repeat(50_000))).toBe("=?".repeat(50_000));
    expect(decodeEncodedWords("=?utf-8?q?".repeat(10_000)).length).toBeGreaterThan(10_000);
    expect(decodeEncodedWords("=?utf-8?b?".repeat(10_000)).length).toBeGreaterThan(10_000);
    expect(decodeEncodedWords("=?utf-8?q?a?= ".repeat(10_000))).toBe(`${"a".repeat(10_000)} `);
  });
});

describe("bytes", () => {
  it("of base64 pass over what is not of its alphabet", () => {
    expect(Buffer.from(base64Bytes("SsO8\r\ncm!dl bg==")).toString()).toBe("Jürgen");
    expect(base64Bytes("====")).toEqual([]);
  });

  it("are never lost, whatever the charset is called", () => {
    const bytes = Uint8Array.from([0x4a, 0xff, 0x00]);
    for (const charset of ["", "utf-8", "no-such-charset", "us-ascii", "\u0000"])
      expect(decodeBytes(bytes, charset).length).toBe(3);
  });
});
