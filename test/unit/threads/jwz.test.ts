import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createForest } from "../../../server/src/threads/forest.js";
import { buildThreads } from "../../../server/src/threads/jwz.js";
import type { MessageSummary, ThreadNode } from "../../../server/src/threads/model.js";
import { lines, mail, picture } from "./build.js";

const threads = (...messages: MessageSummary[]): string => picture(buildThreads({ messages, told: [] }));

interface Case {
  readonly name: string;
  readonly messages: readonly MessageSummary[];
  readonly tree: string;
}

const cases: readonly Case[] = [
  { name: "nothing", messages: [], tree: "" },
  { name: "one message", messages: [mail("a")], tree: "a" },
  {
    name: "a chain by References",
    messages: [
      mail("a", { date: 1 }),
      mail("b", { references: ["a"], date: 2 }),
      mail("c", { references: ["a", "b"], date: 3 }),
    ],
    tree: `
      a
        b
          c`,
  },
  {
    name: "a reply by In-Reply-To alone",
    messages: [mail("a"), mail("b", { inReplyTo: ["a"] })],
    tree: `
      a
        b`,
  },
  {
    name: "References decide where In-Reply-To names an older ancestor",
    messages: [
      mail("a", { date: 1 }),
      mail("b", { references: ["a"], date: 2 }),
      mail("c", { references: ["a", "b"], inReplyTo: ["a"], date: 3 }),
    ],
    tree: `
      a
        b
          c`,
  },
  {
    name: "In-Reply-To decides where References do not know it",
    messages: [
      mail("a", { date: 1 }),
      mail("b", { references: ["a"], date: 2 }),
      mail("c", { references: ["a"], inReplyTo: ["b"], date: 3 }),
    ],
    tree: `
      a
        b
          c`,
  },
  {
    name: "several ids in In-Reply-To: the first that is at hand",
    messages: [mail("b"), mail("c", { inReplyTo: ["gone", "b", "other"] })],
    tree: `
      b
        c`,
  },
  {
    name: "several ids in In-Reply-To, none at hand: the first",
    messages: [mail("c", { inReplyTo: ["gone", "other"] })],
    tree: `
      (gone)
        c`,
  },
  {
    name: "an In-Reply-To that neither References nor the mail at hand know: References",
    messages: [mail("a", { date: 1 }), mail("c", { references: ["a"], inReplyTo: ["mangled"], date: 3 })],
    tree: `
      a
        c`,
  },
  {
    name: "a missing parent in the middle stays, at its place",
    messages: [mail("a", { date: 1 }), mail("c", { references: ["a", "b"], date: 3 })],
    tree: `
      a
        (b)
          c`,
  },
  {
    name: "the missing parent of the root stays, what is above it goes",
    messages: [mail("d", { references: ["a", "b", "c"] })],
    tree: `
      (c)
        d`,
  },
  {
    name: "a missing root that holds two branches together stays (JWZ step 4)",
    messages: [
      mail("x", { references: ["root", "left"], date: 1 }),
      mail("y", { references: ["root", "right"], date: 2 }),
    ],
    tree: `
      (root)
        (left)
          x
        (right)
          y`,
  },
  {
    name: "a ghost between two others that nobody names as a parent goes",
    messages: [mail("a", { date: 1 }), mail("d", { references: ["a", "b", "c"], date: 2 })],
    tree: `
      a
        (c)
          d`,
  },
  {
    name: "a message that answers itself",
    messages: [mail("a", { inReplyTo: ["a"], references: ["a"] })],
    tree: "a",
  },
  {
    name: "two that answer each other: the later is the reply",
    messages: [mail("a", { inReplyTo: ["b"], date: 1 }), mail("b", { inReplyTo: ["a"], date: 2 })],
    tree: `
      a
        b`,
  },
  {
    name: "a ring of three",
    messages: [
      mail("a", { references: ["c"], date: 1 }),
      mail("b", { references: ["a"], date: 2 }),
      mail("c", { references: ["b"], date: 3 }),
    ],
    tree: `
      a
        b
          c`,
  },
  {
    name: "References that name the message itself among others",
    messages: [mail("a", { date: 1 }), mail("b", { references: ["a", "b"], date: 2 })],
    tree: `
      a
        b`,
  },
  {
    name: "References that go round",
    messages: [mail("c", { references: ["a", "b", "a", "b"] })],
    tree: `
      (b)
        c`,
  },
  {
    name: "the message's own header wins over what others' References say",
    messages: [
      mail("a", { date: 1 }),
      mail("b", { references: ["a"], date: 2 }),
      mail("x", { date: 3 }),
      mail("c", { references: ["x", "b"], date: 4 }),
    ],
    tree: `
      a
        b
          c
      x`,
  },
  {
    name: "a reply that lost its header is placed by the References of later mail",
    messages: [
      mail("a", { date: 1 }),
      mail("b", { date: 2 }),
      mail("c", { references: ["a", "b"], date: 3 }),
    ],
    tree: `
      a
        b
          c`,
  },
  {
    name: "the same mail from two files is shown once",
    messages: [
      mail("a", { uri: "file:///one.mbox" }),
      mail("a", { uri: "file:///two.mbox" }),
      mail("b", { inReplyTo: ["a"] }),
    ],
    tree: `
      a x2
        b`,
  },
  {
    name: "another mail with an id that is taken stays apart",
    messages: [
      mail("a", { subject: "one", date: 1 }),
      mail("a", { subject: "two", date: 2 }),
      mail("b", { inReplyTo: ["a"], date: 3 }),
    ],
    tree: `
      a
        b
      a`,
  },
  {
    name: "of two mails with one id, the reply is put to the one in its own file",
    messages: [
      mail("a", { subject: "one", date: 1 }),
      mail("a", { subject: "two", date: 2, uri: "file:///other.mbox" }),
      mail("b", { inReplyTo: ["a"], date: 3, uri: "file:///other.mbox" }),
    ],
    tree: `
      a
        b
      a`,
  },
  {
    name: "References cut short in the middle: the longest line of descent is believed",
    messages: [
      mail("x", { references: ["a", "b", "c", "d"], date: 1 }),
      mail("y", { references: ["a", "d"], date: 2 }),
      mail("a", { date: 0 }),
      mail("b", { references: ["a"], date: 0 }),
    ],
    tree: `
      a
        b
          (d)
            x
            y`,
  },
  {
    name: "a reply that names nobody stands below the newest mail of its subject",
    messages: [
      mail("old", { subject: "[PATCH] frost", date: 1 }),
      mail("new", { subject: "[PATCH] frost", date: 2 }),
      mail("r", { subject: "RE: Re: [PATCH] Frost", date: 3 }),
      mail("later", { subject: "[PATCH] frost", date: 4 }),
    ],
    tree: `
      later
      new
        r
      old`,
  },
  {
    name: "a draft without a date answers what came last, and stands behind what is there",
    messages: [
      mail("a", { subject: "frost", date: 1 }),
      mail("r", { subject: "Re: frost", inReplyTo: ["a"], date: 2 }),
      mail("draft", { subject: "Re: frost", date: null, flags: "D" }),
    ],
    tree: `
      a
        r
        draft`,
  },
  {
    name: "mail of one subject that is no reply stays apart, and so does a reply a year later",
    messages: [
      mail("one", { subject: "[GIT PULL] frost", date: 1 }),
      mail("two", { subject: "[GIT PULL] frost", date: 2 }),
      mail("late", { subject: "Re: [GIT PULL] frost", date: 365 * 24 * 3600 * 1000 }),
    ],
    tree: `
      late
      two
      one`,
  },
  {
    name: "a reply whose header names somebody is not placed by its subject",
    messages: [
      mail("a", { subject: "frost", date: 1 }),
      mail("r", { subject: "Re: frost", inReplyTo: ["gone"], date: 2 }),
    ],
    tree: `
      (gone)
        r
      a`,
  },
];

describe("JWZ threading", () => {
  it("leaves replies alone that name nobody, where the setting says so", () => {
    const messages = [mail("a", { subject: "frost", date: 1 }), mail("r", { subject: "Re: frost", date: 2 })];
    expect(picture(buildThreads({ messages, told: [] }, { bySubject: false }))).toBe("r\na");
  });

  it("has a draft of its own first, other mail without a date last", () => {
    expect(
      threads(
        mail("old", { date: 1 }),
        mail("none", {}),
        mail("draft", { flags: "DS" }),
        mail("new", { date: 2 }),
      ),
    ).toBe("draft\nnew\nold\nnone");
  });

  it("bears dates of the year 0 and 9999, in order", () => {
    const year = (number: number): number => Date.parse(`${String(number).padStart(4, "0")}-01-01T00:00:00Z`);
    const messages = [
      mail("end", { date: year(9999) }),
      mail("start", { date: year(0) }),
      mail("now", { date: year(2026) }),
    ];
    expect(threads(...messages)).toBe("end\nnow\nstart");
  });

  it("bears 50,000 replies to one message, in order", () => {
    const messages = Array.from({ length: 50_001 }, (_, at) =>
      mail(`m${at}`, at === 0 ? { date: 0 } : { inReplyTo: ["m0"], date: at }),
    );
    const [root, ...others] = buildThreads({ messages: messages.toReversed(), told: [] });
    expect(others).toEqual([]);
    expect(root?.children.map(({ message }) => message?.date)).toEqual(
      messages.slice(1).map(({ date }) => date),
    );
  });

  it("bears 50,000 mails of one subject, half of them replies that name nobody", () => {
    const messages = Array.from({ length: 50_000 }, (_, at) =>
      mail(`m${at}`, { subject: at % 2 === 0 ? "frost" : "Re: frost", date: at }),
    );
    const roots = buildThreads({ messages, told: [] });
    expect(roots).toHaveLength(25_000);
    expect(roots.every(({ replyCount }) => replyCount === 1)).toBe(true);
  });

  it("bears 20,000 series of one sender that nothing links", () => {
    const messages = Array.from({ length: 40_000 }, (_, at) =>
      mail(`m${at}`, { subject: `[PATCH ${(at % 2) + 1}/2] part`, date: at * 1000 }),
    );
    expect(buildThreads({ messages, told: [] })).toHaveLength(20_000);
  });

  for (const { name, messages, tree } of cases) {
    it(name, () => {
      expect(threads(...messages)).toBe(lines(tree || " ").trimStart());
      expect(threads(...[...messages].reverse())).toBe(lines(tree || " ").trimStart());
    });
  }

  it("shows all mails that share one id, each with the replies of its own file", () => {
    const count = 20_000;
    const messages = Array.from({ length: count }, (_, at) => {
      const uri = `file:///${at}.eml`;
      return [
        mail("same@example.org", { subject: `part ${at}`, date: at, uri }),
        mail(`r${at}`, { inReplyTo: ["same@example.org"], date: count + at, uri }),
      ];
    }).flat();
    const roots = buildThreads({ messages, told: [] });
    expect(roots).toHaveLength(count);
    for (const { message, children, duplicates } of roots) {
      expect(duplicates).toEqual([]);
      expect(children.map((child) => child.message?.uri)).toEqual([message?.uri]);
    }
    const forest = createForest(roots);
    expect(forest.messageCount).toBe(2 * count);
  });

  it("puts patches and replies below that one of two covers with one id which has their count, else the nearest date", () => {
    const day = 24 * 3600 * 1000;
    const below = (id: string, subject: string, date: number) =>
      mail(id, { subject, date, inReplyTo: ["c"], references: ["c"] });
    const messages = [
      mail("c", { subject: "[PATCH 0/1 v2] s", date: 0 }),
      below("p1", "[PATCH 1/1] o", 1),
      mail("c", { subject: "[PATCH 0/2 v3] s", date: 30 * day }),
      below("q1", "[PATCH 1/2] o", 30 * day + 1),
      below("q2", "[PATCH 2/2] p", 30 * day + 2),
      below("late", "Re: [PATCH 0/1 v2] s", 31 * day),
      below("any", "what of it?", 32 * day),
    ];
    const tree = lines(`
      c
        q1
        q2
        any
      c
        p1
        late`);
    expect(threads(...messages)).toBe(tree);
    expect(threads(...[...messages].reverse())).toBe(tree);
  });

  it("takes mail with the id, sender and subject of another for the same unless date or size speak against it", () => {
    const reply = (facts: Partial<MessageSummary>) => mail("r", { subject: "Re: s", date: 0, ...facts });
    const rows = (facts: Partial<MessageSummary>) =>
      buildThreads({ messages: [reply({ byteLength: 900 }), reply(facts)], told: [] }).length;
    const uri = "file:///other.mbox";
    const minute = 60_000;
    expect(rows({ byteLength: 2_000 })).toBe(1);
    expect(rows({ date: minute })).toBe(2);
    expect(rows({ byteLength: 90_000 })).toBe(2);
    expect(rows({ uri, byteLength: 90_000, date: minute })).toBe(1);
    // A page of an archive in another time zone, to the minute; and a day later.
    expect(rows({ uri, date: 150 * minute + 40_000 })).toBe(1);
    expect(rows({ uri, date: null })).toBe(1);
    expect(rows({ uri, date: 37 * minute })).toBe(2);
    expect(rows({ uri, date: 48 * 60 * minute })).toBe(2);
  });

  it("gives each of many mails with one id in one file its row", () => {
    const messages = Array.from({ length: 20_000 }, (_, at) =>
      mail("same@example.org", { subject: `part ${at}`, date: at }),
    );
    const forest = createForest(buildThreads({ messages, told: [] }));
    expect(new Set(messages.map((message) => forest.entryOf(message)?.id)).size).toBe(messages.length);
  });

  it("bounds the references of one message", () => {
    const references = Array.from({ length: 100_000 }, (_, at) => `r${at}`);
    const roots = buildThreads({ messages: [mail("a", { references })], told: [] });
    expect(picture(roots)).toBe(
      lines(`
      (r99999)
        a`),
    );
  });

  it("bears a thread 100,000 deep", () => {
    const messages = Array.from({ length: 100_000 }, (_, at) =>
      mail(`m${at}`, at === 0 ? {} : { inReplyTo: [`m${at - 1}`], date: at }),
    );
    const roots = buildThreads({ messages, told: [] });
    expect(roots).toHaveLength(1);
    expect(roots[0]?.replyCount).toBe(99_999);
  });

  it("counts replies without ghosts and duplicates", () => {
    const [root] = buildThreads({
      messages: [
        mail("a", { date: 1 }),
        mail("c", { references: ["a", "b"], date: 3 }),
        mail("c", { references: ["a", "b"], date: 3, uri: "file:///other.mbox" }),
      ],
      told: [],
    });
    expect(root?.replyCount).toBe(1);
    expect(root?.latestDate).toBe(3);
  });
});

const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
const anyMessage = fc
  .record({
    messageId: fc.constantFrom(...ids),
    inReplyTo: fc.array(fc.constantFrom(...ids, "ghost"), { maxLength: 3 }),
    references: fc.array(fc.constantFrom(...ids, "ghost", "other"), { maxLength: 5 }),
    subject: fc.constantFrom("one", "Re: one", "[PATCH 0/2] x", "[PATCH 1/2] x", "[PATCH 2/2] y"),
    fromAddress: fc.constantFrom("anna@example.org", "ANNA@example.org", "bo@example.org"),
    date: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
    uri: fc.constantFrom("file:///1", "file:///2"),
  })
  .map(({ messageId, ...facts }) => ({ messageId, facts }));

function messagesOf(roots: readonly ThreadNode[]): MessageSummary[] {
  return roots.flatMap((node) => [
    ...(node.message === null ? [] : [node.message]),
    ...node.duplicates,
    ...messagesOf(node.children),
  ]);
}

describe("JWZ threading, of any mail", () => {
  const anyMail = fc
    .array(anyMessage, { maxLength: 20 })
    .map((drafts) => drafts.map(({ messageId, facts }, index) => mail(messageId, { ...facts, index })));

  it("has every message in exactly one tree, once", () => {
    fc.assert(
      fc.property(anyMail, (messages) => {
        const found = messagesOf(buildThreads({ messages, told: [] }));
        expect(found).toHaveLength(messages.length);
        expect(new Set(found)).toEqual(new Set(messages));
      }),
    );
  });

  it("hides none behind another mail: only the same sender and subject are one row", () => {
    fc.assert(
      fc.property(anyMail, (messages) => {
        const forest = createForest(buildThreads({ messages, told: [] }));
        for (const message of messages) {
          const shown = forest.entryOf(message)?.node.message;
          expect(shown).toMatchObject({ messageId: message.messageId, subject: message.subject });
          expect(shown?.fromAddress.toLowerCase()).toBe(message.fromAddress.toLowerCase());
        }
      }),
    );
  });

  it("gives the same trees whatever the order of arrival", () => {
    fc.assert(
      fc.property(
        anyMail.chain((messages) =>
          fc.tuple(
            fc.constant(messages),
            fc.shuffledSubarray(messages, { minLength: messages.length, maxLength: messages.length }),
          ),
        ),
        ([messages, shuffled]) => {
          expect(buildThreads({ messages: shuffled, told: [] })).toEqual(
            buildThreads({ messages, told: [] }),
          );
        },
      ),
    );
  });

  it("leaves no ghost without a child", () => {
    fc.assert(
      fc.property(anyMail, (messages) => {
        const check = (node: ThreadNode): void => {
          if (node.message === null) expect(node.children).not.toHaveLength(0);
          node.children.forEach(check);
        };
        buildThreads({ messages, told: [] }).forEach(check);
      }),
    );
  });
});
