import type { CommitFacts } from "../feature.js";

/** What ../../git tells beyond `CommitFacts`; all of it optional, so that any `CommitFacts` is one. */
export interface CommitDetails extends CommitFacts {
  readonly author: PersonAndDate;
  readonly committer: PersonAndDate;
  /** Full hashes. */
  readonly parents?: readonly string[];
  /** Some of the facts are still being looked up: asking again later gives more. */
  readonly isPending?: boolean;
  /** Plain sentences: what could not be found out and why. */
  readonly notes?: readonly string[];
}

export interface PersonAndDate {
  readonly name: string;
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  /** As in the commit, e.g. `+0200`. */
  readonly timeZone?: string;
}
