import { describe, expect, it } from "vitest";
import type { Result } from "../../../server/src/threads/facts.js";
import { RESULT_RULES } from "../../../server/src/threads/results/rules.js";
import { factsOfText, mail } from "./factsOfText.js";

const reply = "In-Reply-To: <p@example.org>\n";
const anna = "Anna Berg <anna@example.org>";
const lkp = "kernel test robot <lkp@intel.com>";
const syzbot = "syzbot <syzbot+0123456789abcdef@syzkaller.appspotmail.com>";
const patchwork = "patchwork-bot+netdevbpf@kernel.org";
const andrew = "Andrew Morton <akpm@linux-foundation.org>";
const tip = '"tip-bot2 for Anna Berg" <tip-bot2@linutronix.de>';
const quoted = "On Mon, Bo Lind wrote:\n> Free the lock.\n>\n";
const diff =
  "---\n a.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n";

interface Row {
  readonly rule: string;
  readonly state: Result["state"];
  readonly text?: string;
  readonly of?: readonly string[];
  readonly isPartial?: boolean;
  readonly from: string;
  readonly subject: string;
  readonly body: string;
}

const re = "Re: [PATCH v2 1/2] lock: free it";

const FIRES: readonly Row[] = [
  {
    rule: "kernel-test-robot",
    state: "failed",
    text: "build errors",
    from: lkp,
    subject: re,
    body: "Hi Anna,\n\nkernel test robot noticed the following build errors:\n\n>> lib/lock.c:3:1: error: no\n",
  },
  {
    rule: "kernel-test-robot",
    state: "failed",
    text: "a -5.2% regression of will-it-scale.per_thread_ops",
    from: lkp,
    subject: "[linus:master] [lock] 0123456789: will-it-scale.per_thread_ops -5.2% regression",
    body: "Hello,\n\nkernel test robot noticed a -5.2% regression of will-it-scale.per_thread_ops on:\n\n",
  },
  {
    rule: "kernel-test-robot",
    state: "failed",
    text: "Yet something to improve",
    from: lkp,
    subject: re,
    body: "Hi Anna,\n\nI love your patch! Yet something to improve:\n\n[auto build test ERROR on x/y]\n",
  },
  {
    rule: "kernel-test-robot",
    state: "failed",
    text: "lib/lock.c:3:1: warning: odd",
    from: lkp,
    subject: "[lock:next 3/9] something",
    body: "All warnings:\n\n>> lib/lock.c:3:1: warning: odd\n",
  },
  {
    rule: "kernel-test-robot",
    state: "failed",
    text: "lib/lock.c:3:1: warning: odd",
    from: lkp,
    subject: "[lock:next 3/9] lib/lock.c:3:1: warning: odd",
    body: "tree: https://example.org/lock.git\n",
  },
  {
    rule: "kernel-test-robot-success",
    state: "passed",
    text: "build passed: 0123456789abcdef0123456789abcdef01234567",
    from: lkp,
    subject: "[lock:next] BUILD SUCCESS 0123456789abcdef0123456789abcdef01234567",
    body: "tree/branch: x\n",
  },
  {
    rule: "kernel-test-robot-regression",
    state: "failed",
    from: lkp,
    subject: "[lock:next] BUILD REGRESSION 0123456789abcdef0123456789abcdef01234567",
    body: "tree/branch: x\n",
  },
  {
    rule: "kernel-test-robot-incomplete",
    state: "note",
    from: lkp,
    subject: "[lock:next] BUILD INCOMPLETE 0123456789abcdef0123456789abcdef01234567",
    body: "tree/branch: x\n",
  },
  {
    rule: "kernel-test-robot-improvement",
    state: "note",
    text: "a 9.1% improvement of stress.ops",
    from: lkp,
    subject: "[lock:next] [lock] 0123456789: stress.ops 9.1% improvement",
    body: "kernel test robot noticed a 9.1% improvement of stress.ops on:\n",
  },
  {
    rule: "kernel-test-robot-fix",
    state: "note",
    from: lkp,
    subject: "[PATCH] lock: fix boolreturn.cocci warnings",
    body: `Fixes: 0123456789ab ("lock: free it")\nSigned-off-by: kernel test robot <lkp@intel.com>\n${diff}`,
  },
  {
    rule: "patchwork-bot",
    state: "applied",
    text: "applied to netdev/net-next.git (main)",
    of: ["lock: free it", "lock: take it"],
    isPartial: false,
    from: patchwork,
    subject: "Re: [PATCH net-next 0/2] lock: free and take it",
    body: `Hello:\n\nThis series was applied to netdev/net-next.git (main)\nby Bo Lind <bo@example.org>:\n\n${quoted}\nHere is the summary with links:\n  - [net-next,1/2] lock: free it\n    https://git.kernel.org/netdev/net-next/c/0123456789ab\n  - [net-next,2/2] lock: take it\n    https://git.kernel.org/netdev/net-next/c/1123456789ab\n\nYou are awesome, thank you!\n`,
  },
  {
    rule: "patchwork-bot",
    state: "applied",
    of: ["lock: free it"],
    isPartial: true,
    from: patchwork,
    subject: "Re: [PATCH net 0/2] lock",
    body: "This patch was applied to netdev/net.git (main)\nby Bo Lind <bo@example.org>:\n\nHere is the summary with links:\n  - [net,1/2] lock: free it\n    https://git.kernel.org/netdev/net/c/0123456789ab\n  - [net,2/2] lock: take it\n    (no matching commit)\n",
  },
  {
    rule: "patchwork-bot-pulled",
    state: "applied",
    from: patchwork,
    subject: "Re: [GIT PULL] lock for 6.9",
    body: "Hello:\n\nThis pull request was applied to bpf/bpf.git (master)\nby Bo Lind <bo@example.org>:\n",
  },
  {
    rule: "pr-tracker-bot",
    state: "applied",
    text: "merged into torvalds/linux.git",
    from: "pr-tracker-bot@kernel.org",
    subject: "Re: [GIT PULL] lock for 6.9",
    body: "The pull request you sent on Mon, 4 Mar 2024 09:00:00 +0100:\n\n> https://example.org/lock.git tags/lock-6.9\n\nhas been merged into torvalds/linux.git:\nhttps://git.kernel.org/torvalds/c/0123456789ab\n",
  },
  {
    rule: "syzbot-ci",
    state: "failed",
    from: "syzbot ci <syzbot+ci0123456789abcdef@syzkaller.appspotmail.com>",
    subject: "[syzbot ci] Re: lock: free it",
    body: "syzbot ci has tested the following series\n\n[v1] lock: free it\n\nand found the following issue:\nWARNING in lock_free\n",
  },
  {
    rule: "syzbot-ci",
    state: "passed",
    from: "syzbot ci <syzbot+ci0123456789abcdef@syzkaller.appspotmail.com>",
    subject: "[syzbot ci] Re: lock: free it",
    body: "syzbot ci has tested the following series\n\nand found no issues.\n",
  },
  {
    rule: "syzbot-tested",
    state: "passed",
    from: syzbot,
    subject: "Re: [syzbot] WARNING in lock_free",
    body: "Hello,\n\nsyzbot has tested the proposed patch and the reproducer did not trigger any issue:\n\nTested-by: syzbot+0123456789abcdef@syzkaller.appspotmail.com\n",
  },
  {
    rule: "syzbot-tested",
    state: "failed",
    from: syzbot,
    subject: "Re: [syzbot] WARNING in lock_free",
    body: "Hello,\n\nsyzbot has tested the proposed patch but the reproducer is still triggering an issue:\nWARNING in lock_free\n",
  },
  {
    rule: "syzbot-tested",
    state: "failed",
    from: syzbot,
    subject: "Re: [syzbot] WARNING in lock_free",
    body: "Hello,\n\nsyzbot tried to test the proposed patch but the build/boot failed:\n",
  },
  {
    rule: "syzbot-bisected",
    state: "note",
    from: syzbot,
    subject: "Re: [syzbot] WARNING in lock_free",
    body: "syzbot has bisected this issue to:\n\ncommit 0123456789abcdef0123456789abcdef01234567\n",
  },
  {
    rule: "syzbot-report",
    state: "note",
    from: syzbot,
    subject: "[syzbot] WARNING in lock_free",
    body: "Hello,\n\nsyzbot found the following issue on:\n\nHEAD commit: 0123456789ab\n",
  },
  {
    rule: "stable-added",
    state: "applied",
    text: "added to the 6.1-stable tree",
    of: ["lock: free it"],
    from: "gregkh@linuxfoundation.org",
    subject: 'Patch "lock: free it" has been added to the 6.1-stable tree',
    body: "\nThis is a note to let you know that I've just added the patch titled\n\n    lock: free it\n\nto the 6.1-stable tree which can be found at:\n",
  },
  {
    rule: "stable-failed",
    state: "failed",
    text: "failed to apply to the 5.4-stable tree",
    of: ["lock: free it"],
    from: "gregkh@linuxfoundation.org",
    subject: 'FAILED: patch "[PATCH] lock: free it" failed to apply to 5.4-stable tree',
    body: "\nThe patch below does not apply to the 5.4-stable tree.\n",
  },
  {
    rule: "stable-dropped",
    state: "dropped",
    from: "gregkh@linuxfoundation.org",
    subject: 'Patch "lock: free it" has been dropped from the 6.1-stable tree',
    body: "It breaks the build.\n",
  },
  {
    rule: "autosel",
    state: "note",
    text: "chosen for stable 5.4 by AUTOSEL",
    from: "Sasha Levin <sashal@kernel.org>",
    subject: "[PATCH AUTOSEL 5.4 4/6] lock: free it",
    body: `From: Anna Berg <anna@example.org>\n\n[ Upstream commit 0123456789abcdef0123456789abcdef01234567 ]\n\nFree it.\n\nSigned-off-by: Anna Berg <anna@example.org>\n${diff}`,
  },
  {
    rule: "upstream-commit",
    state: "note",
    text: "backport of upstream commit 0123456789abcdef0123456789abcdef01234567",
    from: "Greg <gregkh@linuxfoundation.org>",
    subject: "[PATCH 5.4 09/80] lock: free it",
    body: `From: Anna Berg <anna@example.org>\n\ncommit 0123456789abcdef0123456789abcdef01234567 upstream.\n\nFree it.\n\nSigned-off-by: Anna Berg <anna@example.org>\n${diff}`,
  },
  {
    rule: "upstream-commit",
    state: "note",
    from: "Greg <gregkh@linuxfoundation.org>",
    subject: "[PATCH 5.4 10/80] lock: free it",
    body: `[ Upstream commit 0123456789abcdef0123456789abcdef01234567 ]\n\nFree it.\n\nSigned-off-by: Anna Berg <anna@example.org>\n${diff}`,
  },
  {
    rule: "tip-bot",
    state: "applied",
    text: "merged into the locking/core branch of tip",
    of: ["lock: Free it"],
    from: tip,
    subject: "[tip: locking/core] lock: Free it",
    body: `The following commit has been merged into the locking/core branch of tip:\n\nCommit-ID:     0123456789abcdef0123456789abcdef01234567\n\nlock: Free it\n\nSigned-off-by: Anna Berg <anna@example.org>\n${diff}`,
  },
  {
    rule: "mm-added",
    state: "applied",
    text: "added to mm-unstable branch",
    of: ["lock: free it"],
    from: andrew,
    subject: "+ lock-free-it.patch added to mm-unstable branch",
    body: "\nThe patch titled\n     Subject: lock: free it\nhas been added to the -mm mm-unstable branch.  Its filename is\n     lock-free-it.patch\n",
  },
  {
    rule: "mm-merged",
    state: "applied",
    text: "merged (merged mm-stable)",
    of: ["lock: free it"],
    from: andrew,
    subject: "[merged mm-stable] lock-free-it.patch removed from -mm tree",
    body: "\nThe quilt patch titled\n     Subject: lock: free it\nhas been removed from the -mm tree.\n",
  },
  {
    rule: "mm-removed",
    state: "dropped",
    text: "removed from -mm (to-be-updated)",
    from: andrew,
    subject: "[to-be-updated] lock-free-it.patch removed from -mm tree",
    body: "\nThe quilt patch titled\n     Subject: lock: free it\n",
  },
  {
    rule: "mm-removed",
    state: "dropped",
    from: andrew,
    subject: "- lock-free-it.patch removed from -mm tree",
    body: "\nThe patch titled\n     Subject: lock: free it\n",
  },
  {
    rule: "freedesktop-ci",
    state: "passed",
    text: "Fi.CI.BAT: success",
    from: "Patchwork <patchwork@emeril.freedesktop.org>",
    subject: "✓ Fi.CI.BAT: success for lock: free it (rev2)",
    body: "== Series Details ==\n",
  },
  {
    rule: "freedesktop-ci",
    state: "failed",
    text: "Fi.CI.IGT: failure",
    from: "Patchwork <patchwork@emeril.freedesktop.org>",
    subject: "✗ Fi.CI.IGT: failure for lock: free it (rev2)",
    body: "== Series Details ==\n",
  },
  {
    rule: "dt-bindings-bot",
    state: "failed",
    from: "Rob <robh@kernel.org>",
    subject: re,
    body: `${quoted}\nMy bot found errors running 'make dt_binding_check' on your patch:\n`,
  },
  {
    rule: "pw-bot",
    state: "changesRequested",
    text: "pw-bot: cr",
    from: anna,
    subject: re,
    body: `${quoted}\nPlease use the helper.\n-- \npw-bot: cr\n`,
  },
  {
    rule: "pw-bot",
    state: "changesRequested",
    text: "pw-bot: changes-requested",
    from: anna,
    subject: re,
    body: "Please use the helper.\n\npw-bot: changes-requested\n",
  },
  { rule: "pw-bot", state: "applied", from: anna, subject: re, body: "pw-bot: accept\n" },
  { rule: "pw-bot", state: "superseded", from: anna, subject: re, body: "pw-bot: superseded\n" },
  {
    rule: "pw-bot",
    state: "deferred",
    from: anna,
    subject: re,
    body: "net-next is closed.\n\npw-bot: defer\n",
  },
  { rule: "pw-bot", state: "dropped", from: anna, subject: re, body: "pw-bot: not-applicable\n" },
  {
    rule: "pw-bot",
    state: "note",
    text: "pw-bot: under-review",
    from: anna,
    subject: re,
    body: "pw-bot: under-review\n",
  },
  {
    rule: "regzbot",
    state: "note",
    text: "regzbot: introduced: 0123456789ab..1123456789ab",
    from: anna,
    subject: "Re: lock hangs",
    body: "#regzbot introduced: 0123456789ab..1123456789ab\n",
  },
  {
    rule: "regzbot",
    state: "note",
    text: "regzbot: ^introduced 0123456789ab",
    from: anna,
    subject: "Re: lock hangs",
    body: "#regzbot ^introduced 0123456789ab\n",
  },
  {
    rule: "syz-command",
    state: "note",
    text: "syz: fix: lock: free it",
    from: anna,
    subject: "Re: [syzbot] WARNING in lock_free",
    body: "#syz fix: lock: free it\n",
  },
  {
    rule: "syz-command",
    state: "note",
    text: "syz: test: https://example.org/lock.git main",
    from: anna,
    subject: "Re: [syzbot] WARNING in lock_free",
    body: "#syz test: https://example.org/lock.git main\n",
  },
  {
    rule: "nack-withdrawn",
    state: "note",
    text: "takes the refusal back",
    from: anna,
    subject: re,
    body: `${quoted}\nSorry, my NAK was wrong. Reviewed-by: ${anna}\n`,
  },
  {
    rule: "nack",
    state: "changesRequested",
    text: "refused: NAK",
    from: anna,
    subject: re,
    body: `${quoted}\nNAK.  This needs a lock.\n`,
  },
];

/** People's words, and what is read out of them. */
const APPLIED: readonly (readonly [body: string, text: string])[] = [
  ["Applied, thanks!\n", "applied"],
  ["Thanks, applied.\n\n\t\t\t- Bo\n", "applied"],
  ["Thanks. Applied to my tree.\n", "applied to my tree"],
  ["Nice catch!  Thanks, applied.\n", "applied"],
  ["Applied to lock.git#next for 6.9.\n", "applied to lock.git#next for 6.9"],
  ["Queued up for 6.9, thanks.\n", "queued up for 6.9"],
  ["Thanks for the fix! I've applied this series to my tree.\n", "applied this series to my tree"],
  ["Looks good, thanks, I've applied it to the lock tree\n", "applied it to the lock tree"],
  ["Patch applied. Thanks!\n", "patch applied"],
  ["Pulled, thanks.\n", "pulled"],
  ["Merged. Thanks,\n", "merged"],
  [
    "Applied to\n\n   https://example.org/lock.git for-next\n\nThanks!\n",
    "applied to https://example.org/lock.git for-next",
  ],
  ["Applied with a spelling fix.\n", "applied with a spelling fix"],
  ["Applied, and removed the blank line.\n", "applied"],
  ["Applied, and fixed the warning.\n", "applied"],
  ["Applied, will push it out tonight.\n", "applied"],
  ["Queued for 6.9. Will test the rest tomorrow.\n", "queued for 6.9"],
];

/** Nothing of these is a result. */
const SILENT: readonly string[] = [
  `On Mon, Bo Lind wrote:\n> Applied, thanks!\n> pw-bot: cr\n> #syz invalid\n> NAK.\n\nGreat.\n`,
  "I have tested it with the fix applied.\n",
  "Applied on 6.1 and tested on arm64.\n",
  "Applied your patch on mainline and ran the suite.\n",
  "Is this already applied?\n",
  "I wonder whether this was\nmerged. It seems not.\n",
  "The lock is taken only if the series is going to be\napplied, which it is not.\n",
  "This can be applied to the other driver, too.\n",
  "With all patches applied, it hangs.\n",
  "Once merged, please tell me.\n",
  "If nobody objects, I will have it queued for 6.9.\n",
  "See #syz in the docs, and pw-bot: too.\n",
  "The naked truth.\nNakedness.\n",
  "[ I quote: has been merged into torvalds/linux.git: ]\n",
  "kernel test robot noticed the following build errors:\n",
  "This series was applied to netdev/net-next.git (main)\n",
  "My bot finds nothing.\n",
  "I applied this and got a crash.\n",
  "Queued for review\n",
  "Applied to the wrong tree, sorry; reverted\n",
  "Merged with the other patch it makes no sense\n",
  "Applied locally, will test tomorrow\n",
  "Applied, will send v2\n",
  "Fixed. Applied to v2.\n",
  "I've applied all your comments\n",
  "Merged both in v2\n",
  "It is applied to each inode in turn.\n",
  "Taken together, they are too much.\n",
  "Reverted the order of the two.\n",
  "Applied, but it does not build.\n",
  "I applied this and got a crash. Reverted.\n",
  "So naked pointers are bad.\n",
  "Dropped in v2.\n",
];

describe("the table of results", () => {
  it.each(FIRES)("$rule $state: $subject", (row) => {
    const found = factsOfText(mail(row.from, row.subject, row.body, reply)).results;
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ rule: row.rule, state: row.state });
    if (row.text !== undefined) expect(found[0]?.text).toBe(row.text);
    if (row.of !== undefined) expect(found[0]?.of).toEqual(row.of);
    if (row.isPartial !== undefined) expect(found[0]?.isPartial).toBe(row.isPartial);
  });

  it("has a fixture for each rule and state", () => {
    const rows = new Set(FIRES.map(({ rule, state }) => `${rule} ${state}`));
    for (const { id, state } of RESULT_RULES) expect(rows).toContain(`${id} ${state}`);
  });

  it.each(FIRES)("does not fire for $rule where all is quoted: $subject", (row) => {
    const body = `On Mon, Bo Lind wrote:\n${row.body.replace(/^/gm, "> ")}\nInteresting.\n`;
    expect(factsOfText(mail(anna, `Re: ${row.subject}`, body, reply)).results).toEqual([]);
  });

  it.each(FIRES.filter(({ from }) => from !== anna && !from.startsWith("Rob ")))(
    "takes nobody else for the robot of $rule: $subject",
    (row) => {
      const found = factsOfText(mail(anna, `Re: ${row.subject}`, row.body, reply)).results;
      // What a patch says of its origin holds whoever sends it.
      expect(found.filter(({ rule }) => rule !== "upstream-commit")).toEqual([]);
    },
  );
});

describe("who is no robot", () => {
  it.each(FIRES.filter(({ from }) => from !== anna))("an address elsewhere, for $rule: $subject", (row) => {
    const from = row.from.replace(/@[^>]*/, "@evil.example");
    const found = factsOfText(mail(from, row.subject, row.body, reply)).results;
    // What a patch says of its origin holds whoever sends it.
    expect(found.filter(({ rule }) => rule !== "upstream-commit" && rule !== "autosel")).toEqual([]);
  });
});

describe("people beside the robots", () => {
  it("who look after a robot are not taken for it", () => {
    const body = "Hi Anna,\n\nwe ran it again, and see no error any more.\n";
    const subject = "Re: [lock:next 3/9] lib/lock.c:3:1: warning: odd";
    expect(factsOfText(mail("Dora Lind <dora@intel.com>", subject, body, reply)).results).toEqual([]);
    expect(factsOfText(mail(lkp, subject, body, reply)).results).toEqual([]);
  });
});

describe("applied, thanks", () => {
  it.each(APPLIED)("%j", (body, text) => {
    const found = factsOfText(mail(anna, re, `${quoted}\n${body}`, reply)).results;
    expect(found).toMatchObject([{ rule: "applied", state: "applied", text, isPartial: false, of: [] }]);
  });

  it("reads dropped patches", () => {
    const found = factsOfText(
      mail(anna, re, `${quoted}\nI've dropped this patch from my tree.\n`, reply),
    ).results;
    expect(found).toMatchObject([
      { rule: "dropped", state: "dropped", text: "dropped this patch from my tree" },
    ]);
  });

  it.each([
    ["Applied.", true],
    ["Applied. I'll fix the other comments, thanks.", true],
    ["Good catch, applied.", true],
    ["Applied, thanks.", undefined],
    ["Applied to foo/next, thanks.", undefined],
    ["Applied to my tree.", undefined],
    ["Dropped from the fixes branch.", undefined],
  ])("knows which words an author may say of a comment: %s", (body, isBare) => {
    const [found] = factsOfText(mail(anna, re, `${quoted}\n${body}\n`, reply)).results;
    expect(found?.isBare).toBe(isBare);
  });

  it.each([
    [
      "Applied 1/3 and 2/3.",
      [
        [1, 1],
        [2, 2],
      ],
    ],
    [
      "Thanks. Applied 1, 2 and 4-5 to my tree.",
      [
        [1, 1],
        [2, 2],
        [4, 5],
      ],
    ],
    ["1/3 applied", [[1, 1]]],
    ["Applied 1-3", [[1, 3]]],
    ["Patches 1-2 applied", [[1, 2]]],
    ["Patches 1 to 2 applied, thanks", [[1, 2]]],
    ["First two patches applied", [[1, 2]]],
    ["I've applied the first patch", [[1, 1]]],
    ["Applied patches 1-2", [[1, 2]]],
    ["Applied patch 1 only", [[1, 1]]],
    ["Applied all but the last one.", [[1, -2]]],
    ["Applied all except the first two.", [[3, -1]]],
    [
      "Applied everything but patch 3",
      [
        [1, 2],
        [4, -1],
      ],
    ],
    ["Applied 2 fixes by hand, thanks", undefined],
    ["Applied to 6.9", undefined],
  ])("reads which patches: %s", (body, patches) => {
    const [found] = factsOfText(mail(anna, re, `${quoted}\n${body}\n`, reply)).results;
    expect(found?.patches).toEqual(patches);
  });

  it("says where patches with numbers went", () => {
    const { results } = factsOfText(mail(anna, re, "Applied patch 2 to foo/next, thanks.\n", reply));
    expect(results).toMatchObject([{ text: "applied patch 2 to foo/next", isPartial: true }]);
    expect(results[0]?.isBare).toBeUndefined();
  });

  it.each([
    ["TL;DR: NACK", "changesRequested"],
    ["So NAK from me.", "changesRequested"],
    ["Hard NACK.", "changesRequested"],
    ["Taken, thanks", "applied"],
    ["This has been applied.", "applied"],
    ["It is applied.", "applied"],
    ["Reverted.", "dropped"],
  ])("reads %s", (body, state) => {
    expect(factsOfText(mail(anna, re, `${quoted}\n${body}\n`, reply)).results).toMatchObject([{ state }]);
  });

  it("reads what was applied and dropped again as dropped", () => {
    const body = "Applied to my tree, but then dropped because it breaks the build.\n";
    expect(factsOfText(mail(anna, re, body, reply)).results).toMatchObject([
      { state: "dropped", text: "applied to my tree, but then dropped because it breaks the build" },
    ]);
  });

  it("reads b4's thank-you notes", () => {
    const list =
      "Applied to for-next, thanks!\n\n[1/3] lock: free it\n      commit: 0123456789abcdef0123456789abcdef01234567\n[3/3] lock: take it\n      commit: 1123456789abcdef0123456789abcdef01234567\n\nBest regards,\n-- \nBo Lind <bo@example.org>\n";
    const [whole] = factsOfText(
      mail(anna, "Re: [PATCH 0/3] lock: rework", `${quoted}\n${list}`, reply),
    ).results;
    expect(whole).toMatchObject({
      state: "applied",
      isPartial: false,
      of: ["lock: free it", "lock: take it"],
    });
    const [part] = factsOfText(
      mail(anna, "Re: (subset) [PATCH 0/3] lock: rework", `${quoted}\n${list}`, reply),
    ).results;
    expect(part).toMatchObject({ state: "applied", isPartial: true, of: ["lock: free it", "lock: take it"] });
  });

  it.each(SILENT)("nothing in %j", (body) => {
    expect(factsOfText(mail(anna, re, body, reply)).results).toEqual([]);
  });

  it("is not read in mail that answers nobody, nor in patches", () => {
    expect(factsOfText(mail(anna, "lock: what I did", "Applied, thanks.\n")).results).toEqual([]);
    expect(
      factsOfText(mail(anna, "[PATCH] lock: free it", `Merged.\n\nSigned-off-by: ${anna}\n${diff}`, reply))
        .results,
    ).toEqual([]);
  });
});

describe("words for the whole series and for a part", () => {
  const found = (body: string, subject = re): unknown =>
    factsOfText(mail(anna, subject, `${quoted}\n${body}`, reply)).results.map(
      ({ state, isPartial, isWhole }) => [state, isPartial ? "part" : isWhole ? "whole" : "answered"],
    );
  it.each([
    ["I've applied all three patches to my tree, thanks.\n", "whole"],
    ["All of the patches in this series are now on the\nlock git tree.\n", "whole"],
    ["I have applied the series to for-next.\n", "whole"],
    ["Series applied, thanks.\n", "whole"],
    ["Applied, thanks.\n", "answered"],
    ["Applied the series except the last patch.\n", "answered"],
    ["Applied 1/3 and 2/3, thanks.\n", "part"],
  ])("%j", (body, kind) => {
    expect(found(body)).toEqual([["applied", kind]]);
  });

  it("the subject's mark tells a part", () => {
    expect(found("Applied 1/3, thanks!\n", "Re: (subset) [PATCH 0/3] lock")).toEqual([["applied", "part"]]);
    expect(found("Series applied.\n", "Re: (subset) [PATCH 0/3] lock")).toEqual([["applied", "part"]]);
  });
});

describe("words that ask for a new version", () => {
  const found = (body: string, from = anna): readonly string[] =>
    factsOfText(mail(from, re, `${quoted}\n${body}`, reply)).results.map(
      ({ rule, state, line0, text }) => `${rule} ${state} ${text === "" ? -1 : line0 > 0}`,
    );
  it.each([
    "Please fix the lock and resend.\n",
    "This leaks. Could you please rebase this on\ntop of for-next and resend?\n",
    "v2 please.\n",
    "Please send v3 with that.\n",
    "Please send an updated version.\n",
    "This needs a respin.\n",
    "Drop this patch please.\n",
    "Changes requested.\n",
    "In the next version can you please add a test?\n",
  ])("%j", (body) => {
    expect(found(body)).toEqual(["asked changesRequested true"]);
  });
  it.each([
    "No need to resend.\n",
    "Please don't resend, I fixed it up.\n",
    "I will resend it tomorrow.\n",
    "Should I resend? Please tell me.\n",
    "If you respin, please fix the typo.\n",
    "Please send a patch for the lock.\n",
    "If they are not in it yet, please resubmit them to the list.\n",
    "Please have a look at v2.\n",
    "Please drop this check.\n",
    "The server sends a NAK to the client.\n",
    "> Please resend.\n",
  ])("nothing in %j", (body) => {
    expect(found(body)).toEqual([]);
  });
  it("are read line by line", () => {
    const body = `${quoted}\nIt leaks here.\n\nThat said,\nplease resend.\n`;
    const text = mail(anna, re, body, reply);
    expect(text.split("\n")[factsOfText(text).results[0]?.line0 ?? 0]).toBe("That said,");
    expect(found("Please resend.\n", lkp)).toEqual([]);
  });
});

describe("long and odd mail", () => {
  it("is read in linear time, and shown without hidden characters", () => {
    const long = `${"applied ".repeat(50_000)}\n${"Thanks, ".repeat(50_000)}\n${"pw-bot: cr\n".repeat(5000)}`;
    const { results } = factsOfText(mail(anna, re, long, reply));
    expect(results.length).toBeLessThanOrEqual(50);
    const odd = factsOfText(mail(anna, re, "#syz fix: lock\u202e: free\u0007 it\n", reply)).results;
    expect(odd[0]?.text).toBe("syz: fix: lock: free it");
  });
});
