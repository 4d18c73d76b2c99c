import type { MessageSummary } from "../threads/model.js";
import type { FileEnds } from "./fileEnds.js";
import { isEnds } from "./fileEnds.js";
import type { MessagePlace, ResumePoint } from "./headerScan.js";
import type { MailboxCache } from "./mailboxCache.js";
import { fromColumns, toColumns } from "./summaryColumns.js";

/** What the last scan of a file has found, and what tells whether it still holds. */
export interface KnownMailbox {
  /** Of the file, before it was scanned (`MailPlace.stamp`). */
  readonly stamp: string;
  /** null: the file is too small, or changed meanwhile: it is scanned whole when it has changed. */
  readonly ends: FileEnds | null;
  readonly places: readonly MessagePlace[];
  readonly messages: readonly MessageSummary[];
  readonly isIndexOnly: boolean;
  readonly notes: readonly string[];
  readonly resume: ResumePoint | null;
}

/** Smaller files are scanned as fast as they are looked up. */
export const smallestKept = 256 * 1024;

const keyOf = (uri: string): string => `${uri}\nindex`;

/** Out of the cache; null where there is nothing sound. */
export async function recall(uri: string, cache: MailboxCache): Promise<KnownMailbox | null> {
  const text = await cache.load(keyOf(uri));
  if (text === null) return null;
  try {
    return fromKept(JSON.parse(text), uri);
  } catch {
    return null;
  }
}

export function keep(uri: string, known: KnownMailbox, cache: MailboxCache): void {
  if (known.ends === null) return;
  const { messages, places, ...rest } = known;
  cache.save(keyOf(uri), () =>
    JSON.stringify({ ...rest, places: placeRows(places), columns: toColumns(messages) }),
  );
}

const placeWidth = 5;
const escapes = ["none", "mboxo", "mboxrd"] as const;

function placeRows(places: readonly MessagePlace[]): number[] {
  const rows: number[] = [];
  for (const { start, length, escape, hasEmptyLine, hasTrueLength, line0, separatorLine0 } of places) {
    const bits = escapes.indexOf(escape) | (hasEmptyLine ? 4 : 0) | (hasTrueLength ? 8 : 0);
    rows.push(start, length, bits, line0, line0 - separatorLine0);
  }
  return rows;
}

function fromPlaceRows(rows: readonly number[]): MessagePlace[] {
  const places: MessagePlace[] = [];
  for (let at = 0; at + placeWidth <= rows.length; at += placeWidth) {
    const bits = rows[at + 2] ?? 0;
    const line0 = rows[at + 3] ?? 0;
    places.push({
      start: rows[at] ?? 0,
      length: rows[at + 1] ?? 0,
      escape: escapes[bits & 3] ?? "none",
      hasEmptyLine: (bits & 4) !== 0,
      hasTrueLength: (bits & 8) !== 0,
      line0,
      separatorLine0: line0 - (rows[at + 4] ?? 0),
    });
  }
  return places;
}

/** What was kept is ours, and its sum was right; still nothing of it is taken that has not the form it should have. */
function fromKept(value: unknown, uri: string): KnownMailbox | null {
  if (typeof value !== "object" || value === null) return null;
  const { stamp, ends, places, isIndexOnly, notes, resume, columns } = value as Partial<
    Record<keyof KnownMailbox | "columns", unknown>
  >;
  const messages = fromColumns(columns);
  if (messages === null || messages.some((message) => message.uri !== uri)) return null;
  if (typeof stamp !== "string" || !isEnds(ends) || typeof isIndexOnly !== "boolean") return null;
  if (!Array.isArray(places) || !places.every(isPlaceNumber) || !isTexts(notes)) return null;
  if (resume !== null && !isResume(resume)) return null;
  return { stamp, ends, places: fromPlaceRows(places), messages, isIndexOnly, notes, resume };
}

const isPlaceNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

function isResume(value: unknown): value is ResumePoint {
  if (typeof value !== "object" || value === null) return false;
  const { offset, line0, index, dialect, firstSender } = value as Partial<Record<keyof ResumePoint, unknown>>;
  const isDialect = dialect === "git" || dialect === "archive" || dialect === "mail";
  return [offset, line0, index].every(isPlaceNumber) && isDialect && typeof firstSender === "string";
}
