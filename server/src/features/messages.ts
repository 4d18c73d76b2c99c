/** `patchMail/messages`: the messages of a document, for clients that list them. */
import type { Range, TextDocumentIdentifier } from "vscode-languageserver-protocol";
import type { Mailbox, MailDocument, MessageRole } from "../core/model.js";
import { encodedAs } from "./encodedAs.js";
import type { Feature, ParsedDocument } from "./feature.js";
import { overviewParents } from "./overviewParents.js";

export interface MessagesParams {
  readonly textDocument: TextDocumentIdentifier;
}

export interface MessageItem {
  /** 0-based place in the document. */
  readonly index: number;
  readonly range: Range;
  readonly subject: string;
  readonly from: { readonly name: string; readonly address: string } | null;
  /** Milliseconds since 1970, or null. */
  readonly date: number | null;
  /** Without angle brackets, or null. */
  readonly messageId: string | null;
  readonly role: MessageRole;
  /** How many of its ancestors are in the document, one above the other; 0 for a root. */
  readonly depth: number;
  /** `quoted-printable`, `base64`, a charset or `HTML`: what keeps its text from being read as it stands; else null. */
  readonly encodedAs: string | null;
}

export function messageItems(document: ParsedDocument): MessageItem[] {
  const { messages, lines } = document.model;
  const depths = replyDepths(document.model);
  return messages.map((message, at) => ({
    index: message.index,
    range: lines.rangeOf(message.span),
    subject: message.subject,
    from: plainMailbox(message.author ?? message.sender),
    date: message.date,
    messageId: message.messageId,
    role: message.role,
    depth: depths[at] ?? 0,
    encodedAs: encodedAs(document.text, message),
  }));
}

function plainMailbox(mailbox: Mailbox | null): MessageItem["from"] {
  return mailbox === null ? null : { name: mailbox.name, address: mailbox.address };
}

/** Depth of each message below its root, by In-Reply-To, else the last known of References, else a thread overview; loops count as roots. */
function replyDepths(model: MailDocument): number[] {
  const { messages } = model;
  const told = overviewParents(model);
  const places = new Map<string, number>();
  messages.forEach((message, at) => {
    if (message.messageId !== null && !places.has(message.messageId)) places.set(message.messageId, at);
  });
  const parents = messages.map((message, at) => {
    for (const id of [...message.inReplyTo, ...message.references.toReversed()]) {
      const place = places.get(id);
      if (place !== undefined && place !== at) return place;
    }
    return told.get(message.index)?.ancestorIndex ?? -1;
  });
  const unknown = -1;
  const depths = new Array<number>(messages.length).fill(unknown);
  const path: number[] = [];
  const onPath = new Set<number>();
  for (let start = 0; start < messages.length; start++) {
    let at = start;
    while (at !== -1 && depths[at] === unknown && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = parents[at] ?? -1;
    }
    let depth = at === -1 || onPath.has(at) ? 0 : (depths[at] ?? 0) + 1;
    for (let one = path.pop(); one !== undefined; one = path.pop()) depths[one] = depth++;
    onPath.clear();
  }
  return depths;
}

export const messages: Feature<MessagesParams, MessageItem[]> = {
  method: "patchMail/messages",
  capabilities: {},
  handle: (document) => messageItems(document),
};
