import { mail, SEPARATOR } from "../support.js";
import type { Case, CaseTable } from "./case.js";

const ANNA = "Signed-off-by: Anna Berg <anna.berg@example.org>";
const CARL = "Carl Coder <carl@example.com>";
const log = (...trailers: readonly string[]): string => `The log.\n\n${trailers.join("\n")}\n`;

/** Trailers above Anna's sign-off; the rule tells each of the lines that are named. */
function of(
  id: string,
  level: string,
  name: string,
  trailers: readonly string[],
  told: readonly string[] = [],
  more: Partial<Case> = {},
): Case {
  return {
    name,
    text: mail({ separator: SEPARATOR, log: log(...trailers, ANNA) }),
    expect: told.map((line) => `${level} ${id} | ${line}`),
    ...more,
  };
}

const form = (name: string, trailers: readonly string[], told: readonly string[] = []): Case =>
  of("trailer.bad-form", "information", name, trailers, told);
const each = (name: string, line: string): Case => form(name, [line], [line]);
const coDeveloped = (name: string, trailers: readonly string[], told: readonly string[] = []): Case =>
  of("trailer.co-developed-by", "information", name, trailers, told);
const reported = (
  name: string,
  trailers: readonly string[],
  told: readonly string[] = [],
  level = "hint",
): Case => of("trailer.reported-by-without-closes", level, name, trailers, told);
const stable = (name: string, trailers: readonly string[], told: readonly string[] = []): Case =>
  of("trailer.bad-stable", "hint", name, trailers, told);

const handedOn = (from: string, ...trailers: readonly string[]): string =>
  mail({ from, log: `From: Anna Berg <anna.berg@example.org>\n\n${log(...trailers)}` });
const reply = (from: string, body: string, subject = "Re: [PATCH] hwmon: (frost) Fix it"): string =>
  `From: ${from}\nDate: Mon, 9 Mar 2026 10:17:30 +0100\nSubject: ${subject}\n\nOn Mon, Bo Lindqvist wrote:\n> Reviewed-by: Carl Coder <carl@example.com>\n> Please.\n\n${body}`;
const DUMP = "[   12.345678] BUG: KASAN: slab-use-after-free in frost_read+0x1/0x2\n\n";
const noFixes = (name: string, text: string, told: boolean, more: Partial<Case> = {}): Case => ({
  name,
  text: mail({ separator: SEPARATOR, log: `${text}\n\n${ANNA}\n` }),
  expect: told ? [`hint trailer.missing-fixes | ${ANNA}`] : [],
  ...more,
});

/** Of the rules about trailers that came later. */
export const trailerCases: CaseTable = {
  "trailer.bad-form": [
    form("sound", [
      `Reviewed-by: ${CARL}`,
      "Acked-by: <carl@example.com>",
      "Reported-by: syzbot+1e47@example.com",
      `Tested-by: ${CARL} # on frost`,
      `Tested-by: ${CARL} (on frost)`,
      'Suggested-by: "Coder, Carl" <carl@example.com>',
      "Assisted-by: Frost:frost-2 [sparse]",
      `Reported-and-tested-by: ${CARL}`,
      `Nacked-by: ${CARL}`,
      `Asked-by: ${CARL}`,
      "Heartened-by: the spring",
      `CC: ${CARL}, Bo Lindqvist <bo@example.org>`,
      "Cc: carl@example.com, bo@example.org",
      "Link: https://example.org/",
    ]),
    each("a slip in the name", `Reviewd-by: ${CARL}`),
    each("blanks for hyphens", `Reviewed by: ${CARL}`),
    form(
      "blanks for hyphens, of several",
      [`Signed off by: ${CARL}`, `Acked by: ${CARL}`],
      [`Signed off by: ${CARL}`, `Acked by: ${CARL}`],
    ),
    {
      name: "the same words in prose, or without an address",
      text: mail({ log: `Reviewed by: ${CARL}\nand by others.\n\nThe log.\n\nReviewed by: Carl\n${ANNA}\n` }),
      expect: [],
    },
    {
      name: "at the log's end, alone",
      text: mail({ log: `The log.\n\nSigned off by: ${CARL}\n` }),
      expect: [`information trailer.bad-form | Signed off by: ${CARL}`],
    },
    each("two slips", `Signed-of-bye: ${CARL}`.replace("bye", "by")),
    each("a name with underscores", `Signed_off_by: ${CARL}`),
    form("another word, three slips away", [`Retasted-by: ${CARL}`]),
    form(
      "words of people's own",
      "Untested Unsigned-off Unacked Unreviewed Nonacked Not-tested Retested Vetted Texted Backed Previewed Imported Resisted"
        .split(" ")
        .map((word) => `${word}-by: ${CARL}`),
    ),
    form("two words misspelled", [`Sigend-of-by: ${CARL}`]),
    each("letters swapped", `Akced-by: ${CARL}`),
    each("dashes lost", `Signedoff-by: ${CARL}`),
    each("a blank in front of the colon", `Acked-by : ${CARL}`),
    form("prose in front of a colon", ["Cc : nobody", "Note : that"]),
    each("wrong case", `Reviewed-By: ${CARL}`),
    each("wrong case of two", `Reported-and-Tested-by: ${CARL}`),
    each("no blank behind the colon", `Reviewed-by:${CARL}`),
    each("two blanks", `Reviewed-by:  ${CARL}`),
    each("a tab", `Cc:\t${CARL}`),
    {
      name: "a blank in front",
      text: mail({ log: `The log.\n\nAcked-by: ${CARL}\n ${ANNA}\n` }),
      expect: [`information trailer.bad-form |  ${ANNA}`],
    },
    {
      name: "all with blanks in front, at the end of the log",
      text: mail({ log: `The log.\n\n    Cc: ${CARL}\n    ${ANNA}\n` }),
      expect: [
        `information trailer.bad-form |     Cc: ${CARL}`,
        `information trailer.bad-form |     ${ANNA}`,
      ],
    },
    {
      name: "trailers that the log tells of",
      text: mail({ log: `Bo's log had\n\n    Reviewd-by: ${CARL}\n\nand more.\n\n${ANNA}\n` }),
      expect: [],
    },
    each("a tool without its model", "Assisted-by: Frost"),
    each("nobody", "Reviewed-by:"),
    each("no address", "Reviewed-by: Carl Coder"),
    each("no address in a copy", "Cc: the frost team"),
    each("no brackets", "Reviewed-by: Carl Coder carl@example.com"),
    each("a bracket lost", "Reviewed-by: Carl Coder <carl@example.com"),
    each("a comma behind it", "Reviewed-by: carl@example.com,"),
    each("junk behind it", `Reviewed-by: ${CARL} for the driver`),
    each("a remark in square brackets", `Reviewed-by: ${CARL} [the driver]`),
    form("a folded remark", [`Reviewed-by: ${CARL}\n  [the driver]`]),
    form("a folded address", ["Reviewed-by: Carl Coder\n  <carl@example.com>"]),
    {
      name: "through pipermail",
      text: mail({ from: "anna.berg at example.org (Anna Berg)", log: ANNA.replace("@", " at ") }),
      expect: [],
    },
    {
      name: "below the cut",
      text: mail({ log: `${log(ANNA)}---\nReviewd-by: ${CARL}\n` }),
      expect: [],
    },
    { name: "in a reply", text: reply(CARL, `Reviewd-by: ${CARL}\n`), expect: [] },
    of("trailer.bad-form", "warning", "a draft", [`Reviewd-by: ${CARL}`], [`Reviewd-by: ${CARL}`], {
      user: "anna.berg@example.org",
    }),
    of("trailer.bad-form", "hint", "another project", [`Reviewd-by: ${CARL}`], [], { preset: "plain" }),
    of("trailer.bad-form", "hint", "a backport", [`Reviewd-by: ${CARL}`], [], { preset: "stable" }),
  ],
  "trailer.co-developed-by": [
    coDeveloped("followed by the sign-off", [`Co-developed-by: ${CARL}`, `Signed-off-by: ${CARL}`]),
    coDeveloped("two of them", [
      `Co-developed-by: ${CARL}`,
      `Signed-off-by: ${CARL}`,
      "Co-developed-by: Bo Lindqvist <bo@example.org>",
      "Signed-off-by: Bo Lindqvist <bo@example.org>",
    ]),
    coDeveloped("not signed off", [`Co-developed-by: ${CARL}`], [`Co-developed-by: ${CARL}`]),
    coDeveloped(
      "signed off, but not at once",
      [`Co-developed-by: ${CARL}`, `Reviewed-by: ${CARL}`, `Signed-off-by: ${CARL}`],
      [`Co-developed-by: ${CARL}`],
    ),
    coDeveloped(
      "signed off with another address",
      [`Co-developed-by: ${CARL}`, "Signed-off-by: Carl Coder <carl@example.org>"],
      [`Co-developed-by: ${CARL}`],
    ),
    coDeveloped(
      "of the author",
      [ANNA.replace("Signed-off", "Co-developed")],
      [ANNA.replace("Signed-off", "Co-developed")],
    ),
  ],
  "trailer.reported-by-without-closes": [
    reported("closed", [`Reported-by: ${CARL}`, "Closes: https://example.org/1"]),
    reported("two reports of one thing", [
      `Reported-by: ${CARL}`,
      "Reported-by: Bo Lindqvist <bo@example.org>",
      "Closes: https://example.org/1",
    ]),
    reported(
      "a link alone",
      [`Reported-by: ${CARL}`, "Link: https://example.org/1"],
      [`Reported-by: ${CARL}`],
    ),
    reported("nothing", [`Reported-by: ${CARL}`], [`Reported-by: ${CARL}`]),
    reported("reported and tested", [`Reported-and-tested-by: ${CARL}`], [`Reported-and-tested-by: ${CARL}`]),
    reported("a Closes without a URL", [`Reported-by: ${CARL}`, "Closes: "], [`Reported-by: ${CARL}`]),
    reported(
      "a Closes further below",
      [`Reported-by: ${CARL}`, `Tested-by: ${CARL}`, "Closes: https://example.org/1"],
      [`Reported-by: ${CARL}`],
    ),
  ],
  "trailer.bad-stable": [
    stable("sound", [
      "Cc: stable@vger.kernel.org",
      "Cc: <stable@vger.kernel.org> # 6.1+",
      "CC: stable@kernel.org",
      "Cc: stable+noautosel@kernel.org # needs more",
      "Cc: stable-announce@example.org",
      "Cc: linux-stable-mirror@lists.example.org",
    ]),
    stable("a name", ["Cc: Stable <stable@vger.kernel.org>"], ["Cc: Stable <stable@vger.kernel.org>"]),
    stable("a remark", ["Cc: stable@vger.kernel.org 6.1+"], ["Cc: stable@vger.kernel.org 6.1+"]),
    stable("in brackets", ["Cc: stable@kernel.org [6.1]"], ["Cc: stable@kernel.org [6.1]"]),
    stable("a bare sign", ["Cc: stable@kernel.org #"], ["Cc: stable@kernel.org #"]),
    stable("the word alone", ["Cc: stable"], ["Cc: stable"]),
    stable("another address", ["Cc: stable@lists.kernel.org"], ["Cc: stable@lists.kernel.org"]),
    stable("among others", [`Cc: ${CARL}, stable@vger.kernel.org`], [`Cc: ${CARL}, stable@vger.kernel.org`]),
    of("trailer.bad-stable", "hint", "a backport", ["Cc: stable"], [], { preset: "stable" }),
  ],
  "trailer.submitter-signoff-missing": [
    {
      name: "in the chain",
      text: handedOn(
        "Max Maintainer <max@example.com>",
        ANNA,
        "Signed-off-by: Max Maintainer <max@example.com>",
      ),
      expect: [],
    },
    {
      name: "with another address",
      text: handedOn(
        "Max Maintainer <max@example.com>",
        ANNA,
        "Signed-off-by: Max Maintainer <m@example.net>",
      ),
      expect: [],
    },
    {
      name: "the author from another account",
      text: handedOn("anna.berg@example.net", ANNA),
      expect: [],
    },
    {
      name: "written the other way round",
      text: handedOn('"Berg, Anna" <ab@example.net>', ANNA),
      expect: [],
    },
    {
      name: "not in the chain",
      text: handedOn("Max Maintainer <max@example.com>", ANNA),
      expect: [`information trailer.submitter-signoff-missing | ${ANNA}`],
    },
    {
      name: "a robot",
      text: handedOn("tip-bot2 for Anna Berg <tip-bot2@example.org>", ANNA),
      expect: [],
    },
    { name: "no sign-off at all is another rule", text: handedOn("Max <max@example.com>"), expect: [] },
  ],
  "trailer.missing-fixes": [
    noFixes("plain words", "The log.", false),
    noFixes("a sanitizer's report", `${DUMP}The log.`, true),
    noFixes("a copy to stable", "The log.\n\nCc: stable@vger.kernel.org", true),
    noFixes("a call trace", "Call Trace:\n frost_read+0x1/0x2\n\nThe log.", true),
    noFixes("it has one", `${DUMP}The log.\n\nFixes: 4d20602059bb ("hwmon: Add")`, false),
    noFixes(
      "a revert",
      `${DUMP}This reverts commit 4d20602059bb0123456789012345678901234567.\n\nCc: stable@kernel.org`,
      false,
    ),
    noFixes(
      "a backport",
      `commit 4d20602059bb0123456789012345678901234567 upstream.\n\n${DUMP}The log.`,
      false,
    ),
    noFixes("the stable preset", `${DUMP}The log.`, false, { preset: "stable" }),
    noFixes("a draft", `${DUMP}The log.`, true, {
      user: "anna.berg@example.org",
      expect: [`warning trailer.missing-fixes | ${ANNA}`],
    }),
    {
      name: "a notice of the stable robot",
      text: mail({ subject: 'FAILED: patch "[PATCH] x" failed to apply', log: `${DUMP}${ANNA}\n` }),
      expect: [],
    },
  ],
  "trailer.from-mismatch": [
    { name: "the sender's", text: reply(CARL, `Reviewed-by: ${CARL}\n`), expect: [] },
    {
      name: "from another account",
      text: reply("Carl Coder <cc@example.net>", `Reviewed-by: ${CARL}\n`),
      expect: [],
    },
    { name: "under another name", text: reply("carl@example.com", `Acked-by: ${CARL}\n`), expect: [] },
    {
      name: "the name the other way round",
      text: reply('"Coder, Carl" <cc@example.net>', `Reviewed-by: ${CARL}\n`),
      expect: [],
    },
    {
      name: "somebody else's",
      text: reply("Bo Lindqvist <bo@example.org>", `Reviewed-by: ${CARL}\n`),
      expect: [`information trailer.from-mismatch | Reviewed-by: ${CARL}`],
    },
    {
      name: "quoted",
      text: reply("Bo Lindqvist <bo@example.org>", "Thanks.\n"),
      expect: [],
    },
    {
      name: "a proposal",
      text: reply("Bo Lindqvist <bo@example.org>", `Reported-by: ${CARL}\n`),
      expect: [],
    },
    { name: "a patch's log", text: mail({ log: log(`Reviewed-by: ${CARL}`, ANNA) }), expect: [] },
  ],
  "trailer.order": [
    of("trailer.order", "hint", "off elsewhere", ["Cc: carl@example.com"]),
    of(
      "trailer.order",
      "hint",
      "a copy above the sign-off",
      ["Cc: carl@example.com"],
      ["Cc: carl@example.com"],
      {
        preset: "tip",
      },
    ),
    of(
      "trailer.order",
      "hint",
      "in order",
      [
        'Fixes: 4d20602059bb ("hwmon: Add")',
        `Reported-by: ${CARL}`,
        "Closes: https://example.org/1",
        `Suggested-by: ${CARL}`,
        `Co-developed-by: ${CARL}`,
        `Signed-off-by: ${CARL}`,
      ],
      [],
      { preset: "tip" },
    ),
    {
      name: "the rest of the order",
      preset: "tip",
      text: mail({
        log: log(
          ANNA,
          `Tested-by: ${CARL}`,
          `Reviewed-by: ${CARL}`,
          `Acked-by: ${CARL}`,
          "Cc: c@example.com",
          "Link: https://example.org/",
        ),
      }),
      expect: [],
    },
    of(
      "trailer.order",
      "hint",
      "a link of the report's",
      [`Reported-by: ${CARL}`, "Link: https://example.org/1", "Bug: https://example.org/2"],
      [],
      { preset: "tip" },
    ),
    of(
      "trailer.order",
      "warning",
      "a draft: the first that stands too high",
      [`Acked-by: ${CARL}`, `Reviewed-by: ${CARL}`],
      [`Acked-by: ${CARL}`],
      { preset: "tip", user: "anna.berg@example.org" },
    ),
  ],
};
