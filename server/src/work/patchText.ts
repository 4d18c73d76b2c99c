import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import { messageAt } from "../core/lookup.js";
import { readerText } from "../core/mail/gitText.js";
import type { Message } from "../core/model.js";
import type { Position } from "../core/text/lineTable.js";
import { applicableMessage } from "../mailboxes/applicableMessage.js";
import { isEncoded } from "../mailboxes/decodedMail.js";
import { isMailStoreError } from "../mailboxes/mailStore.js";
import type { ReadableMessage } from "../mailboxes/readableMessage.js";
import { mailText, type PatchScope, type PatchText, patchScopes, patchText } from "../patches/copiedText.js";
import { documentUri } from "../protocol/documentUri.js";
import { exactBytes } from "./patchesToCheck.js";
import type { WorkServices } from "./services.js";

/** `patchMail/patchText`: the text that a copy command puts on the clipboard. */
export interface PatchTextParams {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
  /** The message by its place in the file (a row of Threads, a decoded view's mail); then `position` does not matter. */
  readonly ordinal?: number;
  readonly scope: PatchScope;
}

export interface PatchTextRequests {
  "patchMail/patchText"(params: PatchTextParams, token: CancellationToken): Promise<PatchText>;
}

export function createPatchText(services: WorkServices): PatchTextRequests {
  return {
    async "patchMail/patchText"(params, token) {
      const uri = documentUri(params);
      if (uri === undefined || !patchScopes.includes(params.scope)) {
        throw new ResponseError(
          ErrorCodes.InvalidParams,
          "patchMail/patchText needs textDocument.uri and scope",
        );
      }
      const { scope, ordinal, position } = params;
      if (ordinal !== undefined) return await ofMail(services, { uri, index: ordinal }, scope, token);
      const analysis = services.documents.analysis(uri);
      const { model } = analysis?.parsed ?? {};
      const message = model && messageAt(model, model.lines.offsetAt(position));
      if (!model || !message) return { refused: "There is no message here." };
      if (needsMail(message, scope) || hasLoneCr(model.lines.text, message)) {
        const at = { message, line0: position.line };
        return await ofMail(services, { uri, index: message.index }, scope, token, at);
      }
      return scope === "mail" ? mailText(model, message) : patchText(model, message, position.line, scope);
    },
  };
}

/** To git it ends no line. */
const hasLoneCr = (text: string, { span: { start, end } }: Message): boolean =>
  text.includes("\r") && /\r(?!\n)/.test(text.slice(start, end));

/** Encoded text is no diff yet; and for git am the mail's own parts and charset count. */
const needsMail = (message: Message, scope: PatchScope): boolean =>
  isEncoded(message) || (message.isFlowed && scope !== "hunk" && scope !== "file");

/** From the message's bytes; `at`: the place in its raw text, whose diff is found in the decoded one by its number. */
async function ofMail(
  services: WorkServices,
  place: Parameters<WorkServices["bytesOf"]>[0],
  scope: PatchScope,
  token: CancellationToken,
  at: { readonly message: Message; readonly line0: number } | null = null,
): Promise<PatchText> {
  const readable = await read(services, place, token);
  if (readable === null) return { refused: "There is no message here." };
  if (typeof readable === "string") return { refused: readable };
  const { document, message } = readable;
  if (scope === "mail") return forClipboard(mailText(document, message));
  if (scope === "patch") return forClipboard(patchText(document, message, null, scope));
  const line0 = at === null ? null : lineInDecoded(at.message, at.line0, message);
  if (line0 === null)
    return { refused: "This mail is encoded: copy from its decoded view (“Open Decoded Message”)." };
  return forClipboard(patchText(document, message, line0, scope));
}

function forClipboard(found: PatchText): PatchText {
  if ("refused" in found) return found;
  const { text, isOther } = readerText(found.text);
  const note =
    "Its diff is not UTF-8, and the clipboard is: git may refuse the copy. An export keeps the bytes.";
  return { ...found, text, notes: isOther ? [...found.notes, note] : found.notes };
}

/** The message, or why its file cannot be read. */
async function read(
  services: WorkServices,
  place: Parameters<WorkServices["bytesOf"]>[0],
  token: CancellationToken,
): Promise<ReadableMessage | string | null> {
  try {
    return await applicableMessage(await exactBytes(services, place, token));
  } catch (error) {
    if (isMailStoreError(error)) return error.message;
    throw error;
  }
}

/** Quoted-printable leaves diffs in sight: the file and hunk of the same number, where both texts have as many. */
function lineInDecoded(raw: Message, line0: number, decoded: Message): number | null {
  const index = raw.files.findIndex((file) => line0 >= file.startLine0 && line0 < file.endLine0);
  const file = raw.files[index];
  const same = decoded.files[index];
  if (file === undefined || same === undefined || raw.files.length !== decoded.files.length) return null;
  if (file.hunks.length !== same.hunks.length) return null;
  const hunk = file.hunks.findIndex((one) => line0 >= one.startLine0 && line0 < one.endLine0);
  return same.hunks[hunk]?.startLine0 ?? same.startLine0;
}
