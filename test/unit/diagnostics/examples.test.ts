import { describe, expect, it } from "vitest";
import type { Preset, Rule } from "../../../server/src/diagnostics/rule.js";
import { RULES } from "../../../server/src/diagnostics/rules/index.js";
import { diagnoseText, SEVERITY_NAMES } from "./support.js";

/** The examples of docs/diagnostics.md are pieces of mail: here each gets what is left out around it, and is looked at. */

/** Rules of which no text shows anything alone: the name says what else it takes. */
const NOT_BY_TEXT: Readonly<Record<string, string>> = {
  "mail.invalid-utf8": "a byte that no text holds",
  "mail.encoded-body": "a client with decoded views",
};
/** What is said of received mail alone. */
const RECEIVED: ReadonlySet<string> = new Set(["thread.parent-missing"]);

const PRESETS: Readonly<Record<string, Preset>> = {
  "series.no-cover": "netdev",
  "series.too-long": "netdev",
  "trailer.order": "tip",
};

const AUTHOR = "Ann Author <ann@example.org>";
const SIGNOFF = `Signed-off-by: ${AUTHOR}`;
const WORDS = "The register is signed: without this the driver shows 4095 degrees for -1.";
const HEADER =
  "diff --git a/drivers/net/x.c b/drivers/net/x.c\n--- a/drivers/net/x.c\n+++ b/drivers/net/x.c\n";
const DIFF = `${HEADER}@@ -1,2 +1,2 @@\n int a;\n-int b;\n+int c;\n`;
const TRAILER = /^[A-Za-z][\w-]*: ?\S/;
const FIELD = /^(?:From|Subject|Date|Message-ID|In-Reply-To|References|Content-[\w-]+): /;

/** The hunk that a lone header counts. */
function hunkOf(header: string): string {
  const [, old = "1", now = "1"] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(header) ?? [];
  return `${header}\n${"-old\n".repeat(Number(old))}${"+new\n".repeat(Number(now))}`;
}

function diffOf(fragment: string): string {
  const lines = fragment.split("\n");
  const last = lines.at(-1) ?? "";
  const body = last.startsWith("@@") ? [...lines.slice(0, -1), hunkOf(last).trimEnd()] : lines;
  const text = `${body.join("\n")}\n`;
  const withHunk = /^@@/m.test(text) || /^\*\*\*/m.test(text) ? text : undefined;
  if (/^diff --git|^\*\*\*/.test(text)) return withHunk ?? text;
  if (text.startsWith("--- ")) return withHunk ?? `${text}@@ -1 +1 @@\n-int a;\n+int b;\n`;
  const count = (marks: string): number => body.filter((line) => marks.includes(line.charAt(0))).length;
  if (/^[ +-]/.test(text)) return `${HEADER}@@ -1,${count(" -")} +1,${count(" +")} @@\n${text}`;
  if (text.startsWith("@@")) return `${HEADER}${text}`;
  const isNew = text.startsWith("new file");
  const names = text.includes("\n--- ") ? "" : `--- ${isNew ? "/dev/null" : "a/x"}\n+++ b/x\n`;
  return `diff --git a/x b/x\n${text}${names}${withHunk === undefined ? hunkOf("@@ -0,0 +1 @@") : ""}`;
}

interface Parts {
  readonly fields: readonly string[];
  readonly log: string;
  readonly below: string;
  readonly diff: string;
}

function mailOf({ fields, log, below, diff }: Parts): string {
  const all = new Map([
    ["from", `From: ${AUTHOR}`],
    ["date", "Date: Thu, 6 Nov 2025 12:00:00 +0100"],
    ["subject", "Subject: [PATCH] net: x: Fix it"],
  ]);
  for (const field of fields) all.set(field.split(":", 1)[0]?.toLowerCase() ?? "", field);
  return `${[...all.values()].join("\n")}\n\n${log}\n---\n${below}${diff}-- \n2.39.5\n\n`;
}

/** Which part of a mail the fragment is. */
function partsOf(id: string, fragment: string): Parts {
  const lines = fragment.split("\n");
  const isHeader = FIELD.test(lines[0] ?? "");
  const end = isHeader ? lines.findIndex((line) => !FIELD.test(line)) : 0;
  const fields = isHeader ? lines.slice(0, end === -1 ? lines.length : end) : [];
  const rest = (isHeader ? (end === -1 ? [] : lines.slice(end)) : lines).filter((line) => line !== "…");
  while (rest[0] === "") rest.shift();
  const isDiff = (line: string): boolean =>
    /^(?:diff --git|--- \S|@@ |\*\*\* |new file|deleted file)/.test(line);
  const isStat = / \| +\d/.test(rest[0] ?? "");
  const isChange = id.startsWith("patch.") && !isStat && /^[ +-]/.test(rest[0] ?? "");
  const at = isChange ? 0 : rest.findIndex(isDiff);
  const isWhole = isHeader || id === "log.diff-in-message";
  const isPatch = at !== -1 && id !== "log.diff-in-message" && !id.startsWith("log.");
  const diff = isPatch ? diffOf(rest.slice(at).join("\n")) : id === "patch.empty" && isWhole ? "" : DIFF;
  const before = isPatch ? rest.slice(0, at) : rest;
  if (isStat) return { fields, log: `${WORDS}\n\n${SIGNOFF}`, below: `${before.join("\n")}\n`, diff };
  if (fields.some((field) => field.startsWith("Subject: Re:")))
    return { fields, log: before.join("\n"), below: "", diff: "" };
  // A From: line within the text stands above all else.
  const inBody = (before[0] ?? "").startsWith("From: ") ? [...before.splice(0, 1), ""] : [];
  while (before[0] === "") before.shift();
  const cut = before.indexOf("---");
  const own = cut === -1 ? before : before.slice(0, cut);
  const below =
    cut === -1
      ? ""
      : before
          .slice(cut + 1)
          .map((line) => `${line}\n`)
          .join("");
  const isTrailers = own.length > 0 && own.every((line) => TRAILER.test(line));
  const hasWords = cut !== -1 || (!isTrailers && own.some((line) => line !== "" && !TRAILER.test(line)));
  const hasSignoff = cut !== -1 || own.some((line) => line.startsWith("Signed-off-by:"));
  const log = [
    ...inBody,
    ...(hasWords ? [] : [WORDS, ""]),
    ...own,
    ...(hasSignoff ? [] : [...(isTrailers ? [] : [""]), SIGNOFF]),
  ];
  return { fields, log: log.join("\n"), below, diff };
}

/** Lines `[PATCH …] …`, or headers of several mails. */
function boxOf(fragment: string): string {
  const isSubjects = fragment.startsWith("[");
  const mails = isSubjects ? fragment.split("\n") : fragment.split("\n…\n");
  return mails
    .map((one, at) => {
      const fields = isSubjects
        ? [
            `Subject: ${one.replace("…", `net: Part ${at}`)}`,
            `Message-ID: <${at}@example.org>`,
            ...(at > 0 ? ["In-Reply-To: <0@example.org>"] : []),
          ]
        : one.split("\n").map((line) => line.replace("…", "net: Fix it"));
      const text = mailOf({ fields, log: `${WORDS}\n\n${SIGNOFF}`, below: "", diff: DIFF });
      return `From mboxrd@z Thu Jan  1 00:00:00 1970\n${text}`;
    })
    .join("");
}

function said(rule: Rule, fragment: string): string[] {
  const plain = fragment.replaceAll("␍", "\r").replaceAll("<U+202E>", "\u202e");
  const text = rule.scope === "document" ? boxOf(plain) : mailOf(partsOf(rule.id, plain));
  const preset = PRESETS[rule.id] ?? "kernel";
  return diagnoseText(text, {
    mailIs: RECEIVED.has(rule.id) ? "received" : "draft",
    preset,
    userAddresses: ["ann@example.org"],
  }).map(({ code, severity }) => `${SEVERITY_NAMES[severity]} ${code}`);
}

const byText = RULES.filter(
  (rule) =>
    rule.scope !== "repository" &&
    !(rule.scope === "message" && rule.asksCommits) &&
    NOT_BY_TEXT[rule.id] === undefined,
);

describe.each(byText.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  it("is told of its wrong example", () => {
    expect(said(rule, rule.example.wrong).map((one) => one.split(" ")[1])).toContain(id);
  });

  it("is not told of its right example, nor is anything else that a draft is warned of", () => {
    const all = said(rule, rule.example.right);
    const found = all.filter((one) => /^(?:error|warning) /.test(one) || one.endsWith(` ${id}`));
    expect(found).toEqual([]);
  });
});
