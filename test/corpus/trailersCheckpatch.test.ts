import { describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import { QUICK_FIXES } from "../../server/src/features/quickFixes/index.js";
import type { Fix } from "../../server/src/features/quickFixes/quickFix.js";
import { diagnoseText } from "../unit/diagnostics/support.js";
import { context, parsed } from "../unit/features/fixture.js";
import { type CheckpatchFinding, findCheckpatch, type LinuxSeries, runCheckpatch } from "./checkpatch.js";
import { corpusPatchMails, type PatchMail, withSmallDiff } from "./patchMails.js";
import { hasShared } from "./shared.js";
import { type Mutation, trailerMutations } from "./trailerMutations.js";

/** Our rule for what checkpatch says; null: of no rule here. */
function ruleOf({ type, message }: CheckpatchFinding): string | null {
  switch (type) {
    case "BAD_SIGN_OFF":
      if (message.startsWith("Duplicate signature")) return "trailer.duplicate";
      return message.startsWith("Co-developed-by") ? "trailer.co-developed-by" : "trailer.bad-form";
    case "MISSING_SIGN_OFF":
      return "trailer.missing-signoff";
    case "NO_AUTHOR_SIGN_OFF":
      return "trailer.author-signoff-missing";
    case "FROM_SIGN_OFF_MISMATCH":
      return "trailer.author-signoff-mismatch";
    case "BAD_STABLE_ADDRESS_STYLE":
      return "trailer.bad-stable";
    case "BAD_REPORTED_BY_LINK":
      return "trailer.reported-by-without-closes";
    case "MISSING_FIXES_TAG":
      return "trailer.missing-fixes";
    case "BAD_FIXES_TAG":
      return "trailer.bad-fixes";
    default:
      return null;
  }
}

/** Rules about the whole mail: their findings have no line in common. */
const OF_MAIL = new Set([
  "trailer.missing-signoff",
  "trailer.author-signoff-missing",
  "trailer.author-signoff-mismatch",
  "trailer.missing-fixes",
]);
/** What each version knows. */
const RULES: Readonly<Record<LinuxSeries, readonly string[]>> = {
  "6.1": [
    "trailer.missing-signoff",
    "trailer.author-signoff-missing",
    "trailer.author-signoff-mismatch",
    "trailer.bad-form",
    "trailer.duplicate",
    "trailer.co-developed-by",
    "trailer.bad-stable",
  ],
  "6.12": [
    "trailer.reported-by-without-closes",
    "trailer.missing-fixes",
    "trailer.bad-fixes",
    "trailer.bad-form",
  ],
};

interface Difference {
  readonly name: string;
  readonly who: "ours" | "checkpatch";
  readonly rule: string;
  /** The line's text; "" for the whole mail. */
  readonly line: string;
  /** What checkpatch says. */
  readonly message: string;
  readonly text: string;
  /** 0-based; -1 for the whole mail. */
  readonly line0: number;
}

/** Why the two differ, and are meant to; the first that holds counts. */
const REASONS: readonly {
  readonly reason: string;
  holds(one: Difference, series: LinuxSeries): boolean;
}[] = [
  {
    reason: "below the cut, in the diff or the signature: git am drops it, we read the log alone",
    holds: ({ who, line0, text }) => who === "checkpatch" && line0 >= 0 && line0 >= logEnd0(text),
  },
  {
    reason: "an unknown *-by far from any known one: people make up new ones",
    holds: ({ who, message }) => who === "checkpatch" && /^Non-standard signature: \S+$/.test(message),
  },
  {
    reason: "6.1 does not know Assisted-by",
    holds: ({ line }, series) => series === "6.1" && /^\s*assisted-by:/i.test(line),
  },
  {
    reason: "`Cc: stable` and foreign domains: one finding, of trailer.bad-stable",
    holds: ({ rule, line }) =>
      /^\s*cc:\s*"?<?stable(?:@|"?>?$)/i.test(line) && /bad-(?:form|stable)$/.test(rule),
  },
  {
    reason: "a line that is folded: git and we read on",
    holds: ({ line0, text, rule }) =>
      rule.startsWith("trailer.author-")
        ? /^Signed-off-by: .*\r?\n[ \t]+\S/m.test(text)
        : line0 >= 0 && /^[ \t]+\S/.test(text.split(/\r?\n/)[line0 + 1] ?? ""),
  },
  {
    reason: "trailers that the log tells of, set off by blanks in a paragraph of their own",
    holds: ({ who, line }) => who === "checkpatch" && /^\s+\S/.test(line),
  },
  {
    reason: "Closes without a URL, and several Reported-by in front of one Closes",
    holds: ({ rule, line0, text }) =>
      rule === "trailer.reported-by-without-closes" &&
      /^(?:reported-by|closes:\s*$)/i.test(text.split(/\r?\n/)[line0 + 1] ?? ""),
  },
  {
    reason: "Cc lines of several people are let alone, and the To and Cc of a forwarded mail's header",
    holds: ({ who, rule, line }) =>
      who === "checkpatch" && rule === "trailer.bad-form" && /^(?:to:\s*$|cc: .*,)/i.test(line),
  },
  {
    reason: "a From: in the middle of the log (forwarded, or below scissors): git am does not read it",
    holds: ({ rule, text }) => /author-|co-developed/.test(rule) && hasLateFrom(text),
  },
  {
    reason: "the patch is attached, and what stands beside it is no log",
    holds: ({ who, text }) =>
      who === "checkpatch" && (parse(text).document.messages[0]?.attachments.length ?? 0) > 0,
  },
  {
    reason:
      "a sign-off whose address is not in brackets: trailer.bad-form tells it, and whose it is can be seen",
    holds: ({ rule, text }) =>
      rule.startsWith("trailer.author-") &&
      /^Signed-off-by: (?:[^<>\n]*[^\s<>]@\S+|[^<>\n]*<[^>\n]*)$/m.test(text.replaceAll("\r", "")),
  },
  {
    reason: "a sign-off whose name is misspelled counts as one: trailer.bad-form reports it",
    holds: ({ rule, text }) =>
      (rule === "trailer.missing-signoff" || rule.startsWith("trailer.author-")) &&
      diagnoseText(text).some(
        ({ code, message }) => code === "trailer.bad-form" && message.includes("Signed-off-by"),
      ),
  },
  {
    reason: "a notice of the stable robot that a patch could not be applied",
    holds: ({ text }) => /^Subject: FAILED: patch /im.test(text),
  },
  {
    reason: "more than 12 digits are right, too: 12 to 40",
    holds: ({ who, rule, line }) =>
      who === "checkpatch" && rule === "trailer.bad-fixes" && /^Fixes: [0-9a-f]{13,40} \(".*"\)/.test(line),
  },
];

function logEnd0(text: string): number {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => line.trimEnd() === "---" || line.startsWith("diff --git "));
  return at === -1 ? lines.length : at;
}

/** A `From:` below the first words of the body. */
function hasLateFrom(text: string): boolean {
  const lines = text.split(/\r?\n/).slice(0, logEnd0(text));
  const body = lines.slice(lines.indexOf("") + 1);
  const words = body.findIndex((line) => line.trim() !== "" && !/^[A-Za-z-]+: /.test(line));
  return words !== -1 && body.slice(words).some((line) => line.startsWith("From: "));
}

const FIXED = new Set([
  "trailer.bad-form",
  "trailer.duplicate",
  "trailer.co-developed-by",
  "trailer.bad-stable",
]);

/** The text after the first fix of each finding of the rules about trailers that 6.1 has, one by one. */
async function fixesOf(name: string, text: string) {
  const document = parsed(text);
  const [message] = document.model.messages;
  const pairs: { name: string; rule: string; before: string; after: string }[] = [];
  if (!message) return pairs;
  const { lines } = document.model;
  for (const { code, range } of diagnoseText(text, { limit: 1e6 })) {
    if (!FIXED.has(code)) continue;
    const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
    const fixes: Fix[] = [];
    for (const fix of QUICK_FIXES)
      if (fix.rules.includes(code))
        fixes.push(...(await fix.fixes({ document, message, rule: code, span, context })));
    const [first] = fixes;
    if (!first) continue;
    let after = text;
    for (const change of first.changes.toSorted((a, b) => b.span.start - a.span.start))
      after = after.slice(0, change.span.start) + change.text + after.slice(change.span.end);
    expect(withoutLog(after), `${name}: more than the log has changed`).toBe(withoutLog(text));
    pairs.push({ name, rule: code, before: text, after });
  }
  return pairs;
}

/** All of a mail but its log. */
function withoutLog(text: string): string {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => line.trim() === "");
  const cut = lines.findIndex((line) => line.trimEnd() === "---");
  return [...lines.slice(0, head), ...lines.slice(cut)].join("\n");
}

function compare(
  series: LinuxSeries,
  mails: readonly Mutation[],
  said: readonly (readonly CheckpatchFinding[])[],
) {
  const rules = new Set(RULES[series]);
  const differences: Difference[] = [];
  const agreed = new Map<string, number>();
  for (const [at, { name, text }] of mails.entries()) {
    const lines = text.split(/\r?\n/);
    const keyOf = (rule: string, line0: number): string => `${rule} ${OF_MAIL.has(rule) ? -1 : line0}`;
    const theirs = new Map<string, string>();
    for (const finding of said[at] ?? []) {
      const rule = ruleOf(finding);
      if (rule !== null && rules.has(rule)) theirs.set(keyOf(rule, finding.line - 1), finding.message);
    }
    const ours = new Set(
      diagnoseText(text, { limit: 1e6 })
        .filter(({ code }) => rules.has(code))
        .map(({ code, range }) => keyOf(code, range.start.line)),
    );
    const add = (key: string, who: Difference["who"], message: string): void => {
      const [rule = "", line = "-1"] = key.split(" ");
      const line0 = Number(line);
      differences.push({ name, who, rule, line: lines[line0] ?? "", message, text, line0 });
    };
    for (const key of ours) {
      const [rule = ""] = key.split(" ");
      if (theirs.has(key)) agreed.set(rule, (agreed.get(rule) ?? 0) + 1);
      else add(key, "ours", "");
    }
    for (const [key, message] of theirs) if (!ours.has(key)) add(key, "checkpatch", message);
  }
  return { differences, agreed };
}

const checkpatch = {
  "6.1": findCheckpatch("6.1", 2),
  "6.12": findCheckpatch("6.12", 2),
} as const;

describe.runIf(hasShared("corpus", 4))("trailer rules and checkpatch", async () => {
  const patches: readonly PatchMail[] = await corpusPatchMails();
  const mails = patches.map((mail): Mutation => ({ name: mail.name, text: withSmallDiff(mail) }));
  const mutated = mails.filter((_, at) => at % 6 === 0).flatMap(trailerMutations);

  const held = new Set<string>();
  const hasAll = checkpatch["6.1"] !== null && checkpatch["6.12"] !== null;

  describe.each(["6.1", "6.12"] as const)("of Linux %s", (series) => {
    const program = checkpatch[series];
    it.runIf(program !== null).each([
      ["every patch of the corpus", mails],
      ["mutations of trailers", mutated],
    ])(
      "%s",
      (name, texts) => {
        if (program === null) return;
        const reports = runCheckpatch(
          program,
          texts.map(({ text }) => Buffer.from(text)),
        );
        const { differences, agreed } = compare(
          series,
          texts,
          reports.map(({ isPatch, findings }) => (isPatch ? findings : [])),
        );
        const counts = new Map<string, number>();
        const unexplained: string[] = [];
        for (const one of differences) {
          const reason = REASONS.find(({ holds }) => holds(one, series))?.reason;
          if (reason === undefined)
            unexplained.push(
              `${one.who} ${one.rule} | ${one.line.slice(0, 90)} | ${one.message.slice(0, 90)} | ${one.name}`,
            );
          else counts.set(reason, (counts.get(reason) ?? 0) + 1);
        }
        console.log(
          `${program.name}, ${texts.length} mails: ${name}\n` +
            [...agreed].map(([rule, count]) => `  agree ${rule}: ${count}`).join("\n") +
            [...counts].map(([reason, count]) => `\n  differ, ${reason}: ${count}`).join(""),
        );
        for (const reason of counts.keys()) held.add(reason);
        expect(unexplained.length, unexplained.slice(0, 20).join("\n")).toBe(0);
        expect([...agreed.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
      },
      300_000,
    );
  });

  it.runIf(checkpatch["6.1"] !== null)(
    "what the fixes of trailers give, checkpatch finds nothing wrong with",
    async () => {
      const program = checkpatch["6.1"];
      if (program === null) return;
      const pairs: { name: string; rule: string; before: string; after: string }[] = [];
      for (const { name, text } of mutated) pairs.push(...(await fixesOf(name, text)));
      const said = (texts: readonly string[]) =>
        runCheckpatch(
          program,
          texts.map((text) => Buffer.from(text)),
        ).map(({ findings }) => findings.map(ruleOf));
      const before = said(pairs.map((pair) => pair.before));
      const after = said(pairs.map((pair) => pair.after));
      const worse = pairs.filter(({ rule }, at) => {
        const count = (rules: readonly (string | null)[] = []): number =>
          rules.filter((one) => one === rule).length;
        const was = count(before[at]);
        return count(after[at]) > Math.max(0, was - 1);
      });
      const counts = new Map<string, number>();
      for (const { rule } of pairs) counts.set(rule, (counts.get(rule) ?? 0) + 1);
      console.log([...counts].map(([rule, count]) => `  fixes of ${rule}: ${count}`).join("\n"));
      expect(
        worse.map(({ name, rule, after: text }) => `${rule} ${name} ${text.length}`).slice(0, 10),
      ).toEqual([]);
      expect(pairs.length).toBeGreaterThan(500);
    },
    300_000,
  );

  it.runIf(hasAll)("each reason is one of a difference that is there", () => {
    expect(REASONS.map(({ reason }) => reason).filter((reason) => !held.has(reason))).toEqual([]);
  });
});
