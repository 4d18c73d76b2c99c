/** `patchMail/comments`: what reviewers have said by mail about the file or hunk at a place of a patch. */
import type { Position, TextDocumentIdentifier } from "vscode-languageserver-protocol";
import { messageAt } from "../core/lookup.js";
import { commentsAt } from "./codeLens.js";
import type { Feature } from "./feature.js";

export interface CommentsParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
}

/** A comment, and how the mail that holds it is opened: see `PlacedMessage` (../lsp/seriesRequests.ts). */
export interface PlacedComment {
  readonly uri: string;
  /** 0-based line of the mail's first header line in its file. */
  readonly line0: number;
  /** 0-based place of the mail in its file. */
  readonly ordinal: number;
  readonly isIndexOnly: boolean;
  readonly subject: string;
  /** 0-based lines of the comment from the mail's first header line, or in its decoded view; the end is exclusive. */
  readonly lineInMessage: number;
  readonly endLineInMessage: number;
  readonly isDecoded: boolean;
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
