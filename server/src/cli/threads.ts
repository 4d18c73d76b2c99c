import { parse } from "../core/parse.js";
import { factsOfBytes } from "../mailboxes/factsOfBytes.js";
import { MailStoreError } from "../mailboxes/mailStore.js";
import type { MessageSource } from "../mailboxes/messageSource.js";
import { openSource, sourceOfBytes } from "../mailboxes/openSource.js";
import { defaultSourceLimits } from "../mailboxes/sourceLimits.js";
import type { FactsOf, MessageFacts } from "../threads/facts.js";
import { buildThreads } from "../threads/jwz.js";
import type { MailFile, MessageSummary, ThreadNode } from "../threads/model.js";
import { resolveTold } from "../threads/overview.js";
import { openInput, unreadable } from "./mailInput.js";
import { seriesJson, seriesOutline, seriesReports } from "./seriesReport.js";
import { threadsJson, threadsOutline } from "./threadsReport.js";

/** Mail of several files, folders and Maildirs, to be threaded together. */
export interface MailPile {
  /**
   * Reads what is at a path; `-` is standard input.
   * @returns sentences: what could not be read, and why
   * @throws UnreadableFile
   */
  add(file: string): Promise<readonly string[]>;
  threads(): readonly ThreadNode[];
  readonly factsOf: FactsOf;
  /** One message of it, without separator and escapes of its mailbox. Rejects with `MailStoreError`. */
  bytesOf(summary: MessageSummary): Promise<Uint8Array>;
  /** Of all files that mail was found in. */
  fileUris(): readonly string[];
}

/** `needsBodies`: without them, bodies are not read at all. */
export function createMailPile(needsBodies: boolean): MailPile {
  const files = new Map<string, MailFile>();
  const facts = new Map<string, MessageFacts>();
  const sources = new Map<string, MessageSource>();
  return {
    async add(file) {
      try {
        const source = await sourceAtPath(file);
        const scan = await source.scan({});
        for (const [uri, mail] of scan?.files ?? []) {
          files.set(uri, mail);
          sources.set(uri, source);
        }
        if (needsBodies) {
          await source.readAll(async ({ uri, index, bytes }) => {
            const found = await factsOfBytes(bytes);
            if (found !== null) facts.set(placeKey(uri, index), found);
          });
        }
        return scan?.notes ?? [];
      } catch (error) {
        throw unreadable(file, error);
      }
    },
    threads() {
      const all = [...files.values()];
      const messages = all.flatMap((file) => file.messages);
      return buildThreads({
        messages,
        told: resolveTold(
          messages,
          all.flatMap((file) => file.told),
        ),
      });
    },
    factsOf: ({ uri, index }: MessageSummary) => facts.get(placeKey(uri, index)),
    fileUris: () => [...files.keys()],
    async bytesOf({ uri, index }) {
      const source = sources.get(uri);
      if (source === undefined) throw new MailStoreError(`There is no mail at ${uri}.`);
      return await source.read(uri, index);
    },
  };
}

const placeKey = (uri: string, index: number): string => `${index} ${uri}`;

/** Also a plain file is read piece by piece: only summaries stay. Rejects with `MailStoreError` or `UnreadableFile`. */
export async function sourceAtPath(file: string): Promise<MessageSource> {
  if (file !== "-") return await openSource(file, defaultSourceLimits, parse);
  const input = await openInput(file);
  return input.kind === "source" ? input.source : await sourceOfBytes(input.bytes);
}

/** What the command prints, in pieces: the whole may be longer than a string can be. */
export function* printedThreads(pile: MailPile, isJson: boolean, isSeries: boolean): Generator<string> {
  const roots = pile.threads();
  if (!isSeries) yield* isJson ? threadsJson(roots) : threadsOutline(roots);
  else {
    const reports = seriesReports(roots, pile.factsOf);
    yield* isJson ? seriesJson(reports) : seriesOutline(reports);
  }
}
