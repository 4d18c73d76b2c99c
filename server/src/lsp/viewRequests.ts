import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import { sidesOfDiff } from "../adapters/parseDiffRows.js";
import { hunkAt, messageAt } from "../core/lookup.js";
import type { DiffFile } from "../core/model.js";
import { plainDiff } from "../core/patch/plainDiff.js";
import type { Position } from "../core/text/lineTable.js";
import type { ParsedDocument } from "../features/feature.js";
import { decodedMessage } from "../mailboxes/decodedMessage.js";
import { type MailStore, MailStoreError } from "../mailboxes/mailStore.js";
import type { DocumentStore } from "./documents.js";
import { documentUri } from "./featureRequests.js";

/** `patchMail/decodedMessage`: the file's bytes are read from the disk; `index` is the message's 0-based place. */
export interface DecodedMessageParams {
  readonly uri: string;
  readonly index: number;
}

export interface DecodedMessageResult {
  readonly text: string;
}

/** `patchMail/sideBySide`: both sides of the file at a place, from what its hunks hold; null outside of diffs. */
export interface SideBySideParams {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

export interface SideBySideResult {
  /** The file's path. */
  readonly title: string;
  readonly left: string;
  readonly right: string;
  /** What the reader must know; never empty, since whole files need a repository. All there is where both sides are empty. */
  readonly note: string;
}

/** A file that is larger is no message to decode in one go. */
const MAX_BYTES = 256 * 1024 * 1024;

export const viewMethods = ["patchMail/decodedMessage", "patchMail/sideBySide"] as const;

/** The handlers of the requests behind the client's virtual documents, by method. */
export interface ViewRequests {
  "patchMail/decodedMessage"(
    params: DecodedMessageParams,
    token: CancellationToken,
  ): Promise<DecodedMessageResult>;
  "patchMail/sideBySide"(params: SideBySideParams): SideBySideResult | null;
}

export function createViews(documents: DocumentStore, store: MailStore): ViewRequests {
  return {
    "patchMail/decodedMessage": (params, token) => decoded(store, params, token),
    "patchMail/sideBySide"(params) {
      const uri = documentUri(params);
      if (uri === undefined || params.position === undefined) {
        const needed = "patchMail/sideBySide needs textDocument.uri and position";
        throw new ResponseError(ErrorCodes.InvalidParams, needed);
      }
      const parsed = documents.analysis(uri)?.parsed;
      return parsed ? sideBySide(parsed, params.position) : null;
    },
  };
}

async function decoded(
  store: MailStore,
  { uri, index }: DecodedMessageParams,
  token: CancellationToken,
): Promise<DecodedMessageResult> {
  if (typeof uri !== "string" || !Number.isInteger(index)) {
    throw new ResponseError(ErrorCodes.InvalidParams, "patchMail/decodedMessage needs uri and index");
  }
  const refuse = (sentence: string): Error => new ResponseError(ErrorCodes.InvalidRequest, sentence);
  try {
    if ((await store.size(uri)) > MAX_BYTES)
      throw refuse("The file is larger than 256 MB: too large to decode a message of it.");
    const pieces: Uint8Array[] = [];
    await store.read(
      uri,
      (bytes) => pieces.push(bytes.slice()),
      () => token.isCancellationRequested,
    );
    const text = await decodedMessage(Buffer.concat(pieces), index);
    if (text === null) throw refuse("The message is no longer there.");
    return { text };
  } catch (error) {
    if (error instanceof MailStoreError) throw refuse(error.message);
    throw error instanceof ResponseError
      ? error
      : refuse("The message cannot be decoded. Its raw text is still there to read.");
  }
}

/** Both sides of the file at a position. */
export function sideBySide(document: ParsedDocument, position: Position): SideBySideResult | null {
  const { model } = document;
  const message = messageAt(model, model.lines.offsetAt(position));
  const file =
    message && (hunkAt(model, message, position.line)?.file ?? nearestFile(message.files, position.line));
  if (!file || file.hunks.length === 0) return null;
  const title = file.path || "diff";
  if (file.isCombined) {
    const note = "This is the diff of a merge: it has more than two sides.";
    return { title, left: "", right: "", note };
  }
  return {
    title,
    ...sidesOfDiff(plainDiff(model.lines, file)),
    note: file.hunks.some((hunk) => hunk.corruptLine0 !== null)
      ? "A hunk of this file is damaged: what is lost is missing here, too."
      : "Only what the patch holds is shown; the lines between the hunks are not.",
  };
}

/** The innermost file around a line: the cursor may stand in a comment between quoted hunk lines. */
function nearestFile(files: readonly DiffFile[], line0: number): DiffFile | undefined {
  return files
    .filter((file) => line0 >= file.startLine0 && line0 < file.endLine0)
    .sort((a, b) => b.depth - a.depth)[0];
}
