import { describe, expect, it } from "vitest";
import type { Message } from "../../server/src/core/model.js";
import { LineKind } from "../../server/src/core/model.js";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { logLines } from "../../server/src/diagnostics/logLines.js";
import { ownFiles } from "../../server/src/diagnostics/ownFiles.js";
import { isPostedPatch } from "../../server/src/diagnostics/postedPatch.js";
import type { RuleContext } from "../../server/src/diagnostics/rule.js";
import type { ParsedDocument } from "../../server/src/features/feature.js";
import { type CheckpatchFinding, findCheckpatch, type LinuxSeries, runCheckpatch } from "./checkpatch.js";
import { corpusPatchMails, type PatchMail, withSmallDiff } from "./patchMails.js";
import { hasShared } from "./shared.js";

/** Types and the rules of the same meaning. Those of 6.12 alone are not asked of 6.1. */
const RULES_OF: Readonly<Record<string, readonly string[]>> = {
  COMMIT_LOG_LONG_LINE: ["log.long-line"],
  GIT_COMMIT_ID: ["log.commit-id-style"],
  COMMIT_COMMENT_SYMBOL: ["log.comment-symbol"],
  EMAIL_SUBJECT: ["log.subject-tool-name"],
  COMMIT_MESSAGE: ["log.too-short", "log.misplaced-body"],
  GERRIT_CHANGE_ID: ["log.gerrit-change-id"],
};
const RULES_OF_612: Readonly<Record<string, readonly string[]>> = {
  COMMIT_LOG_USE_LINK: ["log.use-link"],
  COMMIT_LOG_WRONG_LINK: ["log.bad-link"],
  COMMIT_LOG_VERSIONING: ["log.versioning-above-cut"],
  PREFER_LORE_ARCHIVE: ["log.prefer-lore"],
};

/** Types of which checkpatch tells the first, or we do: compared mail by mail, not line by line. */
const ONCE = new Set([
  "COMMIT_LOG_LONG_LINE",
  "COMMIT_COMMENT_SYMBOL",
  "COMMIT_MESSAGE",
  "EMAIL_SUBJECT",
  "COMMIT_LOG_VERSIONING",
]);

interface Text {
  readonly name: string;
  readonly text: string;
}

/** A type of checkpatch's at a line (1-based; 0: somewhere in the mail), and who says it. */
interface Difference {
  readonly name: string;
  readonly side: "checkpatch" | "we";
  readonly type: string;
  readonly line: number;
  readonly text: string;
}

const HASH = "0d3f6a1c9b7e5428f1a2c3d4e5f60718293a4b5c";
const LONG = "The registers hold a signed value, and the driver has always read it as an unsigned one.";

/** Paragraphs that are put into a log, before its last one with words. */
const PARAGRAPHS: readonly string[] = [
  LONG,
  `WARNING: in the log\n${LONG}\n\n${LONG}`,
  `[   12.345678] frost: ${LONG}`,
  ` drivers/hwmon/frost_registers_of_the_second_revision_and_all_that_is_like_it.c | 12 +++---`,
  `drivers/hwmon/frost.c:35:2: ${LONG}`,
  `https://example.org/${"a".repeat(80)}`,
  `Reviewed-by: Bo Lindqvist of the Society for Temperatures below Zero <bo.lindqvist@example.com>`,
  "# modprobe frost",
  `Change-Id: I${HASH}`,
  `  Change-Id: I${HASH}`,
  "Change-id: 20260309-frost-0d3f6a1c9b7e",
  `Since commit ${HASH.slice(0, 12)} ("hwmon: add frost") it is so.`,
  `Since commit ${HASH.slice(0, 8)} ("hwmon: add frost") it is so.`,
  `Since commit ${HASH} it is so.`,
  `Since Commit ${HASH.slice(0, 12)} (hwmon: add frost) it is so.`,
  `Since COMMIT ${HASH.slice(0, 12).toUpperCase()} ("hwmon: add frost") it is so.`,
  `Since commit  ${HASH.slice(0, 12)} ("hwmon: add frost") it is so.`,
  `It is so since commit\n${HASH.slice(0, 12)} ("hwmon: add\nfrost").`,
  `It is so since commit ${HASH.slice(0, 12)} ("hwmon: add\na driver for\nfrost").`,
  `It is so since ${HASH.slice(0, 12)} ("hwmon: add frost").`,
  `It is so since [${HASH.slice(0, 12)}] and <${HASH}>.`,
  `This reverts commit ${HASH}.`,
  `(cherry picked from commit ${HASH})`,
  `commit ${HASH} upstream.`,
  `[ Upstream commit ${HASH} ]`,
  "It takes 140737488355328 bytes.",
  `BUG: at ${HASH.slice(0, 16)}\ncommit ${HASH}`,
  "BugLink: https://example.org/1",
  "Somebody told us so at\nthis: https://example.org/1",
  "v2: https://example.org/1",
  "Closes: #4711",
  "Link: <https://example.org/1>",
  "Link: https://marc.info/?l=frost&m=1",
  "See http://lkml.org/lkml/2026/3/9/1 and https://lore.kernel.org/r/1@example.org",
  `> ${LONG}\n> commit ${HASH}`,
];

/** Each mail as it is, and some with a paragraph more, without a description, or with another subject. */
function textsOf(mails: readonly PatchMail[]): Text[] {
  const seen = new Set<string>();
  const texts: Text[] = [];
  for (const mail of mails) {
    const text = withSmallDiff(mail);
    if (seen.has(text)) continue;
    seen.add(text);
    texts.push({ name: mail.name, text });
    const document = parse(text).document;
    const [message] = document.messages;
    const log = message?.commitLog;
    if (!message || !log) continue;
    const { lines } = document;
    let at = log.startLine0;
    while (at < log.endLine0 && lines.kind(at) === LineKind.blank) at++;
    const offset = lines.start(at);
    for (let n = 0; n < MUTANTS; n++) {
      const index = (seen.size * MUTANTS + n) % PARAGRAPHS.length;
      const paragraph = PARAGRAPHS[index] ?? "";
      texts.push({
        name: `${mail.name} + paragraph ${index}`,
        text: `${text.slice(0, offset)}${paragraph}\n\n${text.slice(offset)}`,
      });
    }
    if (seen.size % 4 === 0)
      texts.push({
        name: `${mail.name} without words`,
        text:
          text.slice(0, offset) +
          `Signed-off-by: A <a@example.org>\n` +
          text.slice(lines.start(log.endLine0)),
      });
    if (seen.size % 4 === 2)
      texts.push({
        name: `${mail.name} without a log`,
        text: text.slice(0, offset) + text.slice(lines.start(log.endLine0)),
      });
    if (seen.size % 4 === 1)
      texts.push({
        name: `${mail.name} of a tool`,
        text: text.replace(/^Subject: (?:\[PATCH[^\]]*\])?.*/m, "Subject: [PATCH] hwmon: fix smatch warning"),
      });
  }
  return texts;
}
const MUTANTS = 3;

const parsedOf = (text: string): ParsedDocument => {
  const { document, problems } = parse(text);
  return { uri: "file:///mail.eml", version: 1, languageId: "patch-mail", text, model: document, problems };
};

/** `type line` of what either says. */
function differencesOf(
  { name }: Text,
  document: ParsedDocument,
  theirs: readonly CheckpatchFinding[],
  table: Readonly<Record<string, readonly string[]>>,
): Difference[] {
  const { lines } = document.model;
  const found = diagnose(document, { limit: Number.MAX_SAFE_INTEGER });
  const differences: Difference[] = [];
  for (const [type, rules] of Object.entries(table)) {
    const own = found.filter(({ code }) => rules.includes(code)).map(({ range }) => range.start.line + 1);
    const other = theirs.filter((one) => one.type === type).map(({ line }) => line);
    const isOnce = ONCE.has(type);
    const add = (side: Difference["side"], line: number): void => {
      differences.push({ name, side, type, line, text: lines.lineText(line - 1).slice(0, 120) });
    };
    for (const line of new Set(other)) {
      if (isOnce ? own.length === 0 : !own.includes(line)) add("checkpatch", line);
    }
    for (const line of new Set(own)) {
      if (isOnce ? other.length === 0 : !other.includes(line)) add("we", line);
    }
  }
  return differences;
}

describe.runIf(hasShared("corpus", 2)).each(["6.1", "6.12"] as const)(
  "the log rules and checkpatch of Linux %s",
  (series: LinuxSeries) => {
    const checkpatch = findCheckpatch(series, 1);
    it.runIf(checkpatch !== null)(
      "say the same of the corpus and of mutations of it, but for known reasons",
      { timeout: 300_000 },
      async () => {
        if (checkpatch === null) return;
        const table = series === "6.1" ? RULES_OF : { ...RULES_OF, ...RULES_OF_612 };
        const texts = textsOf(await corpusPatchMails());
        const reports = runCheckpatch(
          checkpatch,
          texts.map(({ text }) => Buffer.from(text)),
        );
        const unknown: Difference[] = [];
        const reasons = new Map<string, number>();
        let agreed = 0;
        for (const [index, text] of texts.entries()) {
          const report = reports[index];
          const document = parsedOf(text.text);
          const [message] = document.model.messages;
          if (!report || !message) continue;
          const theirs = report.isPatch ? report.findings : [];
          agreed += theirs.filter(({ type }) => table[type] !== undefined).length;
          for (const difference of differencesOf(text, document, theirs, table)) {
            const reason = reasonOf(difference, document, message);
            if (difference.side === "checkpatch") agreed--;
            if (reason === null) unknown.push(difference);
            else {
              const key = `${difference.type}, only ${difference.side}: ${reason}`;
              reasons.set(key, (reasons.get(key) ?? 0) + 1);
            }
          }
        }
        const rows = [...reasons]
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([reason, count]) => `  ${count} ${reason}`);
        console.log(
          `${checkpatch.name}: ${texts.length} mails, the same ${agreed} times; it differs\n${rows.join("\n")}`,
        );
        const list = unknown.map(
          ({ name, side, type, line, text }) => `${type} only ${side} | ${name}:${line} | ${text}`,
        );
        expect(list.slice(0, 200).toSorted()).toEqual([]);
        expect(agreed).toBeGreaterThan(300);
      },
    );
  },
);

/** Why one says what the other does not; null: nothing explains it. */
function reasonOf(
  { side, type, line }: Difference,
  document: ParsedDocument,
  message: Message,
): string | null {
  const files = ownFiles(document, message);
  const context: RuleContext = {
    document,
    message,
    files,
    problems: [],
    state: "received",
    isEditable: () => false,
    headerFaults: [],
    commits: { commit: () => null, ancestry: () => null },
    isPage: false,
  };
  if (!isPostedPatch(context))
    return "no patch that was posted as one: without [PATCH], handed on, an answer, or words beside an attached patch";
  if (document.text.includes("\r\n"))
    return "CRLF: it takes the empty line below the header for a folded one, and counts the CR";
  if (type === "COMMIT_MESSAGE") {
    if (side === "checkpatch") return null;
    const { lines } = document.model;
    const cut0 =
      message.blocks.find(({ kind }) => kind === "cutLine")?.startLine0 ?? files[0]?.startLine0 ?? 0;
    let filled = 0;
    for (let line0 = message.bodyLine0; line0 < cut0; line0++)
      if (lines.kind(line0) !== LineKind.blank) filled++;
    return filled > 0 ? "it counts trailers, and headers in the body, as a description" : null;
  }
  const log = message.commitLog;
  if (log === null || line - 1 < log.startLine0 || line - 1 >= log.endLine0)
    return side === "we"
      ? null
      : "a header in the body, a part's header, or below the cut: no line of the log";
  const { lines, signoffAt } = logLines(document, message);
  const at = line - 1 - log.startLine0;
  const own = lines[at];
  if (own === undefined) return null;
  if (side === "we" && type === "PREFER_LORE_ARCHIVE" && own.text.includes("gmane"))
    return "gmane is gone, and it does not name it";
  if (side === "we") return at > signoffAt ? "behind the sign-off: it looks no further" : null;
  const { text, kind } = own;
  if (kind === "quote") return "a quoted line";
  if (type === "GERRIT_CHANGE_ID") return /I[0-9a-f]{40}$/i.test(text) ? null : "b4's change-id";
  if (kind === "dump") return "kernel log, also without a blank or a time stamp that it knows";
  if (type === "COMMIT_LOG_LONG_LINE") {
    if (kind === "link") return "a link cannot be wrapped";
    if (kind === "trailer") return "a trailer that it does not know";
    if (/^(?:Subject|From|Date): /.test(text)) return "a pasted header";
    if (/^\s*\S+$/.test(text)) return "a single word cannot be wrapped";
    return text.length <= 75 ? "it counts bytes, we characters" : null;
  }
  if (type === "COMMIT_LOG_USE_LINK")
    return /^\s*[a-z]/.test(text) && lines[at - 1]?.kind === "prose" ? "the end of a sentence" : null;
  if (type === "COMMIT_COMMENT_SYMBOL") return null;
  if (type !== "GIT_COMMIT_ID") return null;
  if (kind === "trailer") return "a trailer";
  if (/upstream\.?$|upstream commit|cherry[- ]picked from/i.test(text))
    return "what git or the stable tree writes";
  if (/^>?From [0-9a-f]{40} /.test(text)) return "a pasted head of git format-patch";
  if (/^# (?:Node ID|Parent) /.test(text)) return "the head of a Mercurial patch";
  if (
    !/(?:^|\s)(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/i.test(`${text} ${lines[at + 1]?.text ?? ""}`)
  )
    return "a number";
  const three = [text, lines[at + 1]?.text ?? "", lines[at + 2]?.text ?? ""]
    .map((row) => row.trim())
    .join(" ");
  return /\b[Cc]ommit [0-9a-f]{12,40} \(".*"\)/.test(three)
    ? "right over three lines: it says that it looks at three, and does at two"
    : null;
}
