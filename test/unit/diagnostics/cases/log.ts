import { DIFF, type MailParts, mail } from "../support.js";
import type { Case, CaseTable } from "./case.js";

const SIGNOFF = "Signed-off-by: Anna Berg <anna.berg@example.org>\n";
const HASH = "0d3f6a1c9b7e5428f1a2c3d4e5f60718293a4b5c";
const SHORT = HASH.slice(0, 12);
const CHANGE_ID = `Change-Id: I${HASH}`;
const LONG = "The registers hold a signed value, and the driver has always read it as an unsigned one.";

/** A log of these lines, with a sign-off. */
const log = (words: string): string => mail({ log: `${words}\n\n${SIGNOFF}` });
const below = (words: string, above = ""): string =>
  mail({ log: `${above}${SIGNOFF}`, diffstat: `${words}\n\n frost.c | 1 +\n` });
const titled = (subject: string, parts: MailParts = {}): string => mail({ subject, ...parts });

function silent(names: Readonly<Record<string, string>>): Case[] {
  return Object.entries(names).map(([name, text]) => ({ name, text, expect: [] }));
}

/** One finding of that level, at the line. */
function fires(level: string, rule: string, rows: readonly (readonly [string, string, string])[]): Case[] {
  return rows.map(([name, text, line]) => ({ name, text, expect: [`${level} ${rule} | ${line}`] }));
}

const commits = (...rows: readonly (readonly [string, string, string])[]): Case[] =>
  fires("hint", "log.commit-id-style", rows);

/** Mail of the kinds whose log is not the whole text above the `---`. */
const stable = (words: string): string =>
  titled("[PATCH 6.15 03/12] hwmon: (frost) Fix it", {
    from: "Bo Lindqvist <bo@example.com>",
    log: `6.15-stable review patch.  If anyone has any objections, please let me know.\n\n------------------\n\nFrom: Anna Berg <anna.berg@example.org>\n\ncommit ${HASH} upstream.\n\n${words}\n\n${SIGNOFF}`,
  });
const autosel = (words: string): string =>
  titled("[PATCH AUTOSEL 6.1 03/12] hwmon: (frost) Fix it", {
    log: `From: Anna Berg <anna.berg@example.org>\n\n[ Upstream commit ${HASH} ]\n\n${words}\n\n${SIGNOFF}`,
    diffstat: `\n**YES**, ${LONG}\n\n## Why\n\n- commit ${SHORT}\n# It is a fix\n\n frost.c | 1 +\n`,
  });
const relayed = (words: string): string =>
  mail({
    from: "Anna Berg via B4 Relay <devnull+anna.berg.example.org@kernel.org>",
    log: `From: Anna Berg, of the Society for Temperatures that are far below Zero <anna.berg@example.org>\n\n${words}\n\n${SIGNOFF}`,
    diff: `${DIFF}\n---\nbase-commit: ${HASH}\nchange-id: 20260309-frost-0d3f6a1c9b7e\n\nBest regards,\n`,
  });

/** Of the commit log and the subject. */
export const logCases: CaseTable = {
  "log.long-line": [
    ...silent({
      "short lines": mail(),
      "75 columns": log("x ".repeat(37) + "x"),
      "75 characters of more bytes, and of more code units": log("ö ".repeat(37) + "🐢"),
      trailers: mail({ log: `Words.\n\nFixes: ${SHORT} ("${"very ".repeat(20)}long")\n${SIGNOFF}` }),
      "an indented trailer": log(`Words.\n\n  Reviewed-by: Bo ${"Lindqvist ".repeat(8)}<bo@example.org>`),
      links: log(
        `Words.\n\n[1] https://example.org/${"a".repeat(80)}\nhttps://example.org/${"b".repeat(80)}\nSee https://example.org/${"c".repeat(80)}`,
      ),
      "a path and what a compiler says of it": log(`Words.\n\ndrivers/hwmon/frost.c:35:2: warning: ${LONG}`),
      "a single word": log(`Words.\n\n  --option=${"x".repeat(80)}`),
      "a row of a diffstat": log(
        `Words.\n\n drivers/hwmon/${"frost/".repeat(10)}frost_registers.c | 12 ++++++++--\n`,
      ),
      "kernel log up to the next empty line": log(
        `Words.\n\nWARNING: one\n${LONG}\n\n[   12.345678] frost: ${LONG}\n${LONG}\n\n[<ffffffff81234567>] ${LONG}\n\n  RAX: 0000000000000000 RBX: 0000000000000001 RCX: 0000000000000002 RDX: 0000000000000003\n${LONG}\n\n #3 [ffffa98540a0be48] frost_read at ffffffffc0a0 ${LONG}`,
      ),
      "a line of ftrace": log(`Words.\n\nfrostd-5068  [008] .... 11007.757543: frost_sleep: ${LONG}`),
      quotes: log(`> ${LONG}\n> ${LONG}\n\nYes.`),
      "behind the sign-off, as maintainers write": mail({ log: `Words.\n\n${SIGNOFF}[bo: ${LONG}]\n` }),
      "below the cut": below(LONG, "Words.\n\n"),
      "an answer": mail({ subject: "Re: [PATCH] hwmon: (frost) Fix it", log: `${LONG}\n` }),
      "a stable review's preamble": stable("Words."),
      "Markdown below the cut": autosel("Words."),
      "a header in the body, and b4's base below the diff": relayed("Words."),
      "a question with a sketch": titled("Does frost read that right?", { log: `${LONG}\n` }),
    }),
    ...fires("hint", "log.long-line", [
      ["76 columns", log("x ".repeat(37) + "xx"), "x ".repeat(37) + "xx"],
      ["of a backport under review", stable(`${LONG} 1`), `${LONG} 1`],
      ["of AUTOSEL", autosel(`${LONG} 2`), `${LONG} 2`],
      ["by way of a relay", relayed(`${LONG} 3`), `${LONG} 3`],
      ["only the first", log(`Words.\n\n${LONG} 1\n${LONG} 2`), `${LONG} 1`],
      ["one that can be wrapped first", log(`  $ cat ${LONG}\n\n${LONG} 2`), `${LONG} 2`],
      ["a command, though it may stay", log(`Words.\n\n  $ cat ${LONG}`), `  $ cat ${LONG}`],
      ["behind kernel log", log(`WARNING: one\n${LONG}\n\n${LONG} 2`), `${LONG} 2`],
      [
        "a link in the middle of words",
        log(`The manual at https://example.org/${"a".repeat(40)} says that it is so.`),
        `The manual at https://example.org/${"a".repeat(40)} says that it is so.`,
      ],
    ]),
  ],
  "log.too-short": [
    ...silent({
      "a sentence": mail(),
      "kernel log alone": log("WARNING: one"),
      "a backport under review": stable("Words."),
      "by way of a relay": relayed("Words."),
      "described below the cut": below("The registers hold a signed value, and frost reads them unsigned."),
      "an answer": mail({ subject: "Re: [PATCH] hwmon: (frost) Fix it", log: SIGNOFF }),
    }),
    ...fires("information", "log.too-short", [
      [
        "only a sign-off",
        mail({ log: SIGNOFF }),
        "Subject: [PATCH] hwmon: (frost) Fix temperatures below zero",
      ],
      ["nothing at all", mail({ log: "" }), "Subject: [PATCH] hwmon: (frost) Fix temperatures below zero"],
      [
        "only trailers",
        mail({ log: `Fixes: ${SHORT} ("hwmon: add frost")\nCc: stable@vger.kernel.org\n${SIGNOFF}` }),
        "Subject: [PATCH] hwmon: (frost) Fix temperatures below zero",
      ],
      [
        "only a changelog below the cut",
        below("v2: the mask was wrong, and the comment did not say what it is about"),
        "Subject: [PATCH] hwmon: (frost) Fix temperatures below zero",
      ],
    ]),
  ],
  "log.misplaced-body": [
    ...silent({
      "above the cut": mail(),
      "a note below the cut, too": below(
        "I have no such sensor, and could only test it with a made-up one.",
        "Words.\n\n",
      ),
      "a changelog": below("Changes in v2:\n- the mask was wrong, and the comment did not say why"),
      "what it depends on": below("This patch depends on the series that Bo Lindqvist has posted last week."),
      "a word or two": below("For hwmon-next."),
    }),
    ...fires("information", "log.misplaced-body", [
      [
        "below the cut, and nothing above it",
        mail({
          log: "",
          diffstat: "The registers hold a signed value, and frost\ndoes not.\n\n frost.c | 1 +\n",
        }),
        "The registers hold a signed value, and frost",
      ],
      [
        "below the cut",
        below("The registers hold a signed value,\nand frost reads them unsigned."),
        "The registers hold a signed value,",
      ],
    ]),
  ],
  "log.commit-id-style": [
    ...fires("hint", "log.commit-id-style", [
      [
        "the second of a line, wrapped before its title",
        log(
          `It is so since commit ${SHORT} ("hwmon: add frost"). Also commit ${SHORT}\n(hwmon: add hoar) is.`,
        ),
        `It is so since commit ${SHORT} ("hwmon: add frost"). Also commit ${SHORT}`,
      ],
    ]),
    ...silent({
      "in the form": log(`Since commit ${SHORT} ("hwmon: add frost") it is so.`),
      "at the beginning of a sentence": log(`Commit ${HASH} ("hwmon: add frost") made it so.`),
      "over two lines": log(`Since commit\n${SHORT} ("hwmon: add frost") it is so.`),
      "over three lines": log(`It is so since commit ${SHORT} ("hwmon: add\na driver for (almost)\nfrost").`),
      "what git writes": log(
        `This reverts commit ${HASH}.\n\n(cherry picked from commit ${HASH})\ncommit ${HASH} upstream.\n[ Upstream commit ${HASH} ]`,
      ),
      "in brackets": log(`It was <${SHORT}> [${SHORT}].`),
      "in links and trailers": log(
        `Link: https://example.org/commit/ ${SHORT}\nhttps://example.org/commit ${SHORT}`,
      ),
      "in kernel log": log(`BUG: at ${SHORT}\ncommit ${SHORT}`),
      "numbers and addresses": log(
        "It takes 140737488355328 bytes at ffffffff81234567 and 0000000000000a10.",
      ),
      "a word that looks like one": log("They commit effaced files."),
      "behind the sign-off": mail({ log: `Words.\n\n${SIGNOFF}[bo: after commit ${SHORT}]\n` }),
      "a backport under review": stable("Words."),
      "Markdown below the cut": autosel("Words."),
      quoted: log(`> It was commit ${SHORT}.\n\nYes.`),
      "a pasted head": log(`Words.\n\n>From ${HASH} Mon Sep 17 00:00:00 2001`),
    }),
    ...commits(
      ["no subject", log(`Since commit ${SHORT} it is so.`), `Since commit ${SHORT} it is so.`],
      [
        "too few digits",
        log('Since commit 0d3f6a1 ("hwmon: add frost").'),
        'Since commit 0d3f6a1 ("hwmon: add frost").',
      ],
      [
        "capitals",
        log(`Since commit ${SHORT.toUpperCase()} ("hwmon: add frost").`),
        `Since commit ${SHORT.toUpperCase()} ("hwmon: add frost").`,
      ],
      ["no word", log(`Since ${SHORT} ("hwmon: add frost").`), `Since ${SHORT} ("hwmon: add frost").`],
      ["a loud word", log(`COMMIT ${SHORT} ("hwmon: add frost")`), `COMMIT ${SHORT} ("hwmon: add frost")`],
      [
        "no quotes",
        log(`Since commit ${SHORT} (hwmon: add frost).`),
        `Since commit ${SHORT} (hwmon: add frost).`,
      ],
      [
        "two blanks",
        log(`Since commit  ${SHORT} ("hwmon: add frost").`),
        `Since commit  ${SHORT} ("hwmon: add frost").`,
      ],
      [
        "over four lines",
        log(`Since commit ${SHORT} ("hwmon:\nadd\nthe\nfrost").`),
        `Since commit ${SHORT} ("hwmon:`,
      ],
      ["the word on the line before", log(`Since commit\n${SHORT} it is so.`), "Since commit"],
      [
        "over forty digits",
        log(`Since commit ${HASH}0 ("hwmon: add frost").`),
        `Since commit ${HASH}0 ("hwmon: add frost").`,
      ],
    ),
  ],
  "log.comment-symbol": [
    ...silent({
      "not at the line's head": log("It is\n  # modprobe frost"),
      "behind the sign-off": mail({ log: `Words.\n\n${SIGNOFF}# end\n` }),
      "Markdown below the cut": autosel("Words."),
      "the head of a Mercurial patch": mail({
        log: `# HG changeset patch\n# User Anna\nWords.\n\n${SIGNOFF}`,
      }),
    }),
    ...fires("information", "log.comment-symbol", [
      ["a shell's prompt", log("Words:\n\n# modprobe frost\n# rmmod frost"), "# modprobe frost"],
    ]),
  ],
  "log.versioning-above-cut": [
    ...silent({
      "below the cut": below("v2: the mask", "Words.\n\n"),
      "the word changes in a sentence": log(
        "Words.\nChanges in the mask are not\nneeded: the driver has none.",
      ),
      "a version in a sentence": log(
        "The second revision of the sensor, also called\nv2: it has a signed register.",
      ),
      "a version of another thing": log("v2 of the sensor has a signed register."),
      "a heading of what the patch does": log("Words.\n\nChanges:\n- the mask\n- the register"),
    }),
    ...fires("hint", "log.versioning-above-cut", [
      ["a line", log("Words.\n\nv2: the mask"), "v2: the mask"],
      ["a headline", log("Words.\n\nChanges since v1:\n - the mask"), "Changes since v1:"],
      ["an arrow", log("Words.\n\nV1 -> V2:\n - the mask"), "V1 -> V2:"],
      ["a list", log("Words.\n\n- v3: the mask\n- v2: the register"), "- v3: the mask"],
      ["a changelog", log("Words.\n\nChangelog:\n\nv2:\n- the mask"), "Changelog:"],
      ["with a name", log("Words.\n\nv2 (Bo): the mask"), "v2 (Bo): the mask"],
      ["a link", log("Words.\n\nv1: https://example.org/1"), "v1: https://example.org/1"],
      ["behind the sign-off", mail({ log: `Words.\n\n${SIGNOFF}\nv2: the mask\n` }), "v2: the mask"],
    ]),
  ],
  "log.use-link": [
    ...silent({
      "known names": log("Words.\n\nLink: https://example.org/1\nCloses: https://example.org/2"),
      "a sentence": log("Somebody has told us so, with many details, at\nthis: https://example.org/1"),
      "a version": log("Words.\n\nv1: https://example.org/1"),
      "two words": log("Words.\n\nFull log: https://example.org/1"),
      "behind the sign-off": mail({ log: `Words.\n\n${SIGNOFF}Patchwork: https://example.org/1\n` }),
    }),
    ...fires("hint", "log.use-link", [
      ["of a tracker", log("Words.\n\nBugLink: https://example.org/1"), "BugLink: https://example.org/1"],
      ["without a blank", log("Words.\n\nURL:https://example.org/1"), "URL:https://example.org/1"],
      ["lower case", log("Words.\n\nlink: https://example.org/1"), "link: https://example.org/1"],
    ]),
  ],
  "log.bad-link": [
    ...silent({
      links: log("Words.\n\nLink: https://example.org/1\nCloses: http://example.org/2"),
      "nothing behind it": log("Words.\n\nLink:\nhttps://example.org/1"),
    }),
    ...fires("information", "log.bad-link", [
      ["a number", log("Words.\n\nCloses: #4711"), "Closes: #4711"],
      ["in brackets", log("Words.\n\nLink: <https://example.org/1>"), "Link: <https://example.org/1>"],
      [
        "behind the sign-off",
        mail({ log: `Words.\n\n${SIGNOFF}Link: <1@example.org>\n` }),
        "Link: <1@example.org>",
      ],
    ]),
  ],
  "log.prefer-lore": [
    ...silent({
      lore: log(
        "Words.\n\nLink: https://lore.kernel.org/r/1@example.org\nLink: https://lkml.kernel.org/r/1@example.org\nLink: https://patch.msgid.link/1@example.org",
      ),
      "another page there": log("Words.\n\nLink: https://lists.ozlabs.org/listinfo/frost"),
      "a host whose name ends so": log("Words.\n\nLink: https://notmarc.info/1"),
      "below the cut": below("See https://marc.info/?l=frost&m=1", "Words.\n\n"),
    }),
    ...fires(
      "hint",
      "log.prefer-lore",
      [
        "https://lkml.org/lkml/2026/3/9/1",
        "https://marc.info/?l=frost&m=1",
        "http://www.spinics.net/lists/frost/msg1.html",
        "https://www.mail-archive.com/frost@example.org/msg1.html",
        "http://lists.infradead.org/pipermail/frost/2026-March/1.html",
        "https://lists.ozlabs.org/pipermail/frost/2026-March/1.html",
        "https://lists.freedesktop.org/archives/dri-devel/2026-March/1.html",
        "http://mid.gmane.org/1@example.org",
      ].map((url) => [url, log(`Words.\n\nLink: ${url}`), `Link: ${url}`] as const),
    ),
    {
      name: "each link of a line, also behind the sign-off",
      text: mail({ log: `Words.\n\n${SIGNOFF}(https://lkml.org/1, https://marc.info/?i=1@example.org)\n` }),
      expect: [
        "hint log.prefer-lore | (https://lkml.org/1, https://marc.info/?i=1@example.org)",
        "hint log.prefer-lore | (https://lkml.org/1, https://marc.info/?i=1@example.org)",
      ],
    },
  ],
  "log.gerrit-change-id": [
    ...silent({
      "b4's": mail({ diff: `${DIFF}---\nbase-commit: ${HASH}\nchange-id: 20260309-frost-0d3f6a1c9b7e\n` }),
      "fewer digits": log("Words.\n\nChange-Id: I0d3f6a1c"),
      "an answer": mail({ subject: "Re: [PATCH] hwmon: (frost) Fix it", log: `Words.\n\n${CHANGE_ID}\n` }),
    }),
    ...fires("information", "log.gerrit-change-id", [
      ["above the cut", mail({ log: `Words.\n\n${CHANGE_ID}\n${SIGNOFF}` }), CHANGE_ID],
      ["below the cut", below(CHANGE_ID, "Words.\n\n"), CHANGE_ID],
    ]),
  ],
  "log.subject-tool-name": [
    ...silent({
      "what is changed": mail(),
      "the tool itself": titled("[PATCH] checkpatch: Know hwmon"),
      "a part of a word": titled("[PATCH] hwmon: (frost) Use a sparsely filled table"),
    }),
    ...fires("hint", "log.subject-tool-name", [
      [
        "the tool that found it",
        titled("[PATCH] hwmon: (frost) Fix checkpatch warnings"),
        "Subject: [PATCH] hwmon: (frost) Fix checkpatch warnings",
      ],
    ]),
  ],
  "log.subject-too-long": [
    ...silent({
      "75 characters": titled(`[PATCH v2 net-next 03/12] hwmon: ${"x".repeat(68)}`),
      "a revert": titled(`[PATCH] Revert "hwmon: ${"x".repeat(70)}"`),
      "a backport": titled(`[PATCH AUTOSEL 6.1 03/12] hwmon: ${"x".repeat(70)}`),
      "a cover letter": titled(`[PATCH 0/2] hwmon: ${"x".repeat(70)}`, { diff: "", diffstat: "" }),
    }),
    ...fires("hint", "log.subject-too-long", [
      [
        "76 characters",
        titled(`[PATCH] hwmon: ${"x".repeat(69)}`),
        `Subject: [PATCH] hwmon: ${"x".repeat(69)}`,
      ],
    ]),
  ],
  "log.subject-prefix-missing": [
    ...silent({
      "a subsystem": titled("[PATCH] hwmon: Fix it"),
      "two of them": titled("[PATCH] x86/mm, sched: Fix it"),
      "a chain": titled("[PATCH] ARM: dts: frost: Fix it"),
      "in brackets": titled("[PATCH][FROST] fix it"),
      "media's own brackets": titled("[PATCH] [media] frost: fix it"),
      "a revert": titled('[PATCH] Revert "hwmon: add frost"'),
    }),
    ...fires("hint", "log.subject-prefix-missing", [
      ["none", titled("[PATCH] Fix temperatures below zero"), "Subject: [PATCH] Fix temperatures below zero"],
      [
        "a colon later on",
        titled("[PATCH] Fix the reading of frost: it is signed"),
        "Subject: [PATCH] Fix the reading of frost: it is signed",
      ],
    ]),
  ],
  "log.editme": [
    ...silent({
      "own words": mail(),
      "the word in a sentence": log("The template says EDITME there."),
      "an answer": mail({ subject: "Re: [PATCH] EDITME: it", log: "EDITME: words\n" }),
    }),
    ...fires("information", "log.editme", [
      ["in a log", log("EDITME: describe what is the purpose"), "EDITME: describe what is the purpose"],
      [
        "in a subject",
        titled("[PATCH 0/2] EDITME: cover title for frost", { diff: "", diffstat: "" }),
        "Subject: [PATCH 0/2] EDITME: cover title for frost",
      ],
      [
        "of git's cover letter",
        titled("[PATCH 0/2] hwmon: frost", { log: "*** BLURB HERE ***\n", diff: "", diffstat: "" }),
        "*** BLURB HERE ***",
      ],
    ]),
  ],
};
