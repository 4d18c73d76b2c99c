import type { CancellationToken, Connection } from "vscode-languageserver";
import type { ParseResult } from "../core/model.js";
import type { DocumentStore } from "../lsp/documents.js";
import type { Clock, Log } from "../lsp/host.js";
import type { SeriesService } from "../lsp/seriesService.js";
import type { SettingsStore } from "../lsp/settingsStore.js";
import type { ThreadOfParams } from "../lsp/threadsRequests.js";
import type { TrustedGit } from "../lsp/trust.js";
import type { MailIndex } from "../mailboxes/mailIndex.js";
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
  readonly clock: Clock;
  readonly log: Log;
  parse(text: string): ParseResult;
  /** The message at a place of a document or file, among all mail at hand. */
  messageAt(params: ThreadOfParams): MessageSummary | undefined;
  /** Bytes of one message, without separator and escapes: of an open document as it stands there, else of the file. Rejects with `MailStoreError`. */
  bytesOf(summary: Pick<MessageSummary, "uri" | "index">, token: CancellationToken): Promise<Uint8Array>;
}
