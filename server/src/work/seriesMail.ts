import type { Cancellation } from "../features/feature.js";
import type { ReadableMessage } from "../mailboxes/readableMessage.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import type { MessageSummary } from "../threads/model.js";
import type { SeriesPlace } from "../threads/seriesPlaces.js";
import type { WorkServices } from "./services.js";

export { patchesOf } from "../threads/seriesPlaces.js";

/** The series at a place of a document or row; null where its message is of none. Of the mail as it is now. */
export function seriesAt(services: WorkServices, params: ThreadOfParams): SeriesPlace | null {
  const message = services.messageAt(params);
  if (message === undefined) return null;
  // What has changed a moment ago counts.
  services.series.all();
  return services.series.places.placeOf(message) ?? null;
}

/** Reads one message, decoded; null where its bytes hold none. Rejects with `MailStoreError`. */
export async function readMail(
  services: WorkServices,
  summary: MessageSummary,
  token: Cancellation,
): Promise<ReadableMessage | null> {
  return await services.readable(await services.bytesOf(summary, token));
}
