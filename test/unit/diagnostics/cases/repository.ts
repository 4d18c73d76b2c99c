import type { Ancestry, NamedCommit } from "../../../../server/src/diagnostics/rule.js";
import { mail, SEPARATOR } from "../support.js";
import type { Case, CaseTable } from "./case.js";

const HASH = "1a2b3c4d5e6f";
const FULL = `${HASH}708192a3b4c5d6e7f8091a2b3c4d`;
const SUBJECT = "hwmon: (frost) Read the sign";
const found: NamedCommit = { kind: "found", hash: FULL, subject: SUBJECT };
const missing: NamedCommit = { kind: "missing", repository: "/src/linux" };
const ambiguous: NamedCommit = { kind: "ambiguous", repository: "/src/linux" };
const knows = { [HASH]: found, [FULL]: found };
const knowsNone = { [HASH]: missing, [FULL]: missing };
const user = "anna.berg@example.org";

const SIGNOFF = "Signed-off-by: Anna Berg <anna.berg@example.org>\n";
const log = (words: string, trailers = ""): string => mail({ log: `${words}\n\n${trailers}${SIGNOFF}` });
const fixes = (value: string): string => log("It was wrong.", `Fixes: ${value}\n`);
const draft = (text: string): string => `${SEPARATOR}${text}`;

const one = (name: string, text: string, expect: readonly string[], more: Partial<Case> = {}): Case => ({
  name,
  text,
  expect,
  commits: knows,
  ...more,
});
/** What must be silent whatever the repository says. */
const silent = (name: string, text: string): Case[] => [
  one(name, text, []),
  one(`${name} (no such commit)`, text, [], { commits: knowsNone }),
];

const unknown = (rule: string, level: string, line: string): string[] => [`${level} ${rule} | ${line}`];

const ofProse: readonly Case[] = [
  one(
    "no such commit",
    log(`Since commit ${HASH} it is wrong.`),
    unknown("log.unknown-commit", "hint", `Since commit ${HASH} it is wrong.`),
    {
      commits: knowsNone,
    },
  ),
  one(
    "no such commit, in a draft",
    draft(log(`Since commit ${HASH} it is wrong.`)),
    unknown("log.unknown-commit", "warning", `Since commit ${HASH} it is wrong.`),
    { commits: knowsNone, user },
  ),
  one(
    "told once for each hash, wherever it stands",
    log(`Since commit\n${HASH} ("hwmon: Gone"), and commit ${HASH} too.\nCommit 765432a is another.`),
    [
      `hint log.unknown-commit | ${HASH} ("hwmon: Gone"), and commit ${HASH} too.`,
      "hint log.unknown-commit | Commit 765432a is another.",
    ],
    { commits: { ...knowsNone, "765432a": missing } },
  ),
  one(
    "a revert",
    log(`This reverts commit ${FULL}.`),
    unknown("log.unknown-commit", "hint", `This reverts commit ${FULL}.`),
    {
      commits: knowsNone,
    },
  ),
  one(
    "too few digits",
    log("Since commit 1a2b3c4 it is wrong."),
    unknown("log.unknown-commit", "hint", "Since commit 1a2b3c4 it is wrong."),
    {
      commits: { "1a2b3c4": ambiguous },
    },
  ),
  one("a commit that is there", log(`Since commit ${HASH} ("${SUBJECT}") it is wrong.`), []),
  one("nothing is known", log(`Since commit ${HASH} it is wrong.`), [], { commits: {} }),
  ...silent("words and numbers", log("A commit facade, commit 2000000 pages, commit decade.")),
  ...silent("a cherry pick", log(`Words.\n\n(cherry picked from commit ${FULL})`)),
  ...silent("a backport", log(`commit ${FULL} upstream.\n\nWords.`)),
  ...silent("a link", log(`Link: https://example.org/?id=${HASH} commit ${HASH}\nWords.`)),
  ...silent("a quote", log(`Words.\n\n> since commit ${HASH}`)),
  ...silent("below the cut", mail({ diffstat: `Since commit ${HASH}\n\n`, log: `Words.\n\n${SIGNOFF}` })),
  ...silent(
    "a reply",
    mail({ subject: "Re: [PATCH] hwmon: Read it", diff: "", diffstat: "", log: `Since commit ${HASH}.\n` }),
  ),
];

export const repositoryCases: CaseTable = {
  "log.unknown-commit": ofProse,
  "log.commit-subject-mismatch": [
    one("another subject", log(`Since commit ${HASH} ("hwmon: Read sign") it is wrong.`), [
      `information log.commit-subject-mismatch | Since commit ${HASH} ("hwmon: Read sign") it is wrong.`,
    ]),
    one(
      "another subject, in a draft",
      draft(log(`Since commit ${HASH} ("hwmon: Read sign") it is wrong.`)),
      [`warning log.commit-subject-mismatch | Since commit ${HASH} ("hwmon: Read sign") it is wrong.`],
      { user },
    ),
    one(
      "another case, a point more",
      log(`commit ${HASH} ("${SUBJECT}.") and\ncommit ${HASH} ("${SUBJECT.toLowerCase()}")`),
      [
        `information log.commit-subject-mismatch | commit ${HASH} ("${SUBJECT}.") and`,
        `information log.commit-subject-mismatch | commit ${HASH} ("${SUBJECT.toLowerCase()}")`,
      ],
    ),
    one("cut off", log(`Since commit ${HASH} ("hwmon: (frost) Read...").`), [
      `information log.commit-subject-mismatch | Since commit ${HASH} ("hwmon: (frost) Read...").`,
    ]),
    one(
      "over three lines",
      log(`It is wrong since commit\n${HASH} ("hwmon: (frost)\nRead the sign"), all.`),
      [],
    ),
    one(
      "another one over three lines",
      log(`It is wrong since commit\n${HASH} ("hwmon: (frost)\nRead a sign"), all.`),
      [`information log.commit-subject-mismatch | ${HASH} ("hwmon: (frost)`],
    ),
    one("the subject", log(`Since commit ${HASH} ("${SUBJECT}") it is wrong.`), []),
    one("a subject that quotes", log(`Since commit ${HASH} ("Revert "${SUBJECT}"") it is wrong.`), [], {
      commits: { [HASH]: { ...found, subject: `Revert "${SUBJECT}"` } },
    }),
    one("parentheses that stay open", log(`Since commit ${HASH} ("frost: a (b") it is wrong.`), [], {
      commits: { [HASH]: { ...found, subject: "frost: a (b" } },
    }),
    one("no subject, or one without quotes", log(`Since commit ${HASH} and commit ${HASH} (frost).`), []),
    one("read in the wrong charset", log(`Since commit ${HASH} ("hwmon: Gr\ufffd\ufffde") it is wrong.`), []),
    one("nothing is known", log(`Since commit ${HASH} ("x: y") it is wrong.`), [], { commits: {} }),
    one("no such commit", log(`Since commit ${HASH} ("x: y") it is wrong.`), [], { commits: knowsNone }),
  ],
  "trailer.fixes-unknown": [
    one(
      "no such commit",
      fixes(`${HASH} ("${SUBJECT}")`),
      [`hint trailer.fixes-unknown | Fixes: ${HASH} ("${SUBJECT}")`],
      {
        commits: knowsNone,
      },
    ),
    one(
      "no such commit, in a draft",
      draft(fixes(`${HASH} ("${SUBJECT}")`)),
      [`warning trailer.fixes-unknown | Fixes: ${HASH} ("${SUBJECT}")`],
      { commits: knowsNone, user },
    ),
    one(
      "capitals",
      fixes(`${HASH.toUpperCase()} ("${SUBJECT}")`),
      [`hint trailer.fixes-unknown | Fixes: ${HASH.toUpperCase()} ("${SUBJECT}")`],
      {
        commits: knowsNone,
      },
    ),
    one(
      "with the word",
      fixes(`commit ${HASH} ("${SUBJECT}")`),
      [`hint trailer.fixes-unknown | Fixes: commit ${HASH} ("${SUBJECT}")`],
      {
        commits: knowsNone,
      },
    ),
    one("too few digits", fixes("1a2b3c4 (frost)"), ["hint trailer.fixes-unknown | Fixes: 1a2b3c4 (frost)"], {
      commits: { "1a2b3c4": ambiguous },
    }),
    one("a commit that is there", fixes(`${HASH} ("${SUBJECT}")`), []),
    one("nothing is known", fixes(`${HASH} ("${SUBJECT}")`), [], { commits: {} }),
    ...silent("a link", fixes(`https://example.org/${HASH}`)),
    ...silent("a bug's number", fixes("1234567")),
    ...silent("below the cut", mail({ diffstat: `Fixes: ${HASH} ("x")\n\n` })),
  ],
  "trailer.fixes-subject-mismatch": [
    one("another subject", fixes(`${HASH} ("hwmon: Read sign")`), [
      `information trailer.fixes-subject-mismatch | Fixes: ${HASH} ("hwmon: Read sign")`,
    ]),
    one(
      "another subject, in a draft",
      draft(fixes(`${HASH} ("hwmon: Read sign")`)),
      [`warning trailer.fixes-subject-mismatch | Fixes: ${HASH} ("hwmon: Read sign")`],
      { user },
    ),
    one("two blanks", fixes(`${HASH} ("${SUBJECT.replace(" Read", "  Read")}")`), [
      `information trailer.fixes-subject-mismatch | Fixes: ${HASH} ("${SUBJECT.replace(" Read", "  Read")}")`,
    ]),
    one("the subject", fixes(`${HASH} ("${SUBJECT}")`), []),
    one("the subject, and a note", fixes(`${HASH} ("${SUBJECT}") # v5.10`), []),
    one("a subject that quotes", fixes(`${HASH} ("Revert "${SUBJECT}"")`), [], {
      commits: { [HASH]: { ...found, subject: `Revert "${SUBJECT}"` } },
    }),
    one("folded", fixes(`${HASH} ("hwmon: (frost)\n Read the sign")`), []),
    one("none", fixes(HASH), []),
    one("nothing is known", fixes(`${HASH} ("x")`), [], { commits: {} }),
  ],
  "trailer.fixes-not-ancestor": (
    [
      ["not in the base", { isAncestor: false, of: "base-commit" }, "hint", undefined],
      ["not in the base, in a draft", { isAncestor: false, of: "base-commit" }, "warning", user],
      ["not in HEAD", { isAncestor: false, of: "HEAD" }, "hint", undefined],
      ["not in HEAD, in a draft", { isAncestor: false, of: "HEAD" }, "information", user],
      ["in the base", { isAncestor: true, of: "base-commit" }, null, user],
      ["in HEAD", { isAncestor: true, of: "HEAD" }, null, user],
      ["not known", undefined, null, user],
    ] as const satisfies readonly (readonly [
      string,
      Ancestry | undefined,
      string | null,
      string | undefined,
    ])[]
  ).map(([name, ancestry, level, of]) =>
    one(
      name,
      draft(fixes(`${HASH} ("${SUBJECT}")`)),
      level === null ? [] : [`${level} trailer.fixes-not-ancestor | Fixes: ${HASH} ("${SUBJECT}")`],
      {
        ...(ancestry === undefined ? {} : { ancestries: { [HASH]: ancestry } }),
        ...(of === undefined ? {} : { user: of }),
      },
    ),
  ),
  "stable.upstream-unknown": [
    ...[
      `commit ${FULL} upstream.`,
      `[ Upstream commit ${FULL} ]`,
      `[Upstream commit ${FULL}]`,
      `commit ${FULL} upstream`,
    ].map((line) =>
      one(line, log(`${line}\n\nWords.`), [`hint stable.upstream-unknown | ${line}`], { commits: knowsNone }),
    ),
    one(
      "as the stable tree's review mails have it",
      mail({
        log: `6.15-stable review patch.  If anyone has any objections, please let me know.\n\n------------------\n\nFrom: Bo Lindqvist <bo@example.org>\n\ncommit ${FULL} upstream.\n\nWords.\n\n${SIGNOFF}`,
      }),
      [`hint stable.upstream-unknown | commit ${FULL} upstream.`],
      { commits: knowsNone },
    ),
    one("not of the kernel", log(`commit ${FULL} upstream.\n\nWords.`), [], {
      commits: knowsNone,
      preset: "plain",
    }),
    one("a commit that is there", log(`commit ${FULL} upstream.\n\nWords.`), []),
    one("words", log(`It follows commit ${FULL} upstream, for once.`), [], { commits: knowsNone }),
  ],
  "stable.upstream-subject-mismatch": [
    one("another subject", log(`commit ${FULL} upstream.\n\nWords.`), [
      "hint stable.upstream-subject-mismatch | Subject: [PATCH] hwmon: (frost) Fix temperatures below zero",
    ]),
    ...[`[PATCH 6.1 012/345] ${SUBJECT}`, `[PATCH AUTOSEL 6.1] ${SUBJECT}`].map((subject) =>
      one(subject, mail({ subject, log: `[ Upstream commit ${FULL} ]\n\nWords.\n\n${SIGNOFF}` }), []),
    ),
    one(
      "brackets of its own",
      mail({
        subject: `[PATCH 6.1] [media] ${SUBJECT}`,
        log: `[ Upstream commit ${FULL} ]\n\nWords.\n\n${SIGNOFF}`,
      }),
      [],
      { commits: { [FULL]: { ...found, subject: `[media] ${SUBJECT}` } } },
    ),
    one("two commits", log(`commit ${FULL} upstream.\ncommit ${HASH} upstream.\n\nWords.`), []),
    one("nothing is known", log(`commit ${FULL} upstream.\n\nWords.`), [], { commits: {} }),
  ],
};
