import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { codeAction } from "../../../../server/src/features/codeAction.js";
import type { FeatureContext, ParsedDocument } from "../../../../server/src/features/feature.js";
import { fixAll } from "../../../../server/src/features/fixAll.js";
import type { MessageSummary } from "../../../../server/src/threads/model.js";
import { mail, SEPARATOR } from "../../diagnostics/support.js";
import { context, noGit, noMail, parsed } from "../fixture.js";
import { type FixOptions, findingsOf, fixed, offered } from "./fixture.js";

const ANNA = "Signed-off-by: Anna Berg <anna.berg@example.org>";
const CARL = "Carl Coder <carl@example.com>";
const BO = "Bo Lindqvist <bo@example.org>";
const ZOE = "Zoë Lindström <zoe@example.com>";

const draft = (...trailers: readonly string[]): string =>
  mail({ separator: SEPARATOR, log: `The log, by Zoë.\n\n${trailers.join("\n")}\n` });

/** The trailers that git finds in the draft's log. */
function gitTrailers(text: string): string[] {
  const body = text.slice(text.indexOf("\n\n") + 2, text.indexOf("\n---\n") + 1);
  const output = execFileSync("git", ["interpret-trailers", "--parse"], { input: `subject\n\n${body}` });
  return output.toString().trim().split("\n");
}

/** A draft with these trailers, mended; the trailers that git then finds. */
async function mended(
  trailers: readonly string[],
  rule: string,
  options?: FixOptions,
): Promise<{ readonly git: readonly string[]; readonly diff: readonly string[] }> {
  const { text, diff } = await fixed(draft(...trailers), rule, options);
  return { git: gitTrailers(text), diff };
}

describe("trailer.bad-form", () => {
  it.each([
    ["a slip", `Reviewd-by: ${ZOE}`, `Reviewed-by: ${ZOE}`],
    ["a name with underscores", `Acked_by: ${CARL}`, `Acked-by: ${CARL}`],
    ["a blank in front of the colon", `Acked-by : ${CARL}`, `Acked-by: ${CARL}`],
    ["the case", `Reported-And-Tested-By: ${CARL}`, `Reported-and-tested-by: ${CARL}`],
    ["no blank", `Reviewed-by:${CARL}`, `Reviewed-by: ${CARL}`],
    ["two blanks and a tab", `Cc: \t${CARL}`, `Cc: ${CARL}`],
    ["a blank in front", `  Acked-by: ${CARL}`, `Acked-by: ${CARL}`],
    ["all at once", `  ACKED-BY:${CARL}`, `Acked-by: ${CARL}`],
    ["no brackets", "Reviewed-by: Carl Coder carl@example.com", `Reviewed-by: ${CARL}`],
    ["a bracket lost", "Reviewed-by: Carl Coder <carl@example.com", `Reviewed-by: ${CARL}`],
    ["a comma behind it", "Reviewed-by: carl@example.com,", "Reviewed-by: carl@example.com"],
    ["a mark behind it", `Reviewed-by: ${CARL},`, `Reviewed-by: ${CARL}`],
    [
      "a name with a comma",
      "Reviewed-by: Coder, Carl carl@example.com",
      'Reviewed-by: "Coder, Carl" <carl@example.com>',
    ],
    ["words behind it", `Tested-by: ${CARL} on frost`, `Tested-by: ${CARL} # on frost`],
    ["other brackets", `Tested-by: ${CARL} [on frost]`, `Tested-by: ${CARL} # on frost`],
  ])("mends %s", async (_name, wrong, right) => {
    const { git, diff } = await mended([wrong, ANNA], "trailer.bad-form");
    expect(diff).toEqual([`-${wrong}`, `+${right}`]);
    expect(git).toEqual([right, ANNA]);
  });

  it("writes name and address at once", async () => {
    const { diff } = await mended([`Reviewd-by:${CARL} [x]`, ANNA], "trailer.bad-form", { title: "# x" });
    expect(diff).toEqual([`-Reviewd-by:${CARL} [x]`, `+Reviewed-by: ${CARL} # x`]);
  });

  it("makes trailers of lines with blanks for hyphens", async () => {
    const { git } = await mended([`Reviewed by : ${CARL}`, ANNA], "trailer.bad-form");
    expect(git).toEqual([`Reviewed-by: ${CARL}`, ANNA]);
    const alone = await mended([ANNA.replace("Signed-off-by", "Signed off by")], "trailer.bad-form");
    expect(alone.git).toEqual([ANNA]);
  });

  it("mends a sign-off's name before it adds another, which nothing asks for", async () => {
    const context = {
      git: { ...noGit, user: async () => "anna.berg@example.org", userName: async () => "Anna Berg" },
    };
    const misspelled = draft(ANNA.replace("Signed-off", "Signed-of"));
    const { text } = await fixed(misspelled, "trailer.bad-form", { context });
    expect(gitTrailers(text)).toEqual([ANNA]);
    const all = await findingsOf(parsed(misspelled));
    expect(all.map(({ code }) => code)).toEqual(["trailer.bad-form"]);
  });

  it("gives a sign-off with a blank in front back to git", async () => {
    const before = draft(`Reviewed-by: ${CARL}`, ` ${ANNA}`);
    expect(gitTrailers(before)).toEqual([`Reviewed-by: ${CARL} ${ANNA}`]);
    const { text } = await fixed(before, "trailer.bad-form");
    expect(gitTrailers(text)).toEqual([`Reviewed-by: ${CARL}`, ANNA]);
  });

  it.each(["Untested-by", "Unsigned-off-by", "Unreviewed-by", "Non-acked-by", "Vetted-by", "Texted-by"])(
    "has nothing to say of %s",
    async (name) => {
      const findings = await findingsOf(parsed(draft(`${name}: ${CARL}`, ANNA)));
      expect(findings.filter(({ code }) => code === "trailer.bad-form")).toEqual([]);
    },
  );

  it("offers what it guesses", async () => {
    expect(await offered(draft(`Reviewd-by: ${CARL}`, ANNA), "trailer.bad-form")).toEqual([
      "Write “Reviewed-by:” instead, if that is meant",
    ]);
    expect(await offered(draft(`Acked-by: ${CARL}`, ` ${ANNA}`), "trailer.bad-form")).toEqual([
      "Make it a trailer, “Signed-off-by:” at the line's begin",
    ]);
  });

  it("invents no address", async () => {
    expect(await offered(draft("Reviewed-by: Carl Coder", ANNA), "trailer.bad-form")).toEqual([]);
  });
});

describe("trailer.bad-fixes, without a repository", () => {
  const right = 'Fixes: 4d20602059bb ("hwmon: (frost) Add")';
  it.each([
    ["the case", 'fixes: 4d20602059bb ("hwmon: (frost) Add")', true],
    ["capital digits", 'Fixes: 4D20602059BB ("hwmon: (frost) Add")', true],
    ["a blank in front of the colon", 'Fixes : 4d20602059bb ("hwmon: (frost) Add")', true],
    ["the word commit", 'Fixes: commit 4d20602059bb ("hwmon: (frost) Add")', false],
    ["no quotes", "Fixes: 4d20602059bb (hwmon: (frost) Add)", false],
    ["no parentheses", 'Fixes: 4d20602059bb "hwmon: (frost) Add"', false],
  ])("mends %s", async (_name, wrong, isSafe) => {
    const { git, diff } = await mended([wrong, ANNA], "trailer.bad-fixes");
    expect(diff).toEqual([`-${wrong}`, `+${right}`]);
    expect(git).toEqual([right, ANNA]);
    const document = parsed(draft(wrong, ANNA));
    const { fixed: count } = await fixAll(document, { ...context, findings: (one) => findingsOf(one) });
    expect(count).toBe(isSafe ? 1 : 0);
  });

  it.each([
    'Fixes: 4d20602 ("hwmon: Add")',
    "Fixes: 4d20602059bb",
    'Fixes: 4d20602059bb ("hwmon: Add',
    'Fixes: 4d20602059bb (hwmon: Add")',
    'Fixes: 4d20602059bb ("hwmon: Add\n to it")',
  ])("leaves what is not all there: %s", async (line) => {
    expect(await offered(draft(line, ANNA), "trailer.bad-fixes")).toEqual([]);
  });
});

describe("trailer.bad-fixes", () => {
  const FIXES = 'Fixes: 1a2b3c4d5e6f ("hwmon: (frost) Read it")';

  it("moves a line to the trailers that end the log", async () => {
    const text = mail({ separator: SEPARATOR, log: `Acked-by: ${CARL}\n\n${FIXES}\n\n${ANNA}\n` });
    const mended = await fixed(text, "trailer.bad-fixes", { title: "Move" });
    expect(gitTrailers(mended.text)).toEqual([FIXES, ANNA]);
    expect(mended.diff).toEqual(["-"]);
  });
});

describe("trailer.author-signoff-mismatch", () => {
  const rule = "trailer.author-signoff-mismatch";
  const other = ANNA.replace("anna.berg@example.org", "anna@example.com");

  it("writes the author of the From line", async () => {
    const { git } = await mended([`Acked-by: ${CARL}`, other], rule);
    expect(git).toEqual([`Acked-by: ${CARL}`, ANNA]);
  });

  it("writes git's user who is the same, too, and nobody else", async () => {
    const signer = (address: string, name: string) => ({
      context: { git: { ...noGit, user: async () => address, userName: async () => name } },
    });
    const text = draft(ANNA.replace("Anna Berg", "anna"));
    const third = "Anna M. Berg";
    const own = await offered(text, rule, signer("anna.berg@example.net", "Anna Berg"));
    expect(own).toEqual([`Write “${ANNA}”`, `Write “${ANNA.replace(".org", ".net")}”`]);
    expect(await offered(text, rule, signer("bo@example.org", third))).toEqual([`Write “${ANNA}”`]);
  });
});

describe("trailer.duplicate", () => {
  it("removes the second", async () => {
    const twice = [`Reviewed-by: ${CARL}`, `Tested-by: ${BO}`, `reviewed-by: ${CARL}`, ANNA];
    const { git, diff } = await mended(twice, "trailer.duplicate");
    expect(diff).toEqual([`-reviewed-by: ${CARL}`]);
    expect(git).toEqual([`Reviewed-by: ${CARL}`, `Tested-by: ${BO}`, ANNA]);
  });

  it("removes one that stands alone with one of its empty lines", async () => {
    const { diff } = await fixed(draft(`Cc: ${CARL}`, "", `Cc: ${CARL}`, "", ANNA), "trailer.duplicate");
    expect(diff).toEqual([`-Cc: ${CARL}`, "-"]);
  });

  it("leaves the route of a patch that came back, and a pair", async () => {
    const route = draft(ANNA, `Signed-off-by: ${CARL}`, ANNA);
    expect(await offered(route, "trailer.duplicate")).toEqual([]);
    const pair = draft(`Signed-off-by: ${CARL}`, `Co-developed-by: ${CARL}`, `Signed-off-by: ${CARL}`, ANNA);
    expect(await offered(pair, "trailer.duplicate")).toEqual([]);
  });
});

describe("trailer.bad-stable", () => {
  it.each([
    ["Cc: Stable <stable@vger.kernel.org>", "Cc: stable@vger.kernel.org"],
    ["Cc: Stable <stable@kernel.org> [6.1+]", "Cc: stable@kernel.org # 6.1+"],
    ["Cc: <stable@vger.kernel.org> (v6.1)", "Cc: <stable@vger.kernel.org> # v6.1"],
    ["cc: stable", "Cc: stable@vger.kernel.org"],
    ["Cc: stable@lists.kernel.org # 6.1", "Cc: stable@vger.kernel.org # 6.1"],
  ])("%s", async (wrong, right) => {
    // Now that it asks for a backport, it should say of what.
    const { git, diff } = await mended([wrong, ANNA], "trailer.bad-stable", {
      mayAppear: ["trailer.missing-fixes"],
    });
    expect(diff).toEqual([`-${wrong}`, `+${right}`]);
    expect(git).toEqual([right, ANNA]);
  });

  it("leaves other people alone", async () => {
    expect(await offered(draft(`Cc: ${CARL}, stable@kernel.org`, ANNA), "trailer.bad-stable")).toEqual([]);
  });
});

describe("trailer.order", () => {
  it("orders all but the sign-offs", async () => {
    const { text } = await fixed(
      draft(
        "Link: https://example.org/1",
        `Cc: ${CARL}`,
        `Signed-off-by: ${CARL}`,
        `Reviewed-by: ${BO}`,
        `Co-developed-by: ${BO}`,
        `Signed-off-by: ${BO}`,
        `Reported-by: ${CARL}`,
        "Link: https://example.org/2",
        `Tested-by: ${CARL}\n  # with frost`,
        'Fixes: 4d20602059bb ("hwmon: Add")',
        ANNA,
      ),
      "trailer.order",
      { diagnose: { preset: "tip" } },
    );
    expect(gitTrailers(text)).toEqual([
      'Fixes: 4d20602059bb ("hwmon: Add")',
      `Reported-by: ${CARL}`,
      "Link: https://example.org/2",
      `Signed-off-by: ${CARL}`,
      `Co-developed-by: ${BO}`,
      `Signed-off-by: ${BO}`,
      ANNA,
      `Tested-by: ${CARL} # with frost`,
      `Reviewed-by: ${BO}`,
      `Cc: ${CARL}`,
      "Link: https://example.org/1",
    ]);
  });
});

describe("trailer.co-developed-by", () => {
  it("adds the sign-off", async () => {
    const { diff, git } = await mended([`Co-developed-by: ${ZOE}`, ANNA], "trailer.co-developed-by");
    expect(diff).toEqual([`+Signed-off-by: ${ZOE}`]);
    expect(git).toEqual([`Co-developed-by: ${ZOE}`, `Signed-off-by: ${ZOE}`, ANNA]);
  });

  it.each([
    ["down", [`Co-developed-by: ${CARL}`, `Signed-off-by: ${BO}`, `Signed-off-by: ${CARL}`, ANNA]],
    ["up", [`Signed-off-by: ${BO}`, `Signed-off-by: ${CARL}`, ANNA, `Co-developed-by: ${CARL}`]],
  ])("moves it %s to its sign-off, and no sign-off", async (_name, trailers) => {
    const { git } = await mended(trailers, "trailer.co-developed-by");
    expect(git).toEqual([`Signed-off-by: ${BO}`, `Co-developed-by: ${CARL}`, `Signed-off-by: ${CARL}`, ANNA]);
  });

  it("writes it as in the sign-off below", async () => {
    const other = "Signed-off-by: Carl Coder <carl@example.org>";
    const { diff } = await mended([`Co-developed-by: ${CARL}`, other, ANNA], "trailer.co-developed-by");
    expect(diff).toEqual([`-Co-developed-by: ${CARL}`, "+Co-developed-by: Carl Coder <carl@example.org>"]);
  });

  it("removes the author's own", async () => {
    const own = ANNA.replace("Signed-off", "Co-developed");
    const { diff } = await mended([own, ANNA], "trailer.co-developed-by");
    expect(diff).toEqual([`-${own}`]);
  });
});

describe("trailer.reported-by-without-closes", () => {
  const rule = "trailer.reported-by-without-closes";
  const report = (id: string, from: string, subject: string): MessageSummary => ({
    uri: "file:///other.mbox",
    index: 0,
    line0: 0,
    messageId: id,
    isSynthetic: false,
    inReplyTo: [],
    references: [],
    subject,
    fromName: from.slice(0, from.indexOf(" <")),
    fromAddress: from.slice(from.indexOf("<") + 1, -1),
    date: 0,
  });
  const known: Partial<FeatureContext> = {
    mail: {
      ...noMail,
      thread: (id) =>
        id === "20260301.1@example.com"
          ? [
              report("20260301.1@example.com", CARL, "frost freezes"),
              report("x@example.org", BO, "Re: frost"),
            ]
          : [],
    },
  };

  it("makes Closes of the Link that follows", async () => {
    const { diff } = await mended([`Reported-by: ${CARL}`, "Link: https://example.org/1", ANNA], rule);
    expect(diff).toEqual(["-Link: https://example.org/1", "+Closes: https://example.org/1"]);
  });

  it("takes the report that the draft answers", async () => {
    const text = draft(`Reported-by: ${CARL}`, ANNA).replace(
      "\nSubject:",
      "\nIn-Reply-To: <20260301.1@example.com>\nSubject:",
    );
    const { diff, titles } = await fixed(text, rule, { context: known });
    expect(titles[0]).toContain("frost freezes");
    expect(titles).toHaveLength(2);
    expect(diff).toEqual(["+Closes: https://lore.kernel.org/all/20260301.1@example.com/"]);
  });

  it("takes the report that the log links to, into a line that was begun", async () => {
    const link = "See https://lore.kernel.org/all/20260301.1@example.com/";
    const text = draft(link, "", `Reported-by: ${CARL}`, "Closes: ", ANNA);
    const { diff } = await fixed(text, rule, { context: known });
    expect(diff).toEqual(["-Closes: ", "+Closes: https://lore.kernel.org/all/20260301.1@example.com/"]);
  });

  it("reads syzbot's report out of its address", async () => {
    const { diff } = await mended(
      ["Reported-by: syzbot+1e470567330b7ad711d5@syzkaller.appspotmail.com", ANNA],
      rule,
    );
    expect(diff).toEqual(["+Closes: https://syzkaller.appspot.com/bug?extid=1e470567330b7ad711d5"]);
  });

  it("begins a line where nothing is known; the rule waits for the URL", async () => {
    const { diff, action } = await fixed(draft(`Reported-by: ${CARL}`, ANNA), rule, { stays: 1 });
    expect(diff).toEqual(["+Closes: "]);
    // No editor may choose by itself what mends nothing yet.
    expect(action.isPreferred).not.toBe(true);
  });
});

describe("fix all", () => {
  const all = async (preset: "kernel" | "tip", ...trailers: readonly string[]): Promise<string[]> => {
    const document = parsed(draft(...trailers));
    const findings = (one: ParsedDocument) => findingsOf(one, { diagnose: { preset } });
    const { changes } = await fixAll(document, { ...context, findings });
    let { text } = document;
    for (const change of changes.toReversed())
      text = text.slice(0, change.span.start) + change.text + text.slice(change.span.end);
    return gitTrailers(text);
  };
  const untidy = [
    `Cc: Stable <stable@vger.kernel.org> [6.1+]`,
    `Reviewed-By:${CARL}`,
    `Co-developed-by: ${BO}`,
    `Reported-by: ${CARL}`,
    ANNA,
    `Tested-by: ${CARL} on frost`,
    `Reviewed-by: ${CARL}`,
  ];

  it("mends what has one right answer, and signs for nobody", async () => {
    expect(await all("kernel", ...untidy)).toEqual([
      "Cc: stable@vger.kernel.org # 6.1+",
      `Reviewed-by: ${CARL}`,
      `Co-developed-by: ${BO}`,
      `Reported-by: ${CARL}`,
      ANNA,
      `Tested-by: ${CARL} on frost`,
    ]);
  });

  it.each(["kernel", "tip"] as const)("says of nobody what was not said: %s", async (preset) => {
    // Git and people read these otherwise than a guess would: what is in them is somebody's word.
    const said = [
      `Unsigned-off-by: ${CARL}`,
      `Untested-by: ${CARL}`,
      `Unacked-by: ${CARL}`,
      `Vetted-by: ${CARL}`,
      `Reviewd-by: ${CARL}`,
      `Akced_by: ${CARL}`,
      "Cc: 6.1 only <stable@vger.kernel.org>",
      "Cc: stable",
      "Closes: https://example.org/a",
      "Closes: https://example.org/A",
      `    Signed-off-by: ${CARL}`,
      `ACKED-BY : \t${BO}`,
      `Tested-By:${BO}`,
      ANNA,
      `acked-by: ${BO}`,
    ];
    // Twice the same is once; name, and what stands behind it.
    const pairs = (trailers: readonly string[]): string[] =>
      [
        ...new Set(trailers.map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase().trim()))),
      ].toSorted();
    const before = pairs(gitTrailers(draft(...said)));
    const after = await all(preset, ...said);
    expect(pairs(after)).toEqual(before);
    expect(after).toContain(`Acked-by: ${BO}`);
    expect(after).toContain(`Tested-by: ${BO}`);
    expect(after).not.toContain(`acked-by: ${BO}`);
  });

  it("leaves a trailer that the log tells of, and the one that git takes", async () => {
    const said = [`Bo's log had`, "", `Acked-by: ${CARL}`, "", "and more.", "", `Acked-by: ${CARL}`, ANNA];
    expect(await all("kernel", ...said)).toEqual([`Acked-by: ${CARL}`, ANNA]);
  });

  it("orders in the tip tree alone", async () => {
    expect(await all("tip", ...untidy)).toEqual([
      `Reported-by: ${CARL}`,
      `Co-developed-by: ${BO}`,
      ANNA,
      `Tested-by: ${CARL} on frost`,
      `Reviewed-by: ${CARL}`,
      "Cc: stable@vger.kernel.org # 6.1+",
    ]);
  });
});

describe("a sign-off of git's user", () => {
  const git = (name: string | null, address: string | null): Partial<FeatureContext> => ({
    git: { ...noGit, user: async () => address, userName: async () => name },
  });
  const anna = git("Anna Berg", "anna.berg@example.org");

  it("is put below the trailers", async () => {
    const { git: found, diff } = await mended([`Reviewed-by: ${CARL}`], "trailer.missing-signoff", {
      context: anna,
    });
    expect(diff).toEqual([`+${ANNA}`]);
    expect(found).toEqual([`Reviewed-by: ${CARL}`, ANNA]);
  });

  it("is put below the words, and an empty line", async () => {
    const text = mail({ separator: SEPARATOR, log: "The log.\n" });
    const { text: after, diff } = await fixed(text, "trailer.missing-signoff", { context: anna });
    expect(diff).toEqual(["+", `+${ANNA}`]);
    expect(gitTrailers(after)).toEqual([ANNA]);
  });

  it("is the whole log where there is none", async () => {
    const text = mail({ separator: SEPARATOR, log: "" });
    // There is a log now, and it says nothing.
    const { diff } = await fixed(text, "trailer.missing-signoff", {
      context: anna,
      mayAppear: ["log.too-short"],
    });
    expect(diff).toEqual([`+${ANNA}`]);
  });

  it("has the name that the patch has, where git knows none", async () => {
    const { diff } = await mended([`Reviewed-by: ${CARL}`], "trailer.missing-signoff", {
      context: git(null, "Anna.Berg@example.org"),
    });
    expect(diff).toEqual([`+${ANNA}`]);
  });

  it("is the author's, where the author's is missing", async () => {
    const { diff } = await mended([`Signed-off-by: ${CARL}`], "trailer.author-signoff-missing", {
      context: anna,
    });
    expect(diff).toEqual([`+${ANNA}`]);
    const text = draft(`Signed-off-by: ${CARL}`);
    const bo = git("Bo Lindqvist", "bo@example.org");
    expect(await offered(text, "trailer.author-signoff-missing", { context: bo })).toEqual([]);
  });

  it("is the sender's, who hands it on", async () => {
    const text = mail({
      separator: SEPARATOR,
      from: CARL,
      log: `From: Anna Berg <anna.berg@example.org>\n\nThe log.\n\n${ANNA}\n`,
    });
    const carl = git("Carl Coder", "carl@example.com");
    const { diff } = await fixed(text, "trailer.submitter-signoff-missing", { context: carl });
    expect(diff).toEqual([`+Signed-off-by: ${CARL}`]);
  });

  it.each([
    ["no name", git(null, "ada@example.org")],
    ["no address", git("Anna Berg", null)],
    ["what is no address", git("Anna Berg", "anna@berg <x>")],
    ["a name of two lines", git("Ada\nExample", "ada@example.org")],
  ])("is not made of %s: the client asks", async (_name, who) => {
    const text = mail({ separator: SEPARATOR, log: "The log.\n" });
    expect(await offered(text, "trailer.missing-signoff", { context: who })).toEqual([]);
    expect(await commands(text, who)).toEqual(["patchMail.addSignoff"]);
    const inOtherEditors = { ...who, options: { ...context.options, commands: false } };
    expect(await commands(text, inOtherEditors)).toEqual([]);
  });
});

/** Commands that the finding's actions run, but for those that silence a rule. */
async function commands(text: string, more: Partial<FeatureContext>): Promise<string[]> {
  const document = parsed(text);
  const findings = await findingsOf(document);
  const finding = findings.find(({ code }) => code === "trailer.missing-signoff");
  const asked = {
    textDocument: { uri: document.uri },
    range: finding?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    context: { diagnostics: finding ? [finding] : [], triggerKind: 1 as const },
  };
  const actions = await codeAction.handle(document, asked, { ...context, ...more });
  return actions.flatMap(({ command }) => command?.command ?? []).filter((name) => name.includes("ign"));
}
