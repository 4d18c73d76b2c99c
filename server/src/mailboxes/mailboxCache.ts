/** Texts that are kept from one session to the next, one for each key; for what can be read again. */
export interface MailboxCache {
  /** What was kept under a key (a URI and a word) the last time; null where there is nothing, or it is damaged. */
  load(key: string): Promise<string | null>;
  /** Keeps the text that `make` gives, in the background, in the place of the one before. What cannot be kept is forgotten. */
  save(key: string, make: () => string): void;
  /** Settled when everything given to `save` is kept. */
  idle(): Promise<void>;
}
