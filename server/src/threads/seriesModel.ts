import type { GivenTrailer, Result, ReviewComment } from "./facts.js";
import type { MessageSummary } from "./model.js";

/** All versions of one series, or of one patch that was sent alone. */
export interface Series {
  /** Stable while its first mail at hand is the same. */
  readonly id: string;
  /** Title of the newest version's cover letter, else of its first patch; without `Re:` and brackets. */
  readonly title: string;
  readonly author: { readonly name: string; readonly address: string };
  /** Oldest first; at least one. */
  readonly versions: readonly SeriesVersion[];
}

export interface SeriesVersion {
  /** 1 where the subject tells none. */
  readonly version: number;
  readonly isResend: boolean;
  readonly isRfc: boolean;
  readonly isPull: boolean;
  /** Words in the brackets that name a tree: `net-next`, `5.4`. */
  readonly trees: readonly string[];
  /** `m` of `n/m`; null for a patch that is not numbered. */
  readonly total: number | null;
  /** `0/m`, or a mail without a number that stands for it; null where there is none at hand. */
  readonly cover: MessageSummary | null;
  /** Further cover letters of it. */
  readonly coverAgain: readonly MessageSummary[];
  /** Its cover letter, else its first patch. */
  readonly head: MessageSummary;
  /** By number. */
  readonly patches: readonly SeriesPatch[];
  /**
   * Only some patches were sent again, as replies to those of that older version (b4: a partial reroll); else null. The
   * others of that version, `reused`, still count.
   */
  readonly partialOf: number | null;
  readonly reused: readonly SeriesPatch[];
  /** Numbers of 1 to `total` that are not at hand. Made when asked for: one hostile mail names 9,999. */
  readonly missing: readonly number[];
  /** Numbers that came more than once, 0 for the cover letter; `cover` and `patches` hold the first. */
  readonly duplicates: readonly number[];
  /** Earliest date of its cover and patches, milliseconds since 1970; null where none tells. */
  readonly date: number | null;
  /** Everything that was said about it: replies below its cover and patches, oldest first. */
  readonly replies: readonly MessageSummary[];
  /** Those among them that answer a patch which is not at hand, by its number. */
  readonly toMissing: ReadonlyMap<number, readonly MessageSummary[]>;
}

export interface SeriesPatch {
  /** 1-based; 1 for a patch that is not numbered. */
  readonly index: number;
  readonly message: MessageSummary;
  /** The same number again. */
  readonly again: readonly MessageSummary[];
  /** Replies below it, oldest first. */
  readonly replies: readonly MessageSummary[];
}

/** A trailer that somebody gave to a patch by mail. */
export interface CollectedTrailer extends GivenTrailer {
  /** The mail that gives it. */
  readonly from: MessageSummary;
  /** It was given to the cover letter, and counts for all patches. */
  readonly isOfCover: boolean;
  /** Given in that older version, at an equal patch-id; null: in this one. */
  readonly carriedFrom: number | null;
  /** The mail's sender has another address than the trailer's. */
  readonly isOthersAddress: boolean;
}

export type SeriesState =
  | "new"
  | "underReview"
  | "changesRequested"
  | "reviewed"
  | "applied"
  | "partlyApplied"
  | "dropped"
  | "deferred"
  | "superseded";

/** Where one version of a series stands, as far as the mail that was read tells. */
export interface Standing {
  readonly state: SeriesState;
  /** The mail that says so; null where the state follows from what is not there. */
  readonly evidence: MessageSummary | null;
  /** "superseded": by that version; else null. */
  readonly supersededBy: number | null;
  /** By number of the patch; not those that the patch's own log has already. */
  readonly trailers: ReadonlyMap<number, readonly CollectedTrailer[]>;
  readonly results: readonly (Result & { readonly from: MessageSummary; readonly patch: number | null })[];
  /** Comments that nobody answered: neither the author in the thread, nor a newer version. */
  readonly openComments: readonly (ReviewComment & {
    readonly from: MessageSummary;
    readonly patch: number | null;
  })[];
  readonly commentCount: number;
  /** By number of the patch, the oldest version since which its diff is the same; not for those that are new or changed. */
  readonly unchangedSince: ReadonlyMap<number, number>;
  /** Not all of its mail was read yet: numbers may grow. */
  readonly isIncomplete: boolean;
}
