import type { MailIndex } from "../mailboxes/mailIndex.js";
import type { ThreadsShown } from "../protocol/threadOf.js";
import { type AppliesBadge, type Badges, badgesOfPatch, badgesOfVersion } from "../threads/badges.js";
import { groupBySeries } from "../threads/bySeries.js";
import { countsBelow } from "../threads/countsBelow.js";
import { filterThreads, parseFilter } from "../threads/filter.js";
import type { FilterFacts } from "../threads/filterMatch.js";
import { createForest, type Forest } from "../threads/forest.js";
import { isNumberedPatch, noBadges, type RowFacts } from "../threads/items.js";
import type { MessageSummary, ThreadNode } from "../threads/model.js";
import { sortThreads } from "../threads/order.js";
import type { Series, Standing } from "../threads/seriesModel.js";
import type { SeriesPlace } from "../threads/seriesPlaces.js";
import type { Applies } from "./applies.js";
import type { Clock } from "./host.js";
import type { ReadState } from "./readState.js";
import type { SeriesService } from "./seriesService.js";
import type { UserIdentity } from "./userIdentity.js";

/** The threads as they are shown. */
export interface ThreadsView {
  /** All threads as they are. */
  readonly source: Forest;
  readonly forest: Forest;
  /** Messages that the filter asks for; null without a filter. */
  readonly matchCount: number | null;
  /** The filter asks for messages, and not for threads as a whole only. */
  readonly asksForMessages: boolean;
}

export interface ThreadsViews {
  of(shown: ThreadsShown): ThreadsView;
  readonly rows: RowFacts;
  /** What rows or filters say may be another: marks, series, the user. */
  changed(): void;
  listen(listener: () => void): () => void;
}

export interface ViewParts {
  readonly mail: MailIndex;
  readonly series: SeriesService;
  readonly read: ReadState;
  readonly user: UserIdentity;
  readonly clock: Clock;
  /** What checks have told of a message. */
  readonly applies?: Pick<Applies, "badge">;
}

interface Kept extends ThreadsView {
  readonly key: string;
  /** null: nothing but the threads counts. */
  readonly epoch: number | null;
  readonly series: readonly Series[] | null;
}

export function createThreadsViews({ mail, series, read, user, clock, applies }: ViewParts): ThreadsViews {
  const listeners = new Set<() => void>();
  let epoch = 0;
  let kept: Kept | null = null;
  const made = new WeakMap<MessageSummary, Made>();

  const badges = (message: MessageSummary): Badges => {
    const place = series.places.ownPlaceOf(message);
    if (place === undefined) return noBadges;
    const standing = series.standing(place.version);
    const before = made.get(message);
    const told = applies?.badge(message, place.patch === null || place.version.head === message);
    if (before?.place === place && before.standing === standing && before.told === told) return before.badges;
    const now = badgesAt(place, message, standing, told);
    made.set(message, { place, standing, told, badges: now });
    return now;
  };
  const facts = (): FilterFacts => ({
    me: user.addresses(),
    now: clock.now(),
    facts: series.factsOf,
    state(message) {
      const version = series.places.versionOf(message);
      return version && series.standing(version)?.state;
    },
    isUnread: read.isUnread,
    isMine: user.holdsFile,
  });
  const make = (
    { filter = "", sort = "activity" }: ThreadsShown,
    source: Forest,
    all: readonly Series[] | null,
  ): ThreadsView => {
    const parsed = parseFilter(filter);
    if (parsed === null && sort === "activity" && all === null)
      return { source, forest: source, matchCount: null, asksForMessages: false };
    const nodes = source.roots.map((root) => root.node);
    let roots: readonly ThreadNode[] = all === null ? nodes : groupBySeries(nodes, all);
    let matchCount: number | null = null;
    if (parsed !== null) ({ roots, matchCount } = filterThreads(roots, parsed, facts()));
    const asksForMessages = (parsed?.message.length ?? 0) > 0;
    return { source, forest: createForest(sortThreads(roots, sort)), matchCount, asksForMessages };
  };
  const isUnread = ({ message }: ThreadNode): boolean => message !== null && read.isUnread(message);
  let unreadBelow = countsBelow(isUnread);
  // What a subject says stays.
  const patchesBelow = countsBelow(isNumberedPatch);
  const changed = (): void => {
    epoch++;
    unreadBelow = countsBelow(isUnread);
    for (const listener of [...listeners]) listener();
  };
  series.listen(changed);

  return {
    rows: {
      isIndexOnly: mail.isIndexOnly,
      isUnread: read.isUnread,
      unreadBelow: (node) => unreadBelow(node),
      patchesBelow,
      badges,
    },
    of(shown) {
      const { filter = "", sort = "activity", bySeries } = shown;
      const source = mail.forest();
      // All as it is: asked for by others than the view, too.
      if (filter === "" && sort === "activity" && bySeries !== true) {
        return { source, forest: source, matchCount: null, asksForMessages: false };
      }
      const key = JSON.stringify([filter, sort, bySeries === true]);
      const all = bySeries === true ? series.all() : null;
      const now = filter === "" ? null : epoch;
      const isSame =
        kept !== null &&
        kept.source === source &&
        kept.key === key &&
        kept.epoch === now &&
        kept.series === all;
      if (kept === null || !isSame) kept = { ...make(shown, source, all), key, epoch: now, series: all };
      return kept;
    },
    changed,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What was made for a row, good as long as what it was made of. */
interface Made {
  readonly place: SeriesPlace;
  readonly standing: Standing | undefined;
  readonly told: AppliesBadge | undefined;
  readonly badges: Badges;
}

/** The row of the cover letter, or of the first patch where there is none, tells of the version. */
function badgesAt(
  { series, version, patch }: SeriesPlace,
  message: MessageSummary,
  standing: Standing | undefined,
  told: AppliesBadge | undefined,
): Badges {
  return patch === null || version.head === message
    ? badgesOfVersion(series, version, standing, told)
    : badgesOfPatch(patch, standing, told);
}
