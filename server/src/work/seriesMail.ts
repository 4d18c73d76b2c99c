import type { Cancellation } from "../features/feature.js";
import { fileName, isMailStoreError } from "../mailboxes/mailStore.js";
import type { ReadableMessage } from "../mailboxes/readableMessage.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import type { MessageSummary } from "../threads/model.js";
import { plainLine } from "../threads/plainLine.js";
import { placeFrom } from "../threads/seriesCopies.js";
import type { SeriesVersion } from "../threads/seriesModel.js";
import { patchesOf, type SeriesPlace } from "../threads/seriesPlaces.js";
import type { WorkServices } from "./services.js";

/**
 * The series at a place of a document or row; null where its message is of none. Of the mail as it is now; where a mail is
 * there more than once, with the copies of that document (see `placeFrom`).
 */
export function seriesAt(services: WorkServices, params: ThreadOfParams): SeriesPlace | null {
  const message = services.messageAt(params);
  if (message === undefined) return null;
  // What has changed a moment ago counts.
  services.series.all();
  const place = services.series.places.placeOf(message);
  return place === undefined ? null : placeFrom(place, message.uri, (one) => copiesOf(services, one));
}

/** All copies of a mail at hand, itself among them; the first is the one that threads show. */
export function copiesOf(services: WorkServices, message: MessageSummary): readonly MessageSummary[] {
  const node = services.mail.forest().entryOf(message)?.node;
  return node === undefined || node.message === null ? [message] : [node.message, ...node.duplicates];
}

/** Copies that are read to be compared, of one series. */
const maxCopies = 200;

/** Sentences about patches of which another copy at hand has another diff. */
export async function copyNotes(
  services: WorkServices,
  version: Pick<SeriesVersion, "patches" | "reused" | "total">,
  token: Cancellation,
): Promise<string[]> {
  const notes: string[] = [];
  let read = 0;
  const idOf = async (summary: MessageSummary): Promise<string | null> =>
    (await services.factsNow(summary, token))?.patch?.patchId ?? null;
  for (const { index, message } of patchesOf(version)) {
    const others = copiesOf(services, message).filter((copy) => copy !== message);
    if (others.length === 0) continue;
    const own = await idOf(message);
    for (const other of others) {
      if (++read > maxCopies || token.isCancellationRequested) return notes;
      if ((await idOf(other)) === own) continue;
      const label = version.total === null ? "The patch" : `${index}/${version.total}`;
      notes.push(
        `${label}: another copy in ${nameOf(other)} differs; the one in ${nameOf(message)} is used.`,
      );
      break;
    }
  }
  return notes;
}

const nameOf = ({ uri }: MessageSummary): string => plainLine(fileName(uri), 100);

/** `From <40 hex digits> Mon Sep 17 00:00:00 2001`, and a line end. */
const separatorBytes = 90;

/**
 * The same, with the commit that git's own separator names: the bytes of a message are without it. Where the mail's headers
 * alone were read, the file is looked at.
 */
export async function readNamedMail(
  services: WorkServices,
  summary: Pick<MessageSummary, "uri" | "index">,
  token: Cancellation,
): Promise<ReadableMessage | null> {
  const mail = await services.readable(await services.bytesOf(summary, token));
  if (mail === null || mail.message.commit !== null) return mail;
  const commit = await commitNamed(services, summary);
  return commit === null ? mail : { ...mail, message: { ...mail.message, commit } };
}

async function commitNamed(
  { documents, mail, store }: WorkServices,
  { uri, index }: Pick<MessageSummary, "uri" | "index">,
): Promise<string | null> {
  const open = documents.analysis(uri)?.parsed.model.messages.find((message) => message.index === index);
  if (open !== undefined) return open.commit;
  const known = mail.messagesOf(uri).find((message) => message.index === index);
  if (known?.commit !== undefined) return known.commit;
  const { byteStart = 0 } = known ?? {};
  if (byteStart === 0 || store === undefined || /\.gz$/i.test(uri)) return null;
  try {
    const start = Math.max(0, byteStart - separatorBytes);
    const bytes = await store.range(uri, start, byteStart - start);
    const text = Buffer.from(bytes).toString("latin1");
    return (
      /(?:^|\n)From ([0-9a-f]{40}(?:[0-9a-f]{24})?) Mon Sep 17 [0-9: ]{13}\r?\n$/.exec(text)?.[1] ?? null
    );
  } catch (error) {
    if (isMailStoreError(error)) return null;
    throw error;
  }
}

/** Reads one message, decoded; null where its bytes hold none. Rejects with `MailStoreError`. */
export async function readMail(
  services: WorkServices,
  summary: MessageSummary,
  token: Cancellation,
): Promise<ReadableMessage | null> {
  return await services.readable(await services.bytesOf(summary, token));
}
