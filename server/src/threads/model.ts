/** Everything that threads need of a message: small, plain, without the body. */
export interface MessageSummary {
  /** File (or virtual document) that holds the message. */
  readonly uri: string;
  /** 0-based place of the message in its file. */
  readonly index: number;
  /** 0-based line of the message's first header line in its file. */
  readonly line0: number;
  /** Where it begins in that line, on a flattened archive page; undefined: at its first character. */
  readonly character0?: number;
  /** Without angle brackets; a synthetic, stable id (`<uri>#<index>`-like, `isSynthetic`) where the mail has none. */
  readonly messageId: string;
  readonly isSynthetic: boolean;
  /** The commit that git's own separator names; undefined where there is none, or headers alone were read. */
  readonly commit?: string;
  /** Without brackets, in header order. */
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly subject: string;
  readonly fromName: string;
  readonly fromAddress: string;
  /** Milliseconds since 1970, or null. */
  readonly date: number | null;
  /** Mailing lists that it went to, as addresses, lower case, in the order of its header; undefined: not known. */
  readonly lists?: readonly string[];
  /**
   * Offset of the first byte behind its mbox separator, in the (unpacked) file; undefined where the file was parsed as a
   * text.
   */
  readonly byteStart?: number;
  /** Up to the next separator or the end of the file. */
  readonly byteLength?: number;
  /** Address at which an archive keeps it, as its header says (RFC 5064 `Archived-At`); only of open documents that say it. */
  readonly archivedAt?: string;
  /** Flags of a Maildir: letters of `DFPRST`, in that order; undefined elsewhere. */
  readonly flags?: string;
  /** Its header says that it has parts beside its text; whether one may be saved is known when it is read. */
  readonly mayHaveAttachments?: true;
}

/**
 * What the thread overview of an archive page tells of one message of the thread. It is no mail at hand: it gives the
 * thread its form, and a name to the messages that are missing.
 */
export interface ToldMessage {
  /** Message-ID without brackets where the page gives one, else a key made of date, sender and subject. */
  readonly messageId: string;
  /** `messageId` of the parent that the overview shows; null for a root. */
  readonly parentId: string | null;
  /** The archive itself does not have it (`[not found]`). */
  readonly isGhost: boolean;
  /** As the overview shows it: empty where it repeats the parent's. */
  readonly subject: string;
  readonly sender: string;
  /** Milliseconds since 1970, to the minute; null for a ghost. */
  readonly date: number | null;
  /** `parentId` is only the thread's first message: the page lost its indentation, and with it who answers whom. */
  readonly isOrderOnly?: boolean;
}

/** What one file gives to the threads. */
export interface MailFile {
  readonly messages: readonly MessageSummary[];
  /** In the order of the page; empty where there is no overview. */
  readonly told: readonly ToldMessage[];
  /** Compressed, or too large for an editor: its messages are read one by one (`patchMail/message`). */
  readonly isIndexOnly?: boolean;
}

/** A node of a thread; `message` null: a ghost, a parent that is referred to and not there. */
export interface ThreadNode {
  readonly messageId: string;
  readonly message: MessageSummary | null;
  /** The same mail from other files (cross-posts). */
  readonly duplicates: readonly MessageSummary[];
  readonly children: readonly ThreadNode[];
  /** What an archive page tells of it; null where no page does. */
  readonly told: ToldMessage | null;
  /** Messages below this one that are at hand; duplicates and ghosts do not count. */
  readonly replyCount: number;
  /** Newest date in this node and below it; null where there is none. */
  readonly latestDate: number | null;
}
