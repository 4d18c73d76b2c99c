import { parseSubject } from "../core/mail/subject.js";
import { counted } from "../core/text/counted.js";
import { missingText, saysState, stateText, trailerLetters, trailerText } from "./badges.js";
import type { FactsOf } from "./facts.js";
import type { MessageSummary } from "./model.js";
import { plainLine } from "./plainLine.js";
import type { Series, SeriesPatch, SeriesVersion, Standing } from "./seriesModel.js";

/** A series as a text to read, laid out like a cover letter: every line that names a mail leads to it. */
export interface SeriesPage {
  /** Lines end in LF. */
  readonly text: string;
  readonly links: readonly PageLink[];
  /** Outline and folds, in order. */
  readonly sections: readonly PageSection[];
}

export interface PageLink {
  /** 0-based, with UTF-16 columns. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: MessageSummary;
  /** 0-based line in the message, from its first header line. */
  readonly lineInMessage: number;
  /** Lines are those of the decoded view (`MessageFacts.isDecoded`). */
  readonly isDecoded: boolean;
}

export interface PageSection {
  readonly name: string;
  /** What stands beside the name in an outline. */
  readonly detail: string;
  /** First and last line, 0-based, both part of it. */
  readonly startLine: number;
  readonly endLine: number;
  /** 0 for a section, 1 for a patch in it. */
  readonly depth: number;
}

/** Lines of one list; what is left out is told. */
const maxRows = 2000;
const maxCharacters = 200;
/** Behind it the rest of the line stands: place, mark, date. */
const markWidth = 10;

/**
 * `standing` is that of the newest version; `facts` tell sizes of patches, `applies` what a check has told of a message.
 * Dates are in UTC.
 */
export function seriesPage(
  series: Series,
  standing: Standing,
  facts: FactsOf,
  applies: (message: MessageSummary) => string | undefined = () => undefined,
): SeriesPage {
  const newest = series.versions.at(-1);
  const page = writer(facts);
  if (newest === undefined) return page.end();
  const { head } = newest;
  const title = plainLine(head.subject, maxCharacters);
  page.row(title, head);
  page.row("=".repeat(Math.min(78, title.length)));
  const { name, address } = series.author;
  page.row(`Author:  ${plainLine(name === "" ? address : `${name} <${address}>`, maxCharacters)}`, head);
  const says = standing.evidence;
  const said = says !== null && saysState(standing) ? `, ${saidBy(says)}` : "";
  page.row(`State:   ${stateText(standing)}${said}`, says ?? head);
  const trees = newest.trees.length === 0 ? "" : ` for ${plainLine(newest.trees.join(", "), maxCharacters)}`;
  page.row(`Version: v${newest.version}${trees}, ${day(newest.date)}`, head);
  if (newest.missing.length > 0) page.row(`Missing: ${missingText(newest).replace("missing ", "")}`);
  const told = applies(head);
  if (told !== undefined) page.row(`Applies: ${plainLine(told, maxCharacters)}`);
  if (standing.isIncomplete) page.row("Its mail is still being read: there may be more.");

  versions(page, series);
  patches(page, newest, standing, facts);
  trailers(page, newest, standing);
  comments(page, newest, standing);
  results(page, standing);
  return page.end();
}

function versions(page: Writer, series: Series): void {
  page.section("Versions", series.versions.length, () => {
    for (const version of series.versions.toReversed()) {
      const gone = missingText(version);
      const parts = [
        counted(version.patches.length, "patch"),
        counted(version.replies.length, "reply"),
        gone,
        version.isRfc ? "RFC" : "",
        version.isResend ? "sent again" : "",
        version.partialOf === null ? "" : `only what changed since v${version.partialOf}`,
      ].filter((part) => part !== "");
      page.row(
        `  ${`v${version.version}`.padEnd(markWidth)}${day(version.date)}  ${parts.join(", ")}`,
        version.head,
      );
    }
  });
}

function patches(page: Writer, version: SeriesVersion, standing: Standing, facts: FactsOf): void {
  const all = [...version.patches, ...version.reused];
  const byNumber = new Map(all.map((patch) => [patch.index, patch]));
  const gaps = rangesOf(version.missing);
  const numbers = [...byNumber.keys(), ...gaps.keys()].sort((a, b) => a - b);
  page.section("Patches", all.length, () => {
    for (const number of numbers.slice(0, maxRows)) {
      const patch = byNumber.get(number);
      const last = gaps.get(number) ?? number;
      const numbered = last === number ? place(number, version) : `${number}–${place(last, version)}`;
      const mark = `  ${numbered.padEnd(markWidth)}`;
      if (patch === undefined) {
        page.row(`${mark}${mark.endsWith(" ") ? "" : " "}(not at hand)`);
        continue;
      }
      const size = facts(patch.message)?.patch;
      const open = standing.openComments.filter((comment) => comment.patch === number).length;
      const notes = [
        size ? `+${size.additions} -${size.deletions}` : "",
        trailerLetters(standing.trailers.get(number) ?? []),
        open === 0 ? "" : counted(open, "open comment"),
        version.reused.includes(patch) ? "not sent again" : since(standing.unchangedSince.get(number)),
        patch.again.length === 0 ? "" : `came ${patch.again.length + 1} times`,
      ].filter((note) => note !== "");
      const title = plainLine(withoutBrackets(patch.message.subject), maxCharacters);
      page.row(`${mark}${title}${notes.length === 0 ? "" : `  (${notes.join(", ")})`}`, patch.message);
    }
    page.left(numbers.length);
  });
}

const since = (version: number | undefined): string =>
  version === undefined ? "" : `unchanged since v${version}`;

/** Last number of each run of numbers, by its first. */
function rangesOf(numbers: readonly number[]): ReadonlyMap<number, number> {
  const ranges = new Map<number, number>();
  let first = Number.NaN;
  let last = Number.NaN;
  for (const number of [...numbers].sort((a, b) => a - b)) {
    if (number !== last + 1) first = number;
    last = number;
    ranges.set(first, last);
  }
  return ranges;
}

function trailers(page: Writer, version: SeriesVersion, standing: Standing): void {
  const given = [...version.patches, ...version.reused].filter(
    ({ index }) => (standing.trailers.get(index) ?? []).length > 0,
  );
  const count = given.reduce((sum, { index }) => sum + (standing.trailers.get(index) ?? []).length, 0);
  page.section("Trailers", count, () => {
    for (const patch of given.slice(0, maxRows)) {
      page.under(patchTitle(patch, version), patch.message, () => {
        for (const one of (standing.trailers.get(patch.index) ?? []).slice(0, maxRows)) {
          page.row(`    ${trailerText(one)}`, one.from, one.line0);
        }
      });
    }
  });
}

function comments(page: Writer, version: SeriesVersion, standing: Standing): void {
  const { openComments } = standing;
  page.section("Open comments", openComments.length, () => {
    for (const patch of [null, ...version.patches, ...version.reused]) {
      const own = openComments.filter((one) => one.patch === (patch?.index ?? null));
      const message = patch === null ? version.head : patch.message;
      if (own.length === 0) continue;
      page.under(patch === null ? "the series" : patchTitle(patch, version), message, () => {
        for (const one of own.slice(0, maxRows)) {
          const at = one.place;
          const where =
            at === null
              ? ""
              : ` ${at.path}${at.fileLine === null ? "" : `:${at.fileLine}`}${at.side === "old" ? " (old)" : ""}:`;
          page.row(
            `    ${sender(one.from)}:${plainLine(where, maxCharacters) && ` ${plainLine(where, maxCharacters)}`} ${plainLine(one.text, maxCharacters)}`,
            one.from,
            one.line0,
          );
        }
        page.left(own.length);
      });
    }
  });
}

function results(page: Writer, { results: all }: Standing): void {
  page.section("Results", all.length, () => {
    for (const one of all.slice(0, maxRows)) {
      const patch = one.patch === null ? "" : ` (patch ${one.patch})`;
      const text = `${sender(one.from)}: ${plainLine(one.text, maxCharacters)}${patch}, ${day(one.from.date)}`;
      page.row(`  ${resultWord(one.state).padEnd(markWidth)}${text}`, one.from, one.line0);
    }
    page.left(all.length);
  });
}

const resultWord = (state: string): string => (state === "changesRequested" ? "changes" : state);

interface Writer {
  row(text: string, message?: MessageSummary, lineInMessage?: number): void;
  section(name: string, count: number, write: () => void): void;
  under(name: string, message: MessageSummary, write: () => void): void;
  /** Says how many rows of so many were left out. */
  left(count: number): void;
  end(): SeriesPage;
}

function writer(facts: FactsOf): Writer {
  const lines: string[] = [];
  const links: PageLink[] = [];
  const sections: PageSection[] = [];
  const row: Writer["row"] = (text, message, lineInMessage = 0) => {
    const start = text.length - text.trimStart().length;
    if (message !== undefined && start < text.length) {
      const isDecoded = lineInMessage > 0 && facts(message)?.isDecoded === true;
      links.push({ line: lines.length, start, end: linkEnd(text, start), message, lineInMessage, isDecoded });
    }
    lines.push(text);
  };
  const open = (name: string, detail: string, depth: number, write: () => void): void => {
    const startLine = lines.length - 1;
    const at = sections.length;
    write();
    sections.splice(at, 0, { name, detail, startLine, endLine: lines.length - 1, depth });
  };
  return {
    row,
    section(name, count, write) {
      if (count === 0) return;
      lines.push("", `${name} (${count})`);
      open(name, String(count), 0, write);
    },
    under(name, message, write) {
      row(`  ${name}`, message);
      open(name, "", 1, write);
    },
    left(count) {
      if (count > maxRows) lines.push(`  … and ${count - maxRows} more`);
    },
    end: () => ({ text: `${lines.join("\n")}\n`, links, sections }),
  };
}

/** Behind the words that name the row (`1/3`, `Reviewed-by`, `Bo Berg`): a page that is underlined all over reads badly. */
function linkEnd(text: string, start: number): number {
  const place = /^\d{1,4}\/\d{1,4}(?= )/.exec(text.slice(start, start + 10))?.[0].length;
  if (place !== undefined) return start + place;
  const ends = [text.indexOf(":", start), text.indexOf("  ", start), text.length];
  return Math.min(...ends.filter((end) => end > start));
}

function patchTitle(patch: SeriesPatch, version: SeriesVersion): string {
  return `${place(patch.index, version)} ${plainLine(withoutBrackets(patch.message.subject), maxCharacters)}`;
}

function place(index: number, { total }: SeriesVersion): string {
  return total === null ? "patch" : `${index}/${total}`;
}

function withoutBrackets(subject: string): string {
  return parseSubject(subject).title || subject;
}

function sender({ fromName, fromAddress }: MessageSummary): string {
  return plainLine(fromName || fromAddress, 60);
}

function saidBy(mail: MessageSummary): string {
  return `says ${sender(mail)}, ${day(mail.date)}`;
}

/** `2026-03-09`, in UTC: the page is the same everywhere. */
function day(date: number | null): string {
  if (date === null || Math.abs(date) > 8.64e15) return "no date";
  return new Date(date).toISOString().slice(0, 10);
}
