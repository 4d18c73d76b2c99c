import type { CancellationToken } from "vscode-languageserver";
import { hunkAt, messageAt } from "../core/lookup.js";
import type { DiffFile, MailDocument, Message } from "../core/model.js";
import type { Position } from "../core/text/lineTable.js";
import type { ThreadOfParams } from "../protocol/threadOf.js";
import { virtualPlace } from "../protocol/virtualPlace.js";
import { abortWith } from "./abortWith.js";
import type { SidesRoom } from "./fileSides.js";
import { type FileDiff, formerPatches, type ReadMail, rememberingReader } from "./formerPatches.js";
import type { WorkServices } from "./services.js";

/** Names a diffed file: by a position in an open document, or by the place of its message in a file of mail. */
export interface DiffPlaceParams {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
  /** The message is read from its file, decoded; then `position` does not matter. */
  readonly ordinal?: number;
  /** Number of the file in that message, from 0; default: its first one. */
  readonly file?: number;
}

/** A message with diffs, and how the mail at hand knows it. */
export interface MessagePlace {
  readonly document: MailDocument;
  readonly message: Message;
  readonly mail: ThreadOfParams;
}

export interface Place extends FileDiff, MessagePlace {
  readonly file: DiffFile;
}

export interface Places {
  /** null where there is no message. Rejects with `MailStoreError`. */
  messageAt(params: DiffPlaceParams, token: CancellationToken): Promise<MessagePlace | null>;
  /** null where there is no diff. */
  fileAt(params: DiffPlaceParams, token: CancellationToken): Promise<Place | null>;
  /** The same place for the index of mail, which knows files and no virtual documents. */
  mailParams(params: DiffPlaceParams): ThreadOfParams;
  /** `untilMs`: when the answer is wanted at the latest; default: 20 seconds from now. */
  roomOf(place: MessagePlace, token: CancellationToken, untilMs?: number): SidesRoom;
  /** The latest moment for an answer to what is asked now. */
  deadline(): number;
}

/** What was read is kept so long: for the documents of one editor. */
const keptMilliseconds = 10_000;
const patienceMilliseconds = 20_000;

export function createPlaces(services: WorkServices): Places {
  const { documents, clock, git } = services;
  let reader: { readonly read: ReadMail; readonly untilMs: number } | undefined;
  const read: ReadMail = (...args) => {
    if (reader === undefined || clock.now() > reader.untilMs)
      reader = { read: rememberingReader(), untilMs: clock.now() + keptMilliseconds };
    return reader.read(...args);
  };
  const find = async (params: DiffPlaceParams, token: CancellationToken): Promise<MessagePlace | null> => {
    const { textDocument, position, ordinal } = params;
    const mail = mailParams(params);
    if (ordinal !== undefined) {
      const summary = services.messageAt(mail);
      const found = summary === undefined ? null : await read(services, summary, token);
      return found && { document: found.document, message: found.message, mail };
    }
    const model = documents.analysis(textDocument.uri)?.parsed.model;
    const message = model && messageAt(model, model.lines.offsetAt(position));
    if (model === undefined || !message) return null;
    const isOwn = mail.textDocument.uri === textDocument.uri;
    return { document: model, message, mail: isOwn ? { ...mail, ordinal: message.index } : mail };
  };
  return {
    messageAt: find,
    async fileAt(params, token) {
      const place = await find(params, token);
      if (place === null) return null;
      const { document, message } = place;
      const file =
        params.ordinal === undefined
          ? fileAt(document, message, params.position.line)
          : message.files[params.file ?? 0];
      return file === undefined ? null : { ...place, file };
    },
    mailParams,
    deadline: () => clock.now() + patienceMilliseconds,
    roomOf(place, token, untilMs = clock.now() + patienceMilliseconds) {
      let former: ReturnType<SidesRoom["former"]> | undefined;
      return {
        charset: charsetOf(place.document, place.message),
        workplaces: () => git.workplaces(place.mail.textDocument.uri),
        isStopped: () => token.isCancellationRequested || clock.now() > untilMs,
        // Of the request, as its token is: nothing is left to dispose of once that is answered.
        signal: abortWith(token).signal,
        former: () => (former ??= formerPatches(services, place.mail, place, read, token)),
      };
    },
  };
}

/** The innermost file around a line: the cursor may stand in a comment between quoted hunk lines. */
export function fileAt(document: MailDocument, message: Message, line0: number): DiffFile | undefined {
  const exact = hunkAt(document, message, line0)?.file;
  if (exact !== undefined) return exact;
  return message.files
    .filter((file) => line0 >= file.startLine0 && line0 < file.endLine0)
    .sort((a, b) => b.depth - a.depth)[0];
}

/** The same place for the index of mail, which knows files and no virtual documents. */
export function mailParams({ textDocument, position, ordinal }: DiffPlaceParams): ThreadOfParams {
  let place: ThreadOfParams = {
    textDocument: { uri: textDocument.uri },
    position: { line: position.line, character: position.character },
    ...(ordinal === undefined ? {} : { ordinal }),
  };
  // A diff with more context may be made of a decoded view.
  for (let step = 0; step < maxVirtualSteps && place.ordinal === undefined; step++) {
    const own = virtualPlace(place.textDocument.uri);
    if (own === null) break;
    place = own;
  }
  return place;
}

const maxVirtualSteps = 4;

/** The charset that the message's header names; "" where it names none. */
function charsetOf({ lines }: MailDocument, { header }: Message): string {
  for (const { name, valueSpan } of header.fields) {
    if (!/^(?:content-type|other-fields)$/i.test(name)) continue;
    const value = lines.text.slice(valueSpan.start, Math.min(valueSpan.end, valueSpan.start + 4000));
    const found = /\bcharset="?([\w.:-]{1,40})/i.exec(value)?.[1];
    if (found !== undefined) return found;
  }
  return "";
}
