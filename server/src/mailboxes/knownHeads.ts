import type { MessageSummary } from "../threads/model.js";
import type { MailboxCache } from "./mailboxCache.js";
import { fromColumns, toColumns } from "./summaryColumns.js";
import { syntheticId } from "./syntheticId.js";

/**
 * What is known of the messages of a Maildir, by the part of their file names that stays. A message is never written
 * anew under its name (maildir(5)), so that neither size nor time is asked of each file.
 */
export interface KnownHeads {
  /** The summary, as of the file's name now. */
  get(name: string, uri: string, flags: string): MessageSummary | undefined;
  add(name: string, message: MessageSummary): void;
  /** Reads what the cache has kept, once. */
  recall(): Promise<void>;
  /** After a whole scan: forgets what is gone, and keeps the rest where it has changed. */
  keep(names: ReadonlySet<string>): void;
}

/** Of fewer messages nothing is kept: they are read at once. */
const smallestKept = 100;

export function knownHeads(folder: string, cache: MailboxCache | undefined): KnownHeads {
  const key = `${folder}\nmaildir`;
  const heads = new Map<string, MessageSummary>();
  let isRecalled = false;
  let hasChanged = false;
  return {
    get(name, uri, flags) {
      const found = heads.get(name);
      if (found === undefined) return undefined;
      if (found.uri === uri) return found;
      const messageId = found.isSynthetic ? syntheticId(uri, found.index) : found.messageId;
      const renamed: MessageSummary = { ...found, uri, flags, messageId };
      heads.set(name, renamed);
      hasChanged = true;
      return renamed;
    },
    add(name, message) {
      heads.set(name, message);
      hasChanged = true;
    },
    async recall() {
      if (isRecalled || cache === undefined) return;
      isRecalled = true;
      const text = await cache.load(key);
      if (text === null) return;
      for (const [name, message] of fromText(text)) if (!heads.has(name)) heads.set(name, message);
    },
    keep(names) {
      for (const name of heads.keys()) {
        if (names.has(name)) continue;
        heads.delete(name);
        hasChanged = true;
      }
      if (!hasChanged || cache === undefined || heads.size < smallestKept) return;
      hasChanged = false;
      const kept = new Map(heads);
      cache.save(key, () =>
        JSON.stringify({ names: [...kept.keys()], columns: toColumns([...kept.values()]) }),
      );
    },
  };
}

function fromText(text: string): Map<string, MessageSummary> {
  const result = new Map<string, MessageSummary>();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return result;
    const { names, columns } = value as { readonly names?: unknown; readonly columns?: unknown };
    const messages = fromColumns(columns);
    if (messages === null || !Array.isArray(names) || names.length !== messages.length) return result;
    for (const [at, message] of messages.entries()) {
      const name: unknown = names[at];
      if (typeof name === "string") result.set(name, message);
    }
  } catch {
    // No JSON: nothing is known.
  }
  return result;
}
