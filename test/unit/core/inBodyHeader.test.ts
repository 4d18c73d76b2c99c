import { describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";

const mail = (headers: string, body: string): string => `From: List <list@example.org>\n${headers}\n${body}`;

describe("in-body headers", () => {
  it("give subject, date and author where the header has none", () => {
    const text = mail(
      "",
      "From: Anna Berg <anna.berg@example.org>\nDate: Mon, 9 Mar 2026 10:17:30 +0100\nSubject: [PATCH 2/3] hwmon: a subject that is\n long enough to be folded\n\nThe log.\n",
    );
    const message = parse(text).document.messages[0];
    expect(message?.subject).toBe("[PATCH 2/3] hwmon: a subject that is long enough to be folded");
    expect(message?.tag.index).toBe(2);
    expect(message?.author?.name).toBe("Anna Berg");
    expect(message?.sender?.name).toBe("List");
    expect(new Date(message?.date ?? 0).toISOString()).toBe("2026-03-09T09:17:30.000Z");
  });

  it("leave the header's subject alone, and keep their folded lines out of the commit log", () => {
    const text = mail(
      "Subject: [PATCH] of the header\n",
      "Subject: of the\n body\n\nThe log.\n---\n x | 1 +\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+x\n",
    );
    const { document } = parse(text);
    const message = document.messages[0];
    expect(message?.subject).toBe("[PATCH] of the header");
    expect(text.slice(message?.commitLog?.span.start, message?.commitLog?.span.end)).toBe("The log.\n");
  });
});
