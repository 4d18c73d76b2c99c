import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import type { DecodedAttachment } from "../core/mail/decodeView.js";
import type { Position } from "../core/text/lineTable.js";
import {
  attachmentBytes,
  attachmentsIn,
  openMessage,
  partStart,
  viewInFile,
} from "../mailboxes/decodedMessage.js";
import { rawPositionOf, toDecodedPosition, toRawPosition } from "../mailboxes/decodedPlace.js";
import { type MessageInFile, messageInFile } from "../mailboxes/decodedSource.js";
import { packedAs } from "../mailboxes/mailSourceAt.js";
import { isMailStoreError, type MailStore } from "../mailboxes/mailStore.js";
import { refusal } from "../protocol/refusal.js";

/** `patchMail/decodedMessage`: the bytes are read from the disk; `index` is the message's 0-based place in its file. */
export interface DecodedMessageParams {
  readonly uri: string;
  readonly index: number;
}

export interface DecodedMessageResult {
  readonly text: string;
}

/** `patchMail/mapPosition`: the place in the decoded view of a message for one in the raw file, or the other way round. */
export interface MapPositionParams {
  readonly uri: string;
  readonly index: number;
  readonly position: Position;
  readonly to: "decoded" | "raw";
  /** The raw text is the message alone, as `patchMail/message` gives it; else the file. */
  readonly isMessage?: boolean;
  /** With `to: "raw"`: where the part of this attachment begins; then `position` does not matter. */
  readonly attachment?: number;
}

export interface MapPositionResult {
  readonly position: Position;
}

/** `patchMail/attachments`: the parts of a message that may be saved. */
export interface AttachmentsParams {
  readonly uri: string;
  readonly index: number;
}

/** `patchMail/attachment`: the content of one of them; `attachment` is its `index`. */
export interface AttachmentParams extends AttachmentsParams {
  readonly attachment: number;
}

export interface AttachmentResult {
  readonly base64: string;
}

/** Up to here a file is read whole and parsed; of a larger one, the message alone is read. */
const maxReadBytes = 2 * 1024 * 1024;
/** Above, an editor shows no file: messages of it are read one by one, and there is no raw place to go to. */
const maxWholeBytes = 64 * 1024 * 1024;
/** What is sent of an attachment, at most. */
const maxAttachmentBytes = 48 * 1024 * 1024;

export const viewMethods = [
  "patchMail/decodedMessage",
  "patchMail/mapPosition",
  "patchMail/attachments",
  "patchMail/attachment",
] as const;

/** The handlers of the requests behind the client's virtual documents, by method. */
export interface ViewRequests {
  "patchMail/decodedMessage"(
    params: DecodedMessageParams,
    token: CancellationToken,
  ): Promise<DecodedMessageResult>;
  /** null: the message is read from a mailbox that no editor opens. */
  "patchMail/mapPosition"(
    params: MapPositionParams,
    token: CancellationToken,
  ): Promise<MapPositionResult | null>;
  "patchMail/attachments"(
    params: AttachmentsParams,
    token: CancellationToken,
  ): Promise<readonly DecodedAttachment[]>;
  "patchMail/attachment"(params: AttachmentParams, token: CancellationToken): Promise<AttachmentResult>;
}

/** Gives the bytes of one message of a mailbox that is compressed or too large to be read whole. */
type ReadMessage = (uri: string, index: number, isStopped: () => boolean) => Promise<Uint8Array>;

export function createViews(store: MailStore, readMessage: ReadMessage): ViewRequests {
  const find = (params: AttachmentsParams, method: string, token: CancellationToken): Promise<Found> => {
    if (typeof params.uri !== "string" || !Number.isInteger(params.index) || params.index < 0)
      throw new ResponseError(ErrorCodes.InvalidParams, `${method} needs uri and index`);
    // The raw place needs the lines above the message, too.
    const maxBytes = method === "patchMail/mapPosition" ? maxWholeBytes : maxReadBytes;
    return findMessage(store, readMessage, params, maxBytes, () => token.isCancellationRequested);
  };
  return {
    async "patchMail/decodedMessage"(params, token) {
      return await plainly(async () => {
        const { message } = await find(params, "patchMail/decodedMessage", token);
        return { text: (await viewInFile(message)).text };
      });
    },
    async "patchMail/mapPosition"(params, token) {
      const { position, to } = params;
      if (!isPosition(position) || (to !== "decoded" && to !== "raw")) {
        throw new ResponseError(
          ErrorCodes.InvalidParams,
          "patchMail/mapPosition needs uri, index, position and to",
        );
      }
      return await plainly(async () => {
        const { message, fileBytes, ownBytes } = params.isMessage
          ? await findAlone(readMessage, params, () => token.isCancellationRequested)
          : await find(params, "patchMail/mapPosition", token);
        const shownBytes = params.isMessage ? ownBytes : fileBytes;
        if (shownBytes === null) return null;
        if (to === "raw" && params.attachment !== undefined) {
          const start = partStart(openMessage(message.bytes), params.attachment) ?? 0;
          return { position: rawPositionOf(shownBytes, message, start) };
        }
        const view = await viewInFile(message);
        const map = to === "decoded" ? toDecodedPosition : toRawPosition;
        return { position: map(shownBytes, message, view, position) };
      });
    },
    async "patchMail/attachments"(params, token) {
      return await plainly(async () => {
        const { message } = await find(params, "patchMail/attachments", token);
        return message.asItStands === null ? attachmentsIn(openMessage(message.bytes)) : [];
      });
    },
    async "patchMail/attachment"(params, token) {
      return await plainly(async () => {
        const { message } = await find(params, "patchMail/attachment", token);
        const bytes =
          message.asItStands === null ? attachmentBytes(openMessage(message.bytes), params.attachment) : null;
        if (bytes === null) throw refusal("The attachment is no longer there.");
        if (bytes.length > maxAttachmentBytes) throw refusal("The attachment is larger than 48 MB.");
        return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64") };
      });
    },
  };
}

interface Found {
  readonly message: MessageInFile;
  /** null where the file was not read whole. */
  readonly fileBytes: Uint8Array | null;
  /** Of the message, where it was read alone. */
  readonly ownBytes: Uint8Array | null;
}

/**
 * Reads the message from the disk, never from the editor: that one has decoded the bytes already. Files up to `maxBytes`
 * are read whole.
 */
async function findMessage(
  store: MailStore,
  readMessage: ReadMessage,
  { uri, index }: AttachmentsParams,
  maxBytes: number,
  isStopped: () => boolean,
): Promise<Found> {
  if ((await store.size(uri)) <= maxBytes && !/\.gz$/i.test(uri)) {
    const pieces: Uint8Array[] = [];
    // A copy: the store reads the next piece into the same buffer, and a Buffer's slice() is a view of it.
    await store.read(uri, (bytes) => void pieces.push(Uint8Array.from(bytes)), isStopped);
    const fileBytes = Buffer.concat(pieces);
    if (packedAs(fileBytes) === null) {
      return { message: found(messageInFile(fileBytes, index)), fileBytes, ownBytes: null };
    }
  }
  return findAlone(readMessage, { uri, index }, isStopped);
}

async function findAlone(
  readMessage: ReadMessage,
  { uri, index }: AttachmentsParams,
  isStopped: () => boolean,
): Promise<Found> {
  const bytes = await readMessage(uri, index, isStopped);
  // By itself, it is a file of one message.
  return { message: found(messageInFile(bytes, 0)), fileBytes: null, ownBytes: bytes };
}

function found(message: MessageInFile | null): MessageInFile {
  if (message === null) throw refusal("The message is no longer there.");
  return message;
}

/** What goes wrong becomes a sentence for the user. */
async function plainly<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ResponseError || isMailStoreError(error)
      ? error
      : refusal("The message cannot be decoded. Its raw text is still there to read.");
  }
}

function isPosition(value: unknown): value is Position {
  if (typeof value !== "object" || value === null) return false;
  const { line, character } = value as Readonly<Record<string, unknown>>;
  return Number.isInteger(line) && Number.isInteger(character);
}
