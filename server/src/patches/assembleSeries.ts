import type { MailDocument, Message } from "../core/model.js";
import type { FactsOf, MessageFacts } from "../threads/facts.js";
import type { MessageSummary } from "../threads/model.js";
import type { CollectedTrailer, Series, SeriesVersion } from "../threads/seriesModel.js";
import { mailOf, patchesOf } from "../threads/seriesPlaces.js";
import { collectTrailers } from "../threads/trailers.js";
import {
  chosenVersion,
  coverText,
  type ExportPatch,
  exportName,
  type SeriesMbox,
  seriesMbox,
} from "./exportSeries.js";
import {
  noteLine,
  type SeriesTrailer,
  seriesTrailers,
  trailersOfPatch,
  trailerText,
} from "./seriesTrailers.js";

/** One message, as its reader sees it; see mailboxes/readableMessage.ts. */
interface ReadMail {
  readonly document: MailDocument;
  readonly message: Message;
}

/** How the mail of a series is read. Both reject where a mailbox cannot be read. */
export interface SeriesReader {
  /** null: the mail tells nothing. */
  facts(summary: MessageSummary): Promise<MessageFacts | null>;
  /** Decoded; null: there is no mail. */
  read(summary: MessageSummary): Promise<ReadMail | null>;
  /** As git reads it; null: there is no mail. */
  readForGit(summary: MessageSummary): Promise<ReadMail | null>;
}

/** Everything of one version that an export or `git am` needs. */
export interface AssembledSeries {
  readonly series: Series;
  readonly version: SeriesVersion;
  readonly patches: readonly AssembledPatch[];
  readonly trailers: readonly SeriesTrailer[];
  /** Numbers that are not at hand, at most `maxMissing` of them. */
  readonly missing: readonly number[];
  readonly missingCount: number;
  readonly cover: ReadMail | null;
  readonly baseCommit: string | null;
}

export interface AssembledPatch extends Omit<ExportPatch, "trailers"> {
  readonly summary: MessageSummary;
}

/** Mails of one series that are read for their trailers. */
const maxMails = 5000;
/** One hostile subject names 9,999 patches. */
const maxMissing = 100;

/**
 * Reads a version of a series: its patches, and what was given to it by mail, in this version and in older ones.
 * undefined where there is no such version (see `chosenVersion`), or once `isStopped`.
 */
export async function assembleSeries(
  series: Series,
  wanted: number | null,
  reader: SeriesReader,
  isStopped: () => boolean = () => false,
): Promise<AssembledSeries | undefined> {
  const version = chosenVersion(series.versions, wanted);
  if (version === undefined) return undefined;
  const upTo = series.versions.slice(0, series.versions.indexOf(version) + 1);
  const factsOf = await readFacts(upTo, reader, isStopped);
  const collected = collectTrailers(upTo, factsOf).at(-1) ?? new Map<number, readonly CollectedTrailer[]>();
  const notes = await readNotes(collected, reader, isStopped);
  const patches: AssembledPatch[] = [];
  for (const { index, message: summary } of patchesOf(version)) {
    if (isStopped()) return undefined;
    const mail = await reader.readForGit(summary);
    if (mail !== null) patches.push({ index, summary, ...mail });
  }
  const { missing } = version;
  return {
    series,
    version,
    patches,
    trailers: seriesTrailers(collected, (trailer) => notes.get(trailer) ?? null),
    missing: missing.slice(0, maxMissing),
    missingCount: missing.length,
    cover: version.cover === null ? null : await reader.read(version.cover),
    baseCommit: baseOf(version, factsOf),
  };
}

async function readFacts(
  versions: readonly SeriesVersion[],
  reader: SeriesReader,
  isStopped: () => boolean,
): Promise<FactsOf> {
  const known = new Map<MessageSummary, MessageFacts>();
  // The newest first: if there is too much mail, what is left out is the oldest.
  const mails = versions
    .toReversed()
    .flatMap((version) => [
      ...mailOf(version),
      ...version.reused.flatMap(({ message, replies }) => [message, ...replies]),
    ]);
  for (const summary of mails.slice(0, maxMails)) {
    if (isStopped()) break;
    if (known.has(summary)) continue;
    const facts = await reader.facts(summary);
    if (facts !== null) known.set(summary, facts);
  }
  return (summary) => known.get(summary);
}

/** What stands in brackets below the trailers. */
async function readNotes(
  collected: ReadonlyMap<number, readonly CollectedTrailer[]>,
  reader: SeriesReader,
  isStopped: () => boolean,
): Promise<ReadonlyMap<CollectedTrailer, string>> {
  const notes = new Map<CollectedTrailer, string>();
  const byMail = new Map<MessageSummary, CollectedTrailer[]>();
  for (const trailer of [...collected.values()].flat()) {
    const known = byMail.get(trailer.from);
    if (known === undefined) byMail.set(trailer.from, [trailer]);
    else known.push(trailer);
  }
  for (const [from, trailers] of byMail) {
    if (isStopped()) break;
    const mail = await reader.read(from);
    if (mail === null) continue;
    const { document, message } = mail;
    for (const trailer of trailers) {
      const line0 = message.header.startLine0 + trailer.line0;
      const end0 = message.trailers.find((own) => own.line0 === line0)?.endLine0 ?? line0 + 1;
      const note = end0 < message.endLine0 ? noteLine(document.lines.lineText(end0)) : null;
      if (note !== null) notes.set(trailer, note);
    }
  }
  return notes;
}

function baseOf(version: SeriesVersion, factsOf: FactsOf): string | null {
  const own = [
    ...(version.cover === null ? [] : [version.cover]),
    ...patchesOf(version).map((p) => p.message),
  ];
  for (const summary of own) {
    const base = factsOf(summary)?.baseCommit?.toLowerCase() ?? null;
    if (base !== null && /^[0-9a-f]{7,64}$/.test(base)) return base;
  }
  return null;
}

/** Trailers that the user adds to the log of a patch, below those that were given by mail. */
export type OwnTrailers = (patch: Pick<AssembledPatch, "document" | "message">) => readonly string[];

/** The mbox of a version, with those of its trailers that `isChosen` says, and the user's own that are not there yet. */
export function mboxOf(
  { patches, trailers }: Pick<AssembledSeries, "patches" | "trailers">,
  isChosen: (trailer: SeriesTrailer) => boolean = ({ isUsual }) => isUsual,
  own: OwnTrailers = () => [],
): SeriesMbox {
  const chosen = trailers.filter(isChosen);
  return seriesMbox(
    patches.map((patch) => ({
      ...patch,
      trailers: withOwn(trailersOfPatch(chosen, patch.index).map(trailerText), patch, own),
    })),
  );
}

function withOwn(
  given: readonly string[],
  { document, message }: AssembledPatch,
  own: OwnTrailers,
): readonly string[] {
  const there = new Set([
    ...given,
    ...message.trailers.map(({ line0 }) => document.lines.lineText(line0).trim()),
  ]);
  return [...given, ...own({ document, message }).filter((line) => !there.has(line))];
}

/** Name of the mbox without extension, and the text of the cover letter (null where there is none). */
export function namesOf({ version, patches, cover }: AssembledSeries): {
  readonly name: string;
  readonly cover: string | null;
} {
  const head = cover ?? patches[0];
  return {
    name: head === undefined ? "series" : exportName(version.version, head.document, head.message),
    cover: cover === null ? null : coverText(cover.document, cover.message),
  };
}
