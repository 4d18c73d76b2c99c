/** `patchMail/comments`: what reviewers have said by mail about the file or hunk at a place of a patch. */

import type { Position, TextDocumentIdentifier } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import { commentsAt } from "./codeLens.js";
import type { Feature } from "./feature.js";
import type { MailTarget } from "./finder.js";

export interface CommentsParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
}

/** A comment, and how the mail that holds it is opened: see `PlacedMessage` (../lsp/seriesRequests.ts). */
export interface PlacedComment extends MailTarget {
  /** 0-based line behind the comment, counted as `lineInMessage`. */
  readonly endLineInMessage: number;
}

/** In the order of the mail; null outside of a patch's own diff. */
export const comments: Feature<CommentsParams, readonly PlacedComment[] | null> = {
  method: "patchMail/comments",
  capabilities: {},
  handle({ model }, { position }, context) {
    const message = messageAt(model, model.lines.offsetAt(position));
    if (message === null || context.comments === undefined) return null;
    const found = commentsAt(message, position.line, context.comments);
    return (
      found?.map(({ from, isIndexOnly, line0, endLine0, isDecoded }) => ({
        uri: from.uri,
        line0: from.line0,
        ordinal: from.index,
        isIndexOnly,
        subject: from.subject,
        lineInMessage: line0,
        endLineInMessage: endLine0,
        isDecoded,
      })) ?? null
    );
  },
};
