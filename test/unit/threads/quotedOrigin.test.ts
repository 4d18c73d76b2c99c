import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { originIn, quotedTextAt } from "../../../server/src/threads/quotedOrigin.js";

const mailOf = (...body: readonly string[]): string =>
  [
    "From: Ada Frost <ada@example.org>",
    "Subject: frost",
    "Message-ID: <1@example.org>",
    "",
    ...body,
    "",
  ].join("\n");

/** The text of the line that a quoted line is from, and its line below the header; null where none is found. */
function origin(earlier: string, reply: string, quoted: string): readonly [string, number] | null {
  const from = parse(earlier).document;
  const to = parse(reply).document;
  const [message] = to.messages;
  const [parent] = from.messages;
  const line0 = reply.split("\n").indexOf(quoted);
  const text = message && quotedTextAt(to.lines, message, line0);
  const found = parent && text && originIn(from, parent, text);
  return found ? [from.lines.lineText(found.line0), found.line0 - parent.bodyLine0] : null;
}

describe("where a quoted line is from", () => {
  const earlier = mailOf("first", "}", "second words here", "}", "third", "}");

  it("is told by the lines around it", () => {
    const reply = mailOf("Ada Frost wrote:", "> second words here", "> }", "> third", "", "Yes.");
    expect(origin(earlier, reply, "> }")).toEqual(["}", 3]);
    expect(origin(earlier, reply, "> third")).toEqual(["third", 4]);
    expect(origin(earlier, reply, "Yes.")).toBeNull();
    expect(origin(earlier, mailOf("> nothing of it"), "> nothing of it")).toBeNull();
  });

  it("is found behind comments, and where a mailer has broken or joined the line", () => {
    const long = mailOf("One line that is so long that some mailer breaks it somewhere", "and the next");
    const broken = mailOf(
      "Ada Frost wrote:",
      "> One line that is so long that some mailer",
      "> breaks it somewhere",
      "> and the next",
    );
    expect(origin(long, broken, "> One line that is so long that some mailer")?.[1]).toBe(0);
    expect(origin(long, broken, "> breaks it somewhere")?.[1]).toBe(0);
    expect(origin(long, broken, "> and the next")?.[1]).toBe(1);
    expect(origin(long, mailOf("> so long that some mailer"), "> so long that some mailer")?.[1]).toBe(0);
  });

  it("is what the message has written before what it quotes", () => {
    const both = mailOf("Cy Dahl wrote:", "> same words", "", "same words");
    const reply = mailOf("Ada Frost wrote:", "> Cy Dahl wrote:", "> > same words", ">", "> same words");
    expect(origin(both, reply, "> same words")).toEqual(["same words", 3]);
    expect(origin(both, reply, "> > same words")?.[1]).toBe(3);
  });
});

it("is the line itself, for each line of a text of lines that differ", () => {
  const word = fc.stringMatching(/^[a-z]{3,10}$/);
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 30 }), fc.nat(), (words, at) => {
      const lines = words.map((each) => `the ${each} line`);
      const line = lines[at % lines.length] ?? "";
      const reply = mailOf("Ada Frost wrote:", ...lines.map((each) => `> ${each}`));
      expect(origin(mailOf(...lines), reply, `> ${line}`)).toEqual([line, at % lines.length]);
    }),
  );
});
