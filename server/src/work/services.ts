import type { Connection } from "vscode-languageserver";
import type { ParseResult } from "../core/model.js";
import type { CheckpatchedMessage } from "../diagnostics/checkpatch/diagnostics.js";
import type { Cancellation, LocalTree } from "../features/feature.js";
import type { WantedRecipients } from "../features/wantedRecipients.js";
import type { Applies } from "../lsp/applies.js";
import type { DocumentStore } from "../lsp/documents.js";
import type { Clock, Log } from "../lsp/host.js";
import type { MailResults } from "../lsp/mailResults.js";
import type { SeriesService } from "../lsp/seriesService.js";
import type { SettingsStore } from "../lsp/settingsStore.js";
import type { TrustedGit } from "../lsp/trust.js";
import type { ExactPatch } from "../mailboxes/exactPatch.js";
import type { MailIndex } from "../mailboxes/mailIndex.js";
import type { MailboxStore } from "../mailboxes/mailStore.js";
import type { ReadableMessage } from "../mailboxes/readableMessage.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import type { MessageFacts } from "../threads/facts.js";
import type { MessageSummary } from "../threads/model.js";

/** What the session gives to the work room, which is loaded when it is first asked (see index.ts). */
export interface WorkServices {
  readonly connection: Connection;
  readonly documents: DocumentStore;
  readonly settings: SettingsStore;
  readonly mail: MailIndex;
  readonly series: SeriesService;
  /** Git behind the question of trust; `git.workplaces(uri)` gives the repositories. */
  readonly git: TrustedGit;
  /** Source files beside the mail. */
  readonly tree: LocalTree;
  /** Files on the disk; undefined: this host has none. */
  readonly store: MailboxStore | undefined;
  readonly clock: Clock;
  readonly log: Log;
  parse(text: string): ParseResult;
  /** The message that bytes hold, decoded; null: none. */
  readable(bytes: Uint8Array): Promise<ReadableMessage | null>;
  /** The message that bytes hold, with the diffs in it as git must read them; null: none. */
  exactPatch(bytes: Uint8Array): Promise<ExactPatch | null>;
  /** What was checked, for problems and rows. */
  readonly applies: Applies;
  /** What scripts/checkpatch.pl has said, for problems. */
  readonly checkpatch: MailResults<CheckpatchedMessage>;
  /** Who scripts/get_maintainer.pl has given, for hints. */
  readonly recipients: MailResults<WantedRecipients>;
  /** The message at a place of a document or file, among all mail at hand. */
  messageAt(params: ThreadOfParams): MessageSummary | undefined;
  /** Bytes of one message, without separator and escapes: of an open document as it stands there, else of the file. Rejects with `MailStoreError`. */
  bytesOf(summary: Pick<MessageSummary, "uri" | "index">, token: Cancellation): Promise<Uint8Array>;
  /** The same, always of the file. */
  storedBytesOf(summary: Pick<MessageSummary, "uri" | "index">, token: Cancellation): Promise<Uint8Array>;
  /** What its body tells: as it was read in the background, else read now; null where it cannot be. */
  factsNow(summary: MessageSummary, token: Cancellation): Promise<MessageFacts | null>;
}
