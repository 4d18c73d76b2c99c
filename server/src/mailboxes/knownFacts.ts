import type { MessageFacts } from "../threads/facts.js";
import type { MessageSummary } from "../threads/model.js";
import { type FileMark, isEnds } from "./fileEnds.js";
import type { MailboxCache } from "./mailboxCache.js";

/** Facts of a mailbox out of the cache, with what tells whether they are still those of its messages. */
export interface KeptFacts {
  readonly mark: FileMark;
  /** By the message's place in its file. */
  readonly rows: ReadonlyMap<number, KeptRow>;
}

export interface KeptRow {
  readonly messageId: string;
  /** Offset and length in the file; -1 where they are not known. */
  readonly start: number;
  readonly length: number;
  readonly facts: MessageFacts;
}

const keyOf = (uri: string): string => `${uri}\nfacts`;

export async function recallFacts(uri: string, cache: MailboxCache): Promise<KeptFacts | null> {
  const text = await cache.load(keyOf(uri));
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const { stamp, ends, rows } = value as { readonly [Name in "stamp" | "ends" | "rows"]?: unknown };
    if (typeof stamp !== "string" || !isEnds(ends) || !Array.isArray(rows)) return null;
    return { mark: { stamp, ends }, rows: new Map(rows.filter(isRow)) };
  } catch {
    return null;
  }
}

export function keepFacts(
  uri: string,
  mark: FileMark,
  messages: readonly MessageSummary[],
  factsOf: (message: MessageSummary) => MessageFacts | undefined,
  cache: MailboxCache,
): void {
  cache.save(keyOf(uri), () => {
    const rows: [number, KeptRow][] = [];
    for (const message of messages) {
      const facts = factsOf(message);
      if (facts === undefined) continue;
      const { messageId, byteStart: start = -1, byteLength: length = -1 } = message;
      rows.push([message.index, { messageId, start, length, facts }]);
    }
    return JSON.stringify({ ...mark, rows });
  });
}

/** The facts themselves are as this version wrote them: the cache knows version and sum. */
function isRow(value: unknown): value is readonly [number, KeptRow] {
  if (!Array.isArray(value) || !Number.isSafeInteger(value[0])) return false;
  const row: unknown = value[1];
  if (typeof row !== "object" || row === null) return false;
  const { messageId, start, length, facts } = row as Partial<Record<keyof KeptRow, unknown>>;
  const isPlace = Number.isSafeInteger(start) && Number.isSafeInteger(length);
  return typeof messageId === "string" && isPlace && typeof facts === "object" && facts !== null;
}
