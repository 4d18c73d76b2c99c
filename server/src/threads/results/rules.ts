import type { ResultRule } from "./rule.js";

/**
 * Robots by the domains that they write from: a display name, or a robot's name at another domain, proves nothing. People
 * who look after one write from its domain, too, so its own names are asked for.
 */
const robot =
  // example.com (RFC 2606): nobody writes from there but the robot of our samples, in which everybody is invented.
  /^k(?:ernel|build) test robot <[^<>@]{1,100}@(?:(?:linux\.)?intel|example)\.com>$|<lkp@intel\.com>$/i;
const patchwork = /<patchwork-bot(?:\+[^<>@]{1,100})?@kernel\.org>$/i;
const syzbot = /<(?:syzbot|bot)(?:[+-][^<>@]{0,100})?@syzkaller\.appspotmail\.com>$/i;
const syzbotCi = /<syzbot\+ci[^<>@]{0,100}@syzkaller\.appspotmail\.com>$/i;
const tipBot = /<tip-?bot2?@(?:linutronix\.de|zytor\.com|kernel\.org)>$/i;
const mm = /<akpm@linux-foundation\.org>$/i;
const freedesktop = /<(?:patchwork@emeril\.freedesktop\.org|lkft@linaro\.org)>$/i;
/** Who keep the stable trees. */
const stable = /<(?:gregkh|sashal|stable)@(?:linuxfoundation\.org|kernel\.org)>$/i;
const devicetree = /<[^<>@]{1,60}@kernel\.org>$/i;

/**
 * What mail says of a patch's fate, a rule a line: the first that holds for a message gives its result, and commands to
 * robots give theirs besides. `applied, thanks` in people's own words is read by applied.ts.
 */
// biome-ignore format: a table, a rule a line
export const RESULT_RULES: readonly ResultRule[] = [
  // Intel's kernel test robot (0-day): builds and performance runs.
  { id: "kernel-test-robot-success", state: "passed", text: "build passed: $1", from: robot, subject: /^(?:Re: )?\[[^\]]{1,200}\] ?BUILD SUCCESS(?: WITH WARNING)?(?: ([0-9a-f]{7,40}))?/ },
  { id: "kernel-test-robot-regression", state: "failed", text: "build failed: $1", from: robot, subject: /^(?:Re: )?\[[^\]]{1,200}\] ?BUILD REGRESSION(?: ([0-9a-f]{7,40}))?/ },
  { id: "kernel-test-robot-incomplete", state: "note", text: "build not complete: $1", from: robot, subject: /^(?:Re: )?\[[^\]]{1,200}\] ?BUILD (?:INCOMPLETE|DONE)(?: ([0-9a-f]{7,40}))?/ },
  { id: "kernel-test-robot-fix", state: "note", text: "the robot suggests a fix", from: robot, mail: "patch" },
  { id: "kernel-test-robot-improvement", state: "note", text: "$1", from: robot, line: /^(?:kernel test robot|FYI, we) noticed (an? [-+]?[\d.]{1,12}% improvement[^,]{0,120}?)(?: on)?:?\s*$/i },
  { id: "kernel-test-robot", state: "failed", text: "$1", from: robot, line: /^(?:kernel test robot|FYI, we) noticed (?:the following )?(.{3,140}?)(?: on)?:?\s*$/i },
  { id: "kernel-test-robot", state: "failed", text: "$1 to improve", from: robot, line: /^(?:I love your patch!|Thank you for the patch!|Thanks for your patch) ?(Yet something|Perhaps something|yet something|perhaps something) to improve/i },
  { id: "kernel-test-robot", state: "failed", text: "$1", from: robot, line: /^>> (.{5,160})/ },
  { id: "kernel-test-robot", state: "failed", text: "$1", from: robot, mail: "other", subject: /^\[[^\]]{1,200}\] ?([^\s].{3,200}(?:error|warning|undefined|ERROR|WARNING|BUG).{0,200})/ },
  // patchwork's robots: netdev's, bpf's and the others on kernel.org.
  { id: "patchwork-bot", state: "applied", text: "applied to $1", from: patchwork, line: /^This (?:series|patch) was applied to (\S{1,120}(?: \([^)]{1,80}\))?)/, of: "list" },
  { id: "patchwork-bot-pulled", state: "applied", text: "merged into $1", from: patchwork, line: /^This pull request was applied to (\S{1,120}(?: \([^)]{1,80}\))?)/, of: "list" },
  { id: "pr-tracker-bot", state: "applied", text: "merged into $1", from: /<pr-tracker-bot@kernel\.org>$/i, line: /^has been merged into (\S{1,120}?):?\s*$/ },
  // syzbot: reports of bugs, and answers to `#syz test`.
  { id: "syzbot-ci", state: "failed", text: "syzbot ci found an issue", from: syzbotCi, line: /^and found the following issues?:?/ },
  { id: "syzbot-ci", state: "passed", text: "syzbot ci found no issue", from: syzbotCi, line: /^and found no issues?/i },
  { id: "syzbot-tested", state: "passed", text: "syzbot: the reproducer did not trigger any issue", from: syzbot, line: /^(?:syzbot has tested the proposed patch and the reproducer did not trigger any|the reproducer did not trigger any)/ },
  { id: "syzbot-tested", state: "failed", text: "syzbot: the reproducer still triggers an issue", from: syzbot, line: /^(?:syzbot has tested the proposed patch )?but the reproducer (?:is )?still trigger/ },
  { id: "syzbot-tested", state: "failed", text: "syzbot could not build or boot with it", from: syzbot, line: /^syzbot tried to test the proposed patch but/ },
  { id: "syzbot-bisected", state: "note", text: "syzbot has bisected the bug", from: syzbot, line: /^syzbot (?:has bisected|suspects)/ },
  { id: "syzbot-report", state: "note", text: "syzbot found a bug", from: syzbot, line: /^syzbot (?:found the following|hit the following|has found a reproducer)/ },
  // The stable trees: what was taken, what could not be, what is proposed.
  { id: "stable-added", state: "applied", text: "added to the $2 tree", from: stable, subject: /^Patch "(.{1,300})" has been added to the (\S{1,40}) tree\s*$/, of: "subject" },
  { id: "stable-failed", state: "failed", text: "failed to apply to the $2 tree", from: stable, subject: /^FAILED: patch "(?:\[PATCH[^\]]{0,60}\] ?)?(.{1,300})" failed to apply to (?:the )?(\S{1,40}) tree\s*$/i, of: "subject" },
  { id: "stable-dropped", state: "dropped", text: "dropped from the $2 tree", from: stable, subject: /^Patch "(.{1,300})" has been (?:dropped|removed) from the (\S{1,40}) tree\s*$/, of: "subject" },
  { id: "autosel", state: "note", text: "chosen for stable $1 by AUTOSEL", mail: "patch", subject: /^\[PATCH AUTOSEL (?:for )?([^\s\]]{1,30})/ },
  { id: "upstream-commit", state: "note", text: "backport of upstream commit $1", mail: "patch", starts: ["[ upstream commit ", "[upstream commit "], line: /^\[ ?Upstream commit ([0-9a-f]{8,64}) ?\]/i },
  { id: "upstream-commit", state: "note", text: "backport of upstream commit $1", mail: "patch", starts: ["commit ", "upstream commit "], line: /^(?:commit |upstream commit )([0-9a-f]{12,64})(?: upstream\.?)?\s*$/i },
  // Trees whose robots write for each commit.
  { id: "tip-bot", state: "applied", text: "merged into the $1 branch of tip", from: tipBot, line: /^The following commit has been merged into the (\S{1,80}) branch of tip/, of: "subjectLine" },
  { id: "tip-bot", state: "applied", text: "merged into tip:$1", from: tipBot, subject: /^\[tip: ?([^\]]{1,80})\] (.{1,300})/, of: "subjectLine" },
  // Andrew Morton's mm tree.
  { id: "mm-added", state: "applied", text: "added to $1", from: mm, subject: /^(?:\[[^\]]{1,60}\] )?\+ \S{1,200}\.patch added to (\S{1,60}(?: branch| tree)?)/, of: "titleBelow" },
  { id: "mm-merged", state: "applied", text: "merged ($1)", from: mm, subject: /^\[((?:alternative-|folded-)?merged(?: [\w-]{1,40})?)\] \S{1,200}\.patch removed from -mm tree/, of: "titleBelow" },
  { id: "mm-removed", state: "dropped", text: "removed from -mm ($1)", from: mm, subject: /^\[([\w ,-]{1,60})\] \S{1,200}\.patch removed from -mm tree/, of: "titleBelow" },
  { id: "mm-removed", state: "dropped", text: "removed from -mm", from: mm, subject: /^- \S{1,200}\.patch removed from -mm tree/, of: "titleBelow" },
  // Builds and checks of other trees.
  { id: "freedesktop-ci", state: "passed", text: "$1: success", from: freedesktop, subject: /^✓ ([\w.-]{1,40}): success for / },
  { id: "freedesktop-ci", state: "failed", text: "$1: $2", from: freedesktop, subject: /^✗ ([\w.-]{1,40}): (failure|warning) for / },
  { id: "dt-bindings-bot", state: "failed", text: "dt_binding_check found errors", from: devicetree, starts: ["my bot found errors running"], line: /^My bot found errors running 'make (?:DT_CHECKER_FLAGS=\S{1,40} )?dt_binding_check' on your patch/ },
  // Commands to robots: own lines only, also in a signature.
  { id: "pw-bot", state: "changesRequested", text: "pw-bot: $1", isCommand: true, starts: ["pw-bot:"], line: /^pw-bot: {0,4}(changes[- _]requested|cr)\b/i },
  { id: "pw-bot", state: "applied", text: "pw-bot: $1", isCommand: true, starts: ["pw-bot:"], line: /^pw-bot: {0,4}(accept(?:ed)?|mainlined|queued|au|awaiting[- _]upstream)\b/i },
  { id: "pw-bot", state: "superseded", text: "pw-bot: $1", isCommand: true, starts: ["pw-bot:"], line: /^pw-bot: {0,4}(superseded?|su)\b/i },
  { id: "pw-bot", state: "deferred", text: "pw-bot: $1", isCommand: true, starts: ["pw-bot:"], line: /^pw-bot: {0,4}(defer(?:red)?|df)\b/i },
  { id: "pw-bot", state: "dropped", text: "pw-bot: $1", isCommand: true, starts: ["pw-bot:"], line: /^pw-bot: {0,4}(reject(?:ed)?|rj|not[- _]applicable|na)\b/i },
  { id: "pw-bot", state: "note", text: "pw-bot: $1", isCommand: true, starts: ["pw-bot:"], line: /^pw-bot: {0,4}([\w-]{1,40})/i },
  { id: "regzbot", state: "note", text: "regzbot: $1", isCommand: true, starts: ["#regzbot"], line: /^#regzbot:? (\^?[a-z][a-z-]{1,30}:?(?: .{1,120})?)/i },
  { id: "syz-command", state: "note", text: "syz: $1", isCommand: true, starts: ["#syz"], line: /^#syz[ -]((?:test|fix|dup|invalid|upstream|undup|unset|set|unfix)\b.{0,160})/ },
  // People's words that refuse; that they take it is read by applied.ts.
  { id: "nack-withdrawn", state: "note", text: "takes the refusal back", mail: "reply", starts: ["my na", "sorry, my na", "please ignore my na", "ignore my na", "i withdraw my na", "i retract my na", "i take back my na", "i take my na"], line: /^(?:sorry, )?(?:my NAC?K\b.{0,30} (?:was|is) (?:wrong|withdrawn|a mistake|an error|obsolete|gone)|(?:please )?ignore my NAC?K\b|I (?:withdraw|retract|take back) my NAC?K\b|I take my NAC?K back\b)/i },
  { id: "nack", state: "changesRequested", text: "refused: $1", mail: "reply", starts: ["tl", "so", "hard ", "big ", "strong ", "firm ", "clear "], line: /^(?:TL;?DR[:,;]? |so,? |(?:hard|big|strong|firm|clear) )(?:a )?(NACK|NAK)(?:ed)?(?:[.,!:;]|\s*$| from me\b)/i },
  { id: "nack", state: "changesRequested", text: "refused: $1", mail: "reply", starts: ["nak", "nack"], line: /^(NACK|NAK|Nack|Nak|nack|nak)(?:ed)?(?:[.,!:;]|\s*$| from me\b| on | to | -)/ },
];
