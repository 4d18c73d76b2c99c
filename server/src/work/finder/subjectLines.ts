import type { Cancellation } from "../../features/feature.js";
import { isMailStoreError } from "../../mailboxes/mailStore.js";
import type { MessageSummary } from "../../threads/model.js";
import type { WorkServices } from "../services.js";

/** Messages whose header is read; of the others the first line is shown. */
const maxRead = 300;
/** Bytes of a header that are looked at. */
const maxHeader = 64 * 1024;

/**
 * The line of each message's Subject, counted from its first header line: editors show the text of that line for a place.
 * 0 where it has none or cannot be read.
 */
export async function subjectLines(
  services: Pick<WorkServices, "bytesOf">,
  messages: readonly MessageSummary[],
  token: Cancellation,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const message of messages) {
    if (found.length === maxRead || token.isCancellationRequested) break;
    try {
      found.push(subjectLine(await services.bytesOf(message, token)));
    } catch (error) {
      if (!isMailStoreError(error)) throw error;
      found.push(0);
    }
  }
  return messages.map((_, at) => found[at] ?? 0);
}

/** 0-based line of the Subject field in a header that bytes begin with; 0 where there is none. */
export function subjectLine(bytes: Uint8Array): number {
  const end = Math.min(bytes.length, maxHeader);
  let line0 = 0;
  for (let at = 0; at < end; line0++) {
    const newline = bytes.indexOf(lineFeed, at);
    if (newline === at || (newline === at + 1 && bytes[at] === carriageReturn)) return 0;
    if (isSubject(bytes, at)) return line0;
    if (newline === -1) return 0;
    at = newline + 1;
  }
  return 0;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** In any case of its letters. */
function isSubject(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < name.length; index++)
    if (((bytes[at + index] ?? 0) | 0x20) !== (name.charCodeAt(index) | 0x20)) return false;
  return true;
}

const name = "subject:";
