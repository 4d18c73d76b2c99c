import { describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { createHeaderScan } from "../../../server/src/mailboxes/headerScan.js";
import { mailFileOf } from "../../../server/src/mailboxes/summary.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";

/** Both ways in which a file is read: header blocks alone, and parsed whole. */
const readers: readonly (readonly [
  name: string,
  read: (text: string, uri: string) => readonly MessageSummary[],
])[] = [
  [
    "scanned",
    (text, uri) => {
      const scan = createHeaderScan(uri);
      scan.push(Buffer.from(text));
      return scan.end();
    },
  ],
  ["parsed", (text, uri) => mailFileOf(uri, parse(text).document).messages],
];

describe.each(readers)("what threads read of a header (%s)", (_, read) => {
  const one = (fields: string, uri = "file:///a.eml"): MessageSummary | undefined =>
    read(`From: Bo Lind <bo@example.org>\n${fields}\n\ntext\n`, uri)[0];

  it("decodes ids that are wrapped in encoded words, also where these are folded", () => {
    const found = one(
      [
        "Subject: Re: frost",
        "Message-ID: =?utf-8?q?=3Cown=40example=2Eorg=3E?=",
        "In-Reply-To: =?utf-8?q?=3C20260101000000=2E1-1-a-very-long-name-of-a-patch?=",
        "\t=?utf-8?q?=40example=2Eorg=3E?=",
        "References: =?us-ascii?Q?=3Ca=40example=2Eorg=3E?=",
        "\t=?us-ascii?Q?_=3Cb=40example=2Eorg=3E?=",
      ].join("\n"),
    );
    expect(found?.messageId).toBe("own@example.org");
    expect(found?.inReplyTo).toEqual(["20260101000000.1-1-a-very-long-name-of-a-patch@example.org"]);
    expect(found?.references).toEqual(["a@example.org", "b@example.org"]);
  });

  it("passes over References that were cut off inside an id", () => {
    const found = one("Subject: x\nReferences: <a@example.org> <b@example.org> <c@exam");
    expect(found?.references).toEqual(["a@example.org", "b@example.org"]);
  });

  it("keeps a bounded part of 100,000 references in one header, the first one and the last ones", () => {
    const ids = Array.from({ length: 100_000 }, (_ignored, at) => `<r${at}@example.org>`);
    const found = one(`Subject: x\nReferences: ${ids.join("\n ")}`);
    expect(found?.references.length).toBeLessThanOrEqual(1000);
    expect(found?.references[0]).toBe("r0@example.org");
  });

  it("keeps a bounded part of a subject of 1 MB", () => {
    expect(one(`Subject: ${"frost ".repeat(170_000)}`)?.subject.length).toBeLessThanOrEqual(1000);
    expect(one(`Subject: ${"=?utf-8?q?a?= ".repeat(70_000)}`)?.subject.length).toBeLessThanOrEqual(1000);
  });

  it("knows the lists of To, Cc and List-Id, folded or not", () => {
    const found = one(
      "Subject: x\nTo: bo@example.org,\n\tnetdev@vger.kernel.org\nCc: linux-ext4@vger.kernel.org\nList-Id: <netdev.vger.kernel.org>",
    );
    expect(found?.lists).toEqual(["netdev@vger.kernel.org", "linux-ext4@vger.kernel.org"]);
    expect(one("Subject: x\nTo: bo@example.org")?.lists).toEqual([]);
  });

  it("gives mail without a Message-ID an id that stays when the mail was read", () => {
    const fresh = one("Subject: x", "file:///Mail/new/1700000000.1.host");
    const read1 = one("Subject: x", "file:///Mail/cur/1700000000.1.host:2,RS");
    const encoded = one("Subject: x", "file:///Mail/cur/1700000000.1.host%3A2%2CS");
    expect(fresh?.isSynthetic).toBe(true);
    expect(new Set([fresh?.messageId, read1?.messageId, encoded?.messageId]).size).toBe(1);
    expect(one("Subject: x", "file:///Mail/cur/1700000000.2.host:2,S")?.messageId).not.toBe(fresh?.messageId);
  });
});
