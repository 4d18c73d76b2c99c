import type { AmDone, AmStop } from "../git/amOutcome.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import type { OwnTrailersParams } from "./ownTrailers.js";
import type { VersionChoice, WholeSeriesParams } from "./wholeSeries.js";

/** `patchMail/applyPlan`: what would be applied, and where it could be; null where there is no series. No git runs. */
export interface ApplyPlan {
  readonly title: string;
  readonly version: number;
  /** Newest first. */
  readonly versions: readonly VersionChoice[];
  readonly patches: readonly { readonly index: number; readonly title: string }[];
  readonly trailers: readonly TrailerChoice[];
  /** Sentences: which version it is, what is missing. */
  readonly notes: readonly string[];
  /** Signatures that the mails bring, each "not checked"; empty where there are none. */
  readonly attestation: readonly string[];
  /** Why nothing can be applied, a sentence; null where it can. */
  readonly problem: string | null;
  /** Tops of the repositories, the most likely first. */
  readonly repositories: readonly string[];
}

export interface TrailerChoice {
  readonly id: string;
  /** `Reviewed-by: Anna Berg <anna@example.org>` */
  readonly line: string;
  /** To which patches, by which mail, and what is unusual about it; plain text. */
  readonly about: string;
  /** Chosen unless the user says otherwise. */
  readonly isChosen: boolean;
}

/** `patchMail/applyTarget`: what a repository is like. */
export interface ApplyTargetParams extends WholeSeriesParams {
  readonly repository: string;
}

export interface ApplyTarget {
  readonly branch: string | null;
  readonly head: string | null;
  /** Why its own tree cannot be used, a sentence; null where it can. */
  readonly treeProblem: string | null;
  /** Why nothing can be applied to it at all, a sentence; null where it can. */
  readonly problem: string | null;
  /** A name that no branch has. */
  readonly newBranch: string;
  /** Absolute, beside the repository. */
  readonly newFolder: string;
  /** What the mail says it is made for (`base-commit:`); null where it says nothing. */
  readonly baseCommit: { readonly hash: string; readonly isThere: boolean } | null;
}

/** `patchMail/applyCheck`: why a branch, base or folder cannot be used, a sentence; null where it can. */
export interface ApplyCheckParams extends ThreadOfParams {
  readonly repository: string;
  readonly branch?: string;
  readonly base?: string;
  readonly worktree?: string;
}

/** `patchMail/applySeries`: runs `git am -3`. Only after the user has confirmed what is in here. */
export interface ApplySeriesParams extends WholeSeriesParams, OwnTrailersParams {
  readonly version: number;
  readonly repository: string;
  readonly branch: string;
  /** Name or hash of a commit. */
  readonly base: string;
  /** Folder of a new worktree; null: in the repository's own tree. */
  readonly worktree: string | null;
  /** Ids of the chosen trailers. */
  readonly trailers: readonly string[];
  /** As many as the user was shown. */
  readonly patchCount: number;
}

/** `patchMail/applyProgress`, a notification. */
export interface ApplyProgress {
  readonly number: number;
  readonly patchCount: number;
  readonly title: string;
}

export type ApplyResult =
  | AmDone
  | { readonly kind: "stopped"; readonly stop: ShownStop }
  | { readonly kind: "refused"; readonly sentence: string; readonly output: string }
  | { readonly kind: "cancelled"; readonly sentence: string };

/** A `git am` that waits for somebody, without what only the server needs. */
export type ShownStop = Omit<AmStop, "gitDirectory" | "record"> & {
  /** The branch, or worktree, was made by Patch Mail: an abort takes it away again. */
  readonly isOurs: boolean;
  /** Of the series, where it was started by Patch Mail; else "". */
  readonly seriesTitle: string;
};

/** `patchMail/abortApply`, `patchMail/continueApply`: in which tree. */
export interface ApplyGoOnParams {
  readonly textDocument: { readonly uri: string };
  /** One that `patchMail/applyState` names. */
  readonly root: string;
}
