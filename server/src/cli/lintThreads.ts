import { parse } from "../core/parse.js";
import type { MailDiagnostic } from "../diagnostics/mailDiagnostic.js";
import type { ThreadLookup } from "../diagnostics/rule.js";
import { RULES } from "../diagnostics/rules/index.js";
import type { ParsedDocument } from "../features/feature.js";
import { isMailStoreError } from "../mailboxes/mailStore.js";
import { sourceOfBytes } from "../mailboxes/openSource.js";
import { defaultSourceLimits } from "../mailboxes/sourceLimits.js";
import { buildThreads } from "../threads/jwz.js";
import type { MailFile, MessageSummary } from "../threads/model.js";
import { resolveTold } from "../threads/overview.js";
import type { MailInput } from "./mailInput.js";

/** What is known of all mail that is linted together, out of its headers: rules about a series or a thread ask for it. */
export interface MailAtHand {
  readonly thread: ThreadLookup;
  /** The first message of a file (`uri`) that has a Message-ID; null where no two have it. */
  firstOf(uri: string, messageId: string): MessageSummary | null;
}

/** Reads the headers of all mail. What cannot be read is told when it is linted. */
export async function mailAtHand(inputs: Iterable<MailInput>): Promise<MailAtHand> {
  const files: MailFile[] = [];
  let number = 0;
  for (const input of inputs) {
    try {
      const source =
        input.kind === "source"
          ? input.source
          : await sourceOfBytes(input.bytes, `untitled:/${number++}`, defaultSourceLimits, parse);
      files.push(...((await source.scan({}))?.files.values() ?? []));
    } catch (error) {
      if (!isMailStoreError(error) && !(error instanceof Error && "code" in error)) throw error;
    }
  }
  const messages = files.flatMap((file) => file.messages);
  const told = files.flatMap((file) => file.told);
  const threads = new Map<string, readonly MessageSummary[]>();
  for (const root of buildThreads({ messages, told: resolveTold(messages, told) })) {
    const all: MessageSummary[] = [];
    const nodes = [root];
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
      if (node.message !== null) all.push(node.message);
      all.push(...node.duplicates);
      for (const child of node.children.toReversed()) nodes.push(child);
    }
    for (const { messageId } of all) threads.set(messageId, all);
  }
  const firsts = new Map(files.map((file) => [file.messages[0]?.uri ?? "", firstOfEqual(file)]));
  return {
    thread: (messageId) => threads.get(messageId) ?? [],
    firstOf: (uri, messageId) => firsts.get(uri)?.get(messageId) ?? null,
  };
}

/** The first message of each Message-ID that more than one has. */
function firstOfEqual({ messages }: MailFile): ReadonlyMap<string, MessageSummary> {
  const seen = new Map<string, MessageSummary>();
  const firsts = new Map<string, MessageSummary>();
  for (const message of messages) {
    if (message.isSynthetic) continue;
    const first = seen.get(message.messageId);
    if (first === undefined) seen.set(message.messageId, message);
    else firsts.set(message.messageId, first);
  }
  return firsts;
}

const documentRules: ReadonlySet<string> = new Set(
  RULES.filter(({ scope }) => scope === "document").map(({ id }) => id),
);

/** Whether a rule looks at all messages of a document at once. */
export const isAboutDocument = (rule: string): boolean => documentRules.has(rule);

/** What it says, it says of each of them. */
const OF_ONE_MAIL = "thread.duplicate-message-id";
/** What it says, it says of the mail that it names, whoever answers that. */
const OF_THE_NAMED = "thread.parent-missing";

/**
 * Says whether a finding is told for the first time. Where messages come one by one, a rule about a whole series says
 * the same at each of its mails.
 */
export function createOnceForSeries(
  thread: ThreadLookup | undefined,
): (document: ParsedDocument, found: MailDiagnostic) => boolean {
  const told = new Set<string>();
  return ({ model }, { code, message, data }) => {
    if (!isAboutDocument(code) || code === OF_ONE_MAIL) return true;
    const at = model.messages[data.messageIndex];
    const id = at?.messageId ?? null;
    if (at === undefined || id === null) return true;
    const root = thread?.(id)[0]?.messageId ?? id;
    const series = code === OF_THE_NAMED ? [] : [root, at.tag.version, at.sender?.address ?? ""];
    const key = JSON.stringify([code, message, ...series]);
    if (told.has(key)) return false;
    told.add(key);
    return true;
  };
}
