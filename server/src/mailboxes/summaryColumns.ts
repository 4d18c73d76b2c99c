import type { MessageSummary } from "../threads/model.js";

/** Summaries as columns of numbers over one table of texts: a quarter of their size as objects, and quick to read. */
export interface SummaryColumns {
  readonly texts: readonly string[];
  /** Lists of ids, each as places in `texts`. */
  readonly lists: readonly (readonly number[])[];
  /** `width` numbers for each message. */
  readonly rows: readonly (number | null)[];
}

/** Numbers of a row, in this order: uri, index, line0, messageId, bits, inReplyTo, references, subject, fromName, fromAddress, date, byteStart, byteLength, flags, lists. */
const width = 15;
const syntheticBit = 1;
const partsBit = 2;

export function toColumns(messages: readonly MessageSummary[]): SummaryColumns {
  const texts: string[] = [];
  const places = new Map<string, number>();
  const lists: number[][] = [];
  // Lists that an interner has shared are there once.
  const listPlaces = new Map<readonly string[], number>();
  const rows: (number | null)[] = [];
  const text = (value: string): number => {
    let place = places.get(value);
    if (place === undefined) {
      place = texts.push(value) - 1;
      places.set(value, place);
    }
    return place;
  };
  const list = (value: readonly string[]): number => {
    let place = listPlaces.get(value);
    if (place === undefined) {
      place = lists.push(value.map(text)) - 1;
      listPlaces.set(value, place);
    }
    return place;
  };
  for (const message of messages) {
    rows.push(
      text(message.uri),
      message.index,
      message.line0,
      text(message.messageId),
      (message.isSynthetic ? syntheticBit : 0) | (message.mayHaveAttachments === true ? partsBit : 0),
      list(message.inReplyTo),
      list(message.references),
      text(message.subject),
      text(message.fromName),
      text(message.fromAddress),
      message.date,
      message.byteStart ?? null,
      message.byteLength ?? null,
      message.flags === undefined ? null : text(message.flags),
      message.lists === undefined ? null : list(message.lists),
    );
  }
  return { texts, lists, rows };
}

/** The summaries again; null where the columns are not sound, whatever they are. */
export function fromColumns(value: unknown): MessageSummary[] | null {
  if (!isColumns(value)) return null;
  const { texts, lists: listRows, rows } = value;
  if (rows.length % width !== 0) return null;
  let isSound = true;
  const text = (place: number | null | undefined): string => {
    const found = typeof place === "number" ? texts[place] : undefined;
    if (found === undefined) isSound = false;
    return found ?? "";
  };
  const number = (given: number | null | undefined): number => {
    if (typeof given === "number" && given >= 0 && Number.isSafeInteger(given)) return given;
    isSound = false;
    return 0;
  };
  const lists = listRows.map((row) => row.map(text));
  const list = (place: number | null | undefined): readonly string[] => {
    const found = typeof place === "number" ? lists[place] : undefined;
    if (found === undefined) isSound = false;
    return found ?? [];
  };
  const messages: MessageSummary[] = [];
  for (let at = 0; at < rows.length && isSound; at += width) {
    const bits = number(rows[at + 4]);
    const date = rows[at + 10];
    const start = rows[at + 11];
    const length = rows[at + 12];
    const flags = rows[at + 13];
    const mailLists = rows[at + 14];
    const summary: MessageSummary = {
      uri: text(rows[at]),
      index: number(rows[at + 1]),
      line0: number(rows[at + 2]),
      messageId: text(rows[at + 3]),
      isSynthetic: (bits & syntheticBit) !== 0,
      inReplyTo: list(rows[at + 5]),
      references: list(rows[at + 6]),
      subject: text(rows[at + 7]),
      fromName: text(rows[at + 8]),
      fromAddress: text(rows[at + 9]),
      date: typeof date === "number" ? date : null,
      ...(typeof mailLists === "number" ? { lists: list(mailLists) } : {}),
      ...(typeof start === "number" ? { byteStart: number(start) } : {}),
      ...(typeof length === "number" ? { byteLength: number(length) } : {}),
    };
    messages.push(
      typeof flags === "number" || (bits & partsBit) !== 0
        ? {
            ...summary,
            ...(typeof flags === "number" ? { flags: text(flags) } : {}),
            ...((bits & partsBit) !== 0 ? { mayHaveAttachments: true } : {}),
          }
        : summary,
    );
  }
  return isSound ? messages : null;
}

function isColumns(value: unknown): value is SummaryColumns {
  if (typeof value !== "object" || value === null) return false;
  const { texts, lists, rows } = value as Partial<Record<keyof SummaryColumns, unknown>>;
  const isNumber = (one: unknown): boolean => typeof one === "number";
  return (
    Array.isArray(texts) &&
    texts.every((one) => typeof one === "string") &&
    Array.isArray(lists) &&
    lists.every((one) => Array.isArray(one) && one.every(isNumber)) &&
    Array.isArray(rows) &&
    rows.every((one) => one === null || isNumber(one))
  );
}
