import type { MailIndex } from "../mailboxes/mailIndex.js";
import type { FactsOf } from "../threads/facts.js";
import type { Forest } from "../threads/forest.js";
import type { MessageSummary, ThreadNode } from "../threads/model.js";
import { placesOfCopies } from "../threads/seriesCopies.js";
import type { Series, SeriesVersion, Standing } from "../threads/seriesModel.js";
import type { AllSeries } from "../threads/seriesOf.js";
import { mailOf, placesOf, type SeriesPlaces } from "../threads/seriesPlaces.js";
import type { NamedResults } from "../threads/standing.js";
import type { Clock, Timer } from "./host.js";

/** How series are found and judged (server/src/threads). */
export interface SeriesFunctions {
  seriesOf(roots: readonly ThreadNode[], factsOf: FactsOf): AllSeries;
  namedResults(series: readonly Series[], others: readonly MessageSummary[], factsOf: FactsOf): NamedResults;
  /** Of each version, in their order. */
  standingsOf(series: Series, factsOf: FactsOf, named: NamedResults): readonly Standing[];
}

/** What bodies tell, as they are read in the background. */
export interface FactsSource {
  readonly factsOf: FactsOf;
  /** Somebody shows what bodies tell: they are worth reading from now on. */
  wanted(): void;
  /** Called when facts have come: often. */
  listen(listener: () => void): () => void;
}

export interface SeriesParts {
  readonly mail: MailIndex;
  readonly facts: FactsSource;
  readonly functions: SeriesFunctions;
  readonly clock: Clock;
}

/** The series of all mail and where they stand, worked out beside the requests: whoever asks gets what is known by now. */
export interface SeriesService {
  readonly factsOf: FactsOf;
  /** See `FactsSource`. */
  wanted(): void;
  /** Those of the mail as it was lately; places in them. */
  readonly places: SeriesPlaces;
  /** As it was last found; undefined: not yet. Asks for it where it is not up to date. */
  standing(version: SeriesVersion): Standing | undefined;
  /** Those of the mail as it is now. */
  all(): readonly Series[];
  /** As it is now. */
  standingNow(version: SeriesVersion): Standing | undefined;
  /** Called when more is known: often. */
  listen(listener: () => void): () => void;
  dispose(): void;
}

/** What is known of a series, handed on to the same series after a change of other mail. */
interface Known {
  readonly series: Series;
  readonly mail: readonly MessageSummary[];
  /** There is more to judge it by. */
  isOutdated: boolean;
  /** What it was judged by: messages with facts, results that name it; -1: nothing yet. */
  factCount: number;
  namedCount: number;
  /** One a version; empty: not judged yet. */
  standings: readonly Standing[];
}

/** After a change of the mail, before series are looked for: mail arrives file by file. */
const groupMilliseconds = 300;
/** After facts have come, before that is done again: they come for seconds. */
const factsMilliseconds = 1500;
/** Others wait no longer for their turn. */
const sliceMilliseconds = 15;
/** What takes long is done seldom: of the time, a tenth at most. */
const restFactor = 10;
const noNames: NamedResults = new Map();

export function createSeriesService({ mail, facts, functions, clock }: SeriesParts): SeriesService {
  const { factsOf } = facts;
  const listeners = new Set<() => void>();
  const queue = new Set<Known>();
  let forest: Forest | null = null;
  let series: readonly Series[] = [];
  let places = placesOf(series);
  let named = noNames;
  let known = new Map<Series, Known>();
  let groupTimer: Timer | null = null;
  let factsTimer: Timer | null = null;
  let sliceTimer: Timer | null = null;

  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const factCount = (messages: readonly MessageSummary[]): number => {
    let count = 0;
    for (const message of messages) if (factsOf(message) !== undefined) count++;
    return count;
  };
  const namedCount = ({ versions }: Series): number =>
    versions.reduce((sum, version) => sum + (named.get(version)?.length ?? 0), 0);
  let groupTook = 0;
  const group = (): void => {
    const start = clock.now();
    groupTimer?.cancel();
    factsTimer?.cancel();
    groupTimer = factsTimer = null;
    const made = mail.forest();
    forest = made;
    const before = new Map<MessageSummary, Known>();
    for (const each of known.values()) {
      const [first] = each.mail;
      if (first !== undefined) before.set(first, each);
    }
    const found = functions.seriesOf(
      made.roots.map(({ node }) => node),
      factsOf,
    );
    series = found.series;
    named = functions.namedResults(series, found.others, factsOf);
    places = placesOfCopies(placesOf(series), (message) => made.entryOf(message)?.node.message ?? message);
    known = new Map();
    queue.clear();
    for (const one of series) {
      const messages = one.versions.flatMap(mailOf);
      const [first] = messages;
      const old = first && before.get(first);
      const isSame = old?.series.versions.length === one.versions.length && isSameList(old.mail, messages);
      // What has changed since is judged anew, and shown as it was until then.
      const base = isSame ? old : { factCount: -1, namedCount: 0, standings: [] };
      const isOutdated = base.factCount !== factCount(messages) || base.namedCount !== namedCount(one);
      known.set(one, { ...base, isOutdated, series: one, mail: messages });
    }
    groupTook = clock.now() - start;
    tell();
  };
  const judge = (own: Known): void => {
    own.isOutdated = false;
    own.factCount = factCount(own.mail);
    own.namedCount = namedCount(own.series);
    own.standings = functions.standingsOf(own.series, factsOf, named);
  };
  const slice = (): void => {
    sliceTimer = null;
    const start = clock.now();
    for (const own of queue) {
      queue.delete(own);
      judge(own);
      if (clock.now() - start >= sliceMilliseconds) break;
    }
    if (queue.size > 0) sliceTimer = clock.schedule(0, slice);
    tell();
  };
  const forgetMail = mail.listen(() => {
    groupTimer ??= clock.schedule(Math.max(groupMilliseconds, restFactor * groupTook), group);
  });
  const forgetFacts = facts.listen(() => {
    factsTimer ??= clock.schedule(Math.max(factsMilliseconds, restFactor * groupTook), group);
  });
  const knownOf = (version: SeriesVersion): Known | undefined => {
    const found = places.seriesOf(version);
    return found && known.get(found);
  };
  const standingIn = (own: Known, version: SeriesVersion): Standing | undefined =>
    own.standings[own.series.versions.indexOf(version)];

  return {
    factsOf,
    wanted: () => facts.wanted(),
    get places() {
      return places;
    },
    standing(version) {
      const own = knownOf(version);
      if (own === undefined) return undefined;
      if (own.isOutdated) {
        queue.add(own);
        sliceTimer ??= clock.schedule(0, slice);
      }
      return standingIn(own, version);
    },
    all() {
      if (forest !== mail.forest()) group();
      return series;
    },
    standingNow(version) {
      const own = knownOf(version);
      if (own?.isOutdated === true) judge(own);
      return own && standingIn(own, version);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      forgetMail();
      forgetFacts();
      for (const timer of [groupTimer, factsTimer, sliceTimer]) timer?.cancel();
    },
  };
}

function isSameList(a: readonly MessageSummary[], b: readonly MessageSummary[]): boolean {
  return a.length === b.length && a.every((message, at) => message === b[at]);
}
