import { LineKind, type MailDocument, type Message } from "../../core/model.js";

/** A line of the writer's own text: not quoted, no diff, no dump. */
export interface OwnLine {
  readonly text: string;
  /** As the facts count lines. */
  readonly line0: number;
  /** A sentence or paragraph may begin here: what stands above is empty, quoted, or ends a sentence. */
  readonly isStart: boolean;
  /** Below `-- `: only commands to robots are read there. */
  readonly isSignature: boolean;
}

/** What the rules look at. */
export interface ResultMail {
  /** Display name and address, `Anna Berg <anna@example.org>`. */
  readonly from: string;
  /** As sent, white space of folds as one blank. */
  readonly subject: string;
  readonly isReply: boolean;
  readonly isPatch: boolean;
  readonly lines: readonly OwnLine[];
}

/** Own lines of a message that are looked at, and characters of each. */
const maxLines = 1000;
const maxWidth = 500;

/** The mail as the rules see it. Quoted text is not in it, so no rule can fire on it. */
export function resultMail({ lines }: MailDocument, message: Message): ResultMail {
  const own: OwnLine[] = [];
  const base = message.header.startLine0;
  const isPatch = message.role === "patch";
  let isStart = true;
  for (const block of message.blocks) {
    if (own.length >= maxLines) break;
    const isSignature = block.kind === "signature";
    const isOwn = block.depth === 0 && (isSignature || isProse(block.kind));
    if (!isOwn) {
      isStart = true;
      continue;
    }
    for (let line = block.startLine0; line < block.endLine0 && own.length < maxLines; line++) {
      if (lines.kind(line) === LineKind.signatureSeparator) continue;
      const text = lines.lineText(line).slice(0, maxWidth);
      own.push({ text, line0: line - base, isStart, isSignature });
      isStart = /[.!?:,][)\]"']?\s*$/.test(text.slice(-8));
    }
    // A patch says what it is at the top of its log.
    if (isPatch && own.length > 60) break;
  }
  const { sender } = message;
  return {
    from: sender === null ? "" : `${sender.name.slice(0, 200)} <${sender.address.slice(0, 200)}>`,
    subject: message.subject.slice(0, 1000),
    isReply: message.tag.isReply || message.inReplyTo.length > 0 || message.references.length > 0,
    isPatch,
    lines: own,
  };
}

function isProse(kind: string): boolean {
  return kind === "text" || kind === "trailers" || kind === "report" || kind === "patchInfo";
}
