import type { CancellationToken } from "vscode-languageserver";
import { counted } from "../core/text/counted.js";
import { applicableMessage } from "../mailboxes/applicableMessage.js";
import { factsOfBytes } from "../mailboxes/factsOfBytes.js";
import { type AssembledSeries, assembleSeries } from "../patches/assembleSeries.js";
import { isComplete } from "../patches/exportSeries.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import { plainLine } from "../threads/plainLine.js";
import type { SeriesVersion } from "../threads/seriesModel.js";
import { patchesOf } from "../threads/seriesPlaces.js";
import { exactBytes } from "./patchesToCheck.js";
import { copyNotes, readMail, seriesAt } from "./seriesMail.js";
import type { WorkServices } from "./services.js";

/** Which version of the series at a place is meant. */
export interface WholeSeriesParams extends ThreadOfParams {
  /** undefined: the newest that is complete. */
  readonly version?: number;
}

/** One version of a series, for a choice. */
export interface VersionChoice {
  readonly version: number;
  readonly patchCount: number;
  readonly isComplete: boolean;
  /** `3 patches, 2 of them from v1`, `2 of 3 patches` */
  readonly text: string;
}

/** Reads the version that is meant; undefined: the message is of no series, or there is no such version. */
export async function wholeSeries(
  services: WorkServices,
  params: WholeSeriesParams,
  token: CancellationToken,
): Promise<AssembledSeries | undefined> {
  const place = seriesAt(services, params);
  if (place === null) return undefined;
  return await assembleSeries(
    place.series,
    params.version ?? null,
    {
      async facts(summary) {
        return (
          services.series.factsOf(summary) ?? (await factsOfBytes(await services.bytesOf(summary, token)))
        );
      },
      read: (summary) => readMail(services, summary, token),
      readForGit: async (summary) => applicableMessage(await exactBytes(services, summary, token)),
    },
    () => token.isCancellationRequested,
  );
}

/** Sentences about patches of which there are copies that differ. */
export const copyNotesOf = (
  services: WorkServices,
  { version }: AssembledSeries,
  token: CancellationToken,
): Promise<string[]> => copyNotes(services, version, token);

/** All versions of the series, newest first. */
export const versionChoices = ({ series }: AssembledSeries): readonly VersionChoice[] =>
  series.versions
    .filter((version) => patchesOf(version).length > 0)
    .map((version) => ({
      version: version.version,
      patchCount: patchesOf(version).length,
      isComplete: isComplete(version),
      text: versionText(version),
    }))
    .reverse();

function versionText(version: SeriesVersion): string {
  const count = patchesOf(version).length;
  const { missing, reused, partialOf } = version;
  const patches = (n: number): string => counted(n, "patch");
  const all = missing.length === 0 ? patches(count) : `${count} of ${patches(count + missing.length)}`;
  const again = version.isResend ? ", sent again" : "";
  return partialOf === null || reused.length === 0
    ? `${all}${again}`
    : `${all}, ${reused.length} of them from v${partialOf}${again}`;
}

/** Sentences about what is not as one would expect of a series; empty where all is well. */
export function shortcomings(whole: AssembledSeries, empty: readonly number[] = []): string[] {
  const { version, series, missing, missingCount } = whole;
  const newest = series.versions.at(-1);
  const shown = missing.slice(0, 10).join(", ");
  const more = missingCount > 10 ? " …" : "";
  return [
    ...(newest !== undefined && newest !== version && newest.version > version.version
      ? [`This is v${version.version}; v${newest.version} is there too (${versionText(newest)}).`]
      : []),
    ...(missingCount === 0
      ? []
      : [`v${version.version} is not complete: ${numbered(missingCount, `${shown}${more}`)} missing.`]),
    ...(version.partialOf === null || version.reused.length === 0
      ? []
      : [
          `v${version.version} is a partial reroll: ${listed(version.reused.map(({ index }) => index))} come${version.reused.length === 1 ? "s" : ""} from v${version.partialOf}.`,
        ]),
    ...(empty.length === 0
      ? []
      : [
          `${listed(empty)} hold${empty.length === 1 ? "s" : ""} nothing to apply and ${empty.length === 1 ? "is" : "are"} left out.`,
        ]),
  ];
}

const numbered = (count: number, numbers: string): string =>
  count === 1 ? `patch ${numbers} is` : `patches ${numbers} are`;

const listed = (numbers: readonly number[]): string => {
  const shown = numbers.slice(0, 10).join(", ");
  const more = numbers.length > 10 ? " …" : "";
  return numbers.length === 1 ? `patch ${shown}` : `patches ${shown}${more}`;
};

/** A title as one plain line. */
export const titleOf = ({ series }: AssembledSeries): string => plainLine(series.title, 200);
