import type { Position, Range } from "../core/text/lineTable.js";
import type { MaintainersEntry } from "../threads/maintainers.js";
import type { Cancellation, ParsedDocument } from "./parsedDocument.js";

/** A line of a message, and how the message is opened. */
export interface MailTarget {
  readonly uri: string;
  /** 0-based line of its first header line in its file. */
  readonly line0: number;
  /** 0-based place in its file. */
  readonly ordinal: number;
  /** No editor shows its file, which is compressed or too large. */
  readonly isIndexOnly: boolean;
  readonly subject: string;
  /** 0-based line in the message, from its first header line, or in its decoded view. */
  readonly lineInMessage: number;
  /** The text is encoded: `lineInMessage` is one of the decoded view. */
  readonly isDecoded: boolean;
}

/** Where a jump may go. */
export type GoToPlace =
  /** A file of a tree at hand, or the document itself. */
  | { readonly kind: "file"; readonly uri: string; readonly range: Range }
  | { readonly kind: "mail"; readonly target: MailTarget }
  /** A commit or blob of a repository, which a client with virtual files can show. */
  | { readonly kind: "object"; readonly hash: string; readonly isBlob?: boolean };

export interface GoTo {
  /** What the jump starts from; null: the word there. */
  readonly origin: Range | null;
  readonly places: readonly GoToPlace[];
  /** A sentence for the user: why there is no place, or what the place is not. */
  readonly note: string | null;
}

/** What is asked of a place in a document. */
export interface FinderQuestion {
  readonly document: ParsedDocument;
  readonly position: Position;
  /** The file and the place there of the message that a virtual document shows; undefined: the document is the file. */
  readonly source?: { readonly uri: string; readonly ordinal?: number } | undefined;
  readonly token: Cancellation & { onCancellationRequested?(listener: () => void): { dispose(): void } };
}

/**
 * Finds places in repositories and in the text of other mail. Implemented in ../work, and loaded by the first question;
 * absent in a browser. Nothing is looked for outside of trusted workspaces.
 */
export interface Finder {
  /** The line of a file, the function, the message of a quoted line. */
  source(question: FinderQuestion): Promise<GoTo>;
  /** The line of the message that wrote a quoted line. */
  origin(question: FinderQuestion): Promise<GoTo>;
  /** Comments on a line of a patch in all versions; messages of a person; replies to a Message-ID. */
  references(question: FinderQuestion, withOwn: boolean): Promise<GoTo>;
  /** What the MAINTAINERS file at hand says of a path; null where there is none. */
  maintainers(documentUri: string, path: string): Promise<readonly MaintainersEntry[] | null>;
}
