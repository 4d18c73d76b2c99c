import { counted } from "../../core/text/counted.js";
import type { ComparedPatch } from "./comparedPatch.js";
import type { ComparedPair, Comparison } from "./comparison.js";

/** One side of a comparison, as its reader knows it. Plain text, of one line each. */
export interface SideInfo {
  /** `v2`, a file's name, `the upstream commit`. */
  readonly name: string;
  /** What else names it, e.g. its date; may be empty. */
  readonly detail: string;
  /** Sentences: what of it is not at hand, or was taken from another version. */
  readonly notes: readonly string[];
}

/** A comparison as a text to read, in the form of git-range-diff(1). */
export interface ComparisonText {
  /** Lines end in LF. */
  readonly text: string;
  /** In order. */
  readonly rows: readonly PairRow[];
}

/** A pair in the text. */
export interface PairRow {
  /** Its lines, 0-based; `endLine0` is exclusive. */
  readonly line0: number;
  readonly endLine0: number;
  readonly mark: ComparedPair["mark"];
  /** Numbers of the patches; null where the side has none. */
  readonly old: number | null;
  readonly now: number | null;
  readonly subject: string;
}

/** Digits of a commit's name, as the kernel's logs have them. */
const idDigits = 12;
const indent = "    ";
/** Trailers that one sentence names. */
const maxTrailers = 20;

/**
 * A mail's head with what is compared, sentences of it, and git's rows: `1:  0123456789ab ! 1:  89abcdef0123 subject`,
 * below each of a changed pair a sentence of what has changed, and the diff of the two, four columns in.
 */
export function comparisonText(
  title: string,
  comparison: Comparison,
  old: SideInfo,
  now: SideInfo,
  git: { readonly text: string; readonly bases: string } | { readonly problem: string } | null = null,
): ComparisonText {
  const byGit = git !== null && "text" in git ? gitRows(git.text) : null;
  const hasGit = byGit !== null && byGit.length > 0;
  const lines = [
    `Subject: Changes from ${old.name} to ${now.name}: ${title}`,
    "",
    `${sideText(old, comparison.oldCount)},`,
    `compared with ${sideText(now, comparison.nowCount)}:`,
    `${countsText(comparison.pairs)}.`,
    ...old.notes,
    ...now.notes,
    ...(hasGit && git !== null && "bases" in git
      ? [`By git range-diff, with both applied to ${git.bases}; the hashes are those of that.`]
      : [withoutGit(git !== null && "problem" in git ? git.problem : "")]),
    ...(!hasGit && comparison.oldCount === 1 && comparison.nowCount === 1
      ? ["One patch on each side: they are a pair, however much they differ."]
      : []),
    ...(!hasGit && comparison.isByTitle
      ? [
          "There are too many changes to compare all patches with each other: they are paired by their titles.",
        ]
      : []),
    ...(!hasGit &&
    comparison.pairs.some((pair) => pair.old?.isCommit === false || pair.now?.isCommit === false)
      ? [
          "Some mails name no commit: in the place of its hash stands a checksum of the patch, which git does not know.",
        ]
      : []),
    "",
    `Range-diff against ${old.name}:`,
  ];
  const rows: PairRow[] = [];
  const width = String(1 + Math.max(comparison.oldCount, comparison.nowCount)).length;
  for (const { pair, row, inner } of byGit
    ? ofGit(byGit, comparison.pairs)
    : ofMail(comparison.pairs, width)) {
    const line0 = lines.length;
    lines.push(row);
    const sentence = changeText(pair);
    if (sentence !== "") lines.push(`${indent}${sentence}`);
    for (const line of inner) lines.push(line);
    if (pair.linesLeftOut > 0) {
      lines.push(`${indent}(${pair.linesLeftOut} more lines of this diff are left out: there are too many.)`);
    }
    rows.push({
      line0,
      endLine0: lines.length,
      mark: pair.mark,
      old: pair.old?.number ?? null,
      now: pair.now?.number ?? null,
      subject: (pair.now ?? pair.old)?.subject ?? "",
    });
  }
  return { text: `${lines.join("\n")}\n`, rows };
}

/** `problem`: a sentence why git was not asked; "" for none. */
function withoutGit(problem: string): string {
  if (problem === "") return "Compared from the mail alone, in the way of git range-diff.";
  const isClause = problem.startsWith("git range-diff was not used ");
  return `Compared from the mail alone${isClause ? ";" : "."} ${problem}`;
}

/** A pair with its lines in the text. */
interface PairText {
  readonly pair: ComparedPair;
  readonly row: string;
  readonly inner: readonly string[];
}

function* ofMail(pairs: readonly ComparedPair[], width: number): Generator<PairText> {
  for (const pair of pairs)
    yield { pair, row: rowText(pair, width), inner: pair.lines.map((line) => shown(`${indent}${line}`)) };
}

/** A row that git has printed, with what stands below it. Numbers count from 1; null: none. */
interface GitRow {
  readonly old: number | null;
  readonly now: number | null;
  readonly mark: ComparedPair["mark"];
  readonly row: string;
  readonly inner: string[];
}

function gitRows(text: string): GitRow[] {
  const rows: GitRow[] = [];
  for (const line of text.split("\n")) {
    const found = gitRow.exec(line.slice(0, 300));
    if (found === null) {
      if (line !== "") rows.at(-1)?.inner.push(shown(line));
      continue;
    }
    const [, old = "-", mark, now = "-"] = found;
    const number = (word: string): number | null => (word === "-" ? null : Number(word));
    rows.push({
      old: number(old),
      now: number(now),
      mark: mark as ComparedPair["mark"], // the pattern takes no other
      row: shown(line),
      inner: [],
    });
  }
  return rows;
}

const gitRow = /^ {0,6}(\d{1,5}|-):  ?[0-9a-f-]{4,64} ([=!<>]) {1,6}(\d{1,5}|-):  ?[0-9a-f-]{4,64}(?: |$)/;

/** git's rows, with what we know of the same pairs. */
function* ofGit(rows: readonly GitRow[], pairs: readonly ComparedPair[]): Generator<PairText> {
  const sides = <Side extends "old" | "now">(side: Side): (ComparedPatch | null)[] =>
    pairs.flatMap((pair) => pair[side] ?? []).sort((a, b) => a.number - b.number);
  const olds = sides("old");
  const news = sides("now");
  for (const { old, now, mark, row, inner } of rows) {
    const own = { old: olds[(old ?? 0) - 1] ?? null, now: news[(now ?? 0) - 1] ?? null };
    const known = pairs.find((pair) => pair.old === own.old && pair.now === own.now && pair.mark === mark);
    const none = { change: null, addedTrailers: [], removedTrailers: [], lines: [] };
    yield { pair: { ...(known ?? none), ...own, mark, linesLeftOut: 0, lines: [] }, row, inner };
  }
}

/** git's row of a pair, without what stands below it; as there, a pair has its old title. */
export function rowText({ mark, old, now }: ComparedPair, width: number): string {
  const place = (patch: ComparedPatch | null): string =>
    patch === null
      ? `${"-".padStart(width)}:  ${"-".repeat(idDigits)}`
      : `${String(patch.number).padStart(width)}:  ${patch.id.slice(0, idDigits)}`;
  return shown(`${place(old)} ${mark} ${place(now)} ${(old ?? now)?.subject ?? ""}`);
}

/** What has changed in a pair, as a sentence; "" where its mark says all. */
export function changeText(pair: ComparedPair): string {
  switch (pair.change) {
    case null:
      return "";
    case "author":
      return "Only the author has changed.";
    case "log":
      return "Only the commit message has changed.";
    case "trailers":
      return trailersText(pair);
    case "context":
      return "Only context has changed: the same lines are added and removed.";
    case "diff":
      return "The diff has changed, the commit message has not.";
    case "unknown":
      return "There is too much text to compare the two.";
    case "both":
      return "The commit message and the diff have changed.";
  }
}

function trailersText({ addedTrailers, removedTrailers }: ComparedPair): string {
  const list = (trailers: readonly string[]): string => {
    const left = trailers.length - maxTrailers;
    return trailers.slice(0, maxTrailers).join("; ") + (left > 0 ? `; and ${left} more` : "");
  };
  if (removedTrailers.length === 0) return `Only trailers added: ${list(addedTrailers)}`;
  if (addedTrailers.length === 0) return `Only trailers removed: ${list(removedTrailers)}`;
  return `Only trailers changed: added ${list(addedTrailers)}; removed ${list(removedTrailers)}`;
}

/** `2 unchanged, 3 changed (1 in its commit message only), 1 dropped, 2 new` */
export function countsText(pairs: readonly ComparedPair[]): string {
  const count = (mark: ComparedPair["mark"]): number => pairs.filter((pair) => pair.mark === mark).length;
  const isOfLog = ({ change }: ComparedPair): boolean => change === "log" || change === "trailers";
  const ofLog = pairs.filter(isOfLog).length;
  const parts = [
    [count("="), "unchanged"],
    [count("!"), ofLog === 0 ? "changed" : `changed (${ofLog} only in the commit message)`],
    [count("<"), "dropped"],
    [count(">"), "new"],
  ] as const;
  const texts = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return texts.length === 0 ? "No patches" : texts.join(", ");
}

function sideText({ name, detail }: SideInfo, count: number): string {
  const patches = counted(count, "patch");
  return [name, detail, patches].filter((part) => part !== "").join(", ");
}

/** A CR that a patch adds or removes is seen. */
function shown(line: string): string {
  return line.includes("\r") ? line.replaceAll("\r", "^M") : line;
}
