import { expect, it } from "vitest";
import type { Preset } from "../../../server/src/diagnostics/rule.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import { diagnoseText, mail } from "./support.js";

const summaryOf = (id: string, subject: string, parent?: string): MessageSummary => ({
  uri: "file:///other.mbox",
  index: 0,
  line0: 0,
  messageId: `${id}@example.org`,
  isSynthetic: false,
  inReplyTo: parent === undefined ? [] : [`${parent}@example.org`],
  references: [],
  subject,
  fromName: "Anna Berg",
  fromAddress: "anna.berg@example.org",
  date: null,
});

/** What the rules of series and threads say of a lone mail, beside other mail of its thread. */
function said(
  headers: string,
  tag: string,
  thread: readonly MessageSummary[],
  preset: Preset = "kernel",
): string[] {
  const text = mail({ headers, subject: `[PATCH ${tag}] hwmon: (frost) Fix it` });
  return diagnoseText(text, { thread: () => thread, preset })
    .map(({ code }) => code)
    .filter((code) => /^(?:series|thread)\./.test(code));
}

const second = "Message-ID: <2@example.org>\nIn-Reply-To: <0@example.org>\n";
const own = summaryOf("2", "[PATCH 2/3] hwmon: (frost) Fix it", "0");

it("a parent is missed where another mail of the thread is at hand, and not where it is that one", () => {
  expect(said(second, "2/3", [])).toEqual([]);
  expect(said(second, "2/3", [own])).toEqual([]);
  expect(said(second, "2/3", [own, summaryOf("x", "Re: [PATCH 2/3] x", "2")])).toEqual([
    "thread.parent-missing",
  ]);
  expect(said(second, "2/3", [summaryOf("0", "[PATCH 0/3] x"), own])).toEqual(["series.missing-patch"]);
});

it("a number is used twice in other mail, too", () => {
  const cover = summaryOf("0", "[PATCH 0/2] x");
  const twin = summaryOf("z", "[PATCH 2/2] hwmon: (frost) Another", "0");
  const same = summaryOf("2", "[PATCH 2/2] hwmon: (frost) Fix it", "0");
  const again = summaryOf("z", "[PATCH RESEND 2/2] hwmon: (frost) Fix it", "0");
  const first = summaryOf("1", "[PATCH 1/2] hwmon: (frost) First", "0");
  expect(said(second, "2/2", [cover, first, same])).toEqual([]);
  expect(said(second, "2/2", [cover, first, same, again])).toEqual([]);
  expect(said(second, "2/2", [cover, first, same, twin])).toEqual(["series.duplicate-index"]);
});

it("another series of the same thread, sender and count is no part of it", () => {
  const cover = summaryOf("0", "[PATCH 0/2] x");
  const first = summaryOf("1", "[PATCH 1/2] hwmon: (frost) First", "0");
  // Begun in answer to the cover's reply, and as another kind.
  const follow = [
    summaryOf("x", "[PATCH 1/2] hwmon: (frost) Follow", "r"),
    summaryOf("y", "[PATCH 2/2] hwmon: (frost) More", "x"),
  ];
  const rfc = [summaryOf("x", "[RFC 1/2] a", "0"), summaryOf("y", "[RFC 2/2] b", "0")];
  expect(said(second, "2/2", [cover, first, ...follow])).toEqual([]);
  expect(said(second, "2/2", [cover, first, ...rfc])).toEqual([]);
  // Nor does it fill a gap.
  expect(said(second, "2/2", [cover, ...follow])).toEqual(["series.missing-patch"]);
  const lone = "Message-ID: <1@example.org>\n";
  const threeOther = [
    summaryOf("x0", "[PATCH 0/3] a", "1"),
    summaryOf("x1", "[PATCH 1/3] b", "x0"),
    summaryOf("x2", "[PATCH 2/3] c", "x0"),
  ];
  const others = [
    summaryOf("2", "[PATCH 2/3] hwmon: (frost) b", "1"),
    summaryOf("3", "[PATCH 3/3] hwmon: (frost) c", "1"),
  ];
  expect(said(lone, "1/3", [...others, ...threeOther], "netdev")).toEqual(["series.no-cover"]);
});

it("a patch of the same number and title is the same patch, whatever it answers", () => {
  const again = summaryOf("z", "[PATCH 2/2] hwmon: (frost) Fix it", "review");
  const cover = summaryOf("0", "[PATCH 0/2] x");
  const first = summaryOf("1", "[PATCH 1/2] hwmon: (frost) First", "0");
  expect(said(second, "2/2", [cover, first, again])).toEqual(["series.duplicate-index"]);
});

it("patches may answer each other, some of them not at hand, or all the same mail", () => {
  const deep = { ...summaryOf("1", "[PATCH 1/3] a"), references: [] };
  const chain =
    "Message-ID: <3@example.org>\nReferences: <1@example.org> <2@example.org>\nIn-Reply-To: <2@example.org>\n";
  expect(said(chain, "3/3", [deep])).toEqual(["series.missing-patch", "thread.parent-missing"]);
  const below = summaryOf("1", "[PATCH 1/2] a", "0");
  expect(said(second, "2/2", [below, summaryOf("0", "Re: bug")])).toEqual([]);
  // The rest, sent later in answer to something else.
  const later = summaryOf("3", "[PATCH 3/3] c", "r");
  const start = [summaryOf("0", "[PATCH 0/3] x"), summaryOf("1", "[PATCH 1/3] a", "0")];
  expect(said(second, "2/3", [...start, later])).toEqual([]);
});

it("a cover letter is looked for in other mail", () => {
  const first = "Message-ID: <1@example.org>\n";
  const others = [
    summaryOf("2", "[PATCH 2/3] hwmon: (frost) b", "1"),
    summaryOf("3", "[PATCH 3/3] hwmon: (frost) c", "1"),
  ];
  expect(said(first, "1/3", [], "netdev")).toEqual([]);
  expect(said(first, "1/3", others, "netdev")).toEqual(["series.no-cover"]);
  expect(said(first, "1/3", [...others, summaryOf("0", "[PATCH 0/3] hwmon: (frost)")], "netdev")).toEqual([]);
});
