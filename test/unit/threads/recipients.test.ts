import { describe, expect, it } from "vitest";
import { readKey } from "../../../server/src/threads/readKeys.js";
import { factsOfText } from "./factsOfText.js";

describe("recipients", () => {
  it("are the addresses of To and Cc, folded, named or in groups, once and in lower case", () => {
    const text = `From: a@example.org
To: "Lee, Bo" <Bo@Example.com>,
\tlist: cy@example.org, bo@example.com;
CC: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>
Bcc: hidden@example.org
Subject: x

To: nobody@example.org
`;
    expect(factsOfText(text).recipients).toBe(" bo@example.com cy@example.org zoe@example.org ");
  });

  it("are none where the header names none", () => {
    expect(factsOfText("From: a@example.org\nSubject: x\nTo: undisclosed\n\ntext\n").recipients).toBe("");
  });
});

describe("keys of read mail", () => {
  it("are short, and differ", () => {
    const keys = new Set<string>();
    for (let at = 0; at < 20_000; at++) keys.add(readKey(`2026030910${at}.52718-1-anna@example.org`));
    expect(keys.size).toBe(20_000);
    expect(Math.max(...[...keys].map((key) => key.length))).toBeLessThanOrEqual(11);
    expect([...keys].some((key) => key.startsWith("-"))).toBe(false);
  });
});
