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
    const sound = rows
      .filter(isRow)
      .map(([index, row]) => [index, { ...row, facts: thawed(row.facts) }] as const);
    return { mark: { stamp, ends }, rows: new Map(sound) };
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
    return JSON.stringify({ ...mark, rows }, (_key, value: unknown) =>
      value instanceof Int32Array || value instanceof Uint8Array ? Array.from(value) : value,
    );
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

/** Columns of numbers are plain lists in JSON. */
function thawed(facts: MessageFacts): MessageFacts {
  const { anchor, quoted } = facts;
  return {
    ...facts,
    anchor: anchor && {
      ...anchor,
      sums: Int32Array.from(anchor.sums),
      sides: Uint8Array.from(anchor.sides),
      pathSums: Int32Array.from(anchor.pathSums),
      fileRows: Int32Array.from(anchor.fileRows),
      hunks: Int32Array.from(anchor.hunks),
    },
    quoted: quoted && { rows: Int32Array.from(quoted.rows), heads: Int32Array.from(quoted.heads) },
  };
}
