import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ParseResult } from "../core/model.js";
import { type MessageSource, sourceAt } from "./messageSource.js";
import { createNodeMailStore } from "./nodeMailStore.js";
import { defaultSourceLimits, type SourceLimits } from "./sourceLimits.js";

/**
 * The messages at a path of this machine's disk: an mbox or a single mail, plain or gzip, a Maildir, or a folder of mail
 * files. `readAll` gives them in order without holding more than one. With `parse`, `scan` understands saved archive
 * pages, too. Rejects with `MailStoreError`, whose message is a sentence for the user.
 *
 *     const source = await openSource("t.mbox.gz");
 *     const { notes } = await source.readAll(({ uri, index, bytes }) => { … });
 */
export async function openSource(
  path: string,
  limits: SourceLimits = defaultSourceLimits,
  parse?: (text: string) => ParseResult,
): Promise<MessageSource> {
  return sourceAt(pathToFileURL(resolve(path)).href, createNodeMailStore(), limits, parse);
}
