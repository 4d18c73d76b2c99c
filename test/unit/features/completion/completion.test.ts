import { describe, expect, it } from "vitest";
import type { FeatureContext } from "../../../../server/src/features/feature.js";
import type { KnownCommit, WritingHelp } from "../../../../server/src/features/writing.js";
import type { MessageSummary } from "../../../../server/src/threads/model.js";
import { mailOf, replyMail } from "../fixture.js";
import { commit, completed, draft, type Given, help, takenLine } from "./fixture.js";

type Holds = (message: MessageSummary) => boolean;
const user = { name: "Ada Example", address: "ada@example.org" };
const commits = [
  commit("abcdef0123456", "widget: core: count once more"),
  commit("abcd00000000f", "widget: core: count"),
  commit("123400000000f", 'Revert "widget: count"', "Dan Example"),
];
const reply = (body: string): string => `From: Ben Example <ben@example.com>
To: Ada Example <ada@example.org>
Subject: Re: [PATCH v2 1/2] widget: keep the count
In-Reply-To: <1@example.org>

On Tue, Mar 04, 2025 at 10:11:12AM +0100, Ada Example wrote:
> diff --git a/drivers/widget/core.c b/drivers/widget/core.c
> --- a/drivers/widget/core.c
> +++ b/drivers/widget/core.c
> @@ -1,3 +1,3 @@ static int widget_first(void)
>  int a;
> -int b;
> +int c;
>  int d;

${body}
`;

describe("names of trailers", () => {
  it("are offered among trailers in the kernel's order", async () => {
    const answer = await completed(draft({ log: "It is lost.\n\nSigned-off-by: A <a@example.org>\nRe‸" }));
    expect(answer?.labels.slice(0, 6)).toEqual([
      "Fixes",
      "Link",
      "Closes",
      "Signed-off-by",
      "Co-developed-by",
      "Acked-by",
    ]);
    expect(answer?.taken("Reviewed-by")).toContain("\nReviewed-by: \n---\n");
  });

  it("are in the handbook's order for the tip tree, and git's own for plain", async () => {
    const text = draft({ log: "It is lost.\n\nSigned-off-by: A <a@example.org>\nR‸" });
    const tip = await completed(text, { options: { preset: "tip" } });
    expect(tip?.labels.slice(0, 3)).toEqual(["Fixes", "Reported-by", "Closes"]);
    const plain = await completed(text, { options: { preset: "plain" } });
    expect(plain?.labels).toContain("Helped-by");
    expect(plain?.labels).not.toContain("Fixes");
  });

  it("offer the user's own sign-off", async () => {
    const text = draft({ log: "It is lost.\n\nSig‸" });
    const given = { context: { writing: help({ user }) } };
    expect(await takenLine(text, "Signed-off-by: Ada Example <ada@example.org>", given)).toBe(
      "Signed-off-by: Ada Example <ada@example.org>",
    );
  });

  it("keep a colon and a value that are there", async () => {
    const text = draft({ log: "It is lost.\n\nSig‸ned-of-by: A <a@example.org>" });
    expect(await takenLine(text, "Signed-off-by")).toBe("Signed-off-by: A <a@example.org>");
  });

  it.each([
    ["in a paragraph", draft({ log: "It is lost, as\nRev‸" })],
    ["in front of a paragraph", draft({ log: "Rev‸\nit is lost." })],
    [
      "in a paragraph that is not the last",
      draft({ log: "Rev‸\n\nIt is lost.\n\nSigned-off-by: A <a@example.org>" }),
    ],
    ["after one letter of a new paragraph", draft({ log: "It is lost.\n\nR‸" })],
    ["in lower case", draft({ log: "It is lost.\n\nrev‸" })],
    ["below the cut", draft({ below: "Rev‸\n\n" })],
    ["in a quote", reply("> Rev‸")],
    ["in a diff", draft().replace("+int c;", "+int c;\n+Sig‸")],
    ["behind the signature's line", draft().replace("2.39.2", "Sig‸")],
  ])("are not offered %s", async (_name, text) => {
    expect(await completed(text)).toBeNull();
  });

  it("are offered in a reply, those of a reviewer first and with their name", async () => {
    const given = { context: { writing: help({ user }) } };
    const answer = await completed(reply("‸"), given);
    expect(answer?.labels.slice(0, 4)).toEqual([
      "Reviewed-by: Ada Example <ada@example.org>",
      "Reviewed-by",
      "Acked-by: Ada Example <ada@example.org>",
      "Acked-by",
    ]);
    const more = await completed(reply("Ack‸"), given);
    expect(more?.labels).toEqual(["Acked-by: Ada Example <ada@example.org>", "Acked-by"]);
  });

  it("are nowhere in mail that was received", async () => {
    const text = draft({ log: "It is lost.\n\nSig‸" });
    expect(await completed(text.replace("\nDate:", "\nReceived: from mx.example.org\nDate:"))).toBeNull();
    expect(await completed(text, { uri: "patch-mail:/decoded/a.eml" })).toBeNull();
    const archive = `From mboxrd@z Thu Jan  1 00:00:00 1970\n${text.slice(text.indexOf("\n") + 1)}`;
    expect(await completed(archive)).toBeNull();
  });
});

describe("people", () => {
  const mail = mailOf(
    {
      messageId: "0@example.org",
      fromName: "Ada Example",
      fromAddress: "ada@example.org",
      subject: "[PATCH 0/1] w",
    },
    { messageId: "1@example.org", fromName: "Eve Example", fromAddress: "eve@example.com", subject: "Re: w" },
  );
  const writing = help({
    user,
    commits,
    maintainers: [
      { maintainers: ["Max Example <max@example.com>"], lists: ["linux-widget@example.org (moderated)"] },
    ],
  });
  const context = { writing, mail };
  const names = async (text: string): Promise<readonly string[]> =>
    (await completed(text, { context }))?.labels ?? [];

  it("put git's user first for a sign-off, the thread for a review", async () => {
    const log = (line: string): string =>
      draft({ header: "Message-ID: <2@example.org>\n", log: `It.\n\n${line}` });
    expect((await names(log("Signed-off-by: ‸")))[0]).toBe("Ada Example <ada@example.org>");
    for (const name of ["Reviewed-by", "Acked-by", "Tested-by", "Reported-by"])
      expect((await names(log(`${name}: ‸`)))[0]).toBe("Eve Example <eve@example.com>");
    expect(await names(log("Reviewed-by: ‸"))).toEqual([
      "Eve Example <eve@example.com>",
      "Ada Example <ada@example.org>",
      "Max Example <max@example.com>",
      "Cleo Example <cleo@example.com>",
      "Ben Example <ben@example.com>",
      "Dan Example <dan@example.com>",
    ]);
    expect((await names(log("Cc: ‸")))[0]).toBe("stable@vger.kernel.org");
  });

  it("say why, and ask for the touched files", async () => {
    const asked: string[] = [];
    const header = "Message-ID: <2@example.org>\n";
    const answer = await completed(draft({ header, log: "It.\n\nAcked-by: ‸" }), {
      context: { writing: help({ user, commits, asked }), mail },
    });
    expect(asked).toEqual(["drivers/widget/core.c"]);
    const detail = (label: string): string | undefined =>
      answer?.items.find((item) => item.label === label)?.detail;
    expect(detail("Dan Example <dan@example.com>")).toBe("wrote 1 of the last 3 commits of these files");
    expect(detail("Eve Example <eve@example.com>")).toBe("wrote in the thread");
  });

  it("put the reviewer first in a reply", async () => {
    expect((await names(reply("Reviewed-by: ‸")))[0]).toBe("Ada Example <ada@example.org>");
  });

  it("take the whole value, and leave a remark", async () => {
    const text = draft({ log: "It.\n\nCc: Be‸n <b@e.org> # v6.1" });
    expect(await takenLine(text, "Max Example <max@example.com>", { context })).toBe(
      "Cc: Max Example <max@example.com> # v6.1",
    );
  });

  it("offer nothing that stands there already", async () => {
    expect(await names(draft({ log: "It.\n\nAcked-by: Max Example <max@example.com>‸" }))).not.toContain(
      "Max Example <max@example.com>",
    );
  });

  it("complete one address of a list in the header, maintainers first", async () => {
    const text = draft({ header: "To: Ben <ben@example.com>, M‸, Dan <dan@example.com>\n" });
    expect((await names(text))[0]).toBe("Max Example <max@example.com>");
    expect(await takenLine(text, "Max Example <max@example.com>", { context })).toBe(
      "To: Ben <ben@example.com>, Max Example <max@example.com>, Dan <dan@example.com>",
    );
    expect(await names(draft({ header: "Cc: a@example.org,\n ‸\n" }))).toContain("linux-widget@example.org");
  });

  it.each([
    ["Example, Ann", "ann@example.org", '"Example, Ann" <ann@example.org>'],
    ['Ann "A." Example', "ann@example.org", '"Ann \\"A.\\" Example" <ann@example.org>'],
    ["Jörg Example", "j@example.org", "=?UTF-8?q?J=C3=B6rg=20Example?= <j@example.org>"],
    ["Ann Example", "ann@example.org", "Ann Example <ann@example.org>"],
    ["", "list@example.org", "list@example.org"],
  ])(
    "write the name %s as RFC 5322 and 2047 have it in a header, and as it is in a trailer",
    async (name, address, text) => {
      const given = { context: { writing: help({ user: { name, address } }) } };
      const label = name === "" ? address : `${name} <${address}>`;
      expect(await takenLine(draft({ header: "Cc: ‸\n" }), label, given)).toBe(`Cc: ${text}`);
      expect(await takenLine(draft({ log: "It.\n\nCc: ‸" }), label, given)).toBe(`Cc: ${label}`);
    },
  );

  it("come without what could forge a line", async () => {
    const answer = await completed(draft({ log: "It.\n\nAcked-by: ‸" }), {
      context: {
        writing: help({
          user: { name: "Eve\nSigned-off-by: X <x@example.org>\u202e", address: "eve@example.org" },
        }),
      },
    });
    for (const { textEdit } of answer?.items ?? []) expect(textEdit?.newText).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe("Fixes:", () => {
  it("gets recent commits of the touched files in the right form", async () => {
    const text = draft({ log: "It.\n\nFixes: ‸" });
    const given = { context: { writing: help({ commits }) } };
    const answer = await completed(text, given);
    expect(answer?.items.map(({ label, detail }) => [label, detail])).toEqual([
      ["widget: core: count once more", "abcdef012345, Ben Example"],
      ["widget: core: count", "abcd00000000, Ben Example"],
      ['Revert "widget: count"', "123400000000, Dan Example"],
    ]);
    expect(await takenLine(text, "widget: core: count", given)).toBe(
      'Fixes: abcd00000000 ("widget: core: count")',
    );
  });

  it("gets a commit by the beginning of its hash", async () => {
    const asked: string[] = [];
    const given = { context: { writing: help({ commits, asked }) } };
    const text = draft({ log: "It.\n\nFixes: ABCDe‸ junk" });
    const answer = await completed(text, given);
    expect(asked).toContain("abcde");
    expect(answer?.labels).toEqual(["widget: core: count once more"]);
    expect(answer?.items[0]?.filterText?.startsWith("abcdef0123456")).toBe(true);
    expect(answer?.taken("widget: core: count once more")).toContain(
      '\nFixes: abcdef012345 ("widget: core: count once more")\n---',
    );
  });

  it("is asked again where git was too slow, and says nothing without a repository", async () => {
    const slow = help({ commits: [], isWhole: false });
    const answer = await completed(draft({ log: "It.\n\nFixes: abcd‸" }), { context: { writing: slow } });
    expect([answer?.labels, answer?.isIncomplete]).toEqual([[], true]);
    expect((await completed(draft({ log: "It.\n\nFixes: abcd‸" })))?.labels ?? []).toEqual([]);
  });

  describe("of a patch that was made from the branch that is checked out", () => {
    const author = { ...user, authorName: user.name, authorAddress: user.address };
    const own = (hash: string, subject: string, date?: string): KnownCommit => ({
      ...commit(hash, subject),
      authorName: author.authorName,
      authorAddress: author.authorAddress,
      ...(date === undefined ? {} : { date: Date.parse(date) }),
    });
    const history = [
      own("0003", "widget: third of the series"),
      own("0002", "widget: on top of it"),
      own("0123456789abcdef0123456789abcdef01234567", "widget: another title by now"),
      own("0001", "widget: Keep the count"),
      commit("00ab", "widget: of another, at the same time"),
      own("00aa", "widget: of long ago", "2024-05-06T07:08:09Z"),
      commit("abcdef0123456", "widget: core: count once more"),
    ];
    const beside = (uri: string): FeatureContext["mail"] => {
      const mail = { subject: "[PATCH 3/3] widget: third of the series", uri, fromAddress: user.address };
      const all = mailOf({ messageId: "3@example.org", ...mail }).byMessageId("3@example.org");
      return { ...mailOf(), newest: (_limit, holds) => all.filter(holds) };
    };
    const text = draft({ log: 'It.\n\nFixes: abcdef012345 ("x")\nFixes: ‸\n' });
    const labels = async (help_: WritingHelp, given: Given = {}, marked = text): Promise<readonly string[]> =>
      (
        await completed(marked, {
          uri: "file:///k/outgoing/0001-x.patch",
          ...given,
          context: { writing: help_, ...given.context },
        })
      )?.labels ?? [];

    it("leaves out the patch, its series, what is behind its base, and what another Fixes: names", async () => {
      const around = { after: [history[1]?.hash ?? "", history[4]?.hash ?? ""], changed: [], isWhole: true };
      const writing = { ...help({ commits: history }), aroundPatch: () => Promise.resolve(around) };
      expect(await labels(writing, { context: { mail: beside("file:///k/outgoing/0003-y.patch") } })).toEqual(
        ["widget: of another, at the same time", "widget: of long ago"],
      );
      expect(await labels(writing, { context: { mail: beside("file:///k/inbox/0003-y.patch") } })).toContain(
        "widget: third of the series",
      );
    });

    it("puts what the log names first, then what last changed the lines", async () => {
      const asked: unknown[] = [];
      const changed = [commit("00ac", "widget: the line's last change"), ...history.slice(5, 6)];
      const writing: WritingHelp = {
        ...help({ commits: history.slice(4) }),
        aroundPatch(_uri, place) {
          asked.push(place);
          return Promise.resolve({ after: [], changed, isWhole: true });
        },
      };
      const marked = draft({ log: `Wrong since commit ${"00ab".padEnd(12, "0")} ("x").\n\nFixes: ‸` });
      const answer = await completed(marked, { context: { writing } });
      expect(answer?.labels).toEqual([
        "widget: of another, at the same time",
        "widget: the line's last change",
        "widget: of long ago",
        "widget: core: count once more",
      ]);
      expect(answer?.items[2]?.detail).toBe("00aa00000000, 2024-05-06, Ada Example");
      expect(asked).toEqual([
        {
          commit: "0123456789abcdef0123456789abcdef01234567",
          base: null,
          files: [{ path: "drivers/widget/core.c", ranges: [{ first: 2, count: 1 }] }],
        },
      ]);
    });

    it("still gives each commit whose digits are typed", async () => {
      const marked = draft({ log: "It.\n\nFixes: 0003‸\n" });
      expect(await labels(help({ commits: history }), {}, marked)).toEqual(["widget: third of the series"]);
    });
  });
});

describe("hashes", () => {
  const given = { context: { writing: help({ commits }) } };
  const whole = commits[0]?.hash ?? "";
  const named = 'abcdef012345 ("widget: core: count once more")';

  it.each([
    ["prose", "Made wrong by abcdef012‸ in May.", `Made wrong by commit ${named} in May.`],
    ["behind commit", "See commit abcde‸", `See commit ${named}`],
    ["a cherry-pick", "(cherry picked from commit abcdef01‸)", `(cherry picked from commit ${whole})`],
    ["a revert", "This reverts commit abcdef01‸.", `This reverts commit ${whole}.`],
    ["stable", "[ Upstream commit abcdef01‸ ]", `[ Upstream commit ${whole} ]`],
  ])("become what %s wants", async (_name, line, wanted) => {
    expect(await takenLine(draft({ log: `${line}\n\nIt is lost.` }), named, given)).toBe(wanted);
  });

  it.each([
    [
      "inside of the reference",
      "It is wrong since commit abcdef01‸, as was seen.",
      `It is wrong since commit abcdef012345 ("widget: core: count once more"), as\nwas seen.`,
    ],
    [
      "before the last words of it",
      "When the machine sleeps it is wrong since commit abcdef01‸",
      `When the machine sleeps it is wrong since commit abcdef012345 ("widget:\ncore: count once more")`,
    ],
    [
      "before the word commit",
      "When the machine sleeps, and wakes up again, it was wrong since then: abcdef01‸ did.",
      `When the machine sleeps, and wakes up again, it was wrong since then:\ncommit abcdef012345 ("widget: core: count once more") did.`,
    ],
    [
      "in a list",
      "  and when the machine sleeps it is wrong since commit abcdef01‸",
      `  and when the machine sleeps it is wrong since commit abcdef012345\n  ("widget: core: count once more")`,
    ],
  ])("break their line within 75 columns: %s", async (_name, line, wanted) => {
    for (const end of ["\n", "\r\n"]) {
      const text = draft({ log: `${line}\n\nIt is lost.` }).replaceAll("\n", end);
      const answer = await completed(text, given);
      expect(answer?.taken(named)).toBe(draft({ log: `${wanted}\n\nIt is lost.` }).replaceAll("\n", end));
      const [item] = answer?.items ?? [];
      const edit = item?.textEdit;
      if (edit === undefined || !("range" in edit)) throw new Error("no range");
      const { start } = edit.range;
      const typed = line.slice(start.character, line.indexOf("‸"));
      expect(item?.filterText?.startsWith(typed), typed).toBe(true);
    }
  });

  it("are whole behind base-commit:", async () => {
    const text = draft().replace("2.39.2\n", `2.39.2\n`).replace("-- \n", `base-commit: abcdef‸\n-- \n`);
    expect((await completed(text, given))?.labels ?? []).toEqual([]);
    const cover = draft({ subject: "[PATCH 0/1] w" }).replace(
      /---\n[^]*?(?=-- \n)/,
      "\nbase-commit: abcdef‸\n",
    );
    expect(await takenLine(cover, named, given)).toBe(`base-commit: ${whole}`);
  });

  it.each([
    "It was added‸",
    "The face‸",
    "Since 2026‸",
    "It has 123412‸",
    "xabcdef01‸",
    "In abcdef01‸23",
    "0xabcdef01‸",
  ])("are not looked for in: %s", async (line) => {
    expect(await completed(draft({ log: line }), given)).toBeNull();
  });
});

describe("ids of mail", () => {
  const mail = {
    ...mailOf(
      {
        messageId: "1@example.org",
        fromName: "Ada Example",
        fromAddress: "ada@example.org",
        subject: "[PATCH] widget: keep the count",
      },
      {
        messageId: "2@example.org",
        fromName: "Eve Example",
        fromAddress: "eve@example.com",
        subject: "widget: a bug",
      },
    ),
    thread: () => [],
  };
  const all = ["1@example.org", "2@example.org"].flatMap((id) => mail.byMessageId(id));
  const newest = (limit: number, holds: Holds) => all.filter(holds).slice(0, limit);
  const context = { mail: { ...mail, newest } };

  it("are offered with subject and sender, one's own versions first", async () => {
    const answer = await completed(draft({ header: "In-Reply-To: ‸\n" }), { context });
    expect(answer?.items.map(({ label, detail }) => [label, detail])).toEqual([
      ["[PATCH] widget: keep the count", "Ada Example"],
      ["widget: a bug", "Eve Example"],
    ]);
    expect(answer?.taken("widget: a bug")).toContain("\nIn-Reply-To: <2@example.org>\n");
  });

  it("are found by subject and sender, and stand behind others in References", async () => {
    const text = draft({ header: "References: <0@example.org>\n eve‸\n" });
    expect(await takenLine(text, "widget: a bug", { context })).toBe(" <2@example.org>");
  });

  it("are links behind Closes:, never to one's own posting", async () => {
    const answer = await completed(draft({ log: "It.\n\nCloses: ‸" }), { context });
    expect(answer?.labels).toEqual(["widget: a bug"]);
    expect(answer?.taken("widget: a bug")).toContain(
      "\nCloses: https://lore.kernel.org/all/2@example.org/\n",
    );
  });
});

describe("header fields", () => {
  it("are offered where a line begins, those that stand there once not again", async () => {
    const answer = await completed(draft({ header: "In‸\n" }));
    expect(answer?.labels).toContain("In-Reply-To");
    expect(answer?.labels).toContain("Cc");
    expect(answer?.labels).not.toContain("Subject");
    expect(answer?.taken("In-Reply-To")).toContain("\nIn-Reply-To: \n");
  });

  it("work in a mail that has just been begun", async () => {
    expect((await completed("To: a@example.org\nSu‸\n", { uri: "untitled:new" }))?.labels).toContain(
      "Subject",
    );
  });

  it("are not offered in a received mail's header", async () => {
    expect(await completed(replyMail.replace("\nTo:", "\nReceived: x\nIn‸\nTo:"))).toBeNull();
  });
});

describe("subjects", () => {
  const given = { context: { writing: help({ commits }) } };

  it("get the prefixes of the touched files, counted", async () => {
    const text = draft({ subject: "[PATCH v2] ‸" });
    const answer = await completed(text, given);
    expect(answer?.items.map(({ label, detail }) => [label, detail])).toEqual([
      ["widget: core:", "2 of the last 3 commits of these files"],
    ]);
    expect(await takenLine(text, "widget: core:", given)).toBe("Subject: [PATCH v2] widget: core: ");
  });

  it.each([
    [["hwmon: (frost) Add it", "hwmon: (frost) Mend it", "hwmon: Use new call"], "hwmon: (frost)"],
    [["thermal: hoar: fix it", "thermal: hoar: one: add it"], "thermal: hoar:"],
    [["hwmon: frost() is lost"], "hwmon:"],
    [["ARM: dts: (board): add it"], "ARM: dts: (board):"],
    [['net: phy: marvell: make "x: y" work'], "net: phy: marvell:"],
  ])("take the whole prefix of %j", async (subjects, wanted) => {
    const writing = help({ commits: subjects.map((subject, at) => commit(`00a${at}`, subject)) });
    const answer = await completed(draft({ subject: "[PATCH] ‸" }), { context: { writing } });
    expect(answer?.labels[0]).toBe(wanted);
    expect(answer?.taken(wanted)).toContain(`Subject: [PATCH] ${wanted} \n`);
  });

  it("get tags, with the version after that of the mail they answer", async () => {
    const mail = mailOf({ messageId: "1@example.org", subject: "[PATCH net-next v2 0/3] w" });
    const header = "In-Reply-To: <1@example.org>\n";
    const answer = await completed(draft({ subject: "[‸", header }), {
      context: { mail },
      options: { snippets: true },
    });
    expect(answer?.labels.slice(0, 3)).toEqual(["[PATCH net-next v3 0/3]", "[PATCH]", "[PATCH v2]"]);
    const item = answer?.items.find(({ label }) => label === "[PATCH v2 1/3]");
    expect(item?.textEdit?.newText).toBe("[PATCH v${1:2} ${2:1}/${3:3}] ");
  });

  it("get the numbers that the other patches of the file leave", async () => {
    const one = draft({ subject: "[PATCH v2 1/2] widget: one" });
    const answer = await completed(one + draft({ subject: "‸" }));
    expect(answer?.labels.slice(0, 2)).toEqual(["[PATCH v2 0/2]", "[PATCH v2 2/2]"]);
  });

  it("say nothing once the words have begun", async () => {
    expect(await completed(draft({ subject: "[PATCH] widget: core: keep the c‸" }), given)).toBeNull();
  });
});

describe("snippets", () => {
  it("have places to fill in where the client takes them, and none where not", async () => {
    const text = draft({ log: "It.\n\nSigned-off-by: A <a@example.org>\n‸" });
    const fancy = await completed(text, { options: { snippets: true } });
    const item = fancy?.items.find(({ label }) => label === "Cc: stable");
    expect([item?.insertTextFormat, item?.textEdit?.newText]).toEqual([
      2,
      "Cc: stable@vger.kernel.org # ${1:6.12}+",
    ]);
    expect((await completed(text))?.taken("Cc: stable")).toContain("\nCc: stable@vger.kernel.org # 6.12+\n");
  });

  it("fill a cover letter in place of git's own words", async () => {
    const text = draft({ subject: "[PATCH 0/2] *** SUBJECT HERE ***", log: "*** BLURB HERE ***‸" }).replace(
      /---\n[^]*?(?=-- \n)/,
      "",
    );
    const answer = await completed(text);
    expect(answer?.labels).toContain("Cover letter");
    expect(answer?.taken("Cover letter")).not.toContain("BLURB");
  });

  it.each([
    ["below it", "*** BLURB HERE ***\n‸"],
    ["below it, with an empty line between", "*** BLURB HERE ***\n\n‸"],
    ["above it", "‸\n*** BLURB HERE ***"],
    ["before it", "‸*** BLURB HERE ***"],
    ["behind its first star", "*‸** BLURB HERE ***"],
    ["below it, with letters", "*** BLURB HERE ***\nCov‸"],
  ])("fill a cover letter %s, and git's own words go", async (_name, log) => {
    const cover = (words: string): string =>
      draft({ subject: "[PATCH 0/2] *** SUBJECT HERE ***", log: words }).replace(/---\n[^]*?(?=-- \n)/, "");
    const answer = await completed(cover(`${log}\n\nAda Example (2):`));
    const taken = answer?.taken("Cover letter") ?? "";
    expect(taken).not.toContain("BLURB");
    expect(taken).toMatch(/\n\nWhat the series does.*\n[^]*How it was tested\.\n\nAda Example \(2\):\n/);
  });

  it("take no words away that stand between", async () => {
    const text = draft({ subject: "[PATCH 0/2] w", log: "*** BLURB HERE ***\nWords.\n‸" });
    expect((await completed(text.replace(/---\n[^]*?(?=-- \n)/, "")))?.labels ?? []).toEqual([]);
  });

  it("say that they are snippets, and come with the first letters just below the cut", async () => {
    const subject = "[PATCH v3] widget: keep the count";
    for (const typed of ["", "C", "Ch"]) {
      const answer = await completed(draft({ subject, below: `${typed}‸\n` }));
      expect(answer?.items.map(({ label, detail }) => [label, detail])).toEqual([
        ["Changes in v3", "snippet: what differs from the version before"],
      ]);
    }
    const older = await completed(draft({ subject, below: "Ch‸\nChanges in v2:\n- one\n\n" }));
    expect(older?.labels).toEqual(["Changes in v3"]);
    expect(await completed(draft({ subject, below: "In‸\n" }))).toBeNull();
  });

  it("begin a changelog below the cut", async () => {
    const text = draft({ subject: "[PATCH v3] widget: keep the count", below: "‸\n\n" });
    expect((await completed(text))?.taken("Changes in v3")).toContain(
      "\n---\nChanges in v3:\n- What was changed",
    );
  });

  it("link the version before, as text and not as a place to fill in", async () => {
    const before = { messageId: "a$1}b@example.org", subject: "[PATCH v2 1/2] widget: keep the count" };
    const all = mailOf(before).byMessageId(before.messageId);
    const mail = {
      ...mailOf(before),
      newest: (limit: number, holds: Holds) => all.filter(holds).slice(0, limit),
    };
    const text = draft({ subject: "[PATCH v3] widget: keep the count", below: "‸\n\n" });
    const answer = await completed(text, { context: { mail }, options: { snippets: true } });
    const item = answer?.items.find(({ label }) => label === "Changes in v3");
    expect(item?.textEdit?.newText).toContain(":https://lore.kernel.org/all/a\\$1%7Db@example.org/}");
  });
});
