import { describe, expect, it } from "vitest";
import { fieldText, findField, messageIds, unfold } from "../../../server/src/core/mail/header.js";
import { parse } from "../../../server/src/core/parse.js";
import { messageOf, variants } from "./read.js";

const fieldsOf = (text: string): string[] =>
  messageOf(text).header.fields.map((field) => `${field.name}|${fieldText(text, field)}`);

describe.each(variants)("a header block, $name", ({ of }) => {
  const text = of(
    "Received: from mx.example.org\n\tby mx.example.com;\n Tue, 3 Mar 2026 10:15:00 +0000\nFrom:Ada <ada@example.org>\nSUBJECT : frost\nX-Empty:\nX-Colon: a: b\nTo: bo@example.com\nFrom: second@example.org\n\nBody: no header\n",
  );

  it("is unfolded, field by field, and ends at the empty line", () => {
    expect(fieldsOf(text)).toEqual([
      "Received|from mx.example.org by mx.example.com; Tue, 3 Mar 2026 10:15:00 +0000",
      "From|Ada <ada@example.org>",
      `SUBJECT|${of("frost")}`,
      "X-Empty|",
      "X-Colon|a: b",
      "To|bo@example.com",
      "From|second@example.org",
    ]);
  });

  it("has spans of names, values and whole fields that stand in the text", () => {
    const { header } = messageOf(text);
    let at = header.span.start;
    for (const field of header.fields) {
      expect(text.slice(field.nameSpan.start, field.nameSpan.end)).toBe(field.name);
      expect(field.span.start).toBe(at);
      at = field.span.end;
      const value = text.slice(field.valueSpan.start, field.valueSpan.end);
      expect(value).toBe(value.trim());
      expect(field.valueSpan.end).toBeLessThanOrEqual(field.span.end);
    }
    expect(header.span.end).toBe(at);
    expect(header.fields[0]).toMatchObject({ startLine0: 0, endLine0: 3 });
  });

  it("finds the first field of a name in any case", () => {
    const { header, sender } = messageOf(text);
    expect(findField(header, "from")?.startLine0).toBe(3);
    expect(findField(header, "subject")?.name).toBe("SUBJECT");
    expect(findField(header, "bcc")).toBeNull();
    expect(sender?.address).toBe("ada@example.org");
  });
});

describe("a header", () => {
  it("that ends without an empty line is told", () => {
    const { problems, document } = parse("From: a@example.org\nSubject: x\nno field here\n\ntext\n");
    expect(problems).toMatchObject([{ code: "headerWithoutEnd" }]);
    expect(document.messages[0]?.bodyLine0).toBe(2);
  });

  it("may end in a line of white space, which folds nothing", () => {
    const { header, bodyLine0 } = messageOf("From: a@example.org\nSubject: x\n \t\ntext\n");
    expect(header.fields.map(({ name }) => name)).toEqual(["From", "Subject"]);
    expect(bodyLine0).toBe(3);
  });

  it("may be all there is", () => {
    expect(messageOf("From: a@example.org\nSubject: x").subject).toBe("x");
    expect(messageOf("From: a@example.org\nSubject: x\n").body).toMatchObject({ start: 31, end: 31 });
  });

  it("unfolds at every kind of line end", () => {
    expect(unfold("a\r\n b\n\tc\r d")).toBe("a b c d");
  });
});

describe("Message-IDs", () => {
  it.each<[string, string[]]>([
    ["<a@example.org>", ["a@example.org"]],
    ["<a@example.org>\n\t<b@example.org> <a@example.org>", ["a@example.org", "b@example.org"]],
    ['Your message of "Tue, 3 Mar" <a@example.org>', ["a@example.org"]],
    ["<a@example.org> (Ada's message)", ["a@example.org"]],
    ["<20260303101500.\r\n 1-ada@example.org>", ["20260303101500.1-ada@example.org"]],
    ["=?utf-8?q?=3Ca=40example=2Eorg=3E?=", ["a@example.org"]],
    ["a@example.org", ["a@example.org"]],
    ["a reply to a@example.org b@example.org", ["a@example.org"]],
    ["<never closed", []],
    ["<>", []],
    ["", []],
    [`<${"a".repeat(2000)}@example.org>`, []],
  ])("of %j", (value, expected) => {
    expect(messageIds(value).filter((id) => id.length < 1000 || expected.length > 0)).toEqual(expected);
  });

  it("of a mail are its own, its parents and its ancestors", () => {
    const message = messageOf(
      "From: a@example.org\nMessage-Id: <c@example.org>\nIn-reply-to: <b@example.org>\nReferences: <a@example.org>\n <b@example.org>\n\nx\n",
    );
    expect(message).toMatchObject({
      messageId: "c@example.org",
      inReplyTo: ["b@example.org"],
      references: ["a@example.org", "b@example.org"],
    });
  });
});
