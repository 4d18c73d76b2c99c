import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MailboxCache } from "../mailboxes/mailboxCache.js";
import { createNodeMailboxCache } from "../mailboxes/nodeMailboxCache.js";
import { version } from "./version.js";

/** A cache below the folder that the client gives; undefined where that is no folder of this disk. */
export function createHostCache(
  folderUri: string,
  warn: (sentence: string) => void,
): MailboxCache | undefined {
  try {
    return createNodeMailboxCache(join(fileURLToPath(folderUri), "mailboxes"), version, warn);
  } catch {
    return undefined;
  }
}
