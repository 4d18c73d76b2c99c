import { describe, expect, it } from "vitest";
import { headLine } from "../../../client/src/features/threads/headLine.js";

const transport = (count: number): string[] =>
  Array.from({ length: count }, (_, at) =>
    at % 2 === 0 ? "Received: from mx.example.org" : "\tby example.com",
  );
const of =
  (...lines: string[]): ((line: number) => string | undefined) =>
  (line) =>
    lines[line];

describe("the line that stands at the top when a message is opened", () => {
  it("is the first field that readers want, behind a long run of transport fields", () => {
    expect(headLine(1, of("From mboxrd@z Thu", ...transport(44), "From: A", "Subject: b", "", "Text"))).toBe(
      45,
    );
    expect(headLine(0, of(...transport(20), "subject: b", "From: A", "", "Text"))).toBe(20);
  });

  it("is the message's first where all is on screen", () => {
    expect(headLine(1, of("From mboxrd@z Thu", ...transport(8), "From: A", "", "Text"))).toBe(1);
  });

  it("is the message's first where the header has none of them", () => {
    expect(headLine(0, of(...transport(20), "", "From: quoted"))).toBe(0);
    expect(headLine(0, of(...transport(20)))).toBe(0);
    expect(headLine(0, of(...transport(300), "From: A"))).toBe(0);
  });
});
