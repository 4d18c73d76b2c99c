import { defaultSettings, type Settings, settingsFromUnknown } from "../settings.js";
import type { Clock, Log } from "./host.js";

/** Settings per document, as the client has them. */
export interface SettingsStore {
  /** Never rejects: where the client does not answer in time, the defaults serve until it does. */
  of(uri: string): Promise<Settings>;
  /** What was last read for the document, or for any; the defaults before that. */
  known(uri?: string): Settings;
  /** All settings may have changed. `pushed`: what `workspace/didChangeConfiguration` carried. */
  changed(pushed: unknown): void;
  /** The document is closed. */
  forget(uri: string): void;
}

export interface SettingsSource {
  /** `workspace/configuration` for a document's scope; undefined where the client does not have it. */
  readonly ask: ((uri: string) => Promise<unknown>) | undefined;
  /** From `initializationOptions`. */
  readonly initial: unknown;
  /** Tells the user; called once for each sentence. */
  warn(sentence: string): void;
  readonly clock: Clock;
  readonly log: Log;
}

const answerMilliseconds = 2000;

export function createSettingsStore(source: SettingsSource): SettingsStore {
  const told = new Set<string>();
  const cache = new Map<string, Promise<Settings>>();
  const read = (value: unknown): Settings => {
    const { settings, warnings } = settingsFromUnknown(value);
    for (const warning of warnings) {
      if (told.has(warning)) continue;
      told.add(warning);
      source.warn(warning);
    }
    return settings;
  };
  const answered = new Map<string, Settings>();
  let pushed =
    source.ask === undefined && source.initial !== undefined ? read(source.initial) : defaultSettings;

  let latest = pushed;

  const fetch = async (ask: (uri: string) => Promise<unknown>, uri: string): Promise<Settings> => {
    try {
      latest = read(await ask(uri));
      if (cache.has(uri)) answered.set(uri, latest);
      return latest;
    } catch {
      source.log.warn("The client did not tell its settings; the defaults serve.");
      return pushed;
    }
  };
  const inTime = (answer: Promise<Settings>): Promise<Settings> =>
    new Promise((resolve) => {
      const timer = source.clock.schedule(answerMilliseconds, () => resolve(pushed));
      void answer.then((settings) => {
        timer.cancel();
        resolve(settings);
      });
    });

  return {
    of(uri) {
      if (source.ask === undefined) return Promise.resolve(pushed);
      const known = cache.get(uri);
      if (known !== undefined) return known;
      const answer = fetch(source.ask, uri);
      const first = inTime(answer);
      cache.set(uri, first);
      // An answer that comes too late for its first asker still serves the next.
      void answer.then(() => {
        if (cache.get(uri) === first) cache.set(uri, answer);
      });
      return first;
    },
    known: (uri) => (uri === undefined ? undefined : answered.get(uri)) ?? latest,
    changed(value) {
      cache.clear();
      // A client that is asked pushes null or nothing: there is nothing to read.
      if (source.ask === undefined) latest = pushed = read(value);
    },
    forget(uri) {
      cache.delete(uri);
      answered.delete(uri);
    },
  };
}
