import type { MailDocument, Message } from "../core/model.js";
import type { MessageFacts } from "./facts.js";
import { ownTrailers, patchInfo } from "./ownTrailers.js";
import { pastedTrailerLines } from "./pastedPatches.js";
import { patchFacts } from "./patchFacts.js";
import { recipientsOf } from "./recipients.js";
import { readResults } from "./results/readResults.js";
import { reviewComments } from "./reviewComments.js";

/**
 * What a message's body tells. Pure, linear in the message, never throws. Lines are counted from the message's first header
 * line in `document`; a body in quoted-printable or base64 must be decoded first (mailboxes/factsOfBytes.ts).
 */
export function factsOf(document: MailDocument, message: Message, isDecoded = false): MessageFacts {
  const own = patchFacts(document, message);
  const pasted = pastedTrailerLines(document, message);
  const start0 = message.header.startLine0;
  const results = readResults(document, message);
  return {
    recipients: recipientsOf(document, message),
    trailers: ownTrailers(document, message).filter(({ line0 }) => !pasted.has(line0 + start0)),
    patch: own?.patch ?? null,
    results,
    ...reviewComments(document, message, results),
    ...patchInfo(document, message),
    anchor: own?.anchor ?? null,
    isDecoded,
  };
}
