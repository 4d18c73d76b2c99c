import { describe, expect, it } from "vitest";
import { parseDate } from "../../../server/src/core/mail/date.js";
import { messageOf } from "./read.js";

const iso = (value: string): string | null => {
  const date = parseDate(value);
  return date === null ? null : new Date(date).toISOString();
};

describe("a date", () => {
  it.each([
    ["Tue, 3 Mar 2026 10:15:30 +0100", "2026-03-03T09:15:30.000Z"],
    ["Tue, 03 Mar 2026 10:15:30 -0330", "2026-03-03T13:45:30.000Z"],
    ["3 Mar 2026 10:15 +0000", "2026-03-03T10:15:00.000Z"],
    ["Tue,  3 Mar 2026  9:15:30 +0100 (CET)", "2026-03-03T08:15:30.000Z"],
    ["Tue, 3 Mar 2026 10:15:30 GMT", "2026-03-03T10:15:30.000Z"],
    ["Tue, 3 Mar 2026 10:15:30 EST", "2026-03-03T15:15:30.000Z"],
    ["Tue, 3 Mar 2026 10:15:30 PDT", "2026-03-03T17:15:30.000Z"],
    ["Tue, 3 Mar 2026 10:15:30 -0000", "2026-03-03T10:15:30.000Z"],
    ["Tue, 3 Mar 2026 10:15:30", "2026-03-03T10:15:30.000Z"],
    ["Tue, 3 March 2026 10:15:30 +0000", "2026-03-03T10:15:30.000Z"],
    ["Thu, 1 Sept 2022 10:15:30 +0000", "2022-09-01T10:15:30.000Z"],
    // RFC 5322 §4.3: years of two and three digits.
    ["Sat, 3 Mar 01 10:15:30 +0000", "2001-03-03T10:15:30.000Z"],
    ["Tue, 3 Mar 98 10:15:30 +0000", "1998-03-03T10:15:30.000Z"],
    ["Tue, 3 Mar 126 10:15:30 +0000", "2026-03-03T10:15:30.000Z"],
    ["Sat, 31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00.000Z"],
    ["Tue Mar  3 10:15:30 2026", "2026-03-03T10:15:30.000Z"],
    ["Tue Mar  3 10:15:30 CET 2026", "2026-03-03T09:15:30.000Z"],
    ["Tue Mar 3 10:15:30 2026 +0530", "2026-03-03T04:45:30.000Z"],
    ["2026-03-03 10:15:30 +0530", "2026-03-03T04:45:30.000Z"],
    ["2026-03-03T10:15:30Z", "2026-03-03T10:15:30.000Z"],
    ["2026-03-03T10:15:30.123+05:30", "2026-03-03T04:45:30.000Z"],
    ["2026-03-03 10:15 UTC", "2026-03-03T10:15:00.000Z"],
    ["Mon, 1 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00.000Z"],
  ])("%s", (value, expected) => {
    expect(iso(value)).toBe(expected);
  });

  it.each([
    "",
    "garbage",
    "yesterday",
    "Tue, 3 Foo 2026 10:15:30 +0000",
    "Tue, 32 Mar 2026 10:15:30 +0000",
    "Tue, 0 Mar 2026 10:15:30 +0000",
    "Tue, 3 Mar 2026 25:15:30 +0000",
    "Tue, 3 Mar 2026 10:60:30 +0000",
    "2026-13-03 10:15",
    "1772532930",
    "(((((",
  ])("%j is none", (value) => {
    expect(parseDate(value)).toBeNull();
  });

  it("that cannot be read is no date of the mail, and not the present", () => {
    expect(messageOf("From: a@example.org\nDate: garbage\n\nx\n").date).toBeNull();
    expect(messageOf("From: a@example.org\n\nx\n").date).toBeNull();
  });

  it("of a mail may be folded", () => {
    const { date } = messageOf("From: a@example.org\nDate: Tue, 3 Mar 2026\n 10:15:30 +0100\n\nx\n");
    expect(date).toBe(Date.UTC(2026, 2, 3, 9, 15, 30));
  });
});
