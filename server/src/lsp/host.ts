import type { CommitSource } from "../features/commitSource.js";
import type { GitFacts, LocalTree } from "../features/feature.js";
import type { Workplaces } from "../git/workplace.js";
import type { MailboxCache } from "../mailboxes/mailboxCache.js";
import type { MailIndex } from "../mailboxes/mailIndex.js";
import type { MailboxStore, MailStore } from "../mailboxes/mailStore.js";
import type { Notmuch } from "../mailboxes/notmuchSource.js";
import type { MessageFacts } from "../threads/facts.js";

/** Lines for the output channel. Never a mail's text. */
export interface Log {
  error(line: string): void;
  warn(line: string): void;
  info(line: string): void;
}

export interface Timer {
  cancel(): void;
}

/** Time, as a service: tests turn the clock themselves. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, `milliseconds` from now. */
  schedule(milliseconds: number, callback: () => void): Timer;
}

/** What git may use for one document, out of the user's settings. */
export interface GitSettings {
  /** Program to run; a bare name is looked up on PATH. */
  readonly path: string;
  /**
   * Folders of repositories to ask, as the user wrote them (relative to the workspace folder, or with `~/`), before
   * those found by walking up from the mail.
   */
  readonly repositories: readonly string[];
}

/** What an implementation of git gets of the session. */
export interface GitAccess {
  settings(documentUri: string): GitSettings;
  trusted(): boolean;
  /** URIs of the workspace folders. */
  folders(): readonly string[];
  readonly log: Log;
}

/** Long-lived: owns processes. It is made at the first question, and only in a trusted workspace. */
export interface Git extends GitFacts, Workplaces {
  readonly commits: CommitSource;
  dispose(): void;
}

/**
 * The things of the world, which the entry (main/node.ts, later a web worker's) gives to the server. With another host
 * the same server runs in a browser.
 */
export interface Host {
  /** Of this program, for `serverInfo`. */
  readonly version: string;
  readonly clock: Clock;
  /** Messages of all mail that is open or indexed. */
  readonly mail: MailIndex;
  /** Mail files, for reading only. */
  readonly files: MailStore;
  /** Whole mailboxes; undefined: this host reads none (a browser). */
  readonly mailboxes?: MailboxStore | undefined;
  /**
   * A cache in the folder that the client gives for such things; `warn` is for the log. undefined: this host keeps
   * nothing.
   */
  readonly createCache?:
    | ((folderUri: string, warn: (sentence: string) => void) => MailboxCache | undefined)
    | undefined;
  /** undefined: this host runs no notmuch. */
  readonly notmuch?: Notmuch | undefined;
  /** What a message's bytes tell the threads; undefined: bodies are not read in the background. */
  readonly makeFacts?: ((bytes: Uint8Array) => Promise<MessageFacts | null>) | undefined;
  /** undefined: this host has no git (a browser). */
  readonly createGit: ((access: GitAccess) => Git) | undefined;
  /** Source files on the disk; undefined: this host has none. */
  readonly createTree: ((access: GitAccess) => LocalTree) | undefined;
}
