import { describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";

const formOf = (text: string): string => parse(text).document.form;

describe("what is no text", () => {
  it("is told by NUL and other control characters", () => {
    expect(formOf("\u007fELF\u0002\u0001\u0001\0\0\0\0\0\0\0\0\0\u0003\0>\0")).toBe("binary");
    expect(parse("\0".repeat(100)).problems.map((problem) => problem.code)).toEqual(["binary"]);
  });

  it("is not told by a few NULs in a mail", () => {
    expect(formOf(`From: ada@example.org\nSubject: x\n\n${"a line of text\n".repeat(20)}\0\0\0\0\0\0`)).toBe(
      "mail",
    );
  });

  it("is not told by bytes that are no UTF-8: short mail in KOI8-R or Latin-1, sent as 8bit", () => {
    const { document } = parse(`From: ada@example.org\nSubject: [PATCH] x\n\n${"\ufffd".repeat(500)}\n`);
    expect(document.form).toBe("mail");
    expect(document.messages[0]?.subject).toBe("[PATCH] x");
  });
});
