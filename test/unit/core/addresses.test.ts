import { describe, expect, it } from "vitest";
import { parseAddresses } from "../../../server/src/core/mail/addresses.js";
import { messageOf } from "./read.js";

const listOf = (value: string): string[] =>
  parseAddresses(value, 0, value.length).map(({ name, address }) => `${name}|${address}`);

describe("an address list", () => {
  it.each<[string, string[]]>([
    ["ada@example.org", ["|ada@example.org"]],
    ["<ada@example.org>", ["|ada@example.org"]],
    ["Ada Frost <ada@example.org>", ["Ada Frost|ada@example.org"]],
    ["Ada Frost<ada@example.org>, bo@example.com", ["Ada Frost|ada@example.org", "|bo@example.com"]],
    [
      '"Frost, Ada" <ada@example.org>, Bo <bo@example.com>',
      ["Frost, Ada|ada@example.org", "Bo|bo@example.com"],
    ],
    ['"Ada \\"Ice\\" Frost" <ada@example.org>', ['Ada "Ice" Frost|ada@example.org']],
    ["Ada\r\n Frost\r\n\t<ada@example.org>", ["Ada Frost|ada@example.org"]],
    ["ada@example.org (Ada Frost)", ["Ada Frost|ada@example.org"]],
    ["Ada Frost (Example Inc.) <ada@example.org>", ["Ada Frost (Example Inc.)|ada@example.org"]],
    [
      "Ada (a, b; <c>) <ada@example.org>, bo@example.com",
      ["Ada (a, b; <c>)|ada@example.org", "|bo@example.com"],
    ],
    ["=?utf-8?q?J=C3=BCrgen?= Frost <j@example.org>", ["Jürgen Frost|j@example.org"]],
    ["=?utf-8?q?Frost=2C_Ada?= <ada@example.org>", ["Frost, Ada|ada@example.org"]],
    ['"=?utf-8?q?J=C3=BCrgen?=" <j@example.org>', ["Jürgen|j@example.org"]],
    ["undisclosed-recipients:;", []],
    [
      "Team: a@example.org, Bo <b@example.org>;, c@example.org",
      ["|a@example.org", "Bo|b@example.org", "|c@example.org"],
    ],
    ["ada at example.org (Ada Frost)", ["Ada Frost|ada@example.org"]],
    ["a@example.org,, ,b@example.org,", ["|a@example.org", "|b@example.org"]],
    ['"john@home" <j@example.org>', ["john@home|j@example.org"]],
    ["Ada <ada@[IPv6:2001:db8::1]>, bo@example.com", ["Ada|ada@[IPv6:2001:db8::1]", "|bo@example.com"]],
    [
      "Ada Frost via B4 Relay <devnull+ada.example.org@kernel.org>",
      ["Ada Frost via B4 Relay|devnull+ada.example.org@kernel.org"],
    ],
    ["Ada Frost", ["Ada Frost|"]],
    ["Ada <ada@example.org", ["Ada|ada@example.org"]],
    ['"Ada <ada@example.org>', ["Ada|ada@example.org"]],
    ["Ada \u{1F9CA} <ada@example.org>", ["Ada \u{1F9CA}|ada@example.org"]],
    ["", []],
    [" , ; ", []],
  ])("%s", (value, expected) => {
    expect(listOf(value)).toEqual(expected);
  });

  it("says where each mailbox and its address stand", () => {
    const value = 'To: "Frost, Ada" <ada@example.org>, bo@example.com (Bo)';
    const found = parseAddresses(value, 4, value.length);
    const slices = found.map(({ span, addressSpan }) => [
      value.slice(span.start, span.end),
      addressSpan && value.slice(addressSpan.start, addressSpan.end),
    ]);
    expect(slices).toEqual([
      ['"Frost, Ada" <ada@example.org>', "ada@example.org"],
      ["bo@example.com (Bo)", "bo@example.com"],
    ]);
  });

  it("is read in time that grows with its length only", () => {
    for (const piece of ["<", "(", '"', "a at ", "\\", "a@b,"]) {
      expect(Array.isArray(listOf(piece.repeat(20_000)))).toBe(true);
    }
  });
});

describe("who wrote a mail", () => {
  it("is the header's From, and for the author an in-body From", () => {
    const text =
      "From: Bo <bo@example.com>\nSubject: [PATCH] x\n\nFrom: Ada Frost <ada@example.org>\n\nText.\n";
    expect(messageOf(text)).toMatchObject({
      sender: { address: "bo@example.com" },
      author: { name: "Ada Frost", address: "ada@example.org" },
    });
  });

  it("is nobody where there is no From", () => {
    expect(messageOf("Subject: x\n\ntext\n")).toMatchObject({ sender: null, author: null });
  });
});
