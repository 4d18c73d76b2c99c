import type { DiffFile, Message, Problem } from "../core/model.js";
import type { Span } from "../core/text/span.js";
import type { ParsedDocument } from "../features/parsedDocument.js";
import type { MessageSummary } from "../threads/model.js";
import type { HeaderFault } from "./gitHeader.js";

export type Level = "error" | "warning" | "information" | "hint" | "off";

/** All levels, most severe first. */
export const LEVELS: readonly Level[] = ["error", "warning", "information", "hint", "off"];

/** Customs of trees and lists: the setting `patchMail.diagnostics.preset`. `plain`: any git project, none of the kernel's. */
export const PRESETS = ["kernel", "netdev", "stable", "drm", "tip", "plain"] as const;
export type Preset = (typeof PRESETS)[number];

/** Received mail, or the reader's own patch that is not sent yet. Undecided counts as received. */
export type MailState = "received" | "draft";

export interface Finding {
  readonly span: Span;
  /** Plain words that say what is wrong and what to do. */
  readonly message: string;
  /** Lowers the rule's level for this finding (e.g. a hint for a quoted diff); it never raises it. */
  readonly level?: Level;
}

/** All mail that is known of the thread which holds the message; empty where nothing is known. */
export type ThreadLookup = (messageId: string) => readonly MessageSummary[];

/** What the repositories at hand know of a commit that a mail names. */
export type NamedCommit =
  | { readonly kind: "found"; readonly hash: string; readonly subject: string }
  /** Those that hold what the patch changes have no such commit, and none of them is a shallow or partial clone. */
  | { readonly kind: "missing"; readonly repository: string }
  /** More than one commit begins with these digits. */
  | { readonly kind: "ambiguous"; readonly repository: string };

/** Whether a commit is in the history that a patch is made for. */
export interface Ancestry {
  readonly isAncestor: boolean;
  /** The patch's base-commit; where it names none, or the repository does not have it: HEAD and its upstream branches. */
  readonly of: "base-commit" | "HEAD";
}

/**
 * What repositories say, for one message. Rules never wait: null is "not known", and what was asked is looked up after the
 * rules have run, which then run again. Null it stays where no repository may be asked, or none can tell.
 */
export interface CommitLookup {
  /** @param hash 6 to 40 hexadecimal digits */
  commit(hash: string): NamedCommit | null;
  ancestry(hash: string): Ancestry | null;
}

/** What is wrong with the header of one file. */
export interface FileFaults {
  readonly file: DiffFile;
  readonly faults: readonly HeaderFault[];
}

export interface RuleContext {
  readonly document: ParsedDocument;
  readonly message: Message;
  /** The parser's problems of this message. */
  readonly problems: readonly Problem[];
  readonly state: MailState;
  /** Its text may be edited (features/ownText.ts). */
  readonly isEditable: () => boolean;
  /**
   * The message's diff files that stand there as git would read them: neither quoted nor in quoted-printable or base64.
   * Problems that lie outside them are not the patch's.
   */
  readonly files: readonly DiffFile[];
  /** What is wrong with file headers, among `files`. */
  readonly headerFaults: readonly FileFaults[];
  /** The document is a page saved from an archive: its white space is not the mail's. */
  readonly isPage: boolean;
  /** The commits that the message names. */
  readonly commits: CommitLookup;
}

/** What a rule over the whole document is given. */
export interface DocumentRuleContext {
  readonly document: ParsedDocument;
  /** One state for each message, in order. */
  readonly states: readonly MailState[];
  readonly thread: ThreadLookup;
  /**
   * Messages that are read in a decoded view, by index, and why (features/encodedAs.ts): nothing else is said of their
   * bodies here. Empty where the client has no such views.
   */
  readonly encoded: ReadonlyMap<number, string>;
}

export interface DocumentFinding extends Finding {
  readonly messageIndex: number;
}

/** What all rules have. */
export interface RuleBase {
  /** Dotted, e.g. `patch.corrupt-hunk`: the diagnostic's code and the setting's key. */
  readonly id: string;
  readonly received: Level;
  readonly draft: Level;
  /** Presets that give the rule other levels: one for both states, or one for each. */
  readonly presets?: Readonly<Partial<Record<Preset, Level | Readonly<Record<MailState, Level>>>>>;
  /** One sentence for the settings and the docs. */
  readonly description: string;
  /** The program that is right about it, and its own words; "ours" where there is none. */
  readonly oracle: string;
  /** For the docs: when it fires, when it does not, what to do. Markdown. */
  readonly explanation: string;
  /** For the docs: a few lines that are wrong, and the same made right. */
  readonly example: { readonly wrong: string; readonly right: string };
}

/** A rule that looks at one message. */
export interface MessageRule extends RuleBase {
  readonly scope: "message";
  /** Also where the document is a page saved from an archive; there it gives no more than information. */
  readonly runsOnPages: boolean;
  /** Asks `RuleContext.commits`, and says nothing where no repository is asked. */
  readonly asksCommits?: true;
  check(context: RuleContext): Iterable<Finding>;
}

/** A rule that needs all messages of the document at once. Not run on saved pages. */
export interface DocumentRule extends RuleBase {
  readonly scope: "document";
  checkDocument(context: DocumentRuleContext): Iterable<DocumentFinding>;
}

/** A rule that needs a repository: what it finds comes from a check that was asked for (lsp/applies.ts). */
export interface RepositoryRule extends RuleBase {
  readonly scope: "repository";
}

/** One diagnostic rule: a file in rules/, a line in rules/index.ts. */
export type Rule = MessageRule | DocumentRule | RepositoryRule;
