import { counted } from "../core/text/counted.js";
import type { ThreadOfParams, ThreadsShown } from "../protocol/threadOf.js";
import type { MessageSummary } from "../threads/model.js";
import { plainLine } from "../threads/plainLine.js";
import { type PageSection, seriesPage } from "../threads/seriesPage.js";
import type { SeriesPlace } from "../threads/seriesPlaces.js";
import type { Applies } from "./applies.js";
import type { Timer } from "./host.js";
import type { SeriesService } from "./seriesService.js";
import { messageAt, type ThreadsServices } from "./threadsRequests.js";
import type { ThreadsViews } from "./threadsViews.js";

/** `patchMail/seriesPage`: the page of the series that a message belongs to; null where it belongs to none. */
export interface SeriesPageResult {
  /** Its newest title, for the name of a tab. */
  readonly title: string;
  /** Its newest version's first mail: the same for all messages of the series. */
  readonly place: PlacedMessage;
  readonly text: string;
  readonly links: readonly PlacedLink[];
  readonly sections: readonly PageSection[];
}

/** A range of a line, and the message that it leads to. */
export interface PlacedLink {
  /** 0-based, with UTF-16 columns. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly target: PlacedMessage;
  /** 0-based line in the message, from its first header line, or in its decoded view. */
  readonly lineInMessage: number;
  readonly isDecoded: boolean;
}

/** Where a message stands and how it is opened: see `ThreadItem`. */
export interface PlacedMessage {
  readonly uri: string;
  readonly line0: number;
  readonly ordinal: number;
  readonly isIndexOnly: boolean;
  readonly subject: string;
}

/** `patchMail/patchStatus`: what the status bar tells of the message at a place; null where it is of no series. */
export interface PatchStatus {
  /** `[v3 2/7] 4 replies` */
  readonly text: string;
  /** Plain lines. */
  readonly tooltip: readonly string[];
}

/** `patchMail/countThreads`: how many threads each filter leaves. */
export interface CountThreadsParams extends ThreadsShown {
  readonly filters: readonly string[];
}

/**
 * `patchMail/seriesChanged`, a notification without content, at most twice a second: pages and status may be others. Only
 * for a client that has asked for one of them.
 */
const changedMethod = "patchMail/seriesChanged";
const notifyMilliseconds = 500;

export const seriesMethods = [
  "patchMail/seriesPage",
  "patchMail/patchStatus",
  "patchMail/countThreads",
] as const;

export interface SeriesRequests {
  "patchMail/seriesPage"(params: ThreadOfParams): SeriesPageResult | null;
  "patchMail/patchStatus"(params: ThreadOfParams): PatchStatus | null;
  "patchMail/countThreads"(params: CountThreadsParams): number[];
}

/** A setting holds fewer. */
const maxFilters = 50;
const maxCharacters = 300;

export function createSeriesRequests(
  services: Pick<ThreadsServices, "connection" | "documents" | "mail" | "clock" | "guard">,
  series: SeriesService,
  views: ThreadsViews,
  applies?: Pick<Applies, "badge" | "listen">,
): SeriesRequests {
  const placed = ({ uri, line0, index, subject }: MessageSummary): PlacedMessage => ({
    uri,
    line0,
    ordinal: index,
    isIndexOnly: services.mail.isIndexOnly(uri),
    subject,
  });
  const { connection, clock, guard } = services;
  let hasAsked = false;
  let timer: Timer | null = null;
  const notify = (): void => {
    timer = null;
    guard.run(changedMethod, {}, () => connection.sendNotification(changedMethod));
  };
  const changed = (): void => {
    if (hasAsked) timer ??= clock.schedule(notifyMilliseconds, notify);
  };
  series.listen(changed);
  applies?.listen(changed);
  return {
    "patchMail/seriesPage"(params) {
      hasAsked = true;
      const message = messageAt(services, params);
      series.wanted();
      // What has changed a moment ago counts.
      series.all();
      const version = message && series.places.versionOf(message);
      const found = version && series.places.seriesOf(version);
      const newest = found?.versions.at(-1);
      const standing = newest && series.standingNow(newest);
      if (found === undefined || newest === undefined || standing === undefined) return null;
      const page = seriesPage(
        found,
        standing,
        series.factsOf,
        (of) => applies?.badge(of, of === newest.head)?.line,
      );
      return {
        ...page,
        title: plainLine(found.title, maxCharacters),
        place: placed(newest.head),
        links: page.links.map(({ message: to, ...link }) => ({ ...link, target: placed(to) })),
      };
    },
    "patchMail/patchStatus"(params) {
      hasAsked = true;
      const message = messageAt(services, params);
      const place = message && series.places.placeOf(message);
      if (message === undefined || place === undefined) return null;
      const own = place.patch?.message ?? place.version.cover ?? message;
      const { lines } = views.rows.badges(own);
      const isOfSeries = place.patch === null;
      // A copy in another file may have been checked, too.
      const told = (applies?.badge(message, isOfSeries) ?? applies?.badge(own, isOfSeries))?.text;
      const text = told === undefined ? statusText(place) : `${statusText(place)} · ${told}`;
      return { text, tooltip: [plainLine(own.subject, maxCharacters), ...lines] };
    },
    "patchMail/countThreads": (params) =>
      params.filters
        .slice(0, maxFilters)
        .map((filter) => views.of({ ...params, filter }).forest.roots.length),
  };
}

function statusText({ version, patch }: SeriesPlace): string {
  const number = version.total === null ? "" : ` ${patch?.index ?? 0}/${version.total}`;
  const count = (patch ?? version).replies.length;
  return `[v${version.version}${number}] ${counted(count, "reply")}`;
}
