import type { ApplyFinding } from "../git/applyWords.js";
import type { AppliesBadge } from "../threads/badges.js";
import type { MessageSummary } from "../threads/model.js";

/** What a check has found out about one message (work/checkApplies.ts). */
export interface CheckedMessage {
  readonly uri: string;
  /** 0-based place in its file. */
  readonly ordinal: number;
  /** Of each file that was checked, see `fileShape` (diagnostics/applyDiagnostics.ts): a message that looks otherwise is not the one that was checked. */
  readonly shape: readonly string[];
  readonly findings: readonly ApplyFinding[];
  readonly badge: AppliesBadge;
}

/** The results of the last checks: problems of documents, badges of rows. A document that is edited loses its own. */
export interface Applies {
  /** In the place of those before of the same messages. `series`: what the row of the cover letter tells. */
  set(
    checked: readonly CheckedMessage[],
    series: { readonly message: MessageSummary; readonly badge: AppliesBadge } | null,
  ): void;
  /** What the row of a patch tells; of a series' first row what is known of the series. */
  badge(message: MessageSummary, isOfSeries: boolean): AppliesBadge | undefined;
  /** What is known of the message at a 0-based place of a file. */
  of(uri: string, ordinal: number): CheckedMessage | undefined;
  /** The document is another now. */
  drop(uri: string): void;
  /** Called with the URIs of the files whose results have changed. */
  listen(listener: (uris: readonly string[]) => void): void;
}

/** Messages whose results are kept; the newest stay. */
const maxMessages = 5000;

export function createApplies(): Applies {
  const checked = new Map<string, CheckedMessage>();
  const ofSeries = new Map<string, { readonly uri: string; readonly badge: AppliesBadge }>();
  const listeners: ((uris: readonly string[]) => void)[] = [];
  const tell = (uris: readonly string[]): void => {
    for (const listener of listeners) listener([...new Set(uris)]);
  };
  return {
    set(all, series) {
      for (const one of all) {
        const key = keyOf(one.uri, one.ordinal);
        checked.delete(key);
        checked.set(key, one);
      }
      for (const key of checked.keys()) {
        if (checked.size <= maxMessages) break;
        checked.delete(key);
      }
      if (ofSeries.size > maxMessages) ofSeries.clear();
      if (series !== null) {
        const { uri, index } = series.message;
        ofSeries.set(keyOf(uri, index), { uri, badge: series.badge });
      }
      tell([...all.map(({ uri }) => uri), ...(series === null ? [] : [series.message.uri])]);
    },
    badge({ uri, index }, isOfSeries) {
      const key = keyOf(uri, index);
      return (isOfSeries ? ofSeries.get(key)?.badge : undefined) ?? checked.get(key)?.badge;
    },
    of: (uri, ordinal) => checked.get(keyOf(uri, ordinal)),
    drop(uri) {
      let dropped = 0;
      for (const [key, one] of checked) if (one.uri === uri && checked.delete(key)) dropped++;
      for (const [key, one] of ofSeries) if (one.uri === uri && ofSeries.delete(key)) dropped++;
      if (dropped > 0) tell([uri]);
    },
    listen(listener) {
      listeners.push(listener);
    },
  };
}

const keyOf = (uri: string, ordinal: number): string => `${ordinal} ${uri}`;
