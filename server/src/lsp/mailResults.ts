/** What a program that was asked for has said of one message. */
export interface MailResult<Found> {
  readonly uri: string;
  /** 0-based place in its file. */
  readonly ordinal: number;
  readonly found: Found;
}

/** What a program has said of messages, until it is asked again; the newest stay. */
export interface MailResults<Found> {
  /** In the place of those before of the same messages. */
  set(results: readonly MailResult<Found>[]): void;
  /** Of the message at a 0-based place of a file. */
  of(uri: string, ordinal: number): Found | undefined;
  /** The document is another now. */
  drop(uri: string): void;
}

const maxMessages = 2000;

/** `changed` is called with the URIs of the files whose results have changed. */
export function createMailResults<Found>(changed: (uris: readonly string[]) => void): MailResults<Found> {
  const known = new Map<string, MailResult<Found>>();
  return {
    set(results) {
      for (const one of results) {
        const key = keyOf(one.uri, one.ordinal);
        known.delete(key);
        known.set(key, one);
      }
      for (const key of known.keys()) {
        if (known.size <= maxMessages) break;
        known.delete(key);
      }
      if (results.length > 0) changed([...new Set(results.map(({ uri }) => uri))]);
    },
    of: (uri, ordinal) => known.get(keyOf(uri, ordinal))?.found,
    drop(uri) {
      let dropped = 0;
      for (const [key, one] of known) if (one.uri === uri && known.delete(key)) dropped++;
      if (dropped > 0) changed([uri]);
    },
  };
}

const keyOf = (uri: string, ordinal: number): string => `${ordinal} ${uri}`;
