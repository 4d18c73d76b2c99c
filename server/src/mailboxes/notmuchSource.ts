import { type FileListing, filesSource, maildirFlags } from "./filesSource.js";
import { fileName, MailStoreError } from "./mailStore.js";
import type { MessageSource, SourceParts } from "./messageSource.js";

/** Runs a search of notmuch; the implementation for this machine is nodeNotmuch.ts. */
export interface Notmuch {
  /**
   * The JSON that `notmuch search --format=json --output=files --limit=LIMIT` prints. Rejects with `MailStoreError` where
   * notmuch is missing, refuses, takes too long or prints too much.
   */
  searchFiles(query: string, limit: number, isStopped: () => boolean): Promise<string>;
  /** A URI of a file by its absolute path. */
  uriOf(path: string): string;
}

const maxQuery = 10_000;

/** The URI of a search: what the threads know it by. */
export function notmuchUri(query: string): string {
  return `notmuch:/${encodeURIComponent(query)}`;
}

/**
 * The messages that notmuch finds for a query (notmuch-search-terms(7)), which is the user's, never a mail's. Threads are
 * made of the messages' own headers, as of all mail; each message is read from its file.
 */
export function notmuchSource(query: string, notmuch: Notmuch, parts: SourceParts): MessageSource {
  const uri = notmuchUri(query);
  const listing: FileListing = {
    kind: "notmuch",
    // notmuch takes each file for one message.
    hasSingleMessages: true,
    emptyNote: `notmuch finds nothing for ${shown(query)}.`,
    keyOf: (file) => file.uri,
    async list(isStopped) {
      checkQuery(query);
      const { files: limit } = parts.limits;
      // One more than is shown tells that there are more.
      const paths = readPaths(await notmuch.searchFiles(query, limit + 1, isStopped));
      const files = paths.slice(0, limit).map((path) => {
        const file = notmuch.uriOf(path);
        return { uri: file, name: fileName(file), flags: maildirFlags(path) };
      });
      const count = limit.toLocaleString("en-US");
      const note = `notmuch finds more than ${count} files for ${shown(query)}: the newest are shown.`;
      return { files, notes: paths.length > limit ? [note] : [] };
    },
  };
  // What was found is the engine's to keep.
  return filesSource(uri, listing, { ...parts, cache: undefined });
}

function checkQuery(query: string): void {
  if (query.trim() === "") throw new MailStoreError("Say what notmuch is to search for.");
  if (query.length > maxQuery || query.includes("\0"))
    throw new MailStoreError("That is too long, or no text: notmuch was not asked.");
}

/** Absolute paths, each once. */
function readPaths(json: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(json === "" ? "[]" : json);
  } catch {
    throw new MailStoreError("notmuch answered something that is no JSON.");
  }
  if (!Array.isArray(value))
    throw new MailStoreError("notmuch answered something else than a list of files.");
  return [
    ...new Set(
      value.filter((one): one is string => typeof one === "string" && /^(?:\/|[A-Za-z]:[\\/])/.test(one)),
    ),
  ];
}

const shown = (query: string): string => (query.length > 60 ? `“${query.slice(0, 60)}…”` : `“${query}”`);
