import type { MessageSummary } from "./model.js";
import type { LooseReply } from "./seriesMembers.js";
import type { SeriesPatch } from "./seriesModel.js";
import type { VersionGroup } from "./seriesVersions.js";

/** A version while its series is being found. */
export interface VersionDraft {
  readonly group: VersionGroup;
  /** Cover letter, else first patch. */
  readonly head: MessageSummary;
  readonly headTitle: string;
  readonly coverAgain: readonly MessageSummary[];
  readonly sender: string;
  readonly version: number;
  readonly isResend: boolean;
  readonly isPull: boolean;
  readonly tree: string;
  readonly total: number | null;
  readonly date: number | null;
  readonly patches: readonly SeriesPatch[];
  readonly loose: LooseReply[];
  /** Made of patches without a number (seriesPartial.ts). */
  readonly isOfLonePatches?: boolean;
}
