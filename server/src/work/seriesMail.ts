import type { Cancellation } from "../features/feature.js";
import type { ThreadOfParams } from "../lsp/threadsRequests.js";
import { type ReadableMessage, readableMessage } from "../mailboxes/readableMessage.js";
import type { MessageSummary } from "../threads/model.js";
import type { SeriesPatch, SeriesVersion } from "../threads/seriesModel.js";
import type { SeriesPlace } from "../threads/seriesPlaces.js";
import type { WorkServices } from "./services.js";

/** The series at a place of a document or row; null where its message is of none. Of the mail as it is now. */
export function seriesAt(services: WorkServices, params: ThreadOfParams): SeriesPlace | null {
  const message = services.messageAt(params);
  if (message === undefined) return null;
  // What has changed a moment ago counts.
  services.series.all();
  return services.series.places.placeOf(message) ?? null;
}

/** All patches of a version by number: of a partial reroll also those of the older version that still count. */
export function patchesOf({ patches, reused }: SeriesVersion): readonly SeriesPatch[] {
  return [...patches, ...reused].sort((a, b) => a.index - b.index);
}

/** Reads one message, decoded; null where its bytes hold none. Rejects with `MailStoreError`. */
export async function readMail(
  services: WorkServices,
  summary: MessageSummary,
  token: Cancellation,
): Promise<ReadableMessage | null> {
  return await readableMessage(await services.bytesOf(summary, token));
}
