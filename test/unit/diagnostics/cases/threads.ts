import { mail, SEPARATOR } from "../support.js";
import type { Case, CaseTable } from "./case.js";

const ARCHIVE = "From mboxrd@z Thu Jan  1 00:00:00 1970\n";

interface Part {
  readonly tag: string;
  readonly id?: string;
  readonly parent?: string;
  readonly title?: string;
}

/** Mails of a mailbox; those without id are drafts. */
const box = (...parts: readonly Part[]): string =>
  parts
    .map(({ tag, id, parent, title = `Part ${tag}` }) =>
      mail({
        separator: id === undefined ? SEPARATOR : ARCHIVE,
        subject: `[PATCH ${tag}] hwmon: (frost) ${title}`,
        headers:
          (id === undefined ? "" : `Message-ID: <${id}@example.org>\n`) +
          (parent === undefined
            ? ""
            : `In-Reply-To: <${parent}@example.org>\nReferences: <${parent}@example.org>\n`),
      }),
    )
    .join("");
const subject = (tag: string, title = `Part ${tag}`): string =>
  `Subject: [PATCH ${tag}] hwmon: (frost) ${title}`;

/** `1/n` to `n/n` below `parent`, or below the first. */
function threaded(total: number, parent?: string): Part[] {
  return Array.from({ length: total }, (_, at) => ({
    tag: `${at + 1}/${total}`,
    id: `${at + 1}`,
    ...(at === 0 && parent === undefined ? {} : { parent: parent ?? "1" }),
  }));
}
const drafts = (total: number): Part[] =>
  Array.from({ length: total }, (_, at) => ({ tag: `${at + 1}/${total}` }));
const netdev = (name: string, parts: readonly Part[], expect: readonly string[] = []): Case => ({
  name,
  preset: "netdev",
  text: box(...parts),
  expect,
});

/** Of the rules about series and threads. */
export const threadCases: CaseTable = {
  "series.duplicate-index": [
    { name: "each once", text: box(...threaded(3)), expect: [] },
    {
      name: "twice",
      text: box(...threaded(2), { tag: "2/2", id: "x", parent: "1", title: "Other" }),
      expect: [`information series.duplicate-index | ${subject("2/2", "Other")}`],
    },
    { name: "the same mail again", text: box(...threaded(2), ...threaded(2).slice(1)), expect: [] },
    {
      name: "another version",
      text: box(...threaded(2), { tag: "v2 2/2", id: "x", parent: "1" }),
      expect: [],
    },
    {
      name: "sent again",
      text: box(...threaded(2), { tag: "RESEND 2/2", id: "x", parent: "1" }),
      expect: [],
    },
    { name: "two series without ids", text: box(...drafts(2), ...drafts(2)), expect: [] },
    {
      name: "another series in answer to a patch",
      text: box(
        ...threaded(2),
        { tag: "1/2", id: "x", parent: "1", title: "Other" },
        { tag: "2/2", id: "y", parent: "x", title: "More" },
      ),
      expect: [],
    },
    {
      name: "sent again in answer to another mail",
      text: box(...threaded(2), { tag: "2/2", id: "x", parent: "1", title: "Part 2/2" }),
      expect: [`information series.duplicate-index | ${subject("2/2")}`],
    },
    {
      name: "a draft",
      user: "anna.berg@example.org",
      text: box(...drafts(2), { tag: "2/2" }),
      expect: [`warning series.duplicate-index | ${subject("2/2")}`],
    },
  ],
  "series.no-cover": [
    { name: "off elsewhere", text: box(...threaded(3)), expect: [] },
    netdev("no cover", threaded(3), [`information series.no-cover | ${subject("1/3")}`]),
    netdev("two need none", threaded(2)),
    netdev("a cover", [{ tag: "0/3", id: "0" }, ...threaded(3, "0")]),
    netdev("a cover that may be elsewhere", threaded(3, "0")),
    netdev("a lone first patch", threaded(3).slice(0, 1)),
    netdev(
      "in reply to the version before",
      [{ tag: "2/2", id: "v1" }, ...threaded(3, "v1")],
      [`information series.no-cover | ${subject("1/3")}`],
    ),
    netdev("a file of drafts", drafts(3), [`information series.no-cover | ${subject("1/3")}`]),
    netdev("some of the drafts", drafts(3).slice(0, 2)),
  ],
  "series.too-long": [
    { name: "off elsewhere", text: box(...threaded(16)), expect: [] },
    netdev("16 without a cover", threaded(16), [`information series.too-long | ${subject("1/16")}`]),
    netdev("15", threaded(15)),
    netdev("16 with a cover", [{ tag: "0/16", id: "0" }, ...threaded(16, "0")]),
  ],
  "thread.parent-missing": [
    { name: "a lone mail", text: box({ tag: "2/3", id: "2", parent: "1" }), expect: [] },
    { name: "all there", text: box(...threaded(3)), expect: [] },
    {
      name: "told once",
      text: box(...threaded(3, "0")),
      expect: ["hint thread.parent-missing | In-Reply-To: <0@example.org>"],
    },
    {
      name: "a thread of another's mail",
      text: box({ tag: "1/2", id: "1" }, { tag: "2/2", id: "2", parent: "0" }),
      expect: [],
    },
    {
      name: "what somebody typed",
      text: box(...threaded(2, "0")).replaceAll("0@example.org", "yes"),
      expect: [],
    },
    {
      name: "drafts",
      user: "anna.berg@example.org",
      text: box({ tag: "1/2", parent: "0" }, { tag: "2/2", parent: "0" }),
      expect: [],
    },
  ],
  "thread.duplicate-message-id": [
    { name: "each its own", text: box(...threaded(3)), expect: [] },
    {
      name: "a copy",
      text: box({ tag: "1/2", id: "1" }, { tag: "1/2", id: "1" }),
      expect: ["hint thread.duplicate-message-id | Message-ID: <1@example.org>"],
    },
    {
      name: "another mail",
      text: box({ tag: "1/2", id: "1" }, { tag: "2/2", id: "1" }),
      expect: ["information thread.duplicate-message-id | Message-ID: <1@example.org>"],
    },
    {
      name: "another version of the same title",
      text: box({ tag: "v1", id: "1", title: "Fix it" }, { tag: "v2", id: "1", title: "Fix it" }),
      expect: ["information thread.duplicate-message-id | Message-ID: <1@example.org>"],
    },
    {
      name: "another number of the same title",
      text: box({ tag: "1/2", id: "1", title: "Fix it" }, { tag: "2/2", id: "1", title: "Fix it" }),
      expect: ["information thread.duplicate-message-id | Message-ID: <1@example.org>"],
    },
    {
      name: "a copy that a list has named",
      text: box({ tag: "v2", id: "1", title: "Fix it" }, { tag: "v2", id: "1", title: "Fix it" }).replace(
        "[PATCH v2]",
        "[frost-devel] [PATCH v2]",
      ),
      expect: ["hint thread.duplicate-message-id | Message-ID: <1@example.org>"],
    },
  ],
};
