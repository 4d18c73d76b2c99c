import { describe, expect, it } from "vitest";
import { parse } from "../../../server/src/core/parse.js";
import { attestationLines, attestationOf } from "../../../server/src/patches/attestation.js";
import { badPath, exportName } from "../../../server/src/patches/exportSeries.js";
import { noteLine, seriesTrailers, trailersOfPatch } from "../../../server/src/patches/seriesTrailers.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import type { CollectedTrailer } from "../../../server/src/threads/seriesModel.js";

const mail = (fromName: string, fromAddress: string): MessageSummary => ({
  uri: "file:///a.mbox",
  index: 0,
  line0: 0,
  messageId: `${fromAddress}.1`,
  isSynthetic: false,
  inReplyTo: [],
  references: [],
  subject: "Re: [PATCH] x",
  fromName,
  fromAddress,
  date: null,
});

function trailer(
  person: string,
  address: string,
  from: MessageSummary,
  more: Partial<CollectedTrailer> = {},
): CollectedTrailer {
  return {
    name: "Reviewed-by",
    value: `${person} <${address}>`,
    person,
    address,
    line0: 9,
    from,
    isOfCover: false,
    carriedFrom: null,
    isOthersAddress: address !== from.fromAddress,
    ...more,
  };
}

const isUsual = (one: CollectedTrailer): boolean | undefined =>
  seriesTrailers(new Map([[1, [one]]]))[0]?.isUsual;

describe("whose trailer it is, as b4 sees it", () => {
  it.each<[string, string, string, string, boolean]>([
    ["Bo Lee", "bo@example.org", "Bo Lee", "bo@example.org", true],
    ["Bo Lee", "bo@example.org", "Lee, Bo", "bo@linux.example.org", true],
    ["Bo Lee", "bo+kernel@example.org", "B", "bo@example.org", true],
    ["Bo Lee", "bo@example.org", "bo lee", "other@example.com", true],
    ["Bo Lee", "bo@example.org", "Eve", "eve@example.net", false],
    ["Bo Lee", "bo@example.org", "Eve", "bo@example.org.evil.example", false],
    ["Bo Lee", "bo@org", "Eve", "bo@evil.org", false],
    ["", "bo@example.org", "", "eve@example.net", false],
  ])("%s <%s> sent by %s <%s>: %s", (person, address, fromName, fromAddress, expected) => {
    expect(isUsual(trailer(person, address, mail(fromName, fromAddress)))).toBe(expected);
  });

  it("prose and the cover letter of an older version are not taken by themselves", () => {
    const from = mail("Bo Lee", "bo@example.org");
    expect(isUsual(trailer("", "", from, { value: "somebody would help", isOthersAddress: false }))).toBe(
      false,
    );
    expect(isUsual(trailer("Bo Lee", "bo@example.org", from, { isOfCover: true, carriedFrom: 1 }))).toBe(
      false,
    );
    expect(isUsual(trailer("Bo Lee", "bo@example.org", from, { carriedFrom: 1 }))).toBe(true);
  });

  it("a patch's own come first, then carried ones, then those of the cover letter", () => {
    const from = mail("Bo Lee", "bo@example.org");
    const of = (value: string, more: Partial<CollectedTrailer>): CollectedTrailer =>
      trailer("Bo Lee", "bo@example.org", from, { value, line0: Number(value), ...more });
    const all = [of("1", { isOfCover: true }), of("2", { carriedFrom: 1 }), of("3", {})];
    const trailers = seriesTrailers(
      new Map([
        [2, all],
        [1, [all[0]!]],
      ]),
    );
    expect(trailersOfPatch(trailers, 2).map(({ line }) => line)).toEqual([
      "Reviewed-by: 3",
      "Reviewed-by: 2",
      "Reviewed-by: 1",
    ]);
    expect(trailersOfPatch(trailers, 1).map(({ patches }) => patches)).toEqual([[1, 2]]);
  });

  it("a remark in brackets is a note", () => {
    expect(noteLine("  [for the driver] ")).toBe("[for the driver]");
    for (const text of ["[]", "[a] b", "[a][b]", "x", `[${"a".repeat(400)}]`])
      expect(noteLine(text)).toBeNull();
  });
});

const headOf = (date: string, from: string, subject: string) => {
  const { document } = parse(`From: ${from}\nDate: ${date}\nSubject: ${subject}\n\nx\n`);
  const [message] = document.messages;
  if (message === undefined) throw new Error("no message");
  return [document, message] as const;
};

describe("the name of an mbox, as b4 gives it", () => {
  it.each<[number, string, string, string, string]>([
    [
      1,
      "Wed, 31 Jan 2024 10:00:00 +0000",
      "Ann <ann.berg@example.org>",
      "[PATCH 0/2] frost: Cold, cold places!",
      "20240131_ann_berg_frost_cold_cold_places",
    ],
    // The day is the sender's.
    [3, "Wed, 31 Jan 2024 23:30:00 -0500", "Ann <ann@example.org>", "[PATCH v3] x", "v3_20240131_ann_x"],
    [
      2,
      "Thu, 1 Feb 2024 00:30:00 +0200",
      "Ann <ann@example.org>",
      "[PATCH v2] ../../etc/passwd",
      "v2_20240201_ann__etc_passwd",
    ],
    [1, "Thu, 1 Feb 2024 00:30:00 +0200", "Ann <ann@example.org>", "[PATCH] fünf 五", "20240201_ann_fünf_五"],
    [
      1,
      "Thu, 1 Feb 2024 00:30:00 +0200",
      "Ann <ann@example.org>",
      `[PATCH] ${"a b ".repeat(60)}`,
      `20240201_ann_${"a_b_".repeat(21)}a_b`,
    ],
  ])("v%d, %s, %s, %s: %s", (version, date, from, subject, expected) => {
    expect(exportName(version, ...headOf(date, from, subject))).toBe(expected);
  });
});

it("signatures are named and not checked", () => {
  const signed = (fields: string): Uint8Array =>
    new TextEncoder().encode(`${fields}From: a@example.org\n\nDKIM-Signature: d=body.example\n`);
  const one = attestationOf(
    signed(
      "DKIM-Signature: v=1; a=rsa-sha256;\n d=example.org; s=x\nX-Developer-Signature: v=1; a=ed25519-sha256;\n\ti=ann@example.org; b=abc\nX-Developer-Key: i=ann@example.org; a=ed25519; pk=x\n",
    ),
  );
  expect(attestationLines([one, attestationOf(signed(""))])).toEqual([
    "X-Developer-Signature of ann@example.org (ed25519-sha256), in 1 of 2: not checked",
    "X-Developer-Key of ann@example.org (names a key), in 1 of 2: not checked",
    "DKIM-Signature of example.org, in 1 of 2: not checked",
  ]);
  const hostile = attestationOf(
    signed(`DKIM-Signature: d=${"\u001b[31m".repeat(500)}${";".repeat(90_000)}\n`.repeat(3)),
  );
  expect(JSON.stringify(hostile).length).toBeLessThan(1000);
});

it.each<[string, string | null]>([
  ["a/frost.c", null],
  ["a/../x", "leads out of the repository"],
  ["a/.git/hooks/x", "leads into .git"],
  ["a/.GIT/config", "leads into .git"],
])("a patch of %s: %s", (path, problem) => {
  const { document } = parse(
    `From: a@example.org\nSubject: [PATCH] x\n\nx\n---\ndiff --git ${path} b${path.slice(1)}\n--- ${path}\n+++ b${path.slice(1)}\n@@ -1 +1 @@\n-a\n+b\n`,
  );
  const [message] = document.messages;
  if (message === undefined) throw new Error("no message");
  const told = badPath({ index: 1, message });
  if (problem === null) expect(told).toBeNull();
  else expect(told).toContain(problem);
});
