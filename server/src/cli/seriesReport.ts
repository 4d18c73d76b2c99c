import { counted } from "../core/text/counted.js";
import type { FactsOf } from "../threads/facts.js";
import type { MessageSummary, ThreadNode } from "../threads/model.js";
import { namedResults } from "../threads/namedResults.js";
import type { CollectedTrailer, SeriesState, SeriesVersion, Standing } from "../threads/seriesModel.js";
import { seriesOf } from "../threads/seriesOf.js";
import { standingsOf } from "../threads/standing.js";
import { isoDate, jsonText } from "./jsonText.js";
import { printable } from "./outline.js";

/** What `patch-mail threads --series --json` prints of a series: its trailers, results and state are the newest version's. */
export interface SeriesReport {
  readonly subject: string;
  readonly author: { readonly name: string; readonly address: string };
  /** Oldest first. */
  readonly versions: readonly VersionReport[];
  /** By number of the patch. */
  readonly trailers: Readonly<Record<string, readonly TrailerReport[]>>;
  readonly results: readonly ResultReport[];
  readonly state: SeriesState;
  /** Message-ID of the mail that says so; null where nothing does. */
  readonly stateFrom: string | null;
  readonly openComments: number;
}

export interface VersionReport {
  readonly v: number;
  readonly resend: boolean;
  readonly date: string | null;
  /** By number; 0 is the cover letter, 1 a patch without a number. */
  readonly messageIds: Readonly<Record<string, string>>;
  /** The first 200 of them; `missingCount` tells how many there are. */
  readonly missing: readonly number[];
  readonly missingCount: number;
  readonly duplicates: readonly number[];
  /** Only some patches were sent again; the others are that version's. */
  readonly partialOf: number | null;
  readonly state: SeriesState;
  readonly supersededBy: number | null;
}

export interface TrailerReport {
  readonly name: string;
  readonly who: string;
  /** Message-ID of the mail that gives it. */
  readonly from: string;
  readonly of: "cover" | "patch";
  readonly carriedFrom: number | null;
  /** The mail's sender has another address. */
  readonly otherAddress: boolean;
}

export interface ResultReport {
  readonly rule: string;
  readonly state: string;
  readonly text: string;
  readonly from: string;
  /** null: the whole series. */
  readonly patch: number | null;
  readonly partial: boolean;
}

interface VersionPlace {
  readonly version: SeriesVersion;
  readonly standing: Standing;
}

/** The series of threads, newest first; each is made when it is asked for. */
export function* seriesReports(roots: readonly ThreadNode[], factsOf: FactsOf): Generator<SeriesReport> {
  const { series, others } = seriesOf(roots, factsOf);
  const named = namedResults(series, others, factsOf);
  for (const one of series) {
    const standings = standingsOf(one, factsOf, named);
    const places = one.versions.flatMap((version, at): VersionPlace[] => {
      const standing = standings[at];
      return standing === undefined ? [] : [{ version, standing }];
    });
    const newest = places.at(-1)?.standing;
    if (newest === undefined) continue;
    yield {
      subject: one.title,
      author: one.author,
      versions: places.map(versionReport),
      trailers: Object.fromEntries(
        [...newest.trailers].map(([index, list]) => [index, list.map(trailerReport)]),
      ),
      results: newest.results.map(({ rule, state, text, from, patch, isPartial }) => ({
        rule,
        state,
        text,
        from: from.messageId,
        patch,
        partial: isPartial,
      })),
      state: newest.state,
      stateFrom: newest.evidence?.messageId ?? null,
      openComments: newest.openComments.length,
    };
  }
}

/** Numbers that are missing are listed up to here: one hostile subject names 9,999 patches. */
const maxMissing = 200;

function versionReport({ version, standing }: VersionPlace): VersionReport {
  const { missing } = version;
  const numbered: (readonly [number, MessageSummary])[] = version.patches.map(({ index, message }) => [
    index,
    message,
  ]);
  if (version.cover !== null) numbered.unshift([0, version.cover]);
  return {
    v: version.version,
    resend: version.isResend,
    date: isoDate(version.date),
    messageIds: Object.fromEntries(numbered.map(([index, { messageId }]) => [index, messageId])),
    missing: missing.slice(0, maxMissing),
    missingCount: missing.length,
    duplicates: version.duplicates,
    partialOf: version.partialOf,
    state: standing.state,
    supersededBy: standing.supersededBy,
  };
}

function trailerReport(trailer: CollectedTrailer): TrailerReport {
  return {
    name: trailer.name,
    who: trailer.value,
    from: trailer.from.messageId,
    of: trailer.isOfCover ? "cover" : "patch",
    carriedFrom: trailer.carriedFrom,
    otherAddress: trailer.isOthersAddress,
  };
}

/** A series a line. */
export function* seriesJson(reports: Iterable<SeriesReport>): Generator<string> {
  yield "[";
  let isFirst = true;
  for (const report of reports) {
    yield `${isFirst ? "" : ","}\n${jsonText(report)}`;
    isFirst = false;
  }
  yield "\n]\n";
}

const stateWords: Readonly<Record<SeriesState, string>> = {
  new: "new",
  underReview: "under review",
  changesRequested: "changes asked for",
  reviewed: "reviewed",
  applied: "applied",
  partlyApplied: "applied in part",
  dropped: "dropped",
  deferred: "put off",
  superseded: "superseded",
};

/** Series to read: title and state, below it versions, trailers and results. */
export function* seriesOutline(reports: Iterable<SeriesReport>): Generator<string> {
  let isFirst = true;
  for (const report of reports) {
    const rows = [
      `${report.subject}  (${report.author.name || report.author.address}): ${stateWords[report.state]}`,
      ...report.versions.map(versionRow),
    ];
    for (const [index, trailers] of Object.entries(report.trailers)) {
      for (const trailer of trailers) rows.push(`  ${index}. ${trailerRow(trailer)}`);
    }
    for (const { text, state, patch } of report.results) {
      rows.push(`  ${patch === null ? "" : `${patch}. `}${text || state}`);
    }
    if (report.openComments > 0) rows.push(`  open comments: ${report.openComments}`);
    yield `${isFirst ? "" : "\n"}${rows.map(printable).join("\n")}\n`;
    isFirst = false;
  }
}

function versionRow(version: VersionReport): string {
  const numbers = Object.keys(version.messageIds).filter((index) => index !== "0");
  const facts = [
    counted(numbers.length, "patch"),
    "0" in version.messageIds ? "cover letter" : "",
    version.missing.length > 0 ? `missing ${listed(version.missing)}` : "",
    version.duplicates.length > 0 ? `twice ${listed(version.duplicates)}` : "",
    version.partialOf === null ? "" : `the rest as in v${version.partialOf}`,
    version.supersededBy === null ? stateWords[version.state] : `superseded by v${version.supersededBy}`,
  ].filter((fact) => fact !== "");
  const date = version.date?.slice(0, 10) ?? "no date";
  return `  v${version.v}${version.resend ? " again" : ""}, ${date}: ${facts.join(", ")}`;
}

const listed = (numbers: readonly number[]): string =>
  numbers.length > 20 ? `${numbers.slice(0, 20).join(" ")} …` : numbers.join(" ");

function trailerRow({ name, who, of, carriedFrom, otherAddress }: TrailerReport): string {
  const facts = [
    of === "cover" ? "for the series" : "",
    carriedFrom === null ? "" : `given to v${carriedFrom}`,
    otherAddress ? "sent from another address" : "",
  ].filter((fact) => fact !== "");
  return `${name}: ${who}${facts.length > 0 ? `  (${facts.join(", ")})` : ""}`;
}
