import type { ComparedPatch } from "../patches/compare/comparedPatch.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import type { SeriesVersion } from "../threads/seriesModel.js";
import type { PatchSources } from "./patchSources.js";

/** One side of a comparison: the version of a series that holds the message at a place; a patch alone where there is none. */
export interface CompareSide extends ThreadOfParams {
  /** All patches of the file. */
  readonly isFile?: boolean;
  /** The message alone, whatever series it is of. */
  readonly isAlone?: boolean;
  /** A commit of the document's repository, by its name in hexadecimal digits. */
  readonly commit?: string;
}

/** A side, read. */
export interface SidePatches {
  readonly name: string;
  readonly detail: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly patches: readonly ComparedPatch[];
  /** What git needs to make commits of them; undefined: that is not done for this side. */
  readonly sources?: PatchSources;
  /** Why there is nothing to compare, as a sentence; else null. */
  readonly problem: string | null;
  /** The mail is not at hand: it may still be read. */
  readonly mayCome?: true;
}

/** `v2`, `v2 RESEND` */
export function versionName({ version, isResend }: SeriesVersion): string {
  return `v${version}${isResend ? " RESEND" : ""}`;
}

/** In UTC: the text is the same everywhere. "" where no date is known. */
export function dayOf(date: number | null): string {
  return date === null || Math.abs(date) > 8.64e15 ? "" : new Date(date).toISOString().slice(0, 10);
}

/** A side that has only a sentence. */
export function nothing(problem: string, mayCome = false): SidePatches {
  const none = { name: "", detail: "", title: "", notes: [], patches: [], problem };
  return mayCome ? { ...none, mayCome } : none;
}
