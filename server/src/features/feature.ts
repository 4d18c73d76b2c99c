import type { Diagnostic } from "vscode-languageserver-protocol";
import type { StateOptions } from "../diagnostics/mailState.js";
import type { MessageSummary } from "../threads/model.js";
import type { CommitSource } from "./commitSource.js";
import type { Finder } from "./finder.js";
import type { Cancellation, LinesDocument, ParsedDocument } from "./parsedDocument.js";
import type { WantedRecipients } from "./wantedRecipients.js";
import type { WritingHelp } from "./writing.js";

export type { Cancellation, LinesDocument, ParsedDocument } from "./parsedDocument.js";

/** Who did something to a commit, and when. */
export interface PersonAndDate {
  readonly name: string;
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  /** As in the commit, e.g. `+0200`. */
  readonly timeZone: string;
}

/** What a commit is; see `GitFacts.commit`. */
export interface CommitFacts {
  readonly hash: string;
  readonly subject: string;
  readonly author: PersonAndDate;
  readonly committer: PersonAndDate;
  /** Full hashes. */
  readonly parents: readonly string[];
  readonly trailers: readonly { readonly name: string; readonly value: string }[];
  /** First tag that contains it; undefined: not known yet; null: none. */
  readonly firstTag?: string | null;
  readonly shortstat?: { readonly files: number; readonly insertions: number; readonly deletions: number };
  /** Later commits with `Fixes:` for this one, and reverts; undefined: not known yet. */
  readonly fixedBy?: readonly {
    readonly hash: string;
    readonly subject: string;
    readonly isRevert: boolean;
  }[];
  /** Some of the facts are still being looked up: asking again later gives more. */
  readonly isPending: boolean;
  /** Plain sentences: what could not be found out and why. */
  readonly notes: readonly string[];
}

export interface BlobFacts {
  readonly hash: string;
  readonly sizeBytes: number;
}

/** Why git could not be asked: a plain sentence for the user. */
export interface Unavailable {
  readonly unavailable: string;
}

export type GitAnswer<T> =
  | { readonly found: T; readonly repository: string }
  | { readonly notFound: string }
  /** What it may stand for: hash, type, date and subject, as git lists them. */
  | { readonly ambiguous: readonly string[] }
  | Unavailable;

/**
 * What the features may ask of git; implemented in ../git, absent in a browser. Hashes come from mail: the
 * implementation checks that they are 4–64 hex digits and passes them as data.
 */
export interface GitFacts {
  /** What takes over 300 ms is left undefined and comes with the next call, cached. */
  commit(documentUri: string, hash: string): Promise<GitAnswer<CommitFacts>>;
  blob(documentUri: string, hash: string): Promise<GitAnswer<BlobFacts>>;
  /**
   * git's `user.email` in the document's repository, else the user's own; null: there is none, or git does not run
   * (untrusted workspace, no git). Kept for a minute.
   */
  user(documentUri: string): Promise<string | null>;
  /** git's `user.name`, likewise; absent where nobody may sign with it. */
  userName?(documentUri: string): Promise<string | null>;
}

/** Looks messages up by Message-ID in all mail that is open or indexed. */
export interface MailLookup {
  byMessageId(messageId: string): readonly MessageSummary[];
  /** All messages of the thread that holds the message, parents before replies; empty where it is not known. */
  thread(messageId: string): readonly MessageSummary[];
  /** Open mail whose header says that an archive keeps it there (`Archived-At`); absent: not looked for. */
  byArchiveUrl?(url: string): readonly MessageSummary[];
  /**
   * At most `limit` messages at hand, those of the newest threads first; `holds` says which are wanted. Absent: there is no index.
   */
  newest?(limit: number, holds: (message: MessageSummary) => boolean): readonly MessageSummary[];
  /** Whether no editor shows a file of mail, which is compressed or too large; absent: all are shown. */
  isIndexOnly?(uri: string): boolean;
}

/** Source files beside the mail, in the workspace and its repositories; absent in a browser. */
export interface LocalTree {
  /**
   * URI of the file at that path, which comes from mail and is taken only as a relative one without `..`; null where no
   * tree has it, and in a workspace that is not trusted.
   */
  find(documentUri: string, path: string): Promise<string | null>;
}

export interface FeatureOptions {
  /** Folds that the client takes at most; null: it trims by itself. */
  readonly foldingRangeLimit: number | null;
  /** The client folds whole lines only. */
  readonly lineFoldingOnly: boolean;
  /** The client renders Markdown in hovers. */
  readonly hoverMarkdown: boolean;
  /** The client takes a definition with the range that it starts from (LSP `definition.linkSupport`). */
  readonly definitionLinks?: boolean;
  /** The client has virtual documents for commits and for single messages, and makes links of what names them. */
  readonly virtualLinks?: boolean;
  /** The client shows the tooltip of a document link above it (LSP `documentLink.tooltipSupport`). */
  readonly linkTooltips?: boolean;
  /** Base of archive links, e.g. `https://lore.kernel.org/all/`. */
  readonly archiveUrl: string;
  /** The client takes a tree of document symbols (LSP `hierarchicalDocumentSymbolSupport`). */
  readonly hierarchicalSymbols: boolean;
  /**
   * Semantic tokens of unquoted hunk lines: the whole line, or only its `+`/`-`, which leaves the content to a grammar
   * that colours C inside hunks (VS Code with ours).
   */
  readonly hunkTokens: "lines" | "markers";
  /** Line numbers of the file in front of hunk lines (`textDocument/inlayHint`). */
  readonly lineNumbers: "off" | "new" | "old" | "both";
  /** Above what of a diff there are code lenses. */
  readonly codeLens: "hunks" | "files" | "off";
  /** The client has the commands of our VS Code extension, and its decoded views: a code lens or an action may name them. */
  readonly commands: boolean;
  /** Characters of a line of prose at most; absent: 75. */
  readonly formatWidth?: number;
  /** Whose customs hold: one of the presets of diagnostics/rule.ts; absent: the kernel's. */
  readonly preset?: string;
  /** The client takes completions with places to fill in (LSP `completionItem.snippetSupport`). */
  readonly snippets?: boolean;
}

/** Comments that reviewers made on a patch by mail, as far as bodies were read by now. */
export interface CommentLookup {
  /** On the patch with that Message-ID, in the order of the mail; empty: none, or none known yet. */
  onPatch(messageId: string): readonly PatchComment[];
}

/** A comment and the hunk that it speaks of; see `ReviewComment` (../threads/facts.ts). */
export interface PatchComment {
  /** As the patch names the file. */
  readonly path: string;
  /** 0-based place of the hunk in its file; -1 in front of the first. */
  readonly hunk: number;
  /** The mail that says it. */
  readonly from: MessageSummary;
  /** The mail's file is one that no editor shows. */
  readonly isIndexOnly: boolean;
  /** 0-based lines in that mail, from its first header line; `endLine0` exclusive. */
  readonly line0: number;
  readonly endLine0: number;
  /** These are lines of the mail's decoded view. */
  readonly isDecoded: boolean;
}

/** @param limit how many there are at most; absent: as many as an editor shows */
export type FindingsOf = (document: ParsedDocument, limit?: number) => Promise<readonly Diagnostic[]>;

export interface Turns {
  /** Lets other requests have their turn, and the news that this one is cancelled. */
  next(): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What a handler gets beside the document. */
export interface FeatureContext {
  readonly options: FeatureOptions;
  readonly git: GitFacts;
  /** Absent where no repository can be asked (a browser). */
  readonly commits?: CommitSource | undefined;
  readonly mail: MailLookup;
  readonly tree: LocalTree;
  /** Absent where no bodies are read (a browser). */
  readonly comments?: CommentLookup;
  /** Who a message should go to, where scripts/get_maintainer.pl was asked. */
  readonly recipients?:
    | ((documentUri: string, messageIndex: number) => WantedRecipients | undefined)
    | undefined;
  /** undefined: this host has no files. */
  readonly finder?: Finder | undefined;
  /** What the rules say of a text, at the place of the document and with its settings; absent in tests of other features. */
  readonly findings?: FindingsOf | undefined;
  /** What decides whether a message of the document is a draft (ownText.ts); absent: the defaults. */
  readonly stateOptions?: ((document: ParsedDocument) => StateOptions) | undefined;
  /** For what works long; absent: nobody else waits. */
  readonly turns?: Turns | undefined;
  /** undefined: this host has no repositories. */
  readonly writing?: WritingHelp | undefined;
  /** Shows the user a sentence: of a request that the user has made, and not the editor by itself. */
  readonly tell?: ((sentence: string) => void) | undefined;
  readonly token: Cancellation;
}

/**
 * One LSP request or one of ours (`patchMail/…`). A new feature is one file that exports such a descriptor and one
 * line in index.ts. `handle` is given the parsed document that the request's `textDocument` names; it may be async;
 * it looks at `context.token` after each await and every few thousand lines.
 */
export interface Feature<Params, Result> {
  /** LSP method, e.g. `textDocument/foldingRange`. */
  readonly method: string;
  /** Merged into the server's capabilities (LSP ServerCapabilities, as plain JSON). */
  readonly capabilities: Readonly<Record<string, unknown>>;
  handle(document: ParsedDocument, params: Params, context: FeatureContext): Result | Promise<Result>;
  /** The user or the client wants none of it: the answer is null, and the document is not even parsed for it. */
  isOff?(options: FeatureOptions): boolean;
  /** There is nothing at such a place, as lines tell that are there without a parse: the answer is null. */
  isIdle?(document: LinesDocument, params: Params): boolean;
  /** The same from lines alone, which after a keystroke are there long before a parse; absent: it needs the nodes. */
  handleLines?(document: LinesDocument, params: Params, context: FeatureContext): Result;
}

/** A feature whose code is loaded by its first request. What is announced of it stands in lateCapabilities.ts, which is there before. */
export type LateFeature<Params, Result> = Omit<Feature<Params, Result>, "capabilities">;
