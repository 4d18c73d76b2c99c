import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "../../server/src/core/parse.js";
import { diagnose } from "../../server/src/diagnostics/diagnose.js";
import { transportCases } from "../unit/diagnostics/cases/transport.js";
import { findCheckpatch, runCheckpatch } from "./checkpatch.js";
import { corpusFiles, hasShared } from "./shared.js";

interface Twin {
  readonly type: string;
  readonly rules: readonly string[];
  /** Line by line; else only whether both say it of the message. */
  readonly isByLine: boolean;
}

const TWINS: readonly Twin[] = [
  { type: "TRAILING_WHITESPACE", rules: ["patch.trailing-whitespace"], isByLine: true },
  { type: "DOS_LINE_ENDINGS", rules: ["patch.dos-line-endings"], isByLine: true },
  { type: "EXECUTE_PERMISSIONS", rules: ["patch.exec-bit"], isByLine: true },
  { type: "NOT_UNIFIED_DIFF", rules: ["patch.not-unified", "patch.empty"], isByLine: false },
  { type: "DIFF_IN_COMMIT_MSG", rules: ["log.diff-in-message"], isByLine: false },
  { type: "UTF8_BEFORE_PATCH", rules: ["mail.non-utf8-log"], isByLine: false },
  { type: "INVALID_UTF8", rules: ["mail.invalid-utf8"], isByLine: false },
];

interface Asked {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One difference: `line` is 1-based, 0 for twins that are compared by message. */
interface Difference {
  readonly name: string;
  readonly type: string;
  readonly who: "checkpatch" | "we";
  readonly line: number;
  readonly text: string;
}

/** Why they differ; the first that holds. Each is looked up in the text. */
const REASONS: readonly { readonly reason: string; readonly holds: (one: Difference) => boolean }[] = [
  {
    reason: "blanks at line ends of format=flowed mail are the mailer's",
    holds: ({ type, text }) => type === "TRAILING_WHITESPACE" && /format=flowed/.test(text),
  },
  {
    reason: "a new file that begins with #! is a script",
    holds: ({ type, text }) => type === "EXECUTE_PERMISSIONS" && /^\+#!/m.test(text),
  },
  {
    reason: "the old lines of the changed file end in CR LF, too, or the whole mail does",
    holds: ({ type, text }) => type === "DOS_LINE_ENDINGS" && /^[ -].*\r$/m.test(text),
  },
  {
    reason: "checkpatch takes the header of a diff without `diff --git` and `---` above it for the log",
    holds: ({ type, text, who }) =>
      type === "DIFF_IN_COMMIT_MSG" && who === "checkpatch" && !/^(?:---$|diff --git)/m.test(text),
  },
  {
    reason:
      "no patch by its subject, a reply, a cover letter, a bare diff, or encoded: nothing announces a diff that git could read",
    holds: ({ type, text, who }) =>
      type === "NOT_UNIFIED_DIFF" &&
      who === "checkpatch" &&
      (!/^Subject: (?!Re:)\[[^\]\n]*PATCH(?! 0\/)/im.test(text) ||
        /^Content-Transfer-Encoding: (?:base64|quoted)/m.test(text)),
  },
  {
    reason: "a diff that git reads without any hunk: binary, renames, modes",
    holds: ({ type, text, who }) =>
      type === "NOT_UNIFIED_DIFF" && who === "checkpatch" && /^diff --git/m.test(text),
  },
  {
    reason: "checkpatch heeds a charset in quotes alone",
    holds: ({ type, text, who }) => type === "UTF8_BEFORE_PATCH" && who === "we" && /charset=[^"]/.test(text),
  },
  {
    reason: "the log is in the charset that the header names, of which git makes UTF-8",
    holds: ({ type, text, who }) =>
      type === "INVALID_UTF8" &&
      who === "checkpatch" &&
      /charset="?(?!utf-?8)[\w-]+/i.test(text) &&
      text.includes("\ufffd"),
  },
  {
    reason: "control characters are no invalid UTF-8",
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    holds: ({ type, text, who }) =>
      type === "INVALID_UTF8" && who === "checkpatch" && /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text),
  },
  {
    reason: "the mail's header, not its log",
    holds: ({ type, text }) =>
      type === "INVALID_UTF8" && text.slice(0, text.search(/\r?\n\r?\n/)).includes("\ufffd"),
  },
  {
    reason: "quoted text",
    holds: ({ type, text }) => type === "INVALID_UTF8" && /^> .*\ufffd/m.test(text),
  },
  {
    reason: "a hunk header that is not whole: patch.corrupt-hunk",
    holds: ({ type, text, who }) => type === "NOT_UNIFIED_DIFF" && who === "checkpatch" && /^@@/m.test(text),
  },
];

/** Messages of the corpus that are patches and stand there as they are read. */
function corpusPatches(): Asked[] {
  return corpusFiles().flatMap(({ path: name, bytes }) => {
    // Latin-1: offsets of the text are those of the bytes.
    const text = bytes.toString("latin1");
    const { document } = parse(text);
    if (document.form !== "mail" && document.form !== "diff") return [];
    return document.messages.flatMap(({ role, encoding, separator, span, index }) => {
      if (role !== "patch" || encoding !== "identity") return [];
      const start = separator ? text.indexOf("\n", separator.end) + 1 : span.start;
      const own = document.form === "mail" ? bytes.subarray(start, span.end) : bytes;
      return [{ name: `${name}#${index}`, bytes: own }];
    });
  });
}

/** What a twin says, as lines; 0 for the whole message. */
const linesOf = ({ isByLine }: Twin, lines: readonly number[]): Set<number> =>
  new Set(isByLine ? lines : lines.map(() => 0));

function oursOf(text: string): (twin: Twin) => Set<number> {
  const { document, problems } = parse(text);
  // An untitled text may be edited: each place is told.
  const parsed = { uri: "untitled:x", version: 0, languageId: "patch-mail", text, model: document, problems };
  const found = diagnose(parsed, { limit: Number.MAX_SAFE_INTEGER });
  return (twin) =>
    linesOf(
      twin,
      found.filter(({ code }) => twin.rules.includes(code)).map(({ range }) => range.start.line + 1),
    );
}

const checkpatch = findCheckpatch("6.1", 3);

describe.runIf(checkpatch !== null)("rules with a twin in checkpatch", () => {
  function compare(asked: readonly Asked[]): void {
    if (checkpatch === null) return;
    const reports = runCheckpatch(
      checkpatch,
      asked.map(({ bytes }) => bytes),
      { more: ["--strict"] },
    );
    const wrong: string[] = [];
    const counts = new Map<string, number>();
    const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
    for (const [index, { name, bytes }] of asked.entries()) {
      const text = bytes.toString("utf8");
      const ours = oursOf(text);
      for (const twin of TWINS) {
        const { type } = twin;
        const findings = reports[index]?.findings ?? [];
        const theirs = linesOf(
          twin,
          findings.filter((one) => one.type === type).map(({ line }) => line),
        );
        const own = ours(twin);
        const differing = [
          ...[...theirs]
            .filter((line) => !own.has(line))
            .map((line) => ({ who: "checkpatch" as const, line })),
          ...[...own].filter((line) => !theirs.has(line)).map((line) => ({ who: "we" as const, line })),
        ];
        for (const line of own) if (theirs.has(line)) count(`both say ${type}`);
        for (const { who, line } of differing) {
          const reason = REASONS.find(({ holds }) => holds({ name, type, who, line, text }))?.reason;
          if (reason === undefined) wrong.push(`${name}:${line}: ${type}: ${who} alone`);
          else count(`${who} alone, ${type}: ${reason}`);
        }
      }
    }
    console.log(
      `${checkpatch.name}, ${asked.length} mails\n${[...counts]
        .map(([what, times]) => `  ${times} × ${what}`)
        .toSorted()
        .join("\n")}`,
    );
    expect(wrong).toEqual([]);
  }

  it("agree on the cases", () => {
    const asked = Object.entries(transportCases).flatMap(([rule, cases]) =>
      cases.map(({ name, text }) => ({
        name: `${rule}, ${name}`,
        // What an editor shows for bytes that are no UTF-8.
        bytes: Buffer.from(
          Buffer.from(text).toString("latin1").replaceAll("\u00ef\u00bf\u00bd", "\u00ff"),
          "latin1",
        ),
      })),
    );
    compare(asked);
  }, 120_000);

  it("agree on prefixes, with a tree", () => {
    if (checkpatch === null) return;
    const root = fs.mkdtempSync(path.join(tmpdir(), "patch-mail-tree-"));
    try {
      // What checkpatch takes for a kernel tree, and the folder of a case.
      const names =
        "COPYING CREDITS Kbuild MAINTAINERS Makefile README Documentation arch include drivers fs init ipc kernel lib scripts mm lib2";
      for (const name of names.split(" ")) fs.mkdirSync(path.join(root, name));
      const cases = (transportCases["patch.prefix"] ?? []).filter(
        ({ name }) => name !== "a sketch in a reply",
      );
      const reports = runCheckpatch(
        checkpatch,
        cases.map(({ text }) => Buffer.from(text)),
        {
          more: ["--tree", `--root=${root}`],
        },
      );
      const theirs = cases.filter((_, index) =>
        reports[index]?.findings.some(({ type }) => type === "PATCH_PREFIX"),
      );
      expect(theirs.map(({ name }) => name)).toEqual(
        cases.filter(({ expect }) => expect.length > 0).map(({ name }) => name),
      );
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  }, 120_000);

  it.runIf(hasShared("corpus", 1))("agree on the corpus", () => compare(corpusPatches()), 120_000);
});
