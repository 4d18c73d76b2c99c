import type { CommentLookup, PatchComment } from "../features/feature.js";
import type { MailIndex } from "../mailboxes/mailIndex.js";
import type { SeriesVersion } from "../threads/seriesModel.js";
import { commentsOf } from "../threads/standing.js";
import type { Clock, Timer } from "./host.js";
import type { SeriesService } from "./seriesService.js";

export interface PatchCommentsParts {
  readonly mail: MailIndex;
  readonly series: SeriesService;
  readonly clock: Clock;
  /** A patch that was asked for has more comments now, or fewer. */
  changed(): void;
}

/** Bodies are read for seconds, and each that was read tells. */
const settleMilliseconds = 1000;
/** Patches whose numbers are kept to tell of a change: those of some editors. */
const maxAsked = 20;

/** Comments on patches, from what is known of the bodies of their threads; asking for a patch with replies has them read. */
export function createPatchComments(parts: PatchCommentsParts): CommentLookup & { dispose(): void } {
  const { mail, series, clock } = parts;
  let byVersion = new WeakMap<SeriesVersion, ReadonlyMap<string, readonly PatchComment[]>>();
  /** What was answered, by Message-ID. */
  const asked = new Map<string, number>();
  let timer: Timer | null = null;

  const ofVersion = (version: SeriesVersion): ReadonlyMap<string, readonly PatchComment[]> => {
    let known = byVersion.get(version);
    if (known === undefined) {
      known = commentsByPatch(version, parts);
      byVersion.set(version, known);
    }
    return known;
  };
  const find = (messageId: string): readonly PatchComment[] => {
    for (const summary of mail.byMessageId(messageId)) {
      const version = series.places.ownPlaceOf(summary)?.version;
      if (version === undefined || version.replies.length === 0) continue;
      series.wanted();
      return ofVersion(version).get(messageId) ?? [];
    }
    return [];
  };
  const forget = series.listen(() => {
    byVersion = new WeakMap();
    if (asked.size > 0) timer ??= clock.schedule(settleMilliseconds, compare);
  });
  const tell = (): void => {
    timer = null;
    parts.changed();
  };
  const compare = (): void => {
    timer = null;
    for (const [messageId, count] of asked) {
      if (find(messageId).length === count) continue;
      parts.changed();
      return;
    }
  };
  return {
    onPatch(messageId) {
      const found = find(messageId);
      // Whoever has asked before shows the old number.
      const before = asked.get(messageId);
      if (before !== undefined && before !== found.length) timer ??= clock.schedule(0, tell);
      asked.delete(messageId);
      asked.set(messageId, found.length);
      const [oldest] = asked.keys();
      if (asked.size > maxAsked && oldest !== undefined) asked.delete(oldest);
      return found;
    },
    dispose() {
      forget();
      timer?.cancel();
    },
  };
}

/** Those that were placed in a patch at hand, by its Message-ID; with the author's answers. */
function commentsByPatch(
  version: SeriesVersion,
  { mail, series }: PatchCommentsParts,
): ReadonlyMap<string, readonly PatchComment[]> {
  const found = new Map<string, PatchComment[]>();
  for (const { place, from, line0, endLine0 } of commentsOf(
    version,
    series.factsOf,
    undefined,
    "everybody",
  )) {
    if (place === null || place.messageId === "") continue;
    const { path, hunk } = place;
    const isDecoded = series.factsOf(from)?.isDecoded === true;
    const isIndexOnly = mail.isIndexOnly(from.uri);
    const list = found.get(place.messageId) ?? [];
    list.push({ path, hunk, from, isIndexOnly, line0, endLine0, isDecoded });
    found.set(place.messageId, list);
  }
  return found;
}
