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
