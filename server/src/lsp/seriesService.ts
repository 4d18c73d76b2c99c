import type { MailIndex } from "../mailboxes/mailIndex.js";
import type { FactsOf } from "../threads/facts.js";
import type { Forest } from "../threads/forest.js";
import type { MessageSummary } from "../threads/model.js";
import type { Series, SeriesVersion, Standing } from "../threads/seriesModel.js";
import { mailOf, placesOf, type SeriesPlaces } from "../threads/seriesPlaces.js";
import type { Clock, Timer } from "./host.js";

/** How series are found and judged (server/src/threads). */
export interface SeriesFunctions {
  seriesOf(forest: Forest, facts: FactsOf): readonly Series[];
  standingOf(series: Series, version: SeriesVersion, facts: FactsOf): Standing;
}

/** What bodies tell, as they are read in the background. */
export interface FactsSource {
  readonly factsOf: FactsOf;
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
  /** Another number after each change of what is known. */
  readonly revision: number;
  /** Those of the mail as it was lately; places in them. */
  readonly places: SeriesPlaces;
  /** As it was last found; undefined: not yet. Asks for it where it is not up to date. */
  standing(version: SeriesVersion): Standing | undefined;
  /** Those of the mail as it is now. */
  all(): readonly Series[];
  /** As it is now. */
  standingNow(version: SeriesVersion): Standing;
  /** Called when more is known: often. */
  listen(listener: () => void): () => void;
  dispose(): void;
}

/** What is known of a version, handed on to the same version after a change of other mail. */
interface Known {
  readonly mail: readonly MessageSummary[];
  /** Messages with facts when it was judged; -1: it must be judged anew. */
  factCount: number;
  standing: Standing | undefined;
}

/** After a change of the mail, before series are looked for: mail arrives file by file. */
const groupMilliseconds = 300;
/** After facts have come. */
const factsMilliseconds = 400;
/** Others wait no longer for their turn. */
const sliceMilliseconds = 15;

export function createSeriesService({ mail, facts, functions, clock }: SeriesParts): SeriesService {
  const listeners = new Set<() => void>();
  const queue = new Set<SeriesVersion>();
  let revision = 0;
  let forest: Forest | null = null;
  let series: readonly Series[] = [];
  let places = placesOf(series);
  let known = new Map<SeriesVersion, Known>();
  let groupTimer: Timer | null = null;
  let factsTimer: Timer | null = null;
  let sliceTimer: Timer | null = null;

  const tell = (): void => {
    revision++;
    for (const listener of [...listeners]) listener();
  };
  const factCount = (messages: readonly MessageSummary[]): number => {
    let count = 0;
    for (const message of messages) if (facts.factsOf(message) !== undefined) count++;
    return count;
  };
  const group = (): void => {
    groupTimer?.cancel();
    groupTimer = null;
    const now = mail.forest();
    if (now === forest) return;
    forest = now;
    const before = new Map<MessageSummary, Known[]>();
    for (const each of known.values()) {
      const [first] = each.mail;
      if (first !== undefined) before.set(first, [...(before.get(first) ?? []), each]);
    }
    series = functions.seriesOf(now, facts.factsOf);
    places = placesOf(series);
    known = new Map();
    queue.clear();
    for (const one of series) {
      for (const version of one.versions) {
        const messages = mailOf(version);
        const [first] = messages;
        const same = first && before.get(first)?.find((each) => isSameList(each.mail, messages));
        // The other versions may have changed: it is judged anew, and shown as it was until then.
        known.set(version, { mail: messages, factCount: -1, standing: same?.standing });
      }
    }
    tell();
  };
  const judge = (version: SeriesVersion, own: Known): Standing | undefined => {
    const found = places.seriesOf(version);
    if (found === undefined) return undefined;
    own.factCount = found.versions.reduce((sum, one) => sum + factCount(known.get(one)?.mail ?? []), 0);
    own.standing = functions.standingOf(found, version, facts.factsOf);
    return own.standing;
  };
  const slice = (): void => {
    sliceTimer = null;
    const start = clock.now();
    for (const version of queue) {
      queue.delete(version);
      const own = known.get(version);
      if (own !== undefined) judge(version, own);
      if (clock.now() - start >= sliceMilliseconds) break;
    }
    if (queue.size > 0) sliceTimer = clock.schedule(0, slice);
    tell();
  };
  const factsCame = (): void => {
    factsTimer = null;
    for (const one of series) {
      if (one.versions.every((version) => (known.get(version)?.factCount ?? -1) === -1)) continue;
      const count = one.versions.reduce((sum, version) => sum + factCount(known.get(version)?.mail ?? []), 0);
      for (const version of one.versions) {
        const own = known.get(version);
        if (own !== undefined && own.factCount !== count) own.factCount = -1;
      }
    }
    tell();
  };
  const forgetMail = mail.listen(() => {
    groupTimer ??= clock.schedule(groupMilliseconds, group);
  });
  const forgetFacts = facts.listen(() => {
    factsTimer ??= clock.schedule(factsMilliseconds, factsCame);
  });

  return {
    factsOf: facts.factsOf,
    get revision() {
      return revision;
    },
    get places() {
      return places;
    },
    standing(version) {
      const own = known.get(version);
      if (own === undefined) return undefined;
      if (own.factCount === -1) {
        queue.add(version);
        sliceTimer ??= clock.schedule(0, slice);
      }
      return own.standing;
    },
    all() {
      group();
      return series;
    },
    standingNow(version) {
      const own = known.get(version);
      if (own?.standing !== undefined && own.factCount !== -1) return own.standing;
      const found = own && judge(version, own);
      return found ?? functions.standingOf({ ...noSeries, versions: [version] }, version, facts.factsOf);
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

const noSeries: Series = { id: "", title: "", author: { name: "", address: "" }, versions: [] };
