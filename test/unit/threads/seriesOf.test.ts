import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FactsOf } from "../../../server/src/threads/facts.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary } from "../../../server/src/threads/model.js";
import type { Series, SeriesVersion } from "../../../server/src/threads/seriesModel.js";
import { seriesOf } from "../../../server/src/threads/seriesOf.js";
import { lines, mail } from "./build.js";
import { factsBy, patch } from "./facts.js";

const minute = 60_000;
const day = 24 * 60 * minute;
const unread: FactsOf = () => undefined;

const seriesIn = (messages: readonly MessageSummary[], factsOf: FactsOf = unread): readonly Series[] =>
  seriesOf(buildThreads({ messages, told: [] }), factsOf).series;

/** Series as text: title, and below it `v2: 0=cover 1=p1,again 2=p2 missing 3`. */
function picture(series: readonly Series[]): string {
  return series
    .flatMap(({ title, versions }) => [title, ...versions.map((one) => `  ${row(one)}`)])
    .join("\n");
}

function row({ version, isResend, cover, patches, missing, partialOf }: SeriesVersion): string {
  const places = patches.map(
    ({ index, message, again }) =>
      `${index}=${[message, ...again].map(({ messageId }) => messageId).join(",")}`,
  );
  if (cover !== null) places.unshift(`0=${cover.messageId}`);
  const facts = [
    missing.length > 0 ? ` missing ${missing.join(",")}` : "",
    partialOf === null ? "" : ` rest of v${partialOf}`,
  ];
  return `v${version}${isResend ? " again" : ""}: ${places.join(" ")}${facts.join("")}`;
}

/** `id`, subject, minutes, parent. */
function sent(id: string, subject: string, at: number, parent = "", facts: Partial<MessageSummary> = {}) {
  const links = parent === "" ? {} : { inReplyTo: [parent], references: [parent] };
  return mail(id, { subject, date: at * minute, ...links, ...facts });
}

interface Case {
  readonly name: string;
  readonly messages: readonly MessageSummary[];
  readonly series: string;
  readonly factsOf?: FactsOf;
}

const bo = { fromName: "Bo Lind", fromAddress: "bo@example.org" };

const cases: readonly Case[] = [
  {
    name: "patches of two authors below the first, without a cover letter: one series",
    messages: [
      sent("a", "[PATCH 1/3] one", 1),
      sent("b", "[PATCH 2/3] two", 2, "a", bo),
      sent("c", "[PATCH 3/3] three", 3, "a"),
    ],
    series: `
      one
        v1: 1=a 2=b 3=c`,
  },
  {
    name: "another's patch of a number that is there already is a series of its own",
    messages: [
      sent("a", "[PATCH 1/2] one", 1),
      sent("x", "[PATCH 2/2] other", 2, "a", bo),
      sent("b", "[PATCH 2/2] two", 3, "a"),
    ],
    series: `
      other
        v1: 2=x missing 1
      one
        v1: 1=a 2=b`,
  },
  {
    name: "v2 and v3 have one title, v1 one that is like it: one series",
    messages: [
      sent("c1", "[PATCH 0/1] ice: move direct IO to iomap", 1),
      sent("p1", "[PATCH 1/1] one", 2, "c1"),
      sent("c2", "[PATCH v2 0/1] ice: move direct I/O to iomap", 3),
      sent("p2", "[PATCH v2 1/1] uno", 4, "c2"),
      sent("c3", "[PATCH v3 0/1] ice: move direct I/O to iomap", 5),
      sent("p3", "[PATCH v3 1/1] eins", 6, "c3"),
    ],
    series: `
      ice: move direct I/O to iomap
        v1: 0=c1 1=p1
        v2: 0=c2 1=p2
        v3: 0=c3 1=p3`,
  },
  {
    name: "[PATCH v2] without a number below 2/3: that patch again, the others stay",
    messages: [
      sent("c", "[PATCH 0/3] Frost", 1),
      sent("a", "[PATCH 1/3] one", 2, "c"),
      sent("b", "[PATCH 2/3] two", 3, "c"),
      sent("d", "[PATCH 3/3] three", 4, "c"),
      sent("b2", "[PATCH v2] two", 5, "b"),
      sent("d2", "[PATCH v2] three!", 6, "d"),
      sent("b3", "[PATCH v3] two, again", 7, "b2"),
    ],
    series: `
      Frost
        v1: 0=c 1=a 2=b 3=d
        v2: 2=b2 3=d2 rest of v1
        v3: 2=b3 rest of v2`,
  },
  {
    name: "[PATCH v5.10]: a tree, not a version",
    messages: [
      sent("a", "[PATCH v5.10 1/2] one", 1, "x"),
      sent("b", "[PATCH v5.10 2/2] two", 2, "x"),
      sent("d", "[PATCH v2 5.10 1/2] one", 3, "y"),
      sent("e", "[PATCH v2 5.10 2/2] two", 4, "y"),
    ],
    series: `
      one
        v1: 1=a 2=b
        v2: 1=d 2=e`,
  },
  {
    name: "two series without references at the same time: told apart by the words of their titles",
    messages: [
      sent("a1", "[PATCH 1/3] net: alpha one", 1),
      sent("b1", "[PATCH 1/3] mm: beta one", 2),
      sent("a2", "[PATCH 2/3] net: alpha two", 3),
      sent("b2", "[PATCH 2/3] mm: beta two", 4),
    ],
    series: `
      mm: beta one
        v1: 1=b1 2=b2 missing 3
      net: alpha one
        v1: 1=a1 2=a2 missing 3`,
  },
  {
    name: "the last patch comes hours later under a title of its own: it fills the gap",
    messages: [
      sent("a", "[PATCH v3 1/4] ice: one", 1),
      sent("b", "[PATCH v3 2/4] ice: two", 2, "a"),
      sent("d", "[PATCH v3 3/4] ice: three", 3, "a"),
      sent("e", "[PATCH v3 4/4] left blank", 2000),
    ],
    series: `
      ice: one
        v3: 1=a 2=b 3=d 4=e`,
  },
  {
    name: "20 hours between two patches that have no word in common: two series",
    messages: [sent("a", "[PATCH net 1/2] net: alpha", 1), sent("b", "[PATCH net 2/2] usb: omega", 1200)],
    series: `
      usb: omega
        v1: 2=b missing 1
      net: alpha
        v1: 1=a missing 2`,
  },
  {
    name: "[PATCH v3 2/7]: what is missing is known",
    messages: [sent("a", "[PATCH v3 2/7] two", 1, "gone"), sent("b", "[PATCH v3 5/7] five", 2, "gone")],
    series: `
      two
        v3: 2=a 5=b missing 1,3,4,6,7`,
  },
  {
    name: "[RFC PATCH net-next v2 00/12] with its patches",
    messages: [
      sent("c", "[RFC PATCH net-next v2 00/02] Frost", 1),
      sent("a", "[RFC PATCH net-next v2 01/02] one", 2, "c"),
      sent("b", "[RFC PATCH net-next v2 02/02] two", 3, "c"),
    ],
    series: `
      Frost
        v2: 0=c 1=a 2=b`,
  },
  {
    name: "[PATCH 5.4 09/80] and [PATCH 5.10 …]: the same patches for two trees are two series",
    messages: [
      sent("a", "[PATCH 5.4 1/2] one", 1, "x"),
      sent("b", "[PATCH 5.4 2/2] two", 2, "x"),
      sent("d", "[PATCH 5.10 1/2] one", 3, "y"),
      sent("e", "[PATCH 5.10 2/2] two", 4, "y"),
    ],
    series: `
      one
        v1: 1=d 2=e
      one
        v1: 1=a 2=b`,
  },
  {
    name: "[PATCHv4,19/24] is version 4 (b4#31: never a version of the numbers)",
    messages: [sent("a", "[PATCHv4,19/24] nineteen", 1, "x"), sent("b", "[PATCHv4,20/24] twenty", 2, "x")],
    series: `
      nineteen
        v4: 19=a 20=b missing 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,21,22,23,24`,
  },
  {
    name: "[PATCH v6,2/3]: version 6, and none of it belongs to v2 or v3 (PEERS.md: read as v2…v9)",
    messages: [
      sent("a", "[PATCH v6,1/3] one", 1, "x"),
      sent("b", "[PATCH v6,2/3] two", 2, "x"),
      sent("c", "[PATCH v6,3/3] three", 3, "x"),
    ],
    series: `
      one
        v6: 1=a 2=b 3=c`,
  },
  {
    name: "v2 is not v10 (PEERS.md: patches falsely missing)",
    messages: [
      sent("a", "[PATCH v2 1/2] one", 1, "x"),
      sent("b", "[PATCH v2 2/2] two", 2, "x"),
      sent("c", "[PATCH v10 1/2] one", 99, "y"),
      sent("d", "[PATCH v10 2/2] two", 100, "y"),
    ],
    series: `
      one
        v2: 1=a 2=b
        v10: 1=c 2=d`,
  },
  {
    name: "[PATCH 1/2 v3]",
    messages: [sent("a", "[PATCH 1/2 v3] one", 1), sent("b", "[PATCH 2/2 v3] two", 2, "a")],
    series: `
      one
        v3: 1=a 2=b`,
  },
  {
    name: "[PATCH RESEND v2 …] is the same version again",
    messages: [
      sent("a", "[PATCH v2 1/2] one", 1, "x"),
      sent("b", "[PATCH v2 2/2] two", 2, "x"),
      sent("c", "[PATCH RESEND v2 1/2] one", 9000, "y"),
      sent("d", "[PATCH RESEND v2 2/2] two", 9001, "y"),
    ],
    series: `
      one
        v2: 1=a 2=b
        v2 again: 1=c 2=d`,
  },
  {
    name: "a series sent again without a word of it",
    messages: [
      sent("c", "[PATCH 0/1] Frost", 1),
      sent("a", "[PATCH 1/1] one", 2, "c"),
      sent("c2", "[PATCH 0/1] Frost", 9000),
      sent("a2", "[PATCH 1/1] one", 9001, "c2"),
    ],
    series: `
      Frost
        v1: 0=c 1=a
        v1 again: 0=c2 1=a2`,
  },
  {
    name: "[GIT PULL]: the same title each month is something new each month",
    messages: [
      sent("a", "[GIT PULL] frost fixes", 1),
      sent("b", "[GIT PULL] frost fixes", 40_000),
      sent("c", "[GIT PULL v2] frost fixes", 40_010, "b"),
    ],
    series: `
      frost fixes
        v1: 1=b
        v2: 1=c
      frost fixes
        v1: 1=a`,
  },
  {
    name: "a pull request with its patches below",
    messages: [
      sent("p", "[GIT PULL] frost fixes", 1),
      sent("a", "[PATCH 1/2] one", 2, "p"),
      sent("b", "[PATCH 2/2] two", 3, "p"),
    ],
    series: `
      frost fixes
        v1: 0=p 1=a 2=b`,
  },
  {
    name: "b4's partial reroll: patch 2 alone, as a reply to the one before",
    messages: [
      sent("c", "[PATCH 0/3] Frost", 1),
      sent("a", "[PATCH 1/3] one", 2, "c"),
      sent("b", "[PATCH 2/3] two", 3, "c"),
      sent("d", "[PATCH 3/3] three", 4, "c"),
      sent("b2", "[PATCH v2 2/3] two", 500, "b"),
    ],
    series: `
      Frost
        v1: 0=c 1=a 2=b 3=d
        v2: 2=b2 rest of v1`,
  },
  {
    name: "a series that nothing links",
    messages: [
      sent("b", "[PATCH net 2/3] two", 2),
      sent("a", "[PATCH net 1/3] one", 1),
      sent("d", "[PATCH net 3/3] three", 3),
    ],
    series: `
      one
        v1: 1=a 2=b 3=d`,
  },
  {
    name: "each patch of v2 a reply to its own of v1",
    messages: [
      sent("a", "[PATCH 1/2] one", 1, "x"),
      sent("b", "[PATCH 2/2] two", 2, "x"),
      sent("a2", "[PATCH v2 1/2] one", 501, "a"),
      sent("b2", "[PATCH v2 2/2] two", 502, "b"),
    ],
    series: `
      one
        v1: 1=a 2=b
        v2: 1=a2 2=b2`,
  },
  {
    name: "each patch a reply to the one before",
    messages: [
      sent("a", "[PATCH 1/3] one", 1),
      sent("b", "[PATCH 2/3] two", 2, "a"),
      sent("c", "[PATCH 3/3] three", 3, "b"),
    ],
    series: `
      one
        v1: 1=a 2=b 3=c`,
  },
  {
    name: "a number twice",
    messages: [
      sent("c", "[PATCH 0/2] Frost", 1),
      sent("a", "[PATCH 1/2] one", 2, "c"),
      sent("b", "[PATCH 2/2] two", 3, "c"),
      sent("b2", "[PATCH 2/2] two, right", 9, "b"),
    ],
    series: `
      Frost
        v1: 0=c 1=a 2=b,b2`,
  },
  {
    name: "one more than was said: [PATCH 3/2]",
    messages: [
      sent("a", "[PATCH 1/2] one", 1),
      sent("b", "[PATCH 2/2] two", 2, "a"),
      sent("c", "[PATCH 3/2] three", 3, "a"),
    ],
    series: `
      one
        v1: 1=a 2=b 3=c`,
  },
  {
    name: "a cover letter that says v3, and patches that do not",
    messages: [
      sent("c", "[PATCH net-next v3 0/2] Frost", 1),
      sent("a", "[PATCH 1/2] one", 2, "c"),
      sent("b", "[PATCH 2/2] two", 3, "c"),
    ],
    series: `
      Frost
        v3: 0=c 1=a 2=b`,
  },
  {
    name: "a cover letter that counts one too few",
    messages: [
      sent("c", "[PATCH v7 0/1] Frost", 1),
      sent("a", "[PATCH v7 1/2] one", 2, "c"),
      sent("b", "[PATCH v7 2/2] two", 3, "c"),
    ],
    series: `
      Frost
        v7: 0=c 1=a 2=b`,
  },
  {
    name: "versions with other titles, by change-id",
    messages: [sent("a", "[PATCH] Frost", 1), sent("b", "[PATCH v2] Something else", 9000, "", bo)],
    factsOf: factsBy({
      a: { changeId: "20260101-frost", ...patch("1") },
      b: { changeId: "20260101-frost", ...patch("2") },
    }),
    series: `
      Something else
        v1: 1=a
        v2: 1=b`,
  },
  {
    name: "a version whose title changed a little, sent afresh",
    messages: [
      sent("a", "[PATCH] frost: fix a leak in frost_open()", 1),
      sent("b", "[PATCH v2] frost: fix leak in frost_open()", 9000),
    ],
    series: `
      frost: fix leak in frost_open()
        v1: 1=a
        v2: 1=b`,
  },
  {
    name: "a cover letter with a new title, and half of the patches as before",
    messages: [
      sent("c", "[PATCH 0/2] Frost", 1),
      sent("a", "[PATCH 1/2] one", 2, "c"),
      sent("b", "[PATCH 2/2] two", 3, "c"),
      sent("c2", "[PATCH v2 0/2] Rime and snow", 9000),
      sent("a2", "[PATCH v2 1/2] one", 9001, "c2"),
      sent("b2", "[PATCH v2 2/2] three", 9002, "c2"),
    ],
    series: `
      Rime and snow
        v1: 0=c 1=a 2=b
        v2: 0=c2 1=a2 2=b2`,
  },
  {
    name: "someone else's patch in the thread is another series",
    messages: [
      sent("a", "[PATCH] frost: fix it", 1),
      sent("b", "[PATCH] frost: fix it in a better way", 2, "a", bo),
    ],
    series: `
      frost: fix it in a better way
        v1: 1=b
      frost: fix it
        v1: 1=a`,
  },
  {
    name: "a robot's [tree:branch 12/34], a reply and a pointer are no patches",
    messages: [
      sent("a", "[linux-next:master 12/34] frost.c:5:1: warning: unused", 1),
      sent("b", "Re: [PATCH 1/2] one", 2),
      sent("c", "Fwd: [PATCH 1/2] one", 3),
    ],
    series: "",
  },
  {
    name: "Mercurial's [PATCH 1 of 2]",
    messages: [
      sent("c", "[PATCH 0 of 2] Frost", 1),
      sent("a", "[PATCH 1 of 2] one", 2, "c"),
      sent("b", "[PATCH 2 of 2] two", 3, "c"),
    ],
    series: `
      Frost
        v1: 0=c 1=a 2=b`,
  },
];

describe("series", () => {
  for (const { name, messages, series, factsOf } of cases) {
    it(name, () => {
      const wanted = lines(series || " ").trimStart();
      expect(picture(seriesIn(messages, factsOf))).toBe(wanted);
      expect(picture(seriesIn([...messages].reverse(), factsOf))).toBe(wanted);
    });
  }

  it("have the replies to each patch, and those to a patch that is not at hand", () => {
    const [series] = seriesIn([
      sent("c", "[PATCH 0/2] Frost", 1),
      sent("a", "[PATCH 1/2] one", 2, "c"),
      sent("ra", "Re: [PATCH 1/2] one", 3, "a", bo),
      sent("rra", "Re: [PATCH 1/2] one", 4, "ra"),
      sent("rc", "Re: [PATCH 0/2] Frost", 5, "c", bo),
      sent("rb", "Re: [PATCH 2/2] two", 6, "gone", { ...bo, references: ["c", "gone"] }),
    ]);
    const [version] = series?.versions ?? [];
    const ids = (messages: readonly MessageSummary[] = []): string[] =>
      messages.map(({ messageId }) => messageId);
    expect(ids(version?.replies)).toEqual(["ra", "rra", "rc", "rb"]);
    expect(ids(version?.patches[0]?.replies)).toEqual(["ra", "rra"]);
    expect(ids(version?.toMissing.get(2))).toEqual(["rb"]);
  });

  it("of 50,000 mails that each name 9,999 patches need no memory for what is missing", () => {
    const messages = Array.from({ length: 50_000 }, (_, at) =>
      sent(`m${at}`, `[PATCH 7/9999] of somebody`, at, "", { fromName: `Somebody ${at}` }),
    );
    const series = seriesIn(messages);
    expect(series).toHaveLength(50_000);
    expect(series[0]?.versions[0]?.missing).toHaveLength(9998);
  });

  it("do not depend on the order of arrival, and hold each patch once", () => {
    const subject = fc.constantFrom(
      "[PATCH 0/2] all",
      "[PATCH 1/2] one",
      "[PATCH 2/2] two",
      "[PATCH v2 1/2] one",
      "[PATCH v2 2/2] two",
      "[PATCH] one",
      "[GIT PULL] one",
      "Re: [PATCH 1/2] one",
      "question",
    );
    const any = fc.record({
      subject,
      parent: fc.option(fc.integer({ min: 0, max: 12 }), { nil: null }),
      date: fc.option(fc.integer({ min: 0, max: 40 }), { nil: null }),
      isBo: fc.boolean(),
    });
    const pile = fc.array(any, { maxLength: 12 }).map((drafts) =>
      drafts.map(({ subject: of, parent, date, isBo }, index) =>
        mail(`m${index}`, {
          subject: of,
          index,
          date: date === null ? null : date * day,
          ...(isBo ? bo : {}),
          ...(parent === null || parent === index ? {} : { inReplyTo: [`m${parent}`] }),
        }),
      ),
    );
    fc.assert(
      fc.property(pile, (messages) => {
        const series = seriesIn(messages);
        expect(picture(seriesIn([...messages].reverse()))).toBe(picture(series));
        const versions = series.flatMap((one) => one.versions);
        const held = versions.flatMap(({ cover, coverAgain, patches, replies }) => [
          ...(cover === null ? [] : [cover]),
          ...coverAgain,
          ...patches.flatMap(({ message, again }) => [message, ...again]),
          ...replies,
        ]);
        expect(new Set(held).size).toBe(held.length);
        const isPatch = ({ subject: of }: MessageSummary): boolean => of.startsWith("[");
        expect(held.filter(isPatch)).toHaveLength(messages.filter(isPatch).length);
      }),
    );
  });
});
