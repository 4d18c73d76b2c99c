import { describe, expect, it } from "vitest";
import { createMailIndex } from "../../../../server/src/mailboxes/mailIndex.js";
import { mailFileOf } from "../../../../server/src/mailboxes/summary.js";
import type { MessageSummary } from "../../../../server/src/threads/model.js";
import { mail, parsed, SEPARATOR } from "../../diagnostics/support.js";
import { commit, help } from "../completion/fixture.js";
import { context } from "../fixture.js";
import { fixed, offered } from "./fixture.js";

const SIGNOFF = "Signed-off-by: Anna Berg <anna.berg@example.org>\n";
const HASH = "0d3f6a1c9b7e5428f1a2c3d4e5f60718293a4b5c";
const SHORT = HASH.slice(0, 12);
const CHANGE_ID = `Change-Id: I${HASH}`;
const log = (text: string): string => mail({ separator: SEPARATOR, log: text });
const words = (text: string): string => log(`${text}\n\n${SIGNOFF}`);

describe("Gerrit's Change-Id", () => {
  const rule = "log.gerrit-change-id";

  it("goes from among the trailers", async () => {
    const { diff } = await fixed(log(`Words.\n\n${CHANGE_ID}\n${SIGNOFF}`), rule);
    expect(diff).toEqual([`-${CHANGE_ID}`]);
  });

  it("goes with one of the two empty lines around it", async () => {
    const { text } = await fixed(log(`Words.\n\n${CHANGE_ID}\n\n${SIGNOFF}`), rule);
    expect(text).toBe(log(`Words.\n\n${SIGNOFF}`));
  });

  it("goes with the empty line above it, where the cut follows", async () => {
    const { text } = await fixed(log(`Words.\n\n${SIGNOFF}\n${CHANGE_ID}\n`), rule);
    expect(text).toBe(log(`Words.\n\n${SIGNOFF}`));
  });
});

describe("a changelog in the log", () => {
  const rule = "log.versioning-above-cut";

  it("moves below the cut, and leaves one empty line where it was", async () => {
    const { text } = await fixed(
      log(`Words.\n\nChanges in v2:\n - the mask\n - the comment\n\n${SIGNOFF}`),
      rule,
    );
    const plain = log(`Words.\n\n${SIGNOFF}`);
    expect(text).toBe(plain.replace("---\n", "---\nChanges in v2:\n - the mask\n - the comment\n\n"));
  });

  it("moves with all its versions, and not what the author says behind it", async () => {
    const { text } = await fixed(
      log(
        `Words.\n\nv3: the mask\n\nv2:\n- the comment\n\nIt was tested with a made-up sensor.\n\n${SIGNOFF}`,
      ),
      rule,
    );
    const plain = log(`Words.\n\nIt was tested with a made-up sensor.\n\n${SIGNOFF}`);
    expect(text).toBe(plain.replace("---\n", "---\nv3: the mask\n\nv2:\n- the comment\n\n"));
  });

  it("moves from behind the sign-off", async () => {
    const { text } = await fixed(log(`Words.\n\n${SIGNOFF}\nv2: the mask\n`), rule);
    expect(text).toBe(log(`Words.\n\n${SIGNOFF}`).replace("---\n", "---\nv2: the mask\n\n"));
  });

  it("gets a cut where there is none", async () => {
    const text = words("Words.\n\nv2: the mask").replace(/---\n[^]*?(?=diff --git)/, "");
    const mended = await fixed(text, rule);
    const plain = words("Words.").replace(/---\n[^]*?(?=diff --git)/, "");
    expect(mended.text).toBe(plain.replace("diff --git", "---\nv2: the mask\n\ndiff --git"));
  });
});

describe("links", () => {
  it.each([
    ["https://marc.info/?i=20260309.1@example.org", "https://lore.kernel.org/all/20260309.1@example.org/"],
    ["https://marc.info/?l=frost&i=%3C1/2@example.org%3E", "https://lore.kernel.org/all/1%2F2@example.org/"],
    ["http://mid.gmane.org/1@example.org", "https://lore.kernel.org/all/1@example.org/"],
    [
      "https://www.mail-archive.com/search?l=mid&q=1@example.org",
      "https://lore.kernel.org/all/1@example.org/",
    ],
    [
      "https://www.mail-archive.com/search?q=mid%3A1@example.org",
      "https://lore.kernel.org/all/1@example.org/",
    ],
    ["https://mid.mail-archive.com/1@example.org", "https://lore.kernel.org/all/1@example.org/"],
  ])("%s holds the Message-ID", async (url, lore) => {
    const { diff } = await fixed(words(`Words.\n\nLink: ${url}`), "log.prefer-lore");
    expect(diff).toEqual([`-Link: ${url}`, `+Link: ${lore}`]);
  });

  it("lead to lore where an open mail says that it is kept there", async () => {
    const url = "http://permalink.gmane.org/gmane.linux.frost/1";
    const index = createMailIndex();
    const open = (uri: string, id: string): void =>
      index.setDocument(
        uri,
        mailFileOf(
          uri,
          parsed(
            `From: Bo Lindqvist <bo@example.com>\nSubject: frost\nMessage-ID: <${id}>\nArchived-At: <${url}>\n\nIt shows 4095 degrees.\n`,
          ).model,
        ),
      );
    open("file:///bo.eml", "bo.1@example.com");
    const text = words(`Words.\n\nLink: ${url}/`);
    const { diff } = await fixed(text, "log.prefer-lore", { context: { mail: index } });
    expect(diff).toEqual([`-Link: ${url}/`, "+Link: https://lore.kernel.org/all/bo.1@example.com/"]);
    open("file:///other.eml", "bo.2@example.com");
    expect(await offered(text, "log.prefer-lore", { context: { mail: index } }), "two say so").toEqual([]);
    index.removeDocument("file:///bo.eml");
    index.removeDocument("file:///other.eml");
    expect(await offered(text, "log.prefer-lore", { context: { mail: index } }), "closed").toEqual([]);
  });

  it.each([
    "https://marc.info/?l=frost&m=1",
    "https://marc.info/?i=%FF@example.org",
    // The address of the list.
    "https://www.mail-archive.com/frost@example.org/msg123.html",
    "https://www.mail-archive.com/frost@example.org/",
    "https://www.mail-archive.com/frost@example.org",
    // A search for a person, and one in the list.
    "https://www.mail-archive.com/search?q=anna@example.org",
    "https://www.mail-archive.com/search?l=frost@example.org&q=frost",
    // More behind the id.
    "https://mid.mail-archive.com/frost@example.org/msg123.html",
    "http://mid.gmane.org/frost@example.org/1",
  ])("%s tells no Message-ID", async (url) => {
    expect(await offered(words(`Words.\n\nLink: ${url}`), "log.prefer-lore")).toEqual([]);
  });

  it("to a page of a list lead to lore where an open mail says that it is kept there", async () => {
    const url = "https://www.mail-archive.com/frost@example.org/msg123.html";
    const index = createMailIndex();
    const text = `From: Bo Lindqvist <bo@example.com>\nSubject: frost\nMessage-ID: <bo.1@example.com>\nArchived-At: <${url}>\n\nWords.\n`;
    index.setDocument("file:///bo.eml", mailFileOf("file:///bo.eml", parsed(text).model));
    const { diff } = await fixed(words(`Words.\n\nLink: ${url}`), "log.prefer-lore", {
      context: { mail: index },
    });
    expect(diff).toEqual([`-Link: ${url}`, "+Link: https://lore.kernel.org/all/bo.1@example.com/"]);
  });

  it("lose their angle brackets", async () => {
    const { diff } = await fixed(words("Words.\n\nLink: <https://example.org/1>"), "log.bad-link");
    expect(diff).toEqual(["-Link: <https://example.org/1>", "+Link: https://example.org/1"]);
  });

  it("come from a Message-ID, bare ones only where the mail is at hand", async () => {
    const { diff } = await fixed(words("Words.\n\nLink: <1@example.org>"), "log.bad-link");
    expect(diff).toEqual(["-Link: <1@example.org>", "+Link: https://lore.kernel.org/all/1@example.org/"]);
    const text = words("Words.\n\nCloses: 1@example.org");
    expect(await offered(text, "log.bad-link")).toEqual([]);
    const at = { messageId: "1@example.org" } as MessageSummary;
    const known = {
      context: { mail: { ...context.mail, byMessageId: (id: string) => (id === at.messageId ? [at] : []) } },
    };
    expect(await offered(text, "log.bad-link", known)).toEqual(["Link to this mail on lore.kernel.org"]);
  });

  it("get a name that tools know", async () => {
    const text = words("Words.\n\nBugLink: https://example.org/1");
    const link = await fixed(text, "log.use-link", { title: "Link:" });
    expect(link.diff).toEqual(["-BugLink: https://example.org/1", "+Link: https://example.org/1"]);
    const closes = await fixed(text, "log.use-link", { title: "Closes:" });
    expect(closes.diff).toEqual(["-BugLink: https://example.org/1", "+Closes: https://example.org/1"]);
  });
});

describe("a commit in the log", () => {
  const rule = "log.commit-id-style";

  it.each([
    [
      `Since COMMIT  ${SHORT.toUpperCase()} ("hwmon: add frost").`,
      `Since commit ${SHORT} ("hwmon: add frost").`,
    ],
    [`Since ${SHORT} ("hwmon: add frost").`, `Since commit ${SHORT} ("hwmon: add frost").`],
    [`Since commit ${SHORT} (hwmon: add frost).`, `Since commit ${SHORT} ("hwmon: add frost").`],
    [`Since ${SHORT.toUpperCase()} (hwmon: add frost).`, `Since commit ${SHORT} ("hwmon: add frost").`],
  ])("%s", async (before, after) => {
    expect((await fixed(words(before), rule)).diff).toEqual([`-${before}`, `+${after}`]);
  });

  it("over a line end", async () => {
    const { diff } = await fixed(words(`Since ${SHORT} (hwmon:\nadd frost).`), rule);
    expect(diff).toEqual([
      `-Since ${SHORT} (hwmon:`,
      "-add frost).",
      `+Since commit ${SHORT} ("hwmon:`,
      '+add frost").',
    ]);
  });

  it.each([
    ["too few digits", 'Since commit 0d3f6a1 ("hwmon: add frost").'],
    ["no subject", `Since commit ${SHORT} it is so.`],
    ["one word for two commits", `Since commits ${SHORT} ("hwmon: add frost") it is so.`],
  ])("is left alone with %s", async (_name, text) => {
    expect(await offered(words(text), rule)).toEqual([]);
  });
});

describe("a subject without a prefix", () => {
  const rule = "log.subject-prefix-missing";
  const subjects = [
    "Mend temperatures below zero",
    "hwmon: (frost) Add it",
    "hwmon: (frost) Read it twice",
    "hwmon: Use the new call",
  ];
  const commits = subjects.map((subject, at) => commit(`00a${at}`, subject));
  const of = (subject: string): string => mail({ separator: SEPARATOR, subject });

  it("gets those of the files' history, the most frequent first", async () => {
    const asked: string[] = [];
    const given = { context: { writing: help({ commits, asked }) } };
    const { titles, diff } = await fixed(of("[PATCH v2 1/3] Mend temperatures below zero"), rule, given);
    expect(diff).toEqual([
      "-Subject: [PATCH v2 1/3] Mend temperatures below zero",
      "+Subject: [PATCH v2 1/3] hwmon: (frost) Mend temperatures below zero",
    ]);
    expect(titles).toEqual([
      "Begin the subject with “hwmon: (frost)”, as 2 of the last 3 commits of these files do",
      "Begin the subject with “hwmon:”, as 1 of the last 3 commits of these files do",
    ]);
    expect(asked[0]).toMatch(/frost\.c$/);
  });

  it("gets them in front of encoded words, and folded ones", async () => {
    const given = { context: { writing: help({ commits }) } };
    const { text } = await fixed(of("[PATCH] =?UTF-8?q?F=C3=BCnf_below?=\n zero"), rule, given);
    expect(text).toContain("Subject: [PATCH] hwmon: (frost) =?UTF-8?q?F=C3=BCnf_below?=\n zero\n");
  });

  it("waits for a history that is long, and gets nothing without one", async () => {
    let asked = 0;
    const slow = {
      ...help({ commits }),
      recentCommits: () =>
        Promise.resolve(++asked < 4 ? { items: [], isWhole: false } : { items: commits, isWhole: true }),
    };
    const text = of("[PATCH] Mend temperatures below zero");
    expect(await offered(text, rule, { context: { writing: slow } })).toHaveLength(2);
    expect(await offered(text, rule)).toEqual([]);
  });
});
