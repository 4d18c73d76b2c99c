import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { GitRangeDiff } from "../git/rangeDiff.js";
import { type Comparison, compareVersions } from "../patches/compare/comparison.js";
import { type ComparisonText, comparisonText, type SideInfo } from "../patches/compare/comparisonText.js";
import { createLineStore, type LineStore } from "../patches/compare/lineStore.js";
import { runInSlices } from "../patches/compare/runSteps.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import { plainLine } from "../threads/plainLine.js";
import type { SeriesVersion } from "../threads/seriesModel.js";
import { compareByGit } from "./compareByGit.js";
import { type CompareSide, dayOf, type SidePatches, versionName } from "./comparedSide.js";
import { findUpstream, type UpstreamResult } from "./compareUpstream.js";
import { readSide } from "./readSide.js";
import { seriesAt } from "./seriesMail.js";
import type { WorkServices } from "./services.js";

export type { CompareSide } from "./comparedSide.js";
export type { UpstreamResult } from "./compareUpstream.js";

/** `patchMail/seriesVersions`: the versions of the series at a place, oldest first; null where there is none. */
export interface SeriesVersionsResult {
  readonly title: string;
  readonly versions: readonly VersionItem[];
}

export interface VersionItem {
  /** `v2`, `v2 RESEND` */
  readonly name: string;
  /** Its date and what is there of it. */
  readonly detail: string;
  /** Of its first mail, which names it in `CompareSide`. */
  readonly uri: string;
  readonly line0: number;
  readonly ordinal: number;
  /** The message that was asked for belongs to it. */
  readonly isAsked: boolean;
}

/** `patchMail/compareVersions` */
export interface CompareParams {
  readonly old: CompareSide;
  readonly now: CompareSide;
}

export interface CompareResult extends ComparisonText {
  /** `v1 → v2: net: fix it` */
  readonly title: string;
  /** Why there is nothing to compare, as a sentence; else null. */
  readonly problem: string | null;
  /** The mail is not at hand: it may still be read. */
  readonly mayCome?: true;
}

/** `patchMail/comparedPatch`: one patch as it is compared, as a text; "" where it is not there. */
export interface ComparedPatchParams {
  readonly side: CompareSide;
  readonly number: number;
}

export interface CompareRequests {
  "patchMail/seriesVersions"(params: ThreadOfParams): SeriesVersionsResult | null;
  "patchMail/compareVersions"(params: CompareParams, token: CancellationToken): Promise<CompareResult>;
  "patchMail/comparedPatch"(params: ComparedPatchParams, token: CancellationToken): Promise<string>;
  "patchMail/upstreamOf"(params: ThreadOfParams, token: CancellationToken): Promise<UpstreamResult>;
}

const maxCharacters = 200;

export function createCompareVersions(services: WorkServices): CompareRequests {
  const pause = (token: CancellationToken) => async (): Promise<void> => {
    await new Promise<void>((done) => services.clock.schedule(0, done));
    if (token.isCancellationRequested) throw cancelled();
  };
  const read = (
    store: LineStore,
    side: CompareSide & { readonly number?: number },
    token: CancellationToken,
  ) => readSide(services, store, side, pause(token), token);
  return {
    "patchMail/seriesVersions"(params) {
      const place = seriesAt(services, params);
      if (place === null) return null;
      const { series, version: own } = place;
      const versions = series.versions.map((version) => ({
        name: versionName(version),
        detail: versionDetail(version),
        uri: version.head.uri,
        line0: version.head.line0,
        ordinal: version.head.index,
        isAsked: version === own,
      }));
      return { title: plainLine(series.title, maxCharacters), versions };
    },
    async "patchMail/compareVersions"(params, token) {
      if (!isSide(params.old) || !isSide(params.now))
        throw needed("patchMail/compareVersions", "old and now");
      const store = createLineStore();
      const old = await read(store, params.old, token);
      const now = await read(store, params.now, token);
      for (const { problem, mayCome } of [old, now]) {
        if (problem === null) continue;
        return { title: "", text: "", rows: [], problem, ...(mayCome === true ? { mayCome } : {}) };
      }
      const compared = await runInSlices(
        compareVersions(store, old.patches, now.patches),
        () => services.clock.now(),
        pause(token),
      );
      // A commit beside a mail is that of a backport: what it applies to is another tree.
      const git =
        old.sources && now.sources
          ? await compareByGit(services, store, old, now, params.now.textDocument.uri, token)
          : null;
      if (token.isCancellationRequested) throw cancelled();
      return { ...textOf(compared, old, now, git), problem: null };
    },
    async "patchMail/comparedPatch"({ side, number }, token) {
      if (!isSide(side) || typeof number !== "number")
        throw needed("patchMail/comparedPatch", "side and number");
      const store = createLineStore();
      const { patches } = await read(store, { ...side, number }, token);
      const patch = patches.find((one) => one.number === number);
      return patch === undefined ? "" : `${Array.from(patch.lines, (id) => store.textOf(id)).join("\n")}\n`;
    },
    async "patchMail/upstreamOf"(params, token) {
      if (!isSide(params)) throw needed("patchMail/upstreamOf", "textDocument.uri and position");
      return await findUpstream(services, params, token);
    },
  };
}

function textOf(
  compared: Comparison,
  old: SidePatches,
  now: SidePatches,
  git: GitRangeDiff | null,
): ComparisonText & { readonly title: string } {
  const title = plainLine(now.title || old.title, maxCharacters);
  return {
    ...comparisonText(title, compared, infoOf(old), infoOf(now), git),
    title: `${old.name} → ${now.name}: ${title}`,
  };
}

const infoOf = ({ name, detail, notes }: SidePatches): SideInfo => ({ name, detail, notes });

function isSide(side: CompareSide | undefined): side is CompareSide {
  return typeof side?.textDocument?.uri === "string";
}

const needed = (method: string, what: string): ResponseError =>
  new ResponseError(ErrorCodes.InvalidParams, `${method} needs ${what}`);

const cancelled = (): ResponseError =>
  new ResponseError(LSPErrorCodes.RequestCancelled, "The comparison was cancelled.");

/** `2026-03-09, 3 of 4 patches` */
function versionDetail(version: SeriesVersion): string {
  const there = version.patches.length + version.reused.length;
  const { total, date } = version;
  const of = total !== null && total !== there ? ` of ${total}` : "";
  return [dayOf(date), `${there}${of} ${there === 1 && of === "" ? "patch" : "patches"}`]
    .filter((part) => part !== "")
    .join(", ");
}
