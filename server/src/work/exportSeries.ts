import type { CancellationToken } from "vscode-languageserver";
import { mboxOf, namesOf } from "../patches/assembleSeries.js";
import { refusal } from "../protocol/refusal.js";
import { type OwnTrailersParams, ownTrailers } from "./ownTrailers.js";
import type { WorkServices } from "./services.js";
import {
  copyNotesOf,
  shortcomings,
  titleOf,
  type VersionChoice,
  versionChoices,
  type WholeSeriesParams,
  wholeSeries,
} from "./wholeSeries.js";

/** `patchMail/exportSeries`: a version of the series at a place as an mbox for `git am`; null where there is none. */
export interface ExportSeriesParams extends WholeSeriesParams, OwnTrailersParams {
  /** False: without the trailers that were given by mail. Default: with those that b4 would take. */
  readonly hasTrailers?: boolean;
}

export interface ExportSeriesResult {
  readonly title: string;
  /** The one in `mbox`. */
  readonly version: number;
  /** Newest first. */
  readonly versions: readonly VersionChoice[];
  readonly patchCount: number;
  /** Trailers that were put into logs, each counted once. */
  readonly trailerCount: number;
  /** For people and the clipboard. */
  readonly mbox: string;
  /** The bytes to write, in base64, where `mbox` in UTF-8 is not the same: a diff is as its mail has it. Else null. */
  readonly mboxBase64: string | null;
  /** The cover letter, which is no part of the mbox; null where there is none. */
  readonly cover: string | null;
  /** As b4 names it, without extension. */
  readonly name: string;
  /** Patches are missing, or hold nothing to apply. */
  readonly isComplete: boolean;
  /** Sentences for the user: what is missing, which version it is. */
  readonly notes: readonly string[];
}

export interface ExportSeriesRequests {
  "patchMail/exportSeries"(
    params: ExportSeriesParams,
    token: CancellationToken,
  ): Promise<ExportSeriesResult | null>;
}

export function createExportSeries(services: WorkServices): ExportSeriesRequests {
  return {
    async "patchMail/exportSeries"(params, token) {
      const whole = await wholeSeries(services, params, token);
      if (whole === undefined) return null;
      const chosen = whole.trailers.filter(({ isUsual }) => isUsual && params.hasTrailers !== false);
      const { uri } = params.textDocument;
      const places = params.signoff === true ? await services.git.workplaces(uri) : [];
      if ("unavailable" in places) throw refusal(places.unavailable);
      const own = await ownTrailers(services, uri, params, places[0]);
      if ("problem" in own) throw refusal(own.problem);
      const mbox = mboxOf(whole, (trailer) => chosen.includes(trailer), own);
      return {
        ...namesOf(whole),
        title: titleOf(whole),
        version: whole.version.version,
        versions: versionChoices(whole),
        patchCount: mbox.indexes.length,
        trailerCount: chosen.length,
        mbox: mbox.text,
        mboxBase64: mbox.isOtherText ? Buffer.from(mbox.bytes).toString("base64") : null,
        isComplete: whole.missingCount === 0 && mbox.empty.length === 0,
        notes: [...shortcomings(whole, mbox.empty), ...(await copyNotesOf(services, whole, token))],
      };
    },
  };
}
