import { describe, expect, it } from "vitest";
import { draftText } from "../../../client/src/features/draftText.js";

const mail = (fields: readonly string[], body: string): string => `${fields.join("\n")}\n\n${body}`;
const kept = [
  "From: Ada Frost <ada@example.org>",
  "To: Bo Berg <bo@example.com>,",
  "\tlist@example.org",
  "Subject: Re: [PATCH] ice: Melt",
  "In-Reply-To: <1@example.org>",
  "References: <0@example.org>",
  " <1@example.org>",
];
const left = [
  "Return-Path: <ada@example.org>",
  "Received: from a.example.org",
  "\tby b.example.org; Mon, 9 Mar 2026 10:17:29 +0100",
  "DKIM-Signature: v=1; a=rsa-sha256;",
  " b=abc",
  "Date: Mon, 9 Mar 2026 10:17:29 +0100",
  "Message-ID: <2@example.org>",
  "X-Mailer: git-send-email 2.43.0",
  "List-Id: <list.example.org>",
];
const utf8 = [
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=UTF-8",
  "Content-Transfer-Encoding: 8bit",
];

describe("the text of a draft", () => {
  it("has the fields that a new mail begins with, and none that tell of another one", () => {
    expect(draftText(mail([...left, ...kept], "Text.\n\nDate: in the body\n"), false)).toBe(
      mail(kept, "Text.\n\nDate: in the body\n"),
    );
  });

  it("is UTF-8 as it stands, however it was sent", () => {
    const sent = ["MIME-Version: 1.0", "Content-Type: text/plain; charset=x", ...left];
    const shown = mail([...kept, "Other-Fields: 3, as they were sent", " MIME-Version: 1.0"], "Grüße\n");
    expect(draftText(shown, true)).toBe(mail([...kept, ...utf8], "Grüße\n"));
    expect(draftText(mail([...sent, ...kept], "Grüße\n"), false)).toBe(mail([...kept, ...utf8], "Grüße\n"));
  });

  it("keeps what tells its parts apart, where they stand as they were sent", () => {
    const type = ['Content-Type: multipart/mixed; boundary="b"'];
    const body = "--b\n\nText.\n--b--\n";
    expect(draftText(mail([...type, ...left, ...kept], body), false)).toBe(mail([...type, ...kept], body));
    // The decoded view has them no more.
    expect(draftText(mail([...kept, ...type], "Text.\n"), true)).toBe(mail(kept, "Text.\n"));
  });

  it("is the text itself where it has no mail header", () => {
    for (const text of ["", "\n", "diff --git a/x b/x\n", "* [BUG] x\nFrom: a\n"]) {
      expect(draftText(text, false)).toBe(text);
    }
  });

  it("takes CRLF and a header without end, and is done soon", () => {
    expect(draftText("Subject: a\r\nDate: b\r\n\r\nö", false)).toBe(
      `Subject: a\r\n${utf8.map((line) => `${line}\r\n`).join("")}\r\nö`,
    );
    expect(draftText("Subject: a\nDate: b", false)).toBe("Subject: a\n");
    expect(draftText(`Subject: a\n${" x\n".repeat(200_000)}`, false)).toHaveLength(11 + 600_000);
  });
});
